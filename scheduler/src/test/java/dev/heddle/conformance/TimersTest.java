package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Whatever waits for a time waits for exactly that time, be it a millisecond or a century. */
class TimersTest {

    private static final long MILLI = 1_000_000;

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    private static void virtually(Body body) {
        Heddle.explorer().schedules(20).spuriousWakeups(false).explore(body).check();
    }

    /** Waits, by the given means, for the given number of milliseconds. */
    private interface Waiting {
        void await(long millis) throws Exception;
    }

    /** Free: at least the time. Under control: exactly. And a year is waited for as well. */
    private static void lasts(Waiting waiting) {
        Conformance.check(
                () -> {
                    long before = System.nanoTime();
                    waiting.await(2);
                    assertThat(System.nanoTime() - before)
                            .isGreaterThanOrEqualTo(2 * MILLI - MILLI);
                });
        virtually(
                () -> {
                    for (long millis : new long[] {1, 2, 1_000, TimeUnit.DAYS.toMillis(365)}) {
                        long before = System.nanoTime();
                        waiting.await(millis);
                        assertThat(System.nanoTime() - before).isEqualTo(millis * MILLI);
                    }
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "Thread.sleep, TimeUnit.sleep, for years")
    void sleeps() {
        lasts(Thread::sleep);
        lasts(millis -> Thread.sleep(Duration.ofMillis(millis)));
        lasts(millis -> TimeUnit.MILLISECONDS.sleep(millis));
    }

    @Test
    @Covers(area = Area.TIME, value = "Object.wait with a time, TimeUnit.timedWait")
    void waitsForNotification() {
        Object lock = new Object();
        virtually(
                () -> {
                    synchronized (lock) {
                        long before = System.nanoTime();
                        lock.wait(1_000, 1); // Rounded up to whole milliseconds.
                        TimeUnit.SECONDS.timedWait(lock, 1);
                        assertThat(System.nanoTime() - before).isEqualTo(2_001 * MILLI);
                    }
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "Thread.join with a time, TimeUnit.timedJoin")
    void waitsForThreads() {
        lasts(
                millis -> {
                    CountDownLatch never = new CountDownLatch(1);
                    Thread thread = Thread.ofPlatform().daemon().start(() -> awaitQuietly(never));
                    thread.join(Duration.ofMillis(millis));
                    assertThat(thread.isAlive()).isTrue();
                    never.countDown();
                });
        lasts(
                millis -> {
                    CountDownLatch never = new CountDownLatch(1);
                    Thread thread = Thread.ofPlatform().daemon().start(() -> awaitQuietly(never));
                    TimeUnit.MILLISECONDS.timedJoin(thread, millis);
                    never.countDown();
                });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Covers(area = Area.TIME, value = "LockSupport.parkNanos, parkUntil")
    void parks() {
        virtually(
                () -> {
                    long before = System.nanoTime();
                    LockSupport.parkNanos(12_345);
                    assertThat(System.nanoTime() - before).isEqualTo(12_345);
                    long then = System.currentTimeMillis() + 10;
                    LockSupport.parkUntil(then);
                    assertThat(System.currentTimeMillis()).isEqualTo(then);
                    assertThat(System.nanoTime() - before).isEqualTo(10 * MILLI);
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "Time limits of locks, conditions, semaphores, latches, ...")
    void locksAndTheirKind() {
        lasts(
                millis -> {
                    ReentrantLock lock = new ReentrantLock();
                    lock.lock();
                    assertThat(lock.newCondition().await(millis, TimeUnit.MILLISECONDS)).isFalse();
                    lock.unlock();
                });
        lasts(millis -> new Semaphore(0).tryAcquire(millis, TimeUnit.MILLISECONDS));
        lasts(millis -> new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS));
        lasts(
                millis -> {
                    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    lock.readLock().lock();
                    assertThat(lock.writeLock().tryLock(millis, TimeUnit.MILLISECONDS)).isFalse();
                    lock.readLock().unlock();
                });
        lasts(
                millis -> {
                    StampedLock lock = new StampedLock();
                    lock.writeLock();
                    assertThat(lock.tryReadLock(millis, TimeUnit.MILLISECONDS)).isZero();
                });
        lasts(millis -> timesOut(() -> new CyclicBarrier(2).await(millis, TimeUnit.MILLISECONDS)));
        lasts(
                millis ->
                        timesOut(
                                () ->
                                        new Phaser(1)
                                                .awaitAdvanceInterruptibly(
                                                        0, millis, TimeUnit.MILLISECONDS)));
        lasts(
                millis ->
                        timesOut(
                                () ->
                                        new Exchanger<String>()
                                                .exchange("", millis, TimeUnit.MILLISECONDS)));
        lasts(
                millis ->
                        timesOut(
                                () ->
                                        new FutureTask<>(() -> "")
                                                .get(millis, TimeUnit.MILLISECONDS)));
        lasts(millis -> new SynchronousQueue<>().offer("", millis, TimeUnit.MILLISECONDS));
    }

    private static void timesOut(Body body) {
        try {
            body.run();
        } catch (TimeoutException e) {
            return;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("Nobody came, but it did not time out.");
    }

    @Test
    @Covers(area = Area.TIME, value = "ScheduledThreadPoolExecutor at a fixed rate, for months")
    void aFixedRate() {
        virtually(
                () -> {
                    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
                    Instant began = Instant.now();
                    List<Long> days = new ArrayList<>();
                    pool.scheduleAtFixedRate(
                            () -> {
                                days.add(Duration.between(began, Instant.now()).toDays());
                                sleep(Duration.ofHours(days.size() % 10 == 0 ? 60 : 1));
                            },
                            1,
                            1,
                            TimeUnit.DAYS);
                    sleep(Duration.ofDays(100).plusHours(23));
                    pool.shutdownNow();
                    // After one that took two and a half days it catches up.
                    assertThat(days).hasSize(100).startsWith(1L, 2L).endsWith(100L);
                    assertThat(days.subList(9, 14)).containsExactly(10L, 12L, 12L, 13L, 14L);
                });
        Conformance.check(
                () -> {
                    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
                    CountDownLatch three = new CountDownLatch(3);
                    long before = System.nanoTime();
                    pool.scheduleAtFixedRate(three::countDown, 1, 1, TimeUnit.MILLISECONDS);
                    three.await();
                    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(3 * MILLI);
                    pool.shutdownNow();
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "ScheduledThreadPoolExecutor with a fixed delay, for months")
    void aFixedDelay() {
        virtually(
                () -> {
                    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
                    Instant began = Instant.now();
                    List<Long> hours = new ArrayList<>();
                    pool.scheduleWithFixedDelay(
                            () -> {
                                hours.add(Duration.between(began, Instant.now()).toHours());
                                sleep(Duration.ofHours(1));
                            },
                            0,
                            1,
                            TimeUnit.DAYS);
                    sleep(Duration.ofDays(60));
                    pool.shutdownNow();
                    assertThat(hours).hasSize(58);
                    for (int i = 0; i < hours.size(); i++) {
                        assertThat(hours.get(i)).isEqualTo(25L * i);
                    }
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "ScheduledFuture.getDelay, cancel")
    void whatIsScheduledOnce() {
        Conformance.check(
                () -> {
                    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
                    ScheduledFuture<String> later = pool.schedule(() -> "a", 1, TimeUnit.DAYS);
                    assertThat(later.getDelay(TimeUnit.SECONDS)).isBetween(86_300L, 86_400L);
                    ScheduledFuture<String> soon =
                            pool.schedule(() -> "b", 1, TimeUnit.MILLISECONDS);
                    assertThat(soon.get()).isEqualTo("b");
                    later.cancel(false);
                    pool.shutdown();
                    assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
                });
        virtually(
                () -> {
                    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
                    ScheduledFuture<Instant> later =
                            pool.schedule(() -> Instant.now(), 1, TimeUnit.DAYS);
                    Instant before = Instant.now();
                    sleep(Duration.ofHours(10));
                    assertThat(later.getDelay(TimeUnit.NANOSECONDS))
                            .isEqualTo(TimeUnit.HOURS.toNanos(14));
                    assertThat(later.get()).isEqualTo(before.plusSeconds(86_400));
                    pool.shutdown();
                });
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The pool is being shut down.
        }
    }

    @Test
    @Covers(area = Area.TIME, value = "java.util.Timer: delay, date, rate, cancel")
    void timers() {
        virtually(
                () -> {
                    Timer timer = new Timer("timer");
                    Instant began = Instant.now();
                    List<String> seen = Collections.synchronizedList(new ArrayList<>());
                    timer.schedule(task(seen, "once", began), 5_000);
                    timer.schedule(task(seen, "at", began), Date.from(began.plusSeconds(7)));
                    timer.scheduleAtFixedRate(task(seen, "rate", began), 1_000, 3_000);
                    sleep(Duration.ofMillis(8_500));
                    timer.cancel();
                    sleep(Duration.ofDays(1));
                    assertThat(seen)
                            .hasSize(5)
                            .containsSubsequence("rate 1", "rate 4", "once 5")
                            .contains("rate 7", "at 7");
                });
        Conformance.check(
                () -> {
                    Timer timer = new Timer(true);
                    CountDownLatch three = new CountDownLatch(3);
                    timer.schedule(
                            new TimerTask() {
                                @Override
                                public void run() {
                                    three.countDown();
                                }
                            },
                            0,
                            1);
                    three.await();
                    timer.cancel();
                });
    }

    private static TimerTask task(List<String> seen, String name, Instant began) {
        return new TimerTask() {
            @Override
            public void run() {
                seen.add(name + " " + Duration.between(began, Instant.now()).toSeconds());
            }
        };
    }

    private record Item(String name, long due) implements Delayed {
        static Item in(String name, Duration delay) {
            return new Item(name, System.nanoTime() + delay.toNanos());
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Item) other).due);
        }
    }

    @Test
    @Covers(area = Area.TIME, value = "DelayQueue")
    void queuesOfWhatIsDueLater() {
        virtually(
                () -> {
                    DelayQueue<Item> queue = new DelayQueue<>();
                    Instant began = Instant.now();
                    queue.add(Item.in("year", Duration.ofDays(365)));
                    queue.add(Item.in("second", Duration.ofSeconds(1)));
                    queue.add(Item.in("day", Duration.ofDays(1)));
                    assertThat(queue.poll()).isNull();
                    for (String name : List.of("second", "day", "year")) {
                        assertThat(queue.take().name()).isEqualTo(name);
                    }
                    assertThat(Duration.between(began, Instant.now()))
                            .isEqualTo(Duration.ofDays(365));
                });
        Conformance.check(
                () -> {
                    DelayQueue<Item> queue = new DelayQueue<>();
                    Thread producer =
                            new Thread(
                                    () -> {
                                        queue.add(Item.in("b", Duration.ofMillis(3)));
                                        queue.add(Item.in("a", Duration.ofMillis(1)));
                                    });
                    producer.start();
                    producer.join();
                    assertThat(queue.take().name()).isEqualTo("a");
                    assertThat(queue.poll(1, TimeUnit.HOURS).name()).isEqualTo("b");
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "Timers that are due at the same time: in every order")
    void equalDeadlines() {
        Set<String> orders = Collections.synchronizedSet(new HashSet<>());
        Heddle.explorer()
                .schedules(300)
                .explore(
                        () -> {
                            StringBuffer order = new StringBuffer();
                            ExecutorService pool = Executors.newFixedThreadPool(3);
                            for (String name : List.of("a", "b", "c")) {
                                pool.submit(
                                        () -> {
                                            sleep(Duration.ofDays(1));
                                            order.append(name);
                                        });
                            }
                            pool.shutdown();
                            assertThat(pool.awaitTermination(2, TimeUnit.DAYS)).isTrue();
                            orders.add(order.toString());
                        })
                .check();
        assertThat(orders).containsExactlyInAnyOrder("abc", "acb", "bac", "bca", "cab", "cba");
    }

    @Test
    @Covers(area = Area.TIME, value = "A thousand timers at once")
    void manyTimers() {
        Heddle.explorer()
                .schedules(3)
                .explore(
                        () -> {
                            AtomicInteger awake = new AtomicInteger();
                            for (int i = 0; i < 1_000; i++) {
                                Duration duration = Duration.ofHours(i * 7919 % 1_000);
                                Thread.ofVirtual()
                                        .start(
                                                () -> {
                                                    sleep(duration);
                                                    awake.incrementAndGet();
                                                });
                            }
                            for (int hour = 0; hour < 1_000; hour++) {
                                sleep(Duration.ofMinutes(hour == 0 ? 30 : 60));
                                assertThat(awake.get()).isEqualTo(hour + 1);
                            }
                        })
                .check();
    }
}
