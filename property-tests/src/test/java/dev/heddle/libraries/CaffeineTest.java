package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Scheduler;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Caffeine: loading, expiry, eviction and refreshing, on its own pool and on the common one. */
class CaffeineTest {

    @Test
    void aCacheLoadsOnceAndExpires() {
        Libraries.holds(Program.CAFFEINE_EXPIRY);
    }

    @Test
    void aCacheWithALimitEvicts() {
        Libraries.holds(Program.CAFFEINE_EVICTION);
    }

    @Test
    void aCacheRefreshesOnItsExecutor() {
        Libraries.holds(Program.CAFFEINE_REFRESH);
    }

    @Test
    void aCacheLoadsOnTheCommonPool() {
        Libraries.holds(Program.CAFFEINE_COMMON_POOL);
    }

    @Test
    void lookingIntoACacheAndThenPuttingLoadsTwice() {
        Libraries.finds(Program.CAFFEINE_CHECK_THEN_PUT, "expected 1, but got 2");
    }

    // --- the programs ---------------------------------------------------------------------------

    /**
     * What has expired is told by a thread of the executor, promptly, since there is a scheduler.
     */
    static void expiry() throws InterruptedException {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
        AtomicInteger loads = new AtomicInteger();
        List<String> removed = Collections.synchronizedList(new ArrayList<>());
        LoadingCache<String, Integer> cache =
                Caffeine.newBuilder()
                        .executor(executor)
                        .scheduler(Scheduler.forScheduledExecutorService(executor))
                        .expireAfterWrite(Duration.ofMinutes(10))
                        .removalListener(
                                (key, value, cause) -> removed.add("" + key + value + cause))
                        .build(
                                key -> {
                                    Thread.sleep(Duration.ofSeconds(1));
                                    return loads.incrementAndGet();
                                });
        Runnable reader = () -> expect(1, cache.get("a"));
        together(reader, reader, reader);
        Thread.sleep(Duration.ofMinutes(9));
        expect(1, cache.get("a"));
        Thread.sleep(Duration.ofMinutes(2));
        expect(List.of("a1EXPIRED"), removed);
        expect(2, cache.get("a"));
        end(executor);
    }

    static void eviction() throws InterruptedException {
        AtomicInteger evicted = new AtomicInteger();
        Cache<Integer, String> cache =
                Caffeine.newBuilder()
                        .executor(Runnable::run)
                        .maximumSize(3)
                        .evictionListener((key, value, cause) -> evicted.incrementAndGet())
                        .build();
        together(() -> put(cache, 0), () -> put(cache, 10));
        cache.cleanUp();
        expect(3L, cache.estimatedSize());
        expect(5, evicted.get());
    }

    private static void put(Cache<Integer, String> cache, int first) {
        for (int i = first; i < first + 4; i++) {
            cache.put(i, "value");
        }
    }

    static void refresh() throws InterruptedException {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
        AtomicInteger loads = new AtomicInteger();
        LoadingCache<String, Integer> cache =
                Caffeine.newBuilder()
                        .executor(executor)
                        .refreshAfterWrite(Duration.ofMinutes(10))
                        .build(key -> loads.incrementAndGet());
        expect(1, cache.get("a"));
        Thread.sleep(Duration.ofMinutes(11));
        Runnable reader = () -> expect(true, cache.get("a") <= 2);
        together(reader, reader);
        Thread.sleep(Duration.ofMinutes(1));
        expect(2, cache.get("a"));
        end(executor);
    }

    static void commonPool() {
        AtomicInteger loads = new AtomicInteger();
        long began = System.nanoTime();
        AsyncLoadingCache<String, Integer> cache =
                Caffeine.newBuilder()
                        .maximumSize(10)
                        .buildAsync(
                                key -> {
                                    Thread.sleep(Duration.ofHours(1));
                                    return loads.incrementAndGet();
                                });
        var first = cache.get("a");
        var again = cache.get("a");
        var other = cache.get("b");
        expect(first.join(), again.join());
        expect(3, first.join() + other.join());
        expect(2, loads.get());
        expectPassed(Duration.ofHours(1), began);
        // What is still at work when the body ends is unwound, and Caffeine would log that.
        expect(true, ForkJoinPool.commonPool().awaitQuiescence(1, TimeUnit.DAYS));
    }

    static void checkThenPut() throws InterruptedException {
        AtomicInteger loads = new AtomicInteger();
        Cache<String, Integer> cache = Caffeine.newBuilder().build();
        Runnable reader =
                () -> {
                    if (cache.getIfPresent("a") == null) {
                        cache.put("a", loads.incrementAndGet());
                    }
                };
        together(reader, reader);
        expect(1, loads.get());
    }

    private static void end(ScheduledExecutorService executor) throws InterruptedException {
        executor.shutdownNow();
        expect(true, executor.awaitTermination(1, TimeUnit.DAYS));
    }
}
