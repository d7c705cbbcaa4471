package dev.heddle.conformance;

import static dev.heddle.conformance.Covers.Area.CONCURRENT;
import static dev.heddle.conformance.Covers.Area.POOLS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Tasks without a scheduling point of their own: who executes them, in which order, and what others
 * see of their end, must vary from schedule to schedule as it may on real threads, and be the same
 * for equal seeds.
 */
class HandOverTest {

    private static final int SCHEDULES = 100;

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    /** What the program can come to, by the seeds under which it did. */
    private static Set<Object> outcomes(Callable<?> program) {
        Map<Integer, Object> once = bySeed(program);
        assertThat(bySeed(program)).isEqualTo(once);
        return new HashSet<>(once.values());
    }

    private static Map<Integer, Object> bySeed(Callable<?> program) {
        Map<Integer, Object> all = new LinkedHashMap<>();
        Object[] last = new Object[1];
        for (int seed = 1; seed <= SCHEDULES; seed++) {
            Heddle.explorer()
                    .seed(seed)
                    .schedules(1)
                    .explore(
                            () -> {
                                last[0] = program.call();
                            })
                    .check();
            all.put(seed, last[0]);
        }
        return all;
    }

    @Test
    @Covers(area = POOLS, value = "Parallel streams: findAny, limit of an unordered stream")
    void anyElementIsFound() {
        assertThat(outcomes(() -> IntStream.range(0, 8).parallel().findAny().getAsInt()))
                .hasSizeGreaterThan(3);
        assertThat(
                        outcomes(
                                () ->
                                        IntStream.range(0, 64)
                                                .parallel()
                                                .filter(value -> true)
                                                .unordered()
                                                .limit(2)
                                                .sum()))
                .hasSizeGreaterThan(3);
        assertThat(outcomes(() -> IntStream.range(0, 8).parallel().findFirst().getAsInt()))
                .containsExactly(0);
    }

    @Test
    @Covers(area = POOLS, value = "Parallel streams: the order of forEach")
    void anyOrderIsPossible() {
        assertThat(
                        outcomes(
                                () -> {
                                    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
                                    IntStream.range(0, 3).parallel().boxed().forEach(seen::add);
                                    return new ArrayList<>(seen);
                                }))
                .hasSize(6);
        assertThat(
                        outcomes(
                                () -> {
                                    List<Integer> seen = new ArrayList<>();
                                    IntStream.range(0, 3)
                                            .parallel()
                                            .boxed()
                                            .forEachOrdered(seen::add);
                                    return seen;
                                }))
                .containsExactly(List.of(0, 1, 2));
    }

    @Test
    @Covers(
            area = CONCURRENT,
            value =
                    "ConcurrentHashMap.search, forEach, reduce with parallelism: who finds, who"
                            + " does")
    void aMapIsSearchedByMany() {
        ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        for (int i = 0; i < 16; i++) {
            map.put(i, i);
        }
        assertThat(outcomes(() -> map.search(1, (key, value) -> key))).hasSizeGreaterThan(2);
        assertThat(outcomes(() -> map.reduceValues(1, Integer::sum))).containsExactly(120);
        assertThat(
                        outcomes(
                                () -> {
                                    Set<String> workers = ConcurrentHashMap.newKeySet();
                                    map.forEach(1, (key, value) -> workers.add(name()));
                                    return workers.size();
                                }))
                .hasSizeGreaterThan(1);
    }

    @Test
    @Covers(
            area = POOLS,
            value = "Arrays.parallelSort, parallelPrefix, parallelSetAll: shared by workers")
    void arraysAreSharedOut() {
        assertThat(
                        outcomes(
                                () -> {
                                    int[] numbers = new int[8];
                                    AtomicInteger next = new AtomicInteger();
                                    Arrays.parallelSetAll(numbers, index -> next.getAndIncrement());
                                    return numbers[0] < numbers[7];
                                }))
                .containsExactlyInAnyOrder(true, false);
        Set<String> sorters = new HashSet<>();
        Heddle.explorer()
                .schedules(3)
                .explore(
                        () -> {
                            Integer[] numbers = new Integer[8193];
                            Arrays.setAll(numbers, index -> -index);
                            Arrays.parallelSort(numbers, comparing(sorters));
                            assertThat(numbers).isSorted();
                        })
                .check();
        assertThat(sorters).hasSizeGreaterThan(1);
    }

    /** Has no point but for a few elements. */
    private static Comparator<Integer> comparing(Set<String> sorters) {
        return (one, two) -> {
            if ((one & 1023) == 0) {
                synchronized (sorters) {
                    sorters.add(name());
                }
            }
            return one.compareTo(two);
        };
    }

    @Test
    @Covers(area = POOLS, value = "ForkJoinTask.fork, invokeAll: which task comes first")
    void forkedTasksBeginInAnyOrder() {
        assertThat(
                        outcomes(
                                () -> {
                                    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
                                    ForkJoinTask<?> one = task(seen, 1);
                                    ForkJoinTask<?> two = task(seen, 2);
                                    try (ForkJoinPool pool = new ForkJoinPool(2)) {
                                        pool.submit(() -> ForkJoinTask.invokeAll(one, two)).get();
                                    }
                                    return new ArrayList<>(seen);
                                }))
                .containsExactlyInAnyOrder(List.of(1, 2), List.of(2, 1));
    }

    private static ForkJoinTask<?> task(Queue<Integer> seen, int number) {
        return ForkJoinTask.adapt(
                () -> {
                    seen.add(number);
                });
    }

    @Test
    @Covers(
            area = POOLS,
            value =
                    "CompletableFuture.thenApply, thenApplyAsync, anyOf: which thread, which"
                            + " result")
    void stagesAreExecutedByEither() {
        assertThat(
                        outcomes(
                                () ->
                                        CompletableFuture.supplyAsync(() -> 1)
                                                .thenApply(value -> isWorker())
                                                .get()))
                .containsExactlyInAnyOrder(true, false);
        assertThat(
                        outcomes(
                                () ->
                                        CompletableFuture.supplyAsync(() -> 1)
                                                .thenApplyAsync(value -> isWorker())
                                                .get()))
                .containsExactly(true);
        assertThat(
                        outcomes(
                                () ->
                                        CompletableFuture.anyOf(
                                                        CompletableFuture.supplyAsync(() -> 1),
                                                        CompletableFuture.supplyAsync(() -> 2))
                                                .get()))
                .containsExactlyInAnyOrder(1, 2);
    }

    private static String name() {
        return Thread.currentThread().getName();
    }

    private static boolean isWorker() {
        return name().startsWith("ForkJoinPool");
    }

    @Test
    @Covers(area = POOLS, value = "ThreadPoolExecutor: which of two waiting workers is done first")
    void tasksOfAPoolEndInAnyOrder() {
        assertThat(
                        outcomes(
                                () -> {
                                    ExecutorService pool = Executors.newFixedThreadPool(2);
                                    pool.invokeAll(List.of(() -> 0, () -> 0));
                                    CompletionService<Integer> done =
                                            new ExecutorCompletionService<>(pool);
                                    done.submit(() -> 1);
                                    done.submit(() -> 2);
                                    int first = done.take().get();
                                    pool.shutdown();
                                    return first;
                                }))
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    @Covers(
            area = POOLS,
            value = "A future that is not done yet although its task has done everything")
    void aTaskEndsBeforeItsFutureIsDone() {
        assertThat(outcomes(() -> isDoneAfterLatch(Executors.newFixedThreadPool(1))))
                .containsExactlyInAnyOrder(true, false);
        assertThat(outcomes(() -> isDoneAfterLatch(new ForkJoinPool(1))))
                .containsExactlyInAnyOrder(true, false);
        assertThat(
                        outcomes(
                                () -> {
                                    CountDownLatch latch = new CountDownLatch(1);
                                    CompletableFuture<Void> future =
                                            CompletableFuture.runAsync(() -> latch.countDown());
                                    latch.await();
                                    return future.isDone();
                                }))
                .containsExactlyInAnyOrder(true, false);
    }

    private static boolean isDoneAfterLatch(ExecutorService pool) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        var future = pool.submit(() -> latch.countDown());
        latch.await();
        boolean done = future.isDone();
        pool.shutdown();
        return done;
    }

    @Test
    @Covers(area = POOLS, value = "ThreadPoolExecutor.getActiveCount after a task is done")
    void aWorkerIsActiveUntilItIsIdle() {
        assertThat(
                        outcomes(
                                () -> {
                                    ExecutorService pool = Executors.newFixedThreadPool(1);
                                    pool.submit(() -> 1).get();
                                    int active = ((ThreadPoolExecutor) pool).getActiveCount();
                                    pool.shutdown();
                                    return active;
                                }))
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    @Covers(area = POOLS, value = "SubmissionPublisher: in which order consumers get the items")
    void consumersAreIndependent() {
        assertThat(
                        outcomes(
                                () -> {
                                    Queue<String> seen = new ConcurrentLinkedQueue<>();
                                    SubmissionPublisher<Integer> publisher =
                                            new SubmissionPublisher<>();
                                    var one = publisher.consume(item -> seen.add("one" + item));
                                    var two = publisher.consume(item -> seen.add("two" + item));
                                    publisher.submit(1);
                                    publisher.submit(2);
                                    publisher.close();
                                    CompletableFuture.allOf(one, two).get();
                                    return new ArrayList<>(seen);
                                }))
                .hasSizeGreaterThan(3)
                .allMatch(
                        order ->
                                ((List<?>) order).indexOf("one1")
                                                < ((List<?>) order).indexOf("one2")
                                        && ((List<?>) order).indexOf("two1")
                                                < ((List<?>) order).indexOf("two2"));
    }
}
