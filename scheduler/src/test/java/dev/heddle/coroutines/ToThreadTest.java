package dev.heddle.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.async.Async;
import dev.heddle.async.CancelledError;
import dev.heddle.async.ContextVar;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Future;
import dev.heddle.async.Runner;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Code that blocks runs on threads beside the loop, and coroutines wait for it. */
class ToThreadTest {

    private static final ContextVar<String> USER = ContextVar.named("user", "nobody");

    @Test
    void theResultComesFromAnotherThreadWhileOthersGoOn() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    CountDownLatch otherRan = new CountDownLatch(1);
                                    Async.createTask(() -> otherRan.countDown());
                                    Thread here = Thread.currentThread();
                                    Thread there =
                                            Async.toThread(
                                                    () -> {
                                                        otherRan.await();
                                                        return Thread.currentThread();
                                                    });
                                    assertThat(there).isNotSameAs(here);
                                }));
    }

    @Test
    void whatTheCodeThrowsArrivesAsItIs() {
        IOException thrown = new IOException("no such thing");
        Conformance.check(
                () ->
                        assertThatThrownBy(
                                        () ->
                                                Async.run(
                                                        () ->
                                                                Async.toThread(
                                                                        () -> {
                                                                            throw thrown;
                                                                        })))
                                .isSameAs(thrown));
    }

    @Test
    void itSeesTheContextAndWhatItSetsStaysThere() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    USER.set("ada");
                                    String seen =
                                            Async.toThread(
                                                    () -> {
                                                        String before = USER.get();
                                                        USER.set("eve");
                                                        return before + " " + USER.get();
                                                    });
                                    assertThat(seen).isEqualTo("ada eve");
                                    assertThat(USER.get()).isEqualTo("ada");
                                    Future<String> plain =
                                            Async.loop().runInExecutor(null, () -> USER.get());
                                    assertThat(plain.await()).isEqualTo("nobody");
                                }));
    }

    @Test
    void aThreadWithoutALoopHasAContextOfItsOwnWhichItsLoopBeginsWith() {
        Conformance.check(
                () -> {
                    USER.set("ada");
                    Async.run(
                            () -> {
                                assertThat(USER.get()).isEqualTo("ada");
                                USER.set("eve");
                            });
                    assertThat(USER.get()).isEqualTo("ada");
                    USER.set(null);
                    assertThat(USER.get()).isEqualTo("nobody");
                });
    }

    @Test
    void aCancelledTaskDoesNotWaitButTheThreadGoesOn() {
        Conformance.check(
                () -> {
                    AtomicBoolean ended = new AtomicBoolean();
                    Async.run(
                            () -> {
                                CountDownLatch began = new CountDownLatch(1);
                                CountDownLatch mayEnd = new CountDownLatch(1);
                                Task<Void> task =
                                        Async.createTask(
                                                () ->
                                                        Async.toThread(
                                                                () -> {
                                                                    began.countDown();
                                                                    mayEnd.await();
                                                                    ended.set(true);
                                                                }));
                                while (began.getCount() > 0) {
                                    Async.sleep(Duration.ofMillis(1));
                                }
                                task.cancel();
                                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                                assertThat(ended).isFalse();
                                mayEnd.countDown();
                            });
                    assertThat(ended).isTrue(); // The end of the loop has waited for the thread.
                });
    }

    @Test
    void whatIsCancelledBeforeAThreadHasTakenItNeverRuns() {
        Conformance.check(
                () -> {
                    AtomicBoolean ran = new AtomicBoolean();
                    List<Runnable> jobs = new ArrayList<>();
                    Async.run(
                            () -> {
                                Future<Void> job =
                                        Async.loop()
                                                .runInExecutor(
                                                        jobs::add,
                                                        () -> {
                                                            ran.set(true);
                                                            return null;
                                                        });
                                job.cancel();
                                Async.sleep(Duration.ofMillis(1));
                                jobs.getFirst().run();
                            });
                    assertThat(ran).isFalse();
                });
    }

    @Test
    void aTimeLimitCutsTheWait() {
        Conformance.check(
                () -> {
                    CountDownLatch never = new CountDownLatch(1);
                    Async.run(
                            () -> {
                                assertThatThrownBy(
                                                () ->
                                                        Async.waitFor(
                                                                Duration.ofMillis(1),
                                                                () ->
                                                                        Async.toThread(
                                                                                () -> {
                                                                                    never.await();
                                                                                    return 1;
                                                                                })))
                                        .isInstanceOf(TimeoutException.class);
                                never.countDown();
                            });
                });
    }

    /** Its end is one callback, which completes a future; who awaits it resumes a pass later. */
    @Test
    void theResultTakesTwoPasses() {
        Conformance.onRealThreads(
                () -> {
                    int passes;
                    try (Runner runner = new Runner(EventLoop.createVirtual())) {
                        passes = runner.run(ToThreadTest::passesOfAJobThatIsDoneAtOnce);
                    }
                    assertThat(passes).isEqualTo(2);
                });
        Heddle.explorer()
                .strategy("fifo")
                .explore(
                        () ->
                                assertThat(
                                                (int)
                                                        Async.run(
                                                                ToThreadTest
                                                                        ::passesOfAJobThatIsDoneAtOnce))
                                        .isEqualTo(2))
                .check();
    }

    private static int passesOfAJobThatIsDoneAtOnce() throws Exception {
        int[] passes = {0};
        Runnable[] count = {null};
        count[0] =
                () -> {
                    passes[0]++;
                    Async.loop().callSoon(count[0]);
                };
        Async.loop().callSoon(count[0]);
        return Async.loop().runInExecutor(Runnable::run, () -> "done").await().length() > 0
                ? passes[0]
                : -1;
    }

    @Test
    void theVirtualClockStandsStillWhileAThreadWorks() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            EventLoop loop = runner.loop();
            List<String> order = new ArrayList<>();
            runner.run(
                    () -> {
                        Task<Void> sleeper =
                                Async.createTask(
                                        () -> {
                                            Async.sleep(Duration.ofSeconds(1));
                                            order.add("slept");
                                        });
                        Async.toThread(() -> Thread.sleep(30));
                        order.add("worked");
                        assertThat(loop.time()).isZero();
                        sleeper.await();
                        assertThat(loop.time()).isEqualTo(Duration.ofSeconds(1).toNanos());
                    });
            assertThat(order).containsExactly("worked", "slept");
        }
    }

    @Test
    void anExecutorCanBeGiven() {
        Conformance.check(
                () -> {
                    try (ExecutorService mine =
                            Executors.newSingleThreadExecutor(job -> new Thread(job, "mine"))) {
                        Async.run(
                                () -> {
                                    Future<String> name =
                                            Async.loop()
                                                    .runInExecutor(
                                                            mine,
                                                            () -> Thread.currentThread().getName());
                                    assertThat(name.await()).isEqualTo("mine");
                                });
                        assertThat(mine.isShutdown()).isFalse();
                    }
                });
    }

    @Test
    void aDefaultExecutorCanBeSetAndIsShutDownWithTheLoop() {
        Conformance.check(
                () -> {
                    ExecutorService mine = Executors.newVirtualThreadPerTaskExecutor();
                    Async.run(
                            () -> {
                                Async.loop().setDefaultExecutor(mine);
                                assertThat(Async.toThread(() -> Thread.currentThread().isVirtual()))
                                        .isTrue();
                            });
                    assertThat(mine.isTerminated()).isTrue();
                });
    }

    @Test
    void anExecutorThatTakesNothingIsToldOfAtOnce() {
        Conformance.check(
                () -> {
                    ExecutorService mine = Executors.newSingleThreadExecutor();
                    mine.shutdown();
                    Async.run(
                            () -> {
                                assertThatThrownBy(() -> Async.loop().runInExecutor(mine, () -> 1))
                                        .isInstanceOf(RejectedExecutionException.class);
                                Async.sleep(Duration.ofMillis(1)); // Nothing is expected any more.
                            });
                });
    }

    @Test
    void afterTheEndOfTheDefaultExecutorThereIsNone() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    Async.toThread(() -> 1);
                                    Async.loop().shutDownDefaultExecutor().await();
                                    assertThatThrownBy(() -> Async.toThread(() -> 1))
                                            .isInstanceOf(IllegalStateException.class)
                                            .hasMessageContaining("shut down already");
                                }));
    }

    /** What the threads still want of the loop while it ends, it does. */
    @Test
    void theLoopWorksForItsThreadsUntilTheyHaveEnded() {
        Conformance.check(
                () -> {
                    AtomicReference<String> got = new AtomicReference<>();
                    Async.run(
                            () -> {
                                EventLoop loop = Async.loop();
                                loop.runInExecutor(
                                        null,
                                        () -> {
                                            TimeUnit.MILLISECONDS.sleep(5);
                                            got.set(
                                                    Async.runCoroutineThreadsafe(
                                                                    loop,
                                                                    () -> {
                                                                        Async.yield();
                                                                        return "from the loop";
                                                                    })
                                                            .get());
                                            return null;
                                        });
                            });
                    assertThat(got.get()).isEqualTo("from the loop");
                });
    }

    @Test
    void inARunTheTimeThatAThreadSleepsIsVirtual() {
        Heddle.explorer()
                .schedules(50)
                .explore(
                        () ->
                                Async.run(
                                        () -> {
                                            long before = Async.loop().time();
                                            Async.toThread(() -> Thread.sleep(3_600_000));
                                            long took = Async.loop().time() - before;
                                            assertThat(Duration.ofNanos(took))
                                                    .isEqualTo(Duration.ofHours(1));
                                        }))
                .check();
    }
}
