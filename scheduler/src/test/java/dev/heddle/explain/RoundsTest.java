package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** A run that meets its step limit tells what was repeated, and who had no share in it. */
class RoundsTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Failure failureOf(String strategy, Body body) {
        Failure failure =
                Heddle.explorer()
                        .strategy(strategy)
                        .schedules(200)
                        .stepLimit(5_000)
                        .explore(body)
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.STEP_LIMIT);
        Failure again = Heddle.replay(failure.token(), body).failure().orElseThrow();
        assertThat(again.rounds()).isEqualTo(failure.rounds());
        return failure;
    }

    /** Each gives back what it has, politely, as long as it does not get the other. */
    private static void takeBoth(ReentrantLock mine, ReentrantLock other, CountDownLatch both) {
        mine.lock();
        both.countDown();
        await(both);
        while (!other.tryLock()) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    @Test
    void twoThatTryForEver() {
        Failure failure =
                failureOf(
                        "random",
                        () -> {
                            ReentrantLock a = new ReentrantLock();
                            ReentrantLock b = new ReentrantLock();
                            CountDownLatch both = new CountDownLatch(2);
                            Thread left = new Thread(() -> takeBoth(a, b, both), "left");
                            Thread right = new Thread(() -> takeBoth(b, a, both), "right");
                            left.start();
                            right.start();
                            left.join();
                            right.join();
                        });
        assertThat(failure.rounds())
                .contains("Livelock: in the last 1,000 steps the threads did nothing but this:")
                .anyMatch(line -> line.matches("  'left' repeats these 2 steps, [\\d,]+ times:"))
                .anyMatch(line -> line.matches("  'right' repeats these 2 steps, [\\d,]+ times:"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "      calls ReentrantLock.tryLock  at"
                                                + " .*RoundsTest.takeBoth.*"));
        assertThat(failure.toString()).contains("\nLivelock: in the last 1,000 steps");
    }

    @Test
    void oneThatLoops() {
        Failure failure =
                failureOf(
                        "random",
                        () -> {
                            int[] count = new int[1];
                            while (count[0] >= 0) {
                                count[0] = count[0] & 1;
                            }
                        });
        assertThat(failure.rounds())
                .contains("Endless loop: in the last 1,000 steps nothing was done but this:");
    }

    private static final class Flag {
        boolean set;
    }

    @Test
    void oneThatNeverRuns() {
        Failure failure =
                failureOf(
                        "fifo",
                        () -> {
                            Flag flag = new Flag();
                            Thread other = new Thread(() -> flag.set = true, "other");
                            other.start();
                            while (!flag.set) {
                                // Without letting anybody run.
                            }
                        });
        assertThat(failure.rounds()).contains("Starved: 'other' could run, and never did.");
    }

    @Test
    void oneThatNeverGetsItsLock() {
        Failure failure =
                failureOf(
                        "fifo",
                        () -> {
                            Object lock = new Object();
                            boolean[] held = new boolean[1];
                            Thread other =
                                    new Thread(
                                            () -> {
                                                while (!held[0]) {
                                                    Thread.onSpinWait();
                                                }
                                                synchronized (lock) {
                                                    held[0] = false;
                                                }
                                            },
                                            "other");
                            other.start();
                            synchronized (lock) {
                                held[0] = true;
                                while (held[0]) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
        assertThat(failure.rounds())
                .anyMatch(
                        line ->
                                line.matches(
                                        "Starved: 'other' wants .*, and did not get it in the last"
                                                + " [\\d,]+ steps\\."));
    }

    @Test
    void aRunThatEndsHasNone() {
        Failure failure =
                Heddle.explore(() -> new CountDownLatch(1).await()).failure().orElseThrow();
        assertThat(failure.rounds()).isEmpty();
    }
}
