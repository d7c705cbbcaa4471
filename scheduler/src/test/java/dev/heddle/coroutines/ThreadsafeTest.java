package dev.heddle.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.CancelledError;
import dev.heddle.async.Event;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Future;
import dev.heddle.async.Runner;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Threads call the loop, and wait for its coroutines; nothing that they send is lost. */
class ThreadsafeTest {

    private static final int THREADS = 4;

    @Test
    void manyCallsFromManyThreadsAllArriveInTheOrderOfEach() {
        Conformance.onRealThreads(() -> callFromThreads(10_000));
    }

    @Test
    void aCallWakesTheLoopWheneverItSleeps() {
        Conformance.onRealThreads(() -> answer(5_000));
    }

    @Test
    void inRunsNothingIsLostEither() {
        Repeatedly.explore(() -> callFromThreads(3)).check();
        Repeatedly.explore(() -> answer(3)).check();
    }

    /** The loop sleeps for as long as it takes all of them. */
    private static void callFromThreads(int calls) throws Exception {
        Async.run(
                () -> {
                    EventLoop loop = Async.loop();
                    List<List<Integer>> received = new ArrayList<>();
                    Event all = new Event();
                    int[] missing = {THREADS * calls};
                    for (int i = 0; i < THREADS; i++) {
                        List<Integer> mine = new ArrayList<>();
                        received.add(mine);
                        Thread thread =
                                new Thread(
                                        () -> {
                                            for (int n = 0; n < calls; n++) {
                                                int number = n;
                                                loop.callSoonThreadsafe(
                                                        () -> {
                                                            mine.add(number);
                                                            if (--missing[0] == 0) {
                                                                all.set();
                                                            }
                                                        });
                                            }
                                        });
                        thread.start();
                    }
                    all.await();
                    for (List<Integer> mine : received) {
                        assertThat(mine).hasSize(calls).isSorted();
                    }
                });
    }

    /** A thread asks, and waits for the answer, so that the loop has nothing to do each time. */
    private static void answer(int questions) throws Exception {
        Async.run(
                () -> {
                    EventLoop loop = Async.loop();
                    int sum =
                            Async.toThread(
                                    () -> {
                                        int answers = 0;
                                        for (int n = 0; n < questions; n++) {
                                            CompletableFuture<Integer> answer =
                                                    new CompletableFuture<>();
                                            loop.callSoonThreadsafe(() -> answer.complete(1));
                                            answers += answer.get();
                                        }
                                        return answers;
                                    });
                    assertThat(sum).isEqualTo(questions);
                });
    }

    @Test
    void aThreadCanWaitForACoroutine() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    EventLoop loop = Async.loop();
                                    String result =
                                            Async.toThread(
                                                    () ->
                                                            Async.runCoroutineThreadsafe(
                                                                            loop,
                                                                            () -> {
                                                                                Async.sleep(
                                                                                        Duration
                                                                                                .ofMillis(
                                                                                                        1));
                                                                                return "slept";
                                                                            })
                                                                    .get());
                                    assertThat(result).isEqualTo("slept");
                                }));
    }

    @Test
    void itSeesWhatTheCoroutineThrows() {
        IOException thrown = new IOException("no such thing");
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    EventLoop loop = Async.loop();
                                    Async.toThread(
                                            () ->
                                                    assertThatThrownBy(
                                                                    Async.runCoroutineThreadsafe(
                                                                                    loop,
                                                                                    () -> {
                                                                                        throw thrown;
                                                                                    })
                                                                            ::get)
                                                            .isInstanceOf(ExecutionException.class)
                                                            .hasCause(thrown));
                                }));
    }

    private static CompletableFuture<Void> sleepForever(
            EventLoop loop, AtomicBoolean began, AtomicBoolean cancelled) {
        return Async.runCoroutineThreadsafe(
                loop,
                () -> {
                    began.set(true);
                    try {
                        loop.createFuture().await();
                    } catch (CancelledError e) {
                        cancelled.set(true);
                        throw e;
                    }
                });
    }

    @Test
    void cancellingTheResultCancelsTheTask() {
        Conformance.check(
                () -> {
                    AtomicBoolean began = new AtomicBoolean();
                    AtomicBoolean cancelled = new AtomicBoolean();
                    Async.run(
                            () -> {
                                EventLoop loop = Async.loop();
                                Async.toThread(
                                        () -> {
                                            CompletableFuture<Void> result =
                                                    sleepForever(loop, began, cancelled);
                                            while (!began.get()) {
                                                Thread.onSpinWait();
                                            }
                                            result.cancel(true);
                                        });
                                while (!cancelled.get()) {
                                    Async.sleep(Duration.ofMillis(1));
                                }
                            });
                    assertThat(cancelled).isTrue();
                });
    }

    @Test
    void aTimeOutOfTheResultCancelsTheTask() {
        Conformance.check(
                () -> {
                    AtomicBoolean cancelled = new AtomicBoolean();
                    Async.run(
                            () -> {
                                EventLoop loop = Async.loop();
                                Async.toThread(
                                        () ->
                                                assertThatThrownBy(
                                                                () ->
                                                                        sleepForever(
                                                                                        loop,
                                                                                        new AtomicBoolean(),
                                                                                        cancelled)
                                                                                .orTimeout(
                                                                                        5,
                                                                                        TimeUnit
                                                                                                .MILLISECONDS)
                                                                                .get())
                                                        .hasCauseInstanceOf(
                                                                TimeoutException.class));
                                while (!cancelled.get()) {
                                    Async.sleep(Duration.ofMillis(1));
                                }
                            });
                    assertThat(cancelled).isTrue();
                });
    }

    @Test
    void whatIsCancelledBeforeTheLoopHasSeenItNeverBegins() throws Exception {
        AtomicBoolean began = new AtomicBoolean();
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            sleepForever(runner.loop(), began, new AtomicBoolean()).cancel(true);
            runner.run(() -> Async.sleep(Duration.ofSeconds(1)));
        }
        assertThat(began).isFalse();
    }

    @Test
    void aCompletableFutureCanBeAwaited() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    CompletableFuture<String> given =
                                            CompletableFuture.supplyAsync(() -> "supplied");
                                    assertThat(Async.wrap(given).await()).isEqualTo("supplied");
                                }));
    }

    @Test
    void itsFailureArrivesAsItIs() {
        IllegalStateException thrown = new IllegalStateException("no such thing");
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    CompletableFuture<String> given =
                                            CompletableFuture.supplyAsync(
                                                            () -> {
                                                                throw thrown;
                                                            })
                                                    .thenApply(Object::toString);
                                    assertThatThrownBy(() -> Async.wrap(given).await())
                                            .isSameAs(thrown);
                                }));
    }

    @Test
    void cancellingTheWaitCancelsIt() {
        Conformance.check(
                () -> {
                    CompletableFuture<String> given = new CompletableFuture<>();
                    Async.run(
                            () -> {
                                Task<String> waiting =
                                        Async.createTask(() -> Async.wrap(given).await());
                                Async.sleep(Duration.ofMillis(1));
                                waiting.cancel();
                                assertThatThrownBy(waiting::await)
                                        .isInstanceOf(CancelledError.class);
                            });
                    assertThat(given).isCancelled();
                });
    }

    @Test
    void oneThatIsCancelledCancelsWhoAwaitsIt() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    CompletableFuture<String> given = new CompletableFuture<>();
                                    given.cancel(true);
                                    assertThatThrownBy(() -> Async.wrap(given).await())
                                            .isInstanceOf(CancelledError.class);
                                }));
    }

    @Test
    void aFutureOfTheLoopIsOneOfThreadsToo() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    Future<String> future = Async.loop().createFuture();
                                    CompletableFuture<String> same = future.toCompletableFuture();
                                    Future<String> seen =
                                            Async.loop().runInExecutor(null, same::get);
                                    Async.sleep(Duration.ofMillis(1));
                                    future.setResult("set");
                                    assertThat(seen.await()).isEqualTo("set");
                                }));
    }

    @Test
    void bothAreCancelledTogether() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    Future<String> one = Async.loop().createFuture();
                                    CompletableFuture<String> ofOne = one.toCompletableFuture();
                                    one.cancel();
                                    Async.sleep(Duration.ofMillis(1));
                                    assertThatThrownBy(ofOne::get)
                                            .isInstanceOf(CancellationException.class);
                                    Future<String> other = Async.loop().createFuture();
                                    other.toCompletableFuture().cancel(true);
                                    assertThatThrownBy(other::await)
                                            .isInstanceOf(CancelledError.class);
                                }));
    }

    @Test
    void theVirtualClockStandsStillUntilAStageIsDone() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            CompletableFuture<String> slow =
                    CompletableFuture.supplyAsync(
                            () -> "done",
                            CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS));
            String result =
                    runner.run(() -> Async.waitFor(Duration.ofSeconds(1), Async.wrap(slow)));
            assertThat(result).isEqualTo("done");
            assertThat(runner.loop().time()).isZero();
        }
    }

    /** Its thread is not under control, and that is told; what it sends arrives all the same. */
    @Test
    void aThreadFromOutsideARunIsHeardAndReported() throws Exception {
        SynchronousQueue<Runnable> calls = new SynchronousQueue<>();
        Thread outside = outsider(calls);
        Report report =
                Heddle.explorer()
                        .schedules(3)
                        .explore(
                                () ->
                                        Async.run(
                                                () -> {
                                                    EventLoop loop = Async.loop();
                                                    AtomicBoolean heard = new AtomicBoolean();
                                                    Runnable call =
                                                            () ->
                                                                    loop.callSoonThreadsafe(
                                                                            () -> heard.set(true));
                                                    while (!calls.offer(call)) {
                                                        Async.sleep(Duration.ofMillis(1));
                                                    }
                                                    while (!heard.get()) {
                                                        Async.sleep(Duration.ofMillis(1));
                                                    }
                                                }));
        outside.interrupt();
        report.check();
        assertThat(report.uncontrolled())
                .anyMatch(sentence -> sentence.startsWith("Thread 'outsider' from outside wakes"));
    }

    private static Thread outsider(SynchronousQueue<Runnable> calls) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                while (true) {
                                    calls.take().run();
                                }
                            } catch (InterruptedException e) {
                                // The test is over.
                            }
                        },
                        "outsider");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
