package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Lock;
import dev.heddle.async.Task;
import dev.heddle.control.Control;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads and coroutines that wait for each other, by waits that somebody could end, are a deadlock
 * once nobody has for long, whoever else goes on; and are none if somebody does.
 */
class LastingTest {

    /** Where such a deadlock is told long before. */
    private static final int FAR = 500_000;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Explorer explorer() {
        return Heddle.explorer().schedules(20).stepLimit(FAR);
    }

    private static Thread daemon(Runnable runnable) {
        Thread thread = new Thread(runnable, "heart");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts this thread.", e);
        }
    }

    private static void beat() {
        while (true) {
            sleep(1);
        }
    }

    private static Thread holding(Object lock, String name) {
        return new Thread(
                () -> {
                    synchronized (lock) {
                        assertThat(lock).isNotNull();
                    }
                },
                name);
    }

    private static Failure demandDeadlock(Body body, String... circle) {
        Failure failure = explorer().explore(body).failure().orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.stepCount()).isLessThan(50_000);
        assertThat(failure.standing().stream().filter(one -> one.cause() == Cause.CIRCLE))
                .extracting(Standing::thread)
                .containsExactly(circle);
        Report again = explorer().replay(failure.token(), body);
        assertThat(again.failure().orElseThrow().summary()).isEqualTo(failure.summary());
        return failure;
    }

    // --- those that nobody opens ----------------------------------------------------------------

    @Test
    void whoIsJoinedWantsALockThatTheJoinerHolds() {
        Object lock = new Object();
        Failure failure =
                demandDeadlock(
                        () -> {
                            daemon(LastingTest::beat);
                            Thread worker = holding(lock, "worker");
                            synchronized (lock) {
                                worker.start();
                                worker.join();
                            }
                        },
                        "main",
                        "worker");
        assertThat(failure.summary())
                .startsWith("Deadlock: 'main' joins thread 'worker'; 'worker' waits to enter")
                .endsWith(
                        "Others can go on, and have gone on for more than 3,000 steps, but none has"
                                + " ended that by an interrupt.");
        assertThat(failure.toString()).contains("where it went wrong", "joins 'worker'");
    }

    @Test
    void othersMayBeBusyAllTheTime() {
        Object lock = new Object();
        demandDeadlock(
                () -> {
                    AtomicInteger count = new AtomicInteger();
                    Thread worker = holding(lock, "worker");
                    synchronized (lock) {
                        worker.start();
                        sleep(1);
                        daemon(
                                () -> {
                                    while (true) {
                                        count.incrementAndGet();
                                    }
                                });
                        worker.join();
                    }
                },
                "main",
                "worker");
    }

    @Test
    void aTaskOfAPoolWantsALockOfWhoWaitsForIt() {
        demandDeadlock(
                () -> {
                    daemon(LastingTest::beat);
                    ReentrantLock lock = new ReentrantLock();
                    ExecutorService pool = Executors.newFixedThreadPool(1);
                    lock.lock();
                    Future<?> future = pool.submit(() -> lock.lock());
                    future.get();
                },
                "main",
                "pool-1-thread-1");
    }

    @Test
    void anActionOfAFutureWantsALockOfWhoWaitsForIt() {
        demandDeadlock(
                () -> {
                    daemon(LastingTest::beat);
                    ReentrantLock lock = new ReentrantLock();
                    lock.lock();
                    CompletableFuture.supplyAsync(
                                    () -> {
                                        lock.lock();
                                        return 1;
                                    })
                            .get();
                },
                "main",
                "ForkJoinPool.commonPool-worker-1");
    }

    @Test
    void aForkedTaskWantsALockOfWhoJoinsIt() {
        demandDeadlock(
                () -> {
                    daemon(LastingTest::beat);
                    ReentrantLock lock = new ReentrantLock();
                    lock.lock();
                    ForkJoinPool.commonPool().submit(() -> lock.lock()).join();
                },
                "main",
                "ForkJoinPool.commonPool-worker-1");
    }

    /** Whoever executes its action waits for long, and is helped by another. */
    @Test
    void anActionThatSomebodyElseMakesPossible() {
        explorer()
                .explore(
                        () -> {
                            Semaphore go = new Semaphore(0);
                            CompletableFuture<Void> future =
                                    CompletableFuture.runAsync(go::acquireUninterruptibly);
                            Thread helper =
                                    new Thread(
                                            () -> {
                                                beats();
                                                go.release();
                                            });
                            helper.start();
                            future.get();
                            helper.join();
                        })
                .check();
    }

    @Test
    void bothWouldListenToAnInterrupt() {
        demandDeadlock(
                () -> {
                    daemon(LastingTest::beat);
                    ReentrantLock one = new ReentrantLock();
                    ReentrantLock two = new ReentrantLock();
                    Thread other =
                            new Thread(
                                    () -> {
                                        two.lock();
                                        sleep(10);
                                        interruptibly(one);
                                    },
                                    "other");
                    other.start();
                    one.lock();
                    sleep(10);
                    interruptibly(two);
                },
                "main",
                "other");
    }

    private static void interruptibly(ReentrantLock lock) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts this thread.", e);
        }
    }

    @Test
    void coroutinesCrossedWhileOthersOfTheirLoopGoOn() {
        Failure failure =
                demandDeadlock(
                        () ->
                                Async.run(
                                        () -> {
                                            Lock left = new Lock();
                                            Lock right = new Lock();
                                            Async.createTask("heart", () -> beatOfATask());
                                            Task<Void> one =
                                                    Async.createTask(
                                                            "one", () -> both(left, right));
                                            both(right, left);
                                            one.await();
                                        }),
                        "main",
                        "one");
        assertThat(failure.summary())
                .contains("awaits a lock that task")
                .endsWith("but none has ended that by cancelling one of them.");
    }

    private static void beatOfATask() {
        while (true) {
            Async.sleep(Duration.ofMillis(1));
        }
    }

    private static void both(Lock outer, Lock inner) {
        try (Lock.Held first = outer.hold()) {
            Async.sleep(Duration.ofMillis(1));
            try (Lock.Held second = inner.hold()) {
                assertThat(first).isNotSameAs(second);
            }
        }
    }

    // --- those that somebody opens ---------------------------------------------------------------

    /** Holds the lock, and joins who wants it, until it is interrupted. */
    private static void joinUntilInterrupted(Object lock, Runnable meanwhile)
            throws InterruptedException {
        Thread worker = holding(lock, "worker");
        boolean interrupted = false;
        synchronized (lock) {
            worker.start();
            meanwhile.run();
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        assertThat(interrupted).isTrue();
        worker.join();
    }

    /** Far more than 10,000 beats, but only one timer of the watchdog. */
    @Test
    void aWatchdogInterruptsAfterSomeTime() {
        Object lock = new Object();
        explorer()
                .explore(
                        () -> {
                            Thread main = Thread.currentThread();
                            daemon(LastingTest::beat);
                            Thread watchdog =
                                    new Thread(
                                            () -> {
                                                sleep(50_000);
                                                main.interrupt();
                                            });
                            watchdog.start();
                            joinUntilInterrupted(lock, () -> sleep(1));
                            watchdog.join();
                        })
                .check();
    }

    /** With this strategy it does not come to its turn before the other one has ended. */
    @Test
    void aWatchdogInterruptsThatHasNotRunYet() {
        Object lock = new Object();
        explorer()
                .strategy("fifo")
                .explore(
                        () -> {
                            Thread main = Thread.currentThread();
                            AtomicInteger count = new AtomicInteger();
                            Thread busy =
                                    new Thread(
                                            () -> {
                                                for (int i = 0; i < 50_000; i++) {
                                                    count.incrementAndGet();
                                                }
                                            });
                            Thread watchdog = new Thread(main::interrupt);
                            joinUntilInterrupted(
                                    lock,
                                    () -> {
                                        busy.start();
                                        watchdog.start();
                                    });
                            busy.join();
                            watchdog.join();
                        })
                .check();
    }

    /** They wait for each other at each look, but each time anew. */
    @Test
    void whoIsInterruptedAndWaitsAgainHasNotWaitedForLong() {
        Object lock = new Object();
        explorer()
                .explore(
                        () -> {
                            Thread main = Thread.currentThread();
                            AtomicInteger left = new AtomicInteger(20);
                            daemon(
                                    () -> {
                                        while (left.get() > 0) {
                                            for (int i = 0; i < 3_000; i++) {
                                                sleep(1);
                                            }
                                            main.interrupt();
                                        }
                                    });
                            Thread worker = holding(lock, "worker");
                            synchronized (lock) {
                                worker.start();
                                while (left.decrementAndGet() > 0) {
                                    try {
                                        worker.join();
                                    } catch (InterruptedException e) {
                                        assertThat(left.get()).isPositive();
                                    }
                                }
                            }
                            worker.join();
                        })
                .check();
    }

    /** The time-out is a timer of the event loop, and none of a thread. */
    @Test
    void aCoroutineGivesUpAfterSomeTime() {
        explorer()
                .explore(
                        () ->
                                Async.run(
                                        () -> {
                                            Lock left = new Lock();
                                            Lock right = new Lock();
                                            Task<Void> heart =
                                                    Async.createTask("heart", () -> beatOfATask());
                                            Task<Void> one =
                                                    Async.createTask(
                                                            "one", () -> both(left, right));
                                            try {
                                                Async.waitFor(
                                                        Duration.ofSeconds(50),
                                                        () -> {
                                                            both(right, left);
                                                            return null;
                                                        });
                                            } catch (TimeoutException e) {
                                                assertThat(one.isDone()).isFalse();
                                            }
                                            one.await();
                                            heart.cancel();
                                        }))
                .check();
    }

    /** What a circle waits for is not always a circle: nobody is told of who just waits. */
    @Test
    void whoWaitsForLongIsInNoCircle() {
        explorer()
                .explore(
                        () -> {
                            Thread worker = new Thread(() -> List.of(1, 2).forEach(i -> beats()));
                            worker.start();
                            worker.join();
                        })
                .check();
    }

    private static void beats() {
        for (int i = 0; i < 30_000; i++) {
            sleep(1);
        }
    }
}
