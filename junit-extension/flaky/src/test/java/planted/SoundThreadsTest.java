package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do what they should. */
class SoundThreadsTest {

    private ExecutorService pool;
    private int guarded;

    @BeforeEach
    void open() {
        pool = Executors.newFixedThreadPool(2);
    }

    @AfterEach
    void close() {
        pool.shutdown();
    }

    @Test
    void countsUnderALock() throws Exception {
        Thread other = new Thread(this::increment);
        other.start();
        increment();
        other.join();
        assertEquals(2, guarded);
    }

    private synchronized void increment() {
        guarded++;
    }

    @Test
    void countsAtomically() throws Exception {
        AtomicInteger count = new AtomicInteger();
        pool.submit(count::incrementAndGet).get();
        pool.submit(count::incrementAndGet).get();
        assertEquals(2, count.get());
    }

    @Test
    void waitsForALatch() throws Exception {
        CountDownLatch done = new CountDownLatch(2);
        pool.execute(done::countDown);
        pool.execute(done::countDown);
        assertTrue(done.await(5, TimeUnit.SECONDS));
    }

    @Test
    void waitsForAFuture() throws Exception {
        assertEquals(
                42,
                CompletableFuture.supplyAsync(() -> 41)
                        .thenApply(n -> n + 1)
                        .get(10, TimeUnit.SECONDS));
    }

    @Test
    void passesThingsOn() throws Exception {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        pool.execute(() -> queue.add(1));
        assertEquals(1, queue.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void pollsUntilItIsThere() throws Exception {
        ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
        pool.execute(() -> map.put("key", "value"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!map.containsKey("key") && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertEquals("value", map.get("key"));
    }

    @Test
    void computesOnce() throws Exception {
        ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
        AtomicInteger computed = new AtomicInteger();
        Thread other =
                new Thread(() -> map.computeIfAbsent("a", key -> computed.incrementAndGet()));
        other.start();
        map.computeIfAbsent("a", key -> computed.incrementAndGet());
        other.join();
        assertEquals(1, computed.get());
    }

    @Test
    void meetsAtABarrier() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        pool.submit(() -> barrier.await());
        barrier.await(10, TimeUnit.SECONDS);
    }

    @Test
    void takesTurns() throws Exception {
        Semaphore permits = new Semaphore(1);
        pool.submit(() -> turn(permits)).get();
        turn(permits);
        assertEquals(1, permits.availablePermits());
    }

    private static Void turn(Semaphore permits) throws InterruptedException {
        permits.acquire();
        permits.release();
        return null;
    }

    @Test
    void timesOutWhereNobodyAnswers() {
        CompletableFuture<String> never = new CompletableFuture<>();
        assertThrows(TimeoutException.class, () -> never.get(100, TimeUnit.MILLISECONDS));
    }

    @Test
    @Timeout(30)
    void isAllowedItsTime() throws Exception {
        Thread.sleep(1_000);
    }

    @Test
    void isQuickByFar() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> pool.submit(() -> 1).get());
    }

    @Test
    void schedulesSomethingLater() throws Exception {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        CountDownLatch twice = new CountDownLatch(2);
        timer.scheduleAtFixedRate(twice::countDown, 10, 10, TimeUnit.MILLISECONDS);
        assertTrue(twice.await(1, TimeUnit.MINUTES));
        timer.shutdownNow();
    }

    @Test
    void runsVirtualThreads() throws Exception {
        AtomicInteger count = new AtomicInteger();
        List<Thread> all =
                List.of(
                        Thread.startVirtualThread(count::incrementAndGet),
                        Thread.startVirtualThread(count::incrementAndGet));
        for (Thread thread : all) {
            thread.join();
        }
        assertEquals(2, count.get());
    }

    @Test
    void isInterrupted() throws Exception {
        Thread sleeper =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(100_000);
                                guarded = 1;
                            } catch (InterruptedException e) {
                                guarded = 2;
                            }
                        });
        sleeper.start();
        sleeper.interrupt();
        sleeper.join();
        assertEquals(2, guarded);
    }

    @Test
    void anotherThreadMayFail() throws Exception {
        Thread failing =
                new Thread(
                        () -> {
                            throw new IllegalStateException("nobody's business");
                        });
        failing.start();
        failing.join();
        assertNull(null);
    }
}
