package dev.heddle.remains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.RemainsError;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An exception that a future keeps is reported if nobody has looked at it, and only then. */
class SwallowedTest {

    private static final Runnable FAILS =
            () -> {
                throw new IllegalStateException("on purpose");
            };

    /** Nobody looks. */
    enum Unread implements Body {
        SUBMITTED {
            @Override
            public void run() {
                try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                    pool.submit(FAILS);
                }
            }
        },
        ONLY_DONE {
            @Override
            public void run() throws Exception {
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                    Future<?> future = pool.submit(FAILS);
                    while (!future.isDone()) {
                        Thread.sleep(1);
                    }
                }
            }
        },
        PERIODIC {
            @Override
            public void run() throws Exception {
                try (var pool = Executors.newScheduledThreadPool(1)) {
                    pool.scheduleAtFixedRate(FAILS, 1, 1, TimeUnit.SECONDS);
                    Thread.sleep(10_000);
                }
            }
        },
        IN_A_POOL_THAT_STEALS {
            @Override
            public void run() {
                try (ForkJoinPool pool = new ForkJoinPool(2)) {
                    pool.submit(FAILS);
                }
            }
        },
        FORKED {
            @Override
            public void run() {
                try (ForkJoinPool pool = new ForkJoinPool(2)) {
                    pool.invoke(new Forks(false));
                }
            }
        },
        RUN_ASYNC {
            @Override
            public void run() throws Exception {
                CompletableFuture.runAsync(FAILS);
                Thread.sleep(10);
            }
        },
        LAST_OF_A_CHAIN {
            @Override
            public void run() throws Exception {
                CompletableFuture.runAsync(FAILS).thenApply(x -> 1).thenAccept(x -> {});
                Thread.sleep(10);
            }
        },
        CHAINED_WHEN_IT_HAS_FAILED {
            @Override
            public void run() {
                CompletableFuture.runAsync(FAILS, Runnable::run).thenApply(x -> 1);
            }
        },
        COMPOSED {
            @Override
            public void run() {
                CompletableFuture.completedFuture(1)
                        .thenCompose(x -> CompletableFuture.runAsync(FAILS, Runnable::run));
            }
        },
        COMPOSED_LATER {
            @Override
            public void run() throws Exception {
                CompletableFuture.completedFuture(1)
                        .thenCompose(x -> CompletableFuture.runAsync(FAILS));
                Thread.sleep(10);
            }
        },
        PROMISED {
            @Override
            public void run() {
                new CompletableFuture<>()
                        .completeExceptionally(new IllegalStateException("on purpose"));
            }
        },
        IN_TIME {
            @Override
            public void run() throws Exception {
                new CompletableFuture<>().orTimeout(1, TimeUnit.SECONDS);
                Thread.sleep(2_000);
            }
        },
        NOT_IN_TIME {
            @Override
            public void run() throws Exception {
                CompletableFuture<Void> promise = new CompletableFuture<>();
                promise.orTimeout(10, TimeUnit.SECONDS);
                promise.completeExceptionally(new IllegalStateException("on purpose"));
            }
        },
        ALL_OF {
            @Override
            public void run() throws Exception {
                CompletableFuture.allOf(
                        CompletableFuture.runAsync(FAILS), CompletableFuture.runAsync(() -> {}));
                Thread.sleep(10);
            }
        },
        THROWN_BY_WHO_HANDLES {
            @Override
            public void run() throws Exception {
                CompletableFuture.runAsync(() -> {})
                        .handle(
                                (x, e) -> {
                                    throw new IllegalStateException("on purpose");
                                });
                Thread.sleep(10);
            }
        },
        /** The get is over before. */
        ASKED_TOO_EARLY {
            @Override
            public void run() throws Exception {
                FutureTask<Void> task = new FutureTask<>(FAILS, null);
                try {
                    task.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    task.run();
                }
            }
        }
    }

    /** Somebody looks. */
    enum Read implements Body {
        GET {
            @Override
            public void run() throws Exception {
                try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                    get(pool.submit(FAILS));
                }
            }
        },
        GET_IN_TIME {
            @Override
            public void run() throws Exception {
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                    Future<?> future = pool.submit(FAILS);
                    try {
                        future.get(1, TimeUnit.SECONDS);
                    } catch (ExecutionException e) {
                        assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
                    }
                }
            }
        },
        STATE {
            @Override
            public void run() {
                FutureTask<Void> task = new FutureTask<>(FAILS, null);
                task.run();
                assertThat(task.state()).isEqualTo(Future.State.FAILED);
            }
        },
        EXCEPTION_NOW {
            @Override
            public void run() {
                FutureTask<Void> task = new FutureTask<>(FAILS, null);
                task.run();
                assertThat(task.exceptionNow()).hasMessage("on purpose");
                CompletableFuture<Void> future = CompletableFuture.runAsync(FAILS, Runnable::run);
                assertThat(future.exceptionNow()).hasMessage("on purpose");
            }
        },
        INVOKE_ALL {
            @Override
            public void run() throws Exception {
                try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                    Callable<Object> fails = Executors.callable(FAILS);
                    for (Future<?> future : pool.invokeAll(List.of(fails, fails))) {
                        get(future);
                    }
                }
            }
        },
        TAKEN {
            @Override
            public void run() throws Exception {
                try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                    var service = new ExecutorCompletionService<Void>(pool);
                    service.submit(FAILS, null);
                    get(service.take());
                }
            }
        },
        IN_A_POOL_THAT_STEALS {
            @Override
            public void run() throws Exception {
                try (ForkJoinPool pool = new ForkJoinPool(2)) {
                    get(pool.submit(FAILS));
                    ForkJoinTask<?> task = pool.submit(FAILS);
                    task.quietlyJoin();
                    assertThat(task.isCompletedAbnormally()).isTrue();
                }
            }
        },
        FORKED {
            @Override
            public void run() {
                try (ForkJoinPool pool = new ForkJoinPool(2)) {
                    pool.invoke(new Forks(true));
                }
            }
        },
        PARALLEL {
            @Override
            public void run() {
                try {
                    List.of(1, 2, 3, 4).parallelStream().forEach(x -> FAILS.run());
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("on purpose");
                }
            }
        },
        JOINED {
            @Override
            public void run() {
                join(CompletableFuture.runAsync(FAILS));
                join(CompletableFuture.runAsync(FAILS).thenRun(() -> {}).copy());
            }
        },
        HANDLED {
            @Override
            public void run() throws Exception {
                CompletableFuture.runAsync(FAILS).handle((x, e) -> 1);
                CompletableFuture.runAsync(FAILS).exceptionally(e -> null);
                CompletableFuture.runAsync(FAILS).whenComplete((x, e) -> {});
                CompletableFuture.runAsync(FAILS).thenRun(() -> {}).whenComplete((x, e) -> {});
                Thread.sleep(10);
            }
        },
        HANDLED_WHEN_IT_HAS_FAILED {
            @Override
            public void run() throws Exception {
                CompletableFuture<Void> failed = CompletableFuture.runAsync(FAILS, Runnable::run);
                failed.whenComplete((x, e) -> {});
                CompletableFuture<Void> other = CompletableFuture.runAsync(FAILS, Runnable::run);
                join(other.thenApply(x -> 1));
                CompletableFuture<Void> third = CompletableFuture.runAsync(FAILS, Runnable::run);
                assertThat(third.isCompletedExceptionally()).isTrue();
            }
        },
        COMPOSED {
            @Override
            public void run() {
                join(
                        CompletableFuture.completedFuture(1)
                                .thenCompose(x -> CompletableFuture.runAsync(FAILS)));
            }
        },
        COMBINED {
            @Override
            public void run() {
                CompletableFuture<Void> one = CompletableFuture.runAsync(() -> {});
                CompletableFuture<Void> other = CompletableFuture.runAsync(FAILS, Runnable::run);
                join(one.thenCombine(other, (x, y) -> 1));
                join(CompletableFuture.allOf(CompletableFuture.runAsync(FAILS), one));
                join(
                        CompletableFuture.anyOf(
                                CompletableFuture.runAsync(FAILS, Runnable::run), one));
            }
        },
        COMBINED_PROMISES {
            @Override
            public void run() {
                for (int i = 0; i < 2; i++) {
                    CompletableFuture<Void> promise = new CompletableFuture<>();
                    promise.completeExceptionally(new IllegalStateException("on purpose"));
                    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {});
                    join(
                            i == 0
                                    ? CompletableFuture.anyOf(promise, other)
                                    : CompletableFuture.allOf(promise, other));
                }
            }
        },
        IN_TIME {
            @Override
            public void run() {
                join(new CompletableFuture<>().orTimeout(1, TimeUnit.SECONDS));
            }
        },
        CANCELLED {
            @Override
            public void run() throws Exception {
                try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                    CountDownLatch never = new CountDownLatch(1);
                    Future<?> future =
                            pool.submit(
                                    () -> {
                                        never.await();
                                        return 1;
                                    });
                    future.cancel(true);
                }
                CompletableFuture<Void> promise = new CompletableFuture<>();
                promise.thenRun(() -> {});
                promise.cancel(true);
                new CompletableFuture<>().completeExceptionally(new CancellationException());
            }
        },
        /** The second comes too late. */
        COMPLETED_BEFORE {
            @Override
            public void run() {
                CompletableFuture<Integer> promise = new CompletableFuture<>();
                promise.complete(1);
                promise.completeExceptionally(new IllegalStateException("late"));
            }
        },
        /** And somebody has looked at what it came to. */
        FAILED_BEFORE {
            @Override
            public void run() {
                CompletableFuture<Integer> promise = new CompletableFuture<>();
                promise.completeExceptionally(new IllegalStateException("on purpose"));
                join(promise);
                promise.completeExceptionally(new IllegalStateException("late"));
            }
        },
        COROUTINES {
            @Override
            public void run() throws Exception {
                Async.run(
                        () -> {
                            try {
                                Async.toThread(
                                        () -> {
                                            FAILS.run();
                                            return 1;
                                        });
                            } catch (IllegalStateException e) {
                                assertThat(e).hasMessage("on purpose");
                            }
                            return null;
                        });
            }
        }
    }

    private static final class Forks extends RecursiveAction {
        private static final long serialVersionUID = 1L;
        private final boolean joins;

        Forks(boolean joins) {
            this.joins = joins;
        }

        @Override
        protected void compute() {
            ForkJoinTask<?> task = ForkJoinTask.adapt(FAILS).fork();
            if (!joins) {
                while (!task.isDone()) {
                    Thread.onSpinWait();
                }
                return;
            }
            try {
                task.join();
            } catch (RuntimeException e) {
                assertThat(e).hasStackTraceContaining("on purpose");
            }
        }
    }

    private static void get(Future<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            assertThat(e).hasStackTraceContaining("on purpose");
        }
    }

    private static void join(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(Exception.class);
        }
    }

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @ParameterizedTest
    @EnumSource
    void whatNobodyHasLookedAtIsReported(Unread program) {
        Report report = Heddle.explorer().schedules(30).explore(program);
        report.check();
        assertThat(report.swallowed()).as(report.toString()).hasSize(1);
        String thrown =
                program == Unread.IN_TIME
                        ? "java.util.concurrent.TimeoutException"
                        : "java.lang.IllegalStateException: on purpose at"
                                + " dev.heddle.remains.SwallowedTest";
        assertThat(report.swallowed().getFirst())
                .startsWith("Nobody has looked at " + thrown)
                .contains(". It is kept by a java.util.concurrent.")
                .contains(" made it at dev.heddle.remains.SwallowedTest");
        assertThat(report.swallowed().getFirst().endsWith("The task is not repeated any more."))
                .isEqualTo(program == Unread.PERIODIC);
        assertThat(report.toString())
                .containsIgnoringWhitespaces(
                        "Swallowed exceptions:\n  " + report.swallowed().getFirst());
        assertThat(Heddle.explorer().schedules(30).explore(program).swallowed())
                .isEqualTo(report.swallowed());
    }

    @ParameterizedTest
    @EnumSource
    void whatSomebodyHasLookedAtIsNot(Read program) {
        Report report = Heddle.explorer().schedules(100).explore(program);
        report.check();
        assertThat(report.swallowed()).isEmpty();
        Heddle.explorer().swallowed(Check.FAIL).schedules(20).explore(program).check();
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeAFailure(Unread program) {
        Failure failure =
                Heddle.explorer().swallowed(Check.FAIL).explore(program).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.FAILED);
        assertThat(failure.cause().orElseThrow())
                .isInstanceOf(RemainsError.class)
                .hasMessageStartingWith(
                        "An exception was swallowed: Nobody has looked at the java.");
        assertThat(failure.toString())
                .contains("Swallowed exceptions:\n  Nobody has looked at java");
        Failure again =
                Heddle.explorer()
                        .swallowed(Check.FAIL)
                        .replay(failure.token(), program)
                        .failure()
                        .orElseThrow();
        assertThat(again.summary()).isEqualTo(failure.summary());
    }

    @ParameterizedTest
    @EnumSource
    void itNeedNotBeLookedFor(Unread program) {
        List<Long> off = new ArrayList<>();
        Report report =
                Heddle.explorer()
                        .swallowed(Check.OFF)
                        .schedules(20)
                        .onDigest(off::add)
                        .explore(program);
        assertThat(report.swallowed()).isEmpty();
        List<Long> on = new ArrayList<>();
        Heddle.explorer().schedules(20).onDigest(on::add).explore(program);
        assertThat(on).as("looking changes nothing").isEqualTo(off);
    }

    /** Only in some schedules: the first to finish is asked. */
    @Test
    void itIsFoundWhereItHappens() {
        Report report =
                Heddle.explorer()
                        .schedules(200)
                        .explore(
                                () -> {
                                    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                                        var service = new ExecutorCompletionService<Void>(pool);
                                        service.submit(FAILS, null);
                                        service.submit(() -> {}, null);
                                        get(service.take());
                                    }
                                });
        report.check();
        assertThat(report.swallowed()).hasSize(1);
    }

    /** Often it is why somebody waits for ever. */
    @Test
    void aDeadlockSaysWhatWasSwallowed() {
        Failure failure =
                Heddle.explore(
                                () -> {
                                    CountDownLatch done = new CountDownLatch(1);
                                    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                                        pool.submit(
                                                () -> {
                                                    FAILS.run();
                                                    done.countDown();
                                                });
                                        done.await();
                                    }
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.toString())
                .containsIgnoringWhitespaces(
                        "Swallowed exceptions:\n"
                            + "  Nobody has looked at java.lang.IllegalStateException: on purpose"
                            + " at dev.heddle.remains.SwallowedTest");
    }
}
