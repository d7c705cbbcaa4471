package dev.heddle.remains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.EventLoop;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.RemainsError;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What is still there at the end is found, with the place where it was made. */
class LeaksTest {

    private static final ThreadFactory DAEMONS =
            task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            };

    /** Programs that leave something which does not keep them from their end, and that do not. */
    enum Leaves {
        AN_UNUSED_POOL("A java.util.concurrent.ThreadPoolExecutor was not shut down") {
            @Override
            void run(boolean ends) {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                if (ends) {
                    pool.shutdown();
                }
            }
        },
        A_POOL_OF_DAEMONS("A java.util.concurrent.ThreadPoolExecutor was not shut down") {
            @Override
            void run(boolean ends) throws Exception {
                ExecutorService pool = Executors.newFixedThreadPool(2, DAEMONS);
                pool.submit(() -> {}).get();
                if (ends) {
                    pool.shutdown();
                }
            }
        },
        A_POOL_FOR_LATER("A java.util.concurrent.ScheduledThreadPoolExecutor was not shut down") {
            @Override
            void run(boolean ends) throws Exception {
                var pool = Executors.newScheduledThreadPool(1, DAEMONS);
                pool.schedule(() -> {}, 1, TimeUnit.SECONDS).get();
                if (ends) {
                    pool.shutdownNow();
                }
            }
        },
        A_POOL_THAT_STEALS("A java.util.concurrent.ForkJoinPool was not shut down") {
            @Override
            void run(boolean ends) {
                ForkJoinPool pool = new ForkJoinPool(2);
                pool.submit(() -> {}).join();
                if (ends) {
                    pool.close();
                }
            }
        },
        A_THREAD_PER_TASK("A java.util.concurrent.ThreadPerTaskExecutor was not shut down") {
            @Override
            void run(boolean ends) throws Exception {
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                pool.submit(() -> {}).get();
                if (ends) {
                    pool.close();
                }
            }
        },
        A_SUBCLASS("A dev.heddle.remains.LeaksTest$Lying was not shut down") {
            @Override
            void run(boolean ends) {
                Lying pool = new Lying();
                if (ends) {
                    pool.shutdown();
                }
            }
        },
        AN_EVENT_LOOP("A dev.heddle.async.EventLoop was not closed, with 1 pending tasks") {
            @Override
            void run(boolean ends) throws Exception {
                EventLoop loop = EventLoop.create();
                var task =
                        loop.createTask(
                                () -> {
                                    Async.sleep(Duration.ofSeconds(1));
                                    return 1;
                                });
                if (ends) {
                    loop.runUntilComplete(task);
                    loop.close();
                }
            }
        },
        A_VIRTUAL_THREAD(
                "Thread 'worker', a daemon, was still waiting when the run came to its end") {
            @Override
            void run(boolean ends) throws Exception {
                Thread worker = Thread.ofVirtual().name("worker").start(LockSupport::park);
                Thread.sleep(10);
                if (ends) {
                    LockSupport.unpark(worker);
                    worker.join();
                }
            }
        },
        A_TIMER("Thread 'ticks', a daemon, was still waiting when the run came to its end") {
            @Override
            void run(boolean ends) throws Exception {
                Timer timer = new Timer("ticks", true);
                Thread.sleep(10);
                if (ends) {
                    timer.cancel();
                    Thread.sleep(10);
                }
            }
        };

        final String says;

        Leaves(String says) {
            this.says = says;
        }

        abstract void run(boolean ends) throws Exception;

        Body body(boolean ends) {
            return () -> run(ends);
        }
    }

    /** Says that it is shut down, and is not. */
    private static final class Lying extends java.util.concurrent.ThreadPoolExecutor {
        Lying() {
            super(0, 1, 1, TimeUnit.SECONDS, new java.util.concurrent.SynchronousQueue<>());
        }

        @Override
        public boolean isShutdown() {
            return true;
        }
    }

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLeftIsReported(Leaves program) {
        Report report = Heddle.explorer().schedules(20).explore(program.body(false));
        report.check();
        assertThat(report.leaks()).hasSize(1);
        assertThat(report.leaks().getFirst())
                .startsWith(program.says + "; thread 'main' ")
                .contains(" at dev.heddle.remains.LeaksTest$")
                .contains("(LeaksTest.java:");
        assertThat(report.toString())
                .containsIgnoringWhitespaces("Left behind:\n  " + report.leaks().getFirst());
        assertThat(Heddle.explorer().schedules(20).explore(program.body(false)).leaks())
                .isEqualTo(report.leaks());
    }

    /** Tasks are told with where they were created, the first ones. */
    @Test
    void tasksThatAreLeftAreTold() {
        Report report =
                Heddle.explorer()
                        .strategy("fifo")
                        .explore(
                                () -> {
                                    EventLoop loop = EventLoop.create();
                                    loop.runUntilComplete(() -> startTasks(5));
                                });
        report.check();
        assertThat(report.leaks()).singleElement().asString().contains("with 5 pending tasks");
        for (int i = 0; i < 3; i++) {
            assertThat(report.leaks().getFirst())
                    .containsPattern(
                            "It has task 'left%d' that is not done and awaits a sleep; thread '.*' made it at dev.heddle.remains.LeaksTest.startTasks\\(LeaksTest.java:"
                                    .formatted(i));
        }
        assertThat(report.leaks().getFirst()).doesNotContain("left3");
    }

    private static String startTasks(int count) {
        for (int i = 0; i < count; i++) {
            Async.createTask("left" + i, () -> Async.sleep(Duration.ofSeconds(1)));
        }
        Async.yield();
        Async.yield();
        return "started";
    }

    @ParameterizedTest
    @EnumSource
    void whatHasEndedIsNot(Leaves program) {
        Report report = Heddle.explorer().schedules(100).explore(program.body(true));
        report.check();
        assertThat(report.leaks()).isEmpty();
        Heddle.explorer().leaks(Check.FAIL).schedules(100).explore(program.body(true)).check();
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeAFailure(Leaves program) {
        Failure failure =
                Heddle.explorer()
                        .leaks(Check.FAIL)
                        .explore(program.body(false))
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.FAILED);
        assertThat(failure.cause().orElseThrow())
                .isInstanceOf(RemainsError.class)
                .hasMessage("Something was left behind: " + program.says + ".");
        assertThat(failure.toString()).contains("Left behind:\n  " + program.says + "; thread");
        Failure again =
                Heddle.explorer()
                        .leaks(Check.FAIL)
                        .replay(failure.token(), program.body(false))
                        .failure()
                        .orElseThrow();
        assertThat(again.summary()).isEqualTo(failure.summary());
    }

    @ParameterizedTest
    @EnumSource
    void itNeedNotBeLookedFor(Leaves program) {
        List<Long> off = new ArrayList<>();
        Report report =
                Heddle.explorer()
                        .leaks(Check.OFF)
                        .schedules(20)
                        .onDigest(off::add)
                        .explore(program.body(false));
        assertThat(report.leaks()).isEmpty();
        List<Long> on = new ArrayList<>();
        Heddle.explorer().schedules(20).onDigest(on::add).explore(program.body(false));
        assertThat(on).as("looking changes nothing").isEqualTo(off);
    }

    @Test
    void aThreadThatKeepsTheRunFromItsEndSaysWhereItWasStarted() {
        Body body = () -> Executors.newFixedThreadPool(2).submit(() -> {});
        Report report = Heddle.explorer().schedules(20).explore(body);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.LEAK);
        assertThat(failure.toString().replaceAll("\\s+", " "))
                .containsPattern(
                        "Left behind: "
                                + "A java.util.concurrent.ThreadPoolExecutor was not shut down;"
                                + " thread 'main' made it at dev.heddle.remains.LeaksTest")
                .containsPattern(
                        "Thread 'pool-1-thread-1' was still waiting when the run came to its end;"
                                + " thread 'main' started it at"
                                + " dev.heddle.remains.LeaksTest.*LeaksTest.java:");
        Report allowed = Heddle.explorer().schedules(20).allowLeaks().explore(body);
        allowed.check();
        assertThat(allowed.leaks()).hasSize(2);
        Failure replayed = Heddle.explorer().replay(failure.token(), body).failure().orElseThrow();
        assertThat(replayed.toString()).containsIgnoringWhitespaces("thread 'main' started it at");
    }

    @Test
    void theCommonPoolIsNobodys() {
        Report report =
                Heddle.explorer()
                        .schedules(20)
                        .explore(
                                () -> {
                                    ForkJoinPool.commonPool().submit(() -> {}).join();
                                    java.util.concurrent.CompletableFuture.runAsync(() -> {})
                                            .join();
                                    List.of(3, 2, 1).parallelStream().sorted().toList();
                                });
        report.check();
        assertThat(report.leaks()).isEmpty();
    }

    private static final class Kept {
        static final ExecutorService POOL = Executors.newFixedThreadPool(1, DAEMONS);
    }

    @Test
    void whatAnInitialiserMakesBelongsToTheJvm() {
        Report report =
                Heddle.explorer().schedules(5).explore(() -> assertThat(Kept.POOL).isNotNull());
        report.check();
        assertThat(report.leaks()).isEmpty();
    }

    /** As above, where each run has a class loader, and so a JVM, for itself. */
    static final class KeptAnew implements Body {
        private static final ExecutorService POOL = Executors.newFixedThreadPool(1, DAEMONS);

        @Override
        public void run() {
            assertThat(POOL).isNotNull();
        }
    }

    @Test
    void whatAnInitialiserMakesBelongsToItsClassLoader() {
        Report report = Heddle.explorer().schedules(5).explore(KeptAnew.class);
        report.check();
        assertThat(report.leaks()).isEmpty();
    }

    @Test
    void aRunThatFailsOtherwiseLeavesNothing() {
        Failure failure =
                Heddle.explore(
                                () -> {
                                    Executors.newFixedThreadPool(1);
                                    throw new IllegalStateException("before it was shut down");
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.toString()).doesNotContain("Left behind");
    }

    @Test
    void manyPoolsThatAreShutDown() {
        Report report =
                Heddle.explorer()
                        .schedules(2)
                        .explore(
                                () -> {
                                    Executors.newFixedThreadPool(1);
                                    for (int i = 0; i < 500; i++) {
                                        Executors.newFixedThreadPool(1).shutdown();
                                    }
                                });
        assertThat(report.leaks()).hasSize(1);
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> Heddle.explorer().leaks(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Heddle.explorer().swallowed(null))
                .isInstanceOf(NullPointerException.class);
    }
}
