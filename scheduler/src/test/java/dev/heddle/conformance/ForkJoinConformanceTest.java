package dev.heddle.conformance;

import static dev.heddle.Conformance.check;
import static dev.heddle.Conformance.underControl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pools whose workers steal, and what is built on them. */
class ForkJoinConformanceTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static final class Fibonacci extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1L;
        private final int index;

        Fibonacci(int index) {
            this.index = index;
        }

        @Override
        protected Integer compute() {
            if (index < 2) {
                return index;
            }
            Fibonacci before = new Fibonacci(index - 2);
            before.fork();
            return new Fibonacci(index - 1).compute() + before.join();
        }
    }

    private static final class Increment extends RecursiveAction {
        private static final long serialVersionUID = 1L;
        private final int[] elements;
        private final int from;
        private final int to;

        Increment(int[] elements, int from, int to) {
            this.elements = elements;
            this.from = from;
            this.to = to;
        }

        @Override
        protected void compute() {
            if (to - from == 1) {
                elements[from]++;
            } else {
                int middle = (from + to) / 2;
                invokeAll(
                        new Increment(elements, from, middle), new Increment(elements, middle, to));
            }
        }
    }

    private static final class Adder extends CountedCompleter<Integer> {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger sum;
        private final int left;

        Adder(CountedCompleter<?> parent, AtomicInteger sum, int left) {
            super(parent);
            this.sum = sum;
            this.left = left;
        }

        @Override
        public void compute() {
            if (left > 0) {
                setPendingCount(2);
                new Adder(this, sum, left - 1).fork();
                new Adder(this, sum, left - 1).fork();
            }
            sum.incrementAndGet();
            tryComplete();
        }
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinPool of one's own: RecursiveTask, RecursiveAction")
    void tasksForkAndJoin() {
        check(
                () -> {
                    try (ForkJoinPool pool = new ForkJoinPool(2)) {
                        assertThat(pool.invoke(new Fibonacci(6))).isEqualTo(8);
                        int[] elements = new int[5];
                        pool.invoke(new Increment(elements, 0, 5));
                        assertThat(elements).containsOnly(1);
                    }
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "CountedCompleter: pending counts, completion")
    void completersCount() {
        check(
                () -> {
                    AtomicInteger sum = new AtomicInteger();
                    new Adder(null, sum, 2).invoke();
                    assertThat(sum.get()).isEqualTo(7);
                });
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "ForkJoinTask: adapt, cancel, exceptions, get with a time, tryUnfork")
    void tasksFailAndAreCancelled() {
        check(
                () -> {
                    ForkJoinPool pool = new ForkJoinPool(1);
                    ForkJoinTask<Integer> failing =
                            pool.submit(
                                    () -> {
                                        throw new IllegalStateException("on purpose");
                                    });
                    failing.quietlyJoin();
                    assertThat(failing.isCompletedAbnormally()).isTrue();
                    assertThat(failing.getException()).hasStackTraceContaining("on purpose");
                    ForkJoinTask<Integer> slow =
                            pool.submit(
                                    () -> {
                                        Thread.sleep(100_000);
                                        return 1;
                                    });
                    assertThatThrownBy(() -> slow.get(1, TimeUnit.MILLISECONDS))
                            .isInstanceOf(java.util.concurrent.TimeoutException.class);
                    ForkJoinTask<Integer> queued = pool.submit(ForkJoinTask.adapt(() -> 3));
                    assertThat(queued.cancel(false)).isTrue();
                    pool.shutdownNow();
                    assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
                    assertThat(queued.isCancelled()).isTrue();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinPool.schedule and scheduleAtFixedRate, in JDK 25")
    void poolsSchedule() {
        underControl(
                () -> {
                    try (ForkJoinPool pool = new ForkJoinPool(2)) {
                        long begin = System.nanoTime();
                        ScheduledFuture<Integer> later = pool.schedule(() -> 1, 30, TimeUnit.DAYS);
                        AtomicInteger count = new AtomicInteger();
                        ScheduledFuture<?> often =
                                pool.scheduleAtFixedRate(
                                        () -> count.incrementAndGet(), 1, 1, TimeUnit.DAYS);
                        assertThat(later.get()).isEqualTo(1);
                        assertThat(Duration.ofNanos(System.nanoTime() - begin)).hasDays(30);
                        often.cancel(false);
                        assertThat(count.get()).isBetween(29, 30);
                    }
                });
    }

    private static final class Worker extends ForkJoinWorkerThread {
        Worker(ForkJoinPool pool) {
            super(pool);
            setName("own-" + getPoolIndex());
        }
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinWorkerThread and factories of one's own")
    void workersOfOnesOwn() {
        check(
                () -> {
                    ForkJoinPool pool = new ForkJoinPool(2, Worker::new, null, true);
                    assertThat(pool.submit(() -> Thread.currentThread().getName()).get())
                            .startsWith("own-");
                    assertThat(pool.getAsyncMode()).isTrue();
                    pool.close();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "Parallel streams: sums, collectors, order")
    void parallelStreams() {
        check(
                () -> {
                    assertThat(IntStream.range(0, 64).parallel().map(value -> value * 2).sum())
                            .isEqualTo(64 * 63);
                    List<Integer> collected =
                            IntStream.range(0, 16)
                                    .parallel()
                                    .boxed()
                                    .filter(value -> value % 2 == 0)
                                    .collect(Collectors.toList());
                    assertThat(collected).containsExactly(0, 2, 4, 6, 8, 10, 12, 14);
                    assertThat(List.of(3, 1, 2).parallelStream().sorted().toList())
                            .containsExactly(1, 2, 3);
                    assertThat(IntStream.range(0, 50).parallel().anyMatch(value -> value == 49))
                            .isTrue();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "Parallel streams in a pool of one's own")
    void parallelStreamsInAnotherPool() {
        check(
                () -> {
                    try (ForkJoinPool pool = new ForkJoinPool(3)) {
                        int sum = pool.submit(() -> IntStream.range(0, 64).parallel().sum()).get();
                        assertThat(sum).isEqualTo(2016);
                    }
                });
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "Arrays.parallelSort, parallelPrefix, parallelSetAll, setAll")
    void arraysInParallel() {
        int[] unsorted = IntStream.range(0, 20_000).map(value -> value * 7919 % 20_000).toArray();
        check(
                () -> {
                    int[] elements = new int[100];
                    Arrays.parallelSetAll(elements, index -> 1);
                    Arrays.parallelPrefix(elements, Integer::sum);
                    assertThat(elements[99]).isEqualTo(100);
                    Arrays.setAll(elements, index -> -index);
                    Arrays.parallelSort(elements);
                    assertThat(elements).isSorted();
                });
        underControlOnce(
                () -> {
                    int[] large = unsorted.clone();
                    Arrays.parallelSort(large);
                    assertThat(large).isSorted();
                });
    }

    private static void underControlOnce(dev.heddle.Body body) {
        dev.heddle.Heddle.explorer().schedules(3).explore(body).check();
    }
}
