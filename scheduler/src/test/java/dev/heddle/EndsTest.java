package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Every way in which a run can end, and that nothing of it is left for the next one. */
class EndsTest {

    @AfterEach
    void theNextRunIsAsIfNothingHadBeen() {
        Heddle.explorer()
                .schedules(20)
                .explore(
                        () -> {
                            Thread other = new Thread(() -> {});
                            other.start();
                            other.join();
                            assertThat(other.getName()).isEqualTo("Thread-0");
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        })
                .check();
    }

    private static Failure failureOf(Explorer explorer, Body body) {
        return explorer.explore(body).failure().orElseThrow();
    }

    @Test
    void aRunEndsWithItsLastThreadThatIsNoDaemon() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Body body =
                () -> {
                    seen.clear();
                    new Thread(
                                    () -> {
                                        sleep(1_000);
                                        seen.add("late");
                                    })
                            .start();
                    Thread daemon = new Thread(() -> sleep(2_000));
                    daemon.setDaemon(true);
                    daemon.start();
                };
        Heddle.explorer().schedules(1).explore(body).check();
        assertThat(seen).containsExactly("late");
    }

    @Test
    void anExceptionInTheBodyIsHandedOn() {
        Exception thrown = new Exception("checked");
        Failure failure =
                failureOf(
                        Heddle.explorer(),
                        () -> {
                            throw thrown;
                        });
        assertThat(failure.kind()).isEqualTo(Ending.Kind.FAILED);
        assertThat(failure.cause()).containsSame(thrown);
        assertThat(failure.toError()).hasCause(thrown);
    }

    @Test
    void anExceptionInAnotherThreadNamesTheThread() {
        Failure failure = failureOf(Heddle.explorer(), () -> throwIn("worker", null));
        assertThat(failure.kind()).isEqualTo(Ending.Kind.FAILED);
        assertThat(failure.summary()).contains("boom");
        assertThat(failure.thread()).contains("worker");
    }

    @Test
    void anExceptionThatItsThreadsOwnHandlerTakesIsNoFailure() {
        List<String> taken = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .explore(() -> throwIn("worker", (thread, e) -> taken.add(thread.getName() + e)))
                .check();
        assertThat(taken).containsExactly("workerjava.lang.IllegalStateException: boom");
    }

    @Test
    void theDefaultHandlerSeesAnExceptionButDoesNotSettleIt() {
        List<String> seen = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> seen.add(e.getMessage()));
        try {
            Failure failure = failureOf(Heddle.explorer(), () -> throwIn("worker", null));
            assertThat(failure.summary()).contains("boom");
            assertThat(seen).containsOnly("boom");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private static void throwIn(String name, Thread.UncaughtExceptionHandler handler)
            throws InterruptedException {
        Thread thread =
                new Thread(
                        () -> {
                            throw new IllegalStateException("boom");
                        },
                        name);
        if (handler != null) {
            thread.setUncaughtExceptionHandler(handler);
        }
        thread.start();
        thread.join();
    }

    @Test
    void aRunWithoutEndMeetsItsStepLimitAndReplaysToIt() {
        Body body =
                () -> {
                    int[] count = new int[1];
                    while (true) {
                        count[0]++;
                    }
                };
        List<Long> digests = new ArrayList<>();
        Failure failure =
                failureOf(Heddle.explorer().stepLimit(1_000).onDigest(digests::add), body);
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        assertThat(failure.summary()).contains("1,000 scheduling points");
        Failure again =
                Heddle.explorer()
                        .onDigest(digests::add)
                        .replay(failure.foundToken(), body)
                        .failure()
                        .orElseThrow();
        assertThat(again.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        assertThat(digests).hasSize(2);
        assertThat(digests.get(1)).isEqualTo(digests.get(0));
    }

    @Test
    void aRunThatTakesTooLongMeetsItsTimeLimit() {
        Failure failure =
                failureOf(
                        Heddle.explorer()
                                .stepLimit(Long.MAX_VALUE)
                                .timeLimit(Duration.ofMillis(50)),
                        () -> {
                            int[] count = new int[1];
                            while (true) {
                                count[0]++;
                            }
                        });
        assertThat(failure.kind()).isEqualTo(Ending.Kind.TIME_LIMIT);
    }

    @Test
    void aLoopWithoutASchedulingPointIsNamedByItsFrame() {
        Failure failure =
                failureOf(Heddle.explorer().timeLimit(Duration.ofMillis(50)), EndsTest::spin);
        assertThat(failure.kind()).isEqualTo(Ending.Kind.TIME_LIMIT);
        assertThat(failure.summary()).contains("was going on").contains("EndsTest.java:");
        assertThat(failure.standing())
                .singleElement()
                .satisfies(
                        one ->
                                assertThat(one.stack())
                                        .extracting(StackTraceElement::getMethodName)
                                        .contains("spin"));
    }

    /** What the loop calls has loops of its own, with an end. */
    private static void spin() {
        long sum = 0;
        do {
            for (int i = 0; i < 1_000; i++) {
                sum += i;
            }
        } while (sum != -1);
    }

    /** As RxJava, Reactor and others do: what ends a thread is not logged. */
    @Test
    @SuppressWarnings("removal")
    void aDaemonThatLogsWhatItCatchesHasNothingToLogAtTheEnd() {
        List<Throwable> logged = Collections.synchronizedList(new ArrayList<>());
        List<String> left = Collections.synchronizedList(new ArrayList<>());
        Heddle.explorer()
                .schedules(10)
                .explore(
                        () -> {
                            Thread worker =
                                    new Thread(
                                            () -> {
                                                try {
                                                    await(new CountDownLatch(1));
                                                } catch (ThreadDeath e) {
                                                    left.add(e.getMessage());
                                                    throw e;
                                                } catch (Throwable e) {
                                                    logged.add(e);
                                                }
                                            });
                            worker.setDaemon(true);
                            worker.start();
                            Thread.sleep(1);
                        })
                .check();
        assertThat(logged).isEmpty();
        assertThat(left)
                .isNotEmpty()
                .containsOnly("The run has ended; this thread is being unwound.");
    }

    @Test
    void finallyBlocksOfThreadsThatAreLeftAreExecuted() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Failure failure =
                failureOf(
                        Heddle.explorer().schedules(1),
                        () -> {
                            seen.clear(); // A failing schedule is run again, to be described.
                            new Thread(
                                            () -> {
                                                try {
                                                    await(new CountDownLatch(1));
                                                } finally {
                                                    seen.add("thread");
                                                }
                                            })
                                    .start();
                            try {
                                await(new CountDownLatch(1));
                            } finally {
                                seen.add("body");
                            }
                        });
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(seen).containsExactlyInAnyOrder("thread", "body");
    }

    @Test
    void aThreadThatDoesNotLetItselfBeUnwoundIsLeftWhereItStands() {
        int[] attempts = new int[1];
        Failure failure =
                failureOf(
                        Heddle.explorer().schedules(1),
                        () -> {
                            attempts[0] = 0; // A failing schedule is run again, to be described.
                            while (true) {
                                try {
                                    new CountDownLatch(1).await();
                                } catch (Throwable any) {
                                    attempts[0]++;
                                }
                            }
                        });
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(attempts[0]).isEqualTo(100); // The limit of unwindings.
    }

    @Test
    void hundredsOfBadEndsLeaveNoThreadBehind() {
        int before = Thread.getAllStackTraces().size();
        Report report =
                Heddle.explorer()
                        .schedules(300)
                        .toTheEnd()
                        .explore(
                                () -> {
                                    new Thread(() -> await(new CountDownLatch(1))).start();
                                    throw new IllegalStateException("each time");
                                });
        assertThat(report.failures()).isEqualTo(300);
        assertThat(Thread.getAllStackTraces().size()).isLessThanOrEqualTo(before + 1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
