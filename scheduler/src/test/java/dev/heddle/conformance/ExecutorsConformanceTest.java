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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Pools of threads, and timers. */
class ExecutorsConformanceTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "Executors: fixed, cached, single, work-stealing; ExecutorService.close")
    void poolsExecuteWhatTheyAreGiven() {
        check(
                () -> {
                    executeAll(Executors.newFixedThreadPool(2));
                    executeAll(Executors.newCachedThreadPool());
                    executeAll(Executors.newSingleThreadExecutor());
                    executeAll(Executors.newWorkStealingPool());
                    executeAll(Executors.newScheduledThreadPool(2));
                    executeAll(Executors.newVirtualThreadPerTaskExecutor());
                    executeAll(Executors.newThreadPerTaskExecutor(Thread::new));
                });
    }

    private static void executeAll(ExecutorService pool) throws Exception {
        AtomicInteger sum = new AtomicInteger();
        try (pool) {
            pool.execute(() -> sum.addAndGet(1));
            Future<Integer> second = pool.submit(() -> sum.addAndGet(2));
            pool.submit(() -> sum.addAndGet(4), "done");
            assertThat(second.get()).isBetween(2, 7);
            for (Future<Integer> each : pool.invokeAll(adders(sum))) {
                assertThat(each.isDone()).isTrue();
            }
        }
        assertThat(sum.get()).isEqualTo(31);
        assertThat(pool.isTerminated()).isTrue();
        assertThatThrownBy(() -> pool.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    private static List<Callable<Integer>> adders(AtomicInteger sum) {
        return List.of(() -> sum.addAndGet(8), () -> sum.addAndGet(16));
    }

    @Test
    @Covers(area = Area.POOLS, value = "ExecutorService.invokeAny, invokeAll with a time, Callable")
    void anyAndAll() {
        check(
                () -> {
                    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                        int any =
                                pool.invokeAny(
                                        List.of(
                                                () -> {
                                                    throw new IllegalStateException();
                                                },
                                                () -> 2));
                        assertThat(any).isEqualTo(2);
                        Callable<Integer> slow =
                                () -> {
                                    Thread.sleep(100_000);
                                    return 1;
                                };
                        List<Future<Integer>> both =
                                pool.invokeAll(List.of(() -> 1, slow), 3, TimeUnit.MILLISECONDS);
                        assertThat(both.get(1).isCancelled()).isTrue();
                        assertThatThrownBy(
                                        () ->
                                                pool.invokeAny(
                                                        List.of(slow), 1, TimeUnit.MILLISECONDS))
                                .isInstanceOf(TimeoutException.class);
                    }
                });
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "ThreadPoolExecutor: sizes, hooks, keep-alive, ThreadFactory")
    void poolsGrowAndShrink() {
        check(
                () -> {
                    List<String> hooks = Collections.synchronizedList(new ArrayList<>());
                    ThreadFactory factory = task -> new Thread(task, "made");
                    ThreadPoolExecutor pool =
                            new ThreadPoolExecutor(
                                    1,
                                    2,
                                    1,
                                    TimeUnit.MILLISECONDS,
                                    new ArrayBlockingQueue<>(1),
                                    factory) {
                                @Override
                                protected void beforeExecute(Thread thread, Runnable task) {
                                    hooks.add("before " + thread.getName());
                                }

                                @Override
                                protected void afterExecute(Runnable task, Throwable failure) {
                                    hooks.add("after");
                                }

                                @Override
                                protected void terminated() {
                                    hooks.add("terminated");
                                }
                            };
                    CountDownLatch go = new CountDownLatch(1);
                    for (int i = 0; i < 3; i++) {
                        pool.execute(() -> await(go));
                    }
                    assertThat(pool.getPoolSize()).isEqualTo(2);
                    assertThat(pool.getQueue()).hasSize(1);
                    assertThatThrownBy(() -> pool.execute(() -> {}))
                            .isInstanceOf(RejectedExecutionException.class);
                    go.countDown();
                    pool.allowCoreThreadTimeOut(true);
                    while (pool.getPoolSize() > 0) {
                        Thread.sleep(1);
                    }
                    assertThat(pool.getCompletedTaskCount()).isEqualTo(3);
                    pool.shutdown();
                    assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
                    assertThat(hooks).hasSize(7).contains("before made").endsWith("terminated");
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "RejectedExecutionHandler: abort, run by the caller, discard; shutdownNow")
    void whatIsTooMuchIsHandled() {
        check(
                () -> {
                    assertThat(rejected(new ThreadPoolExecutor.CallerRunsPolicy())).isEqualTo(1);
                    assertThat(rejected(new ThreadPoolExecutor.DiscardPolicy())).isZero();
                    assertThat(rejected(new ThreadPoolExecutor.DiscardOldestPolicy())).isZero();
                });
    }

    /** How many tasks the calling thread has executed. */
    private static int rejected(RejectedExecutionHandler handler) throws Exception {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), handler);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger mine = new AtomicInteger();
        Thread caller = Thread.currentThread();
        pool.execute(() -> await(go));
        for (int i = 0; i < 2; i++) {
            pool.execute(() -> mine.addAndGet(Thread.currentThread() == caller ? 1 : 0));
        }
        List<Runnable> left = pool.shutdownNow();
        assertThat(left).hasSize(1);
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        return mine.get();
    }

    @Test
    @Covers(area = Area.POOLS, value = "ExecutorCompletionService, CompletionService")
    void resultsComeAsTheyAreReady() {
        check(
                () -> {
                    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
                        CompletionService<Integer> service = new ExecutorCompletionService<>(pool);
                        Set<Integer> seen = new HashSet<>();
                        for (int i = 0; i < 3; i++) {
                            int value = i;
                            service.submit(() -> value);
                        }
                        for (int i = 0; i < 3; i++) {
                            seen.add(service.take().get());
                        }
                        assertThat(seen).containsExactly(0, 1, 2);
                        assertThat(service.poll()).isNull();
                        assertThat(service.poll(1, TimeUnit.MILLISECONDS)).isNull();
                    }
                });
    }

    /** Executes each task in the thread that submits it. */
    private static final class Direct extends AbstractExecutorService {
        private volatile boolean down;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
            return super.newTaskFor(callable);
        }

        @Override
        public void shutdown() {
            down = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            down = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return down;
        }

        @Override
        public boolean isTerminated() {
            return down;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return down;
        }
    }

    @Test
    @Covers(area = Area.POOLS, value = "AbstractExecutorService, RunnableFuture, Executor, Future")
    void ownExecutors() {
        check(
                () -> {
                    Direct direct = new Direct();
                    Executor executor = direct;
                    executor.execute(() -> {});
                    assertThat(direct.submit(() -> 1).get()).isEqualTo(1);
                    Callable<Integer> two = () -> 2;
                    int any = direct.invokeAny(List.of(two));
                    assertThat(any).isEqualTo(2);
                    Future<?> failed =
                            direct.submit(
                                    () -> {
                                        throw new IllegalStateException("on purpose");
                                    });
                    assertThatThrownBy(() -> failed.get()).isInstanceOf(ExecutionException.class);
                    direct.close();
                    assertThat(direct.isShutdown()).isTrue();
                });
    }

    // --- what is done later
    // -----------------------------------------------------------------------

    @Test
    @Covers(
            area = Area.POOLS,
            value = "ScheduledThreadPoolExecutor: schedule, cancel; ScheduledExecutorService")
    void tasksAreDoneLater() {
        check(
                () -> {
                    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
                    List<String> order = Collections.synchronizedList(new ArrayList<>());
                    ScheduledFuture<?> late =
                            pool.schedule(() -> order.add("late"), 8, TimeUnit.MILLISECONDS);
                    ScheduledFuture<String> value =
                            pool.schedule(() -> "value", 1, TimeUnit.MILLISECONDS);
                    ScheduledFuture<?> never =
                            pool.schedule(() -> order.add("never"), 1, TimeUnit.HOURS);
                    assertThat(never.getDelay(TimeUnit.MINUTES)).isBetween(50L, 60L);
                    assertThat(never.compareTo(late)).isPositive();
                    assertThat(((RunnableScheduledFuture<?>) never).isPeriodic()).isFalse();
                    assertThat(never.cancel(false)).isTrue();
                    assertThat(value.get()).isEqualTo("value");
                    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
                    pool.shutdown();
                    assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
                    assertThat(order).containsExactly("late");
                });
    }

    @Test
    void fixedRatesDoNotDrift() {
        underControl(
                () -> {
                    ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
                    AtomicInteger count = new AtomicInteger();
                    long begin = System.nanoTime();
                    pool.scheduleAtFixedRate(
                            () -> {
                                count.incrementAndGet();
                                sleepOneHour();
                            },
                            1,
                            1,
                            TimeUnit.DAYS);
                    Thread.sleep(Duration.ofDays(90).plusHours(12));
                    assertThat(count.get()).isEqualTo(90);
                    pool.shutdown();
                    assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).hasHours(90 * 24 + 12);
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "scheduleWithFixedDelay over virtual months")
    void fixedDelaysAreBetweenTheEndAndTheNextBegin() {
        underControl(
                () -> {
                    ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
                    AtomicInteger count = new AtomicInteger();
                    pool.scheduleWithFixedDelay(
                            () -> {
                                count.incrementAndGet();
                                sleepOneHour();
                            },
                            0,
                            23,
                            TimeUnit.HOURS);
                    Thread.sleep(Duration.ofDays(60).minusHours(12));
                    assertThat(count.get()).isEqualTo(60);
                    pool.shutdownNow();
                    assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
                });
    }

    private static void sleepOneHour() {
        try {
            Thread.sleep(Duration.ofHours(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TimerTask counting(AtomicInteger count) {
        return new TimerTask() {
            @Override
            public void run() {
                count.incrementAndGet();
            }
        };
    }

    @Test
    void timersFire() {
        check(
                () -> {
                    Timer timer = new Timer(true);
                    AtomicInteger count = new AtomicInteger();
                    TimerTask never = counting(count);
                    timer.schedule(never, 1_000_000);
                    assertThat(never.cancel()).isTrue();
                    // Unless its thread has seen it first.
                    assertThat(timer.purge()).isIn(0, 1);
                    timer.schedule(counting(count), 1);
                    timer.schedule(counting(count), 2, 2);
                    while (count.get() < 4) {
                        Thread.sleep(1);
                    }
                    timer.cancel();
                    assertThatThrownBy(() -> timer.schedule(counting(count), 1))
                            .isInstanceOf(IllegalStateException.class);
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "Timer over virtual weeks, its threads' names")
    void timersTakeVirtualTime() {
        underControl(
                () -> {
                    Timer timer = new Timer();
                    AtomicInteger count = new AtomicInteger();
                    long day = TimeUnit.DAYS.toMillis(1);
                    timer.scheduleAtFixedRate(counting(count), day, day);
                    Thread.sleep(21 * day + day / 2);
                    assertThat(count.get()).isEqualTo(21);
                    Thread[] threads = new Thread[10];
                    int found = Thread.enumerate(threads);
                    assertThat(Arrays.asList(threads).subList(0, found))
                            .anyMatch(thread -> thread.getName().equals("Timer-0"));
                    timer.cancel();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "TimeUnit.sleep, timedJoin, timedWait")
    void unitsWait() {
        check(
                () -> {
                    TimeUnit.MILLISECONDS.sleep(1);
                    Together sleeper = Together.start(() -> Thread.sleep(5));
                    TimeUnit.MICROSECONDS.timedJoin(sleeper.thread(), 100);
                    sleeper.end();
                    Object monitor = new Object();
                    synchronized (monitor) {
                        TimeUnit.MILLISECONDS.timedWait(monitor, 1);
                    }
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "Workers that die by an exception are replaced")
    void workersAreReplaced() {
        check(
                () -> {
                    ThreadFactory quiet =
                            task -> {
                                Thread thread = new Thread(task);
                                thread.setUncaughtExceptionHandler((dying, failure) -> {});
                                return thread;
                            };
                    ThreadPoolExecutor pool =
                            new ThreadPoolExecutor(
                                    1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), quiet);
                    pool.execute(
                            () -> {
                                throw new IllegalStateException("on purpose");
                            });
                    assertThat(pool.submit(() -> 5).get()).isEqualTo(5);
                    pool.close();
                });
    }
}
