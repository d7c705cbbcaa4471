package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that would go on for ever: each run with them ends all the same, and the next one works.
 */
class StubbornThreadsTest {

    private static final int STEPS = 10_000;

    private static void awaitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static Report explore(Body body) {
        return Heddle.explorer()
                .schedules(20)
                .stepLimit(STEPS)
                .timeLimit(Duration.ofMinutes(1))
                .explore(body);
    }

    private static void daemon(Runnable code) {
        Thread thread = new Thread(code, "daemon");
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void aThreadThatOnlySleepsComesToTheStepLimit() {
        Body body =
                () -> {
                    daemon(
                            () -> {
                                while (true) {
                                    LockSupport.parkNanos(1_000);
                                }
                            });
                    awaitForEver();
                };
        Report report = explore(body);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        Report again = Heddle.replay(failure.token(), body);
        assertThat(again.failure().orElseThrow().kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
    }

    @Test
    void aTimerThatIsNeverCancelledComesToTheStepLimit() {
        Report report =
                explore(
                        () -> {
                            ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
                            timer.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
                            awaitForEver();
                        });
        assertThat(report.failure().orElseThrow().kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
    }

    @Test
    void aFinallyBlockThatSpinsDoesNotHideTheFailure() {
        Report report =
                explore(
                        () -> {
                            AtomicBoolean stop = new AtomicBoolean();
                            daemon(
                                    () -> {
                                        try {
                                            awaitForEver();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        } finally {
                                            while (!stop.get()) {
                                                Thread.onSpinWait();
                                            }
                                        }
                                    });
                            Thread.sleep(1);
                            throw new IllegalStateException("boom");
                        });
        assertThat(report.failure().orElseThrow().cause().orElseThrow()).hasMessage("boom");
    }

    /** The pool outlives the runs: in none of them may it believe in workers of an earlier one. */
    @Test
    void aStaticPoolWorksInEveryRun() {
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        1,
                        task -> {
                            Thread worker = new Thread(task, "worker");
                            worker.setDaemon(true);
                            return worker;
                        });
        Report report = explore(() -> assertThat(pool.submit(() -> 5).get()).isEqualTo(5));
        report.check();
        assertThat(report.schedules()).isEqualTo(20);
    }

    /** What is unwound goes alone: nobody else's code is executed once a run has ended. */
    @Test
    void nobodyGoesOnWhileAThreadIsUnwoundThatWaitsAgain() {
        int[] afterTheEnd = new int[1];
        boolean[] unwinding = new boolean[1];
        Report report =
                Heddle.explorer()
                        .schedules(200)
                        .toTheEnd()
                        .explore(
                                () -> {
                                    unwinding[0] = false;
                                    Object lock = new Object();
                                    daemon(
                                            () -> {
                                                try {
                                                    awaitForEver();
                                                } catch (InterruptedException e) {
                                                    throw new IllegalStateException(e);
                                                } finally {
                                                    unwinding[0] = true;
                                                    waitOn(lock);
                                                }
                                            });
                                    Thread counter =
                                            new Thread(
                                                    () -> {
                                                        for (int i = 0; i < 50; i++) {
                                                            afterTheEnd[0] += unwinding[0] ? 1 : 0;
                                                        }
                                                    });
                                    counter.start();
                                    Thread.yield();
                                    throw new IllegalStateException("boom");
                                });
        assertThat(report.failures()).isEqualTo(200);
        assertThat(afterTheEnd[0]).isZero();
    }

    private static void waitOn(Object lock) {
        synchronized (lock) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void parkingUntilThePastReturnsAtOnce() {
        explore(
                        () -> {
                            LockSupport.parkUntil(Long.MIN_VALUE);
                            LockSupport.parkUntil(0);
                            LockSupport.parkNanos(-5);
                        })
                .check();
    }
}
