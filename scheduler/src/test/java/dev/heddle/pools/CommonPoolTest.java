package dev.heddle.pools;

import static dev.heddle.Conformance.check;
import static dev.heddle.Conformance.underControl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Each run has a common pool of its own, and that of the JVM is not touched. */
class CommonPoolTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private long stealsBefore;

    @BeforeEach
    void lookAtTheRealPool() {
        stealsBefore = ForkJoinPool.commonPool().getStealCount();
        assertThat(ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void theRealPoolIsQuiet() {
        assertThat(ForkJoinPool.commonPool().hasQueuedSubmissions()).isFalse();
        assertThat(ForkJoinPool.commonPool().getQueuedTaskCount()).isZero();
        assertThat(ForkJoinPool.commonPool().getDelayedTaskCount()).isZero();
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinPool.commonPool, new and empty in each run")
    void itIsEmptyWhenARunBegins() {
        underControl(
                () -> {
                    ForkJoinPool pool = ForkJoinPool.commonPool();
                    assertThat(pool.getPoolSize()).isZero();
                    assertThat(pool.getStealCount()).isZero();
                    assertThat(pool.getDelayedTaskCount()).isZero();
                    pool.execute(() -> {});
                    CompletableFuture.delayedExecutor(1, TimeUnit.HOURS).execute(() -> {});
                });
        assertThat(ForkJoinPool.commonPool().getStealCount()).isEqualTo(stealsBefore);
    }

    @Test
    @Covers(area = Area.POOLS, value = "Workers of the common pool: names, daemons, numbers")
    void itsWorkersAreNumberedFromOne() {
        underControl(
                () -> {
                    Thread worker =
                            CompletableFuture.supplyAsync(() -> Thread.currentThread()).get();
                    assertThat(worker.getName()).isEqualTo("ForkJoinPool.commonPool-worker-1");
                    assertThat(worker.isDaemon()).isTrue();
                    ForkJoinPool own = new ForkJoinPool(1);
                    Thread other = own.submit(() -> Thread.currentThread()).get();
                    assertThat(other.getName()).isEqualTo("ForkJoinPool-1-worker-1");
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinPool.commonPool: identity, shutdown is ignored")
    void itCanNotBeShutDown() {
        check(
                () -> {
                    ForkJoinPool pool = ForkJoinPool.commonPool();
                    pool.shutdown();
                    assertThat(pool.shutdownNow()).isEmpty();
                    pool.close();
                    assertThat(pool.isShutdown()).isFalse();
                    assertThat(pool.isTerminated()).isFalse();
                    assertThat(pool).isSameAs(ForkJoinPool.commonPool());
                    assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
                    assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinPool.awaitQuiescence, ForkJoinTask.helpQuiesce")
    void awaitingQuiescenceSeesAllTasksDone() {
        check(
                () -> {
                    AtomicInteger done = new AtomicInteger();
                    for (int i = 0; i < 5; i++) {
                        ForkJoinPool.commonPool().execute(() -> done.incrementAndGet());
                    }
                    assertThat(ForkJoinPool.commonPool().awaitQuiescence(1, TimeUnit.MINUTES))
                            .isTrue();
                    assertThat(done.get()).isEqualTo(5);
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinTask.getPool, ForkJoinWorkerThread.getPool")
    void workersKnowTheirPool() {
        check(
                () -> {
                    ForkJoinPool common = ForkJoinPool.commonPool();
                    common.submit(
                                    () -> {
                                        assertThat(ForkJoinTask.getPool()).isSameAs(common);
                                        ForkJoinWorkerThread worker =
                                                (ForkJoinWorkerThread) Thread.currentThread();
                                        assertThat(worker.getPool()).isSameAs(common);
                                        assertThat(ForkJoinTask.inForkJoinPool()).isTrue();
                                    })
                            .get();
                    assertThat(new CompletableFuture<>().defaultExecutor()).isSameAs(common);
                    try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
                        assertThat(publisher.getExecutor()).isSameAs(common);
                    }
                    assertThat(ForkJoinTask.getPool()).isNull();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinTask.fork and join in a thread that is no worker")
    void tasksForkedElsewhereGoToTheCommonPool() {
        check(
                () -> {
                    ForkJoinTask<Integer> left = new Sum(0, 6).fork();
                    int right = new Sum(6, 12).invoke();
                    assertThat(left.join() + right).isEqualTo(66);
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinPool.managedBlock makes up for a waiting worker")
    void blockedWorkersAreReplaced() {
        check(
                () -> {
                    int more = ForkJoinPool.getCommonPoolParallelism() + 2;
                    CountDownLatch all = new CountDownLatch(more);
                    List<CompletableFuture<Void>> futures = new ArrayList<>();
                    for (int i = 0; i < more; i++) {
                        futures.add(
                                CompletableFuture.runAsync(
                                        () -> {
                                            all.countDown();
                                            await(all);
                                        }));
                    }
                    CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)).get();
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            ForkJoinPool.managedBlock(
                    new ForkJoinPool.ManagedBlocker() {
                        @Override
                        public boolean block() throws InterruptedException {
                            latch.await();
                            return true;
                        }

                        @Override
                        public boolean isReleasable() {
                            return latch.getCount() == 0;
                        }
                    });
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Covers(area = Area.POOLS, value = "Runtime.availableProcessors, getCommonPoolParallelism")
    void itHasAsManyWorkersAsTheRunHasProcessors() {
        for (int processors : new int[] {1, 2, 9}) {
            Heddle.explorer()
                    .processors(processors)
                    .schedules(10)
                    .explore(
                            () -> {
                                assertThat(Runtime.getRuntime().availableProcessors())
                                        .isEqualTo(processors);
                                assertThat(ForkJoinPool.getCommonPoolParallelism())
                                        .isEqualTo(Math.max(1, processors - 1));
                                assertThat(ForkJoinPool.commonPool().getParallelism())
                                        .isEqualTo(Math.max(1, processors - 1));
                                assertThat(new ForkJoinPool().getParallelism())
                                        .isEqualTo(processors);
                            })
                    .check();
        }
        assertThat(ForkJoinPool.getCommonPoolParallelism())
                .isEqualTo(ForkJoinPool.commonPool().getParallelism());
    }

    @Test
    @Covers(area = Area.POOLS, value = "System property ...ForkJoinPool.common.parallelism")
    void thePropertiesOfTheCommonPoolHold() {
        withParallelism(
                "7",
                () -> {
                    assertThat(ForkJoinPool.getCommonPoolParallelism()).isEqualTo(7);
                    assertThat(CompletableFuture.supplyAsync(() -> 1).get()).isEqualTo(1);
                });
        // Without any worker, futures demand two.
        withParallelism(
                "0",
                () -> {
                    assertThat(ForkJoinPool.commonPool().toString()).contains("parallelism = 0");
                    assertThat(CompletableFuture.supplyAsync(() -> 1).get()).isEqualTo(1);
                    assertThat(ForkJoinPool.commonPool().toString()).contains("parallelism = 2");
                });
    }

    private static void withParallelism(String value, Body body) {
        String name = "java.util.concurrent.ForkJoinPool.common.parallelism";
        System.setProperty(name, value);
        try {
            underControl(body);
        } finally {
            System.clearProperty(name);
        }
    }

    @Test
    @Covers(area = Area.POOLS, value = "Context class loader and group of common workers")
    void workersInheritNothing() {
        check(
                () -> {
                    Thread.currentThread().setContextClassLoader(null);
                    CompletableFuture.runAsync(
                                    () -> {
                                        Thread worker = Thread.currentThread();
                                        assertThat(worker.getContextClassLoader())
                                                .isSameAs(ClassLoader.getSystemClassLoader());
                                        assertThat(worker.getThreadGroup().getName())
                                                .isEqualTo("InnocuousForkJoinWorkerThreadGroup");
                                    })
                            .get();
                });
    }

    /** Executors that a class has got hold of in one run are used in the next, and outside. */
    @Test
    void whatIsKeptInStaticFieldsWorksInAllRunsAndOutside() throws Exception {
        underControl(() -> assertThat(Kept.sum()).isEqualTo(45));
        assertThat(Kept.sum()).isEqualTo(45);
        CompletableFuture<Integer> delayed = new CompletableFuture<>();
        Kept.DELAYED.execute(() -> delayed.complete(1));
        assertThat(delayed.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        underControl(() -> assertThat(Kept.sum()).isEqualTo(45));
    }

    private static final class Kept {
        static final Executor COMMON = ForkJoinPool.commonPool();
        static final Executor DEFAULT = new CompletableFuture<>().defaultExecutor();
        static final Executor DELAYED = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);
        static final SubmissionPublisher<Integer> PUBLISHER = new SubmissionPublisher<>();

        static int sum() throws Exception {
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> 15, COMMON);
            CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> 15, DEFAULT);
            CompletableFuture<Integer> third = CompletableFuture.supplyAsync(() -> 15, DELAYED);
            assertThat(PUBLISHER.getExecutor()).isSameAs(COMMON);
            return first.get() + second.get() + third.get();
        }
    }

    /** JUnit executes parallel tests on the workers of a pool. */
    @Test
    void theCallerMayBeAWorkerItself() throws Exception {
        ForkJoinPool.commonPool()
                .submit(
                        () ->
                                underControl(
                                        () -> {
                                            int sum = IntStream.range(0, 100).parallel().sum();
                                            assertThat(sum).isEqualTo(4950);
                                            CompletableFuture.runAsync(() -> {}).get();
                                        }))
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        Set<WeakReference<Object>> left = ConcurrentHashMap.newKeySet();
        int threads = Thread.activeCount();
        Heddle.explorer()
                .schedules(10_000)
                .explore(
                        () -> {
                            CompletableFuture<Object> value =
                                    CompletableFuture.supplyAsync(() -> Thread.currentThread());
                            left.add(new WeakReference<>(value.get()));
                            CompletableFuture<Object> never = new CompletableFuture<>();
                            never.orTimeout(1, TimeUnit.DAYS);
                            left.add(new WeakReference<>(never));
                        })
                .check();
        // The first run may be repeated, to see whether the others have changed it.
        assertThat(left.size()).isGreaterThanOrEqualTo(20_000);
        for (int i = 0; i < 50 && living(left) >= 10; i++) {
            System.gc();
            Thread.sleep(20);
        }
        // The carrier may remember the last of them.
        assertThat(living(left)).isLessThan(10);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
    }

    private static long living(Set<WeakReference<Object>> references) {
        return references.stream().filter(reference -> reference.get() != null).count();
    }

    private static final class Sum extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1L;
        private final int from;
        private final int to;

        Sum(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        protected Integer compute() {
            if (to - from <= 2) {
                return IntStream.range(from, to).sum();
            }
            int middle = (from + to) / 2;
            ForkJoinTask<Integer> left = new Sum(from, middle).fork();
            return new Sum(middle, to).compute() + left.join();
        }
    }
}
