package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.AbstractExecutionThreadService;
import com.google.common.util.concurrent.AbstractScheduledService;
import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.ListeningScheduledExecutorService;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.RateLimiter;
import com.google.common.util.concurrent.Service;
import com.google.common.util.concurrent.ServiceManager;
import com.google.common.util.concurrent.SettableFuture;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Guava: futures with listeners, rate limiters, caches and services. */
class GuavaTest {

    @Test
    void aRateLimiterSpreadsPermitsOverVirtualTime() {
        Libraries.holds(Program.GUAVA_RATE_LIMITER);
    }

    @Test
    void futuresAreCombinedAndTimedOut() {
        Libraries.holds(Program.GUAVA_FUTURES);
    }

    @Test
    void callbacksThatShareAListWithoutALockLoseAnEntry() {
        Libraries.finds(Program.GUAVA_CALLBACKS_RACE, "expected 2, but got 1");
    }

    @Test
    void aCacheLoadsOnceAndExpires() {
        Libraries.holds(Program.GUAVA_CACHE);
    }

    @Test
    void lookingIntoACacheAndThenPuttingLoadsTwice() {
        Libraries.finds(Program.GUAVA_CACHE_CHECK_THEN_PUT, "expected 1, but got 2");
    }

    @Test
    void servicesStartTickAndStop() {
        Libraries.holds(Program.GUAVA_SERVICES);
    }

    @Test
    void aServiceNeedNotBeRunningWhenItWasStarted() {
        Libraries.finds(Program.GUAVA_SERVICE_NOT_AWAITED, "expected true, but got false");
    }

    // --- rate limiter ---------------------------------------------------------------------------

    /** A hundred permits for two threads, one a second: the first is free. */
    static void rateLimiter() throws InterruptedException {
        long began = System.nanoTime();
        RateLimiter limiter = RateLimiter.create(1);
        Runnable taker =
                () -> {
                    for (int i = 0; i < 50; i++) {
                        limiter.acquire();
                    }
                };
        together(taker, taker);
        expectPassed(Duration.ofSeconds(99), began);
        expect(false, limiter.tryAcquire(Duration.ofMillis(500)));
        expect(true, limiter.tryAcquire(Duration.ofSeconds(1)));
        expectPassed(Duration.ofSeconds(100), began);
    }

    // --- futures --------------------------------------------------------------------------------

    static void futures() throws Exception {
        long began = System.nanoTime();
        ListeningExecutorService pool =
                MoreExecutors.listeningDecorator(Executors.newFixedThreadPool(2));
        ListeningScheduledExecutorService timer =
                MoreExecutors.listeningDecorator(Executors.newSingleThreadScheduledExecutor());
        List<ListenableFuture<Integer>> parts = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            parts.add(
                    pool.submit(
                            () -> {
                                Thread.sleep(Duration.ofHours(number));
                                return number;
                            }));
        }
        ListenableFuture<Integer> sum =
                Futures.transform(
                        Futures.allAsList(parts),
                        numbers -> numbers.stream().mapToInt(Integer::intValue).sum(),
                        MoreExecutors.directExecutor());
        try {
            FluentFuture.from(Futures.nonCancellationPropagating(sum))
                    .withTimeout(Duration.ofHours(3), timer)
                    .get();
            throw new AssertionError("The sum came too early.");
        } catch (ExecutionException e) {
            expect(true, e.getCause() instanceof TimeoutException);
            expectPassed(Duration.ofHours(3), began);
        }
        expect(6, sum.get());
        expectPassed(Duration.ofHours(4), began); // 1 and then 3 on one thread, 2 on the other.

        SettableFuture<String> answer = SettableFuture.create();
        ListenableFuture<Integer> length =
                Futures.transformAsync(answer, text -> pool.submit(text::length), pool);
        together(() -> answer.set("first"), () -> answer.set("second"));
        expect(answer.get().length(), length.get());
        timer.shutdown();
        expect(true, MoreExecutors.shutdownAndAwaitTermination(pool, Duration.ofDays(1)));
    }

    /** The results are collected by callbacks on whatever thread completes them. */
    static void callbacksRace() throws InterruptedException {
        ListeningExecutorService pool =
                MoreExecutors.listeningDecorator(Executors.newFixedThreadPool(2));
        int[] done = new int[1];
        for (int i = 0; i < 2; i++) {
            Futures.addCallback(
                    pool.submit(() -> "result"),
                    new FutureCallback<String>() {
                        @Override
                        public void onSuccess(String result) {
                            done[0]++;
                        }

                        @Override
                        public void onFailure(Throwable failure) {
                            throw new AssertionError(failure);
                        }
                    },
                    MoreExecutors.directExecutor());
        }
        pool.shutdown();
        expect(true, pool.awaitTermination(1, TimeUnit.DAYS));
        expect(2, done[0]);
    }

    // --- cache ----------------------------------------------------------------------------------

    static void cache() throws InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        List<String> removed = Collections.synchronizedList(new ArrayList<>());
        LoadingCache<String, Integer> cache =
                CacheBuilder.newBuilder()
                        .expireAfterWrite(Duration.ofMinutes(10))
                        .removalListener(
                                entry -> removed.add("" + entry.getKey() + entry.getCause()))
                        .build(
                                new CacheLoader<>() {
                                    @Override
                                    public Integer load(String key) throws InterruptedException {
                                        Thread.sleep(Duration.ofSeconds(1));
                                        return loads.incrementAndGet();
                                    }
                                });
        Runnable reader = () -> expect(1, cache.getUnchecked("a"));
        together(reader, reader, reader);
        Thread.sleep(Duration.ofMinutes(10).minusMillis(1));
        expect(1, cache.getUnchecked("a"));
        Thread.sleep(Duration.ofMillis(1));
        expect(2, cache.getUnchecked("a"));
        expect(List.of("aEXPIRED"), removed);
    }

    static void cacheCheckThenPut() throws InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        com.google.common.cache.Cache<String, Integer> cache = CacheBuilder.newBuilder().build();
        Runnable reader =
                () -> {
                    if (cache.getIfPresent("a") == null) {
                        cache.put("a", loads.incrementAndGet());
                    }
                };
        together(
                reader,
                () -> {
                    for (int i = 0; i < 8; i++) {
                        cache.getIfPresent("b");
                    }
                    reader.run();
                });
        expect(1, loads.get());
    }

    // --- services -------------------------------------------------------------------------------

    /** Ticks at once and then every hour. */
    private static final class Ticker extends AbstractScheduledService {
        final AtomicInteger ticks = new AtomicInteger();

        @Override
        protected void runOneIteration() {
            ticks.incrementAndGet();
        }

        @Override
        protected Scheduler scheduler() {
            return Scheduler.newFixedRateSchedule(Duration.ZERO, Duration.ofHours(1));
        }
    }

    /** Works until it is told to stop. */
    private static final class Worker extends AbstractExecutionThreadService {
        volatile boolean cleanedUp;

        @Override
        protected void run() throws InterruptedException {
            while (isRunning()) {
                Thread.sleep(Duration.ofMinutes(1));
            }
        }

        @Override
        protected void shutDown() {
            cleanedUp = true;
        }
    }

    static void services() throws Exception {
        Ticker ticker = new Ticker();
        Worker worker = new Worker();
        ServiceManager manager = new ServiceManager(List.of(ticker, worker));
        manager.startAsync().awaitHealthy();
        long began = System.nanoTime();
        Thread.sleep(Duration.ofMinutes(270));
        expect(5, ticker.ticks.get());
        manager.stopAsync().awaitStopped(Duration.ofDays(1));
        expect(true, worker.cleanedUp);
        expect(Service.State.TERMINATED, ticker.state());
        expectPassed(Duration.ofMinutes(270), Duration.ofMinutes(271), began);
    }

    static void serviceNotAwaited() {
        Worker worker = new Worker();
        worker.startAsync();
        boolean running = worker.isRunning();
        worker.stopAsync().awaitTerminated();
        expect(true, running);
    }
}
