package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.detect.LockOrderError;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** The examples of docs/deadlocks.md. */
class DeadlocksTest {

    @Test
    void threadsThatWaitForEachOther() {
        Object left = new Object();
        Object right = new Object();
        Body body =
                () -> {
                    Thread heart = new Thread(DeadlocksTest::beatForEver);
                    heart.setDaemon(true);
                    heart.start();
                    Thread other = new Thread(() -> takeBoth(right, left), "other");
                    other.start();
                    takeBoth(left, right);
                    other.join();
                };
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.summary()).contains("'other' waits to enter the monitor of");
    }

    @Test
    void aWaitThatNobodyCanEnd() {
        Failure failure =
                Heddle.explore(
                                () -> {
                                    CountDownLatch done = new CountDownLatch(2);
                                    new Thread(done::countDown).start();
                                    done.await();
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.standing().getFirst().cause()).isEqualTo(Cause.LATCH_NEVER_COUNTED_DOWN);
        assertThat(failure.summary())
                .contains("Latch never counted down: 'main' waits for CountDownLatch #")
                .endsWith(", whose count is 1.");
    }

    private static Body inBothOrders() {
        Object left = new Object();
        Object right = new Object();
        return () -> {
            Thread other = new Thread(() -> takeBoth(right, left), "other");
            other.start();
            takeBoth(left, right);
            other.join();
        };
    }

    @Test
    void locksInDifferentOrders() {
        Body body = inBothOrders();
        Report report = Heddle.explorer().strategy("fifo").explore(body);
        assertThat(report.passed()).isTrue();
        assertThat(report.lockOrders().getFirst().toString())
                .startsWith(
                        "Locks in different orders, so another schedule may end in a deadlock: ");
    }

    @Test
    void aScheduleFailsForThem() {
        Body body = inBothOrders();
        Report report = Heddle.explorer().lockOrders(Check.FAIL).explore(body);
        assertThat(report.failure().orElseThrow().cause().orElseThrow())
                .isInstanceOf(LockOrderError.class);
    }

    @Test
    void threadsThatGoRoundInCircles() {
        Failure failure =
                Heddle.explorer()
                        .stepLimit(10_000)
                        .explore(DeadlocksTest::afterYou)
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        assertThat(failure.rounds())
                .contains("Livelock: in the last 1,000 steps the threads did nothing but this:");
    }

    /** Two threads that hold what the other one wants, and ask again and again. */
    private static void afterYou() throws InterruptedException {
        ReentrantLock left = new ReentrantLock();
        ReentrantLock right = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread other = new Thread(() -> insist(right, left, both), "right");
        other.start();
        insist(left, right, both);
        other.join();
    }

    private static void insist(ReentrantLock mine, ReentrantLock other, CountDownLatch both) {
        mine.lock();
        both.countDown();
        try {
            both.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
        while (!other.tryLock()) {
            Thread.onSpinWait();
        }
    }

    private static void takeBoth(Object first, Object second) {
        synchronized (first) {
            synchronized (second) {
                assertThat(Thread.holdsLock(first)).isTrue();
            }
        }
    }

    private static void beatForEver() {
        try {
            while (true) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
