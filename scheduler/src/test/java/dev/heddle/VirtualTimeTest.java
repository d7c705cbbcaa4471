package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Time passes exactly as far as it must, and costs nothing. */
class VirtualTimeTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @TestFactory
    Stream<DynamicTest> aTimedWaitTakesExactlyItsTime() {
        Map<String, Body> waits = new LinkedHashMap<>();
        waits.put("sleep", () -> Thread.sleep(HOUR_MILLIS));
        waits.put("sleep of a duration", () -> Thread.sleep(Duration.ofHours(1)));
        waits.put("parkNanos", () -> LockSupport.parkNanos(HOUR));
        waits.put(
                "parkUntil", () -> LockSupport.parkUntil(System.currentTimeMillis() + HOUR_MILLIS));
        waits.put("latch", () -> new CountDownLatch(1).await(1, TimeUnit.HOURS));
        waits.put("queue", () -> new ArrayBlockingQueue<String>(1).poll(1, TimeUnit.HOURS));
        waits.put("condition", VirtualTimeTest::awaitCondition);
        waits.put("wait", VirtualTimeTest::waitInMonitor);
        waits.put("join", () -> Thread.currentThread().join(HOUR_MILLIS));
        waits.put("future", VirtualTimeTest::getFuture);
        return waits.entrySet().stream()
                .map(
                        entry ->
                                DynamicTest.dynamicTest(
                                        entry.getKey(), () -> takesAnHour(entry.getValue())));
    }

    private static void takesAnHour(Body wait) {
        explore(
                () -> {
                    long nanos = System.nanoTime();
                    long millis = System.currentTimeMillis();
                    wait.run();
                    assertThat(System.nanoTime() - nanos).isEqualTo(HOUR);
                    assertThat(System.currentTimeMillis() - millis).isEqualTo(HOUR_MILLIS);
                });
    }

    @Test
    void timeStandsStillWhileAThreadCouldRun() {
        explore(
                () -> {
                    long before = System.nanoTime();
                    List<Integer> sum = new ArrayList<>();
                    for (int i = 0; i < 1000; i++) {
                        sum.add(i);
                    }
                    Thread.yield();
                    assertThat(System.nanoTime()).isEqualTo(before);
                });
    }

    @Test
    void theTwoClocksAgree() {
        explore(
                () -> {
                    long difference = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
                    Thread.sleep(7);
                    Thread.sleep(0, 999_999);
                    Thread.sleep(0, 1);
                    assertThat(System.currentTimeMillis() * 1_000_000 - System.nanoTime())
                            .isEqualTo(difference);
                });
    }

    @Test
    void sleepersWakeInTheOrderOfTheirTimes() {
        explore(
                () -> {
                    List<Integer> order = new ArrayList<>();
                    List<Thread> threads = new ArrayList<>();
                    for (int millis : new int[] {30, 10, 20}) {
                        Thread thread =
                                new Thread(
                                        () -> {
                                            LockSupport.parkNanos(millis * 1_000_000L);
                                            order.add(millis);
                                        });
                        thread.start();
                        threads.add(thread);
                    }
                    for (Thread thread : threads) {
                        thread.join();
                    }
                    assertThat(order).containsExactly(10, 20, 30);
                });
    }

    @Test
    void hundredsOfYearsPass() {
        explore(
                () -> {
                    long before = System.currentTimeMillis();
                    for (int i = 0; i < 200; i++) {
                        Thread.sleep(Duration.ofDays(365));
                    }
                    assertThat(System.currentTimeMillis() - before)
                            .isEqualTo(TimeUnit.DAYS.toMillis(365L * 200));
                });
    }

    @Test
    void aScheduledPoolKeepsItsRate() {
        explore(
                () -> {
                    ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
                    List<Long> times = new ArrayList<>();
                    long before = System.nanoTime();
                    pool.scheduleAtFixedRate(
                            () -> times.add((System.nanoTime() - before) / HOUR),
                            1,
                            2,
                            TimeUnit.HOURS);
                    Thread.sleep(Duration.ofHours(6));
                    pool.shutdownNow();
                    assertThat(pool.awaitTermination(1, TimeUnit.HOURS)).isTrue();
                    assertThat(times).containsExactly(1L, 3L, 5L);
                });
    }

    @Test
    void aWaitThatIsAnsweredInTimeDoesNotWaitForItsTime() {
        explore(
                () -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    Thread thread =
                            new Thread(
                                    () -> {
                                        LockSupport.parkNanos(5);
                                        latch.countDown();
                                    });
                    long before = System.nanoTime();
                    thread.start();
                    assertThat(latch.await(1, TimeUnit.HOURS)).isTrue();
                    assertThat(System.nanoTime() - before).isEqualTo(5);
                    thread.join();
                });
    }

    @Test
    void waitingForTheClockWithoutSleepingDoesNotEnd() {
        var report =
                Heddle.explorer()
                        .schedules(1)
                        .stepLimit(1000)
                        .explore(
                                () -> {
                                    long end = System.nanoTime() + 1;
                                    while (System.nanoTime() < end) {
                                        Thread.onSpinWait();
                                    }
                                });
        assertThat(report.failure().orElseThrow().kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
    }

    private static void explore(Body body) {
        Heddle.explorer().schedules(30).spuriousWakeups(false).explore(body).check();
    }

    private static void awaitCondition() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            assertThat(lock.newCondition().await(1, TimeUnit.HOURS)).isFalse();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop")
    private static void waitInMonitor() throws InterruptedException {
        Object lock = new Object();
        synchronized (lock) {
            lock.wait(HOUR_MILLIS);
        }
    }

    private static void getFuture() throws Exception {
        try {
            new CompletableFuture<String>().get(1, TimeUnit.HOURS);
            throw new AssertionError("Nobody completes it.");
        } catch (TimeoutException expected) {
            assertThat(expected).isNotNull();
        }
    }
}
