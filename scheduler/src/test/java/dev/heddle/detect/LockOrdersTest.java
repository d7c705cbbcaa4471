package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.VirtualTime;
import dev.heddle.async.Async;
import dev.heddle.async.Task;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Locks that threads take in different orders are told in runs that go well, unless they can never
 * meet.
 */
class LockOrdersTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    /** Schedules in which nobody is preempted, so that no deadlock comes about. */
    private static Explorer quiet() {
        return Heddle.explorer().strategy("fifo").schedules(3).races(Check.OFF);
    }

    private static void both(Object outer, Object inner) {
        synchronized (outer) {
            synchronized (inner) {
                assertThat(Thread.holdsLock(outer)).isTrue();
            }
        }
    }

    private static void both(Lock outer, Lock inner) {
        outer.lock();
        try {
            inner.lock();
            inner.unlock();
        } finally {
            outer.unlock();
        }
    }

    private static Body atOnce(Runnable one, Runnable other) {
        return () -> {
            Thread left = new Thread(one, "left");
            Thread right = new Thread(other, "right");
            left.start();
            right.start();
            left.join();
            right.join();
        };
    }

    private static LockOrder demandOne(Body body) {
        Report report = quiet().explore(body);
        report.check();
        assertThat(report.lockOrders()).hasSize(1);
        assertThat(report.toString()).contains("Locks in different orders");
        return report.lockOrders().getFirst();
    }

    private static void demandNone(Body body) {
        assertThat(quiet().explore(body).lockOrders()).isEmpty();
        Report report = Heddle.explorer().schedules(200).explore(body);
        report.check();
        assertThat(report.lockOrders()).isEmpty();
    }

    /** Where the deadlock itself was found, only other orders of locks are worth a line. */
    @Test
    void aDeadlockThatWasFoundIsToldOnce() {
        Object a = new Object();
        Object b = new Object();
        Object c = new Object();
        Object d = new Object();
        Report one = Heddle.explorer().explore(atOnce(() -> both(a, b), () -> both(b, a)));
        assertThat(one.failure().orElseThrow().kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(one.toString()).doesNotContain("Locks in different orders");
        Report other =
                Heddle.explorer()
                        .schedules(50)
                        .toTheEnd()
                        .explore(
                                atOnce(
                                        () -> {
                                            synchronized (c) {
                                                both(d, d);
                                            }
                                            both(a, b);
                                        },
                                        () -> {
                                            synchronized (d) {
                                                both(c, c);
                                            }
                                            both(b, a);
                                        }));
        assertThat(other.lockOrders()).hasSizeGreaterThan(1);
        assertThat(other.toString()).contains("Locks in different orders");
    }

    @Test
    void monitorsInBothOrders() {
        Object a = new Object();
        Object b = new Object();
        LockOrder found = demandOne(atOnce(() -> both(a, b), () -> both(b, a)));
        assertThat(found.steps()).extracting(LockOrder.Step::thread).contains("left", "right");
        assertThat(found.toString())
                .matches(
                        "Locks in different orders, so another schedule may end in a deadlock:"
                            + " 'right' takes java.lang.Object #1 at"
                            + " .*both.LockOrdersTest.java:\\d+. and then java.lang.Object #2 at"
                            + " .*both.LockOrdersTest.java:\\d+.; 'left' takes java.lang.Object #2"
                            + " at .* and then java.lang.Object #1 at .*\\.");
    }

    @Test
    void monitorsInOneOrder() {
        Object a = new Object();
        Object b = new Object();
        demandNone(atOnce(() -> both(a, b), () -> both(a, b)));
    }

    @Test
    void locksInBothOrders() {
        ReentrantLock a = new ReentrantLock();
        ReentrantLock b = new ReentrantLock();
        LockOrder found = demandOne(atOnce(() -> both(a, b), () -> both(b, a)));
        assertThat(found.toString()).contains("java.util.concurrent.locks.ReentrantLock #1");
        Lock write = new ReentrantReadWriteLock().writeLock();
        assertThat(demandOne(atOnce(() -> both(a, write), () -> both(write, a))).toString())
                .contains("java.util.concurrent.locks.ReentrantReadWriteLock #");
        demandNone(atOnce(() -> both(a, b), () -> both(a, b)));
    }

    @Test
    void aLockAndAMonitor() {
        ReentrantLock a = new ReentrantLock();
        Object b = new Object();
        demandOne(
                atOnce(
                        () -> {
                            a.lock();
                            both(b, b);
                            a.unlock();
                        },
                        () -> {
                            synchronized (b) {
                                both(a, a);
                            }
                        }));
    }

    @Test
    void threeLocksInACircle() {
        Object a = new Object();
        Object b = new Object();
        Object c = new Object();
        Body body =
                () -> {
                    Thread third = new Thread(() -> both(c, a), "third");
                    third.start();
                    atOnce(() -> both(a, b), () -> both(b, c)).run();
                    third.join();
                };
        assertThat(demandOne(body).steps()).hasSize(3);
    }

    /** Hand over hand: what is let go is not held any more, and all else is. */
    @Test
    void theOutermostLockMayBeTheFirstToBeReleased() {
        ReentrantLock a = new ReentrantLock();
        ReentrantLock b = new ReentrantLock();
        ReentrantLock c = new ReentrantLock();
        ReentrantLock d = new ReentrantLock();
        Runnable handOverHand =
                () -> {
                    a.lock();
                    b.lock();
                    c.lock();
                    a.unlock();
                    d.lock();
                    d.unlock();
                    c.unlock();
                    b.unlock();
                };
        demandNone(atOnce(handOverHand, () -> both(d, a)));
        demandOne(atOnce(handOverHand, () -> both(d, b)));
        demandOne(atOnce(handOverHand, () -> both(d, c)));
    }

    /** There is room for some thousands of orders, and not for one each time. */
    @Test
    void anOrderThatIsTakenOftenIsKnown() {
        Object a = new Object();
        Object b = new Object();
        Object c = new Object();
        Object d = new Object();
        Runnable often =
                () -> {
                    for (int i = 0; i < 5_000; i++) {
                        both(a, b);
                    }
                    both(c, d);
                };
        Report report = quiet().schedules(1).explore(atOnce(often, () -> both(d, c)));
        report.check();
        assertThat(report.lockOrders()).hasSize(1);
    }

    @Test
    void manyLocksAndManyThreads() {
        List<ReentrantLock> locks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            locks.add(new ReentrantLock());
        }
        Runnable all =
                () -> {
                    locks.forEach(Lock::lock);
                    locks.forEach(Lock::unlock);
                };
        Body body =
                () -> {
                    List<Thread> threads = new ArrayList<>();
                    for (int i = 0; i < 40; i++) {
                        threads.add(new Thread(all));
                    }
                    threads.forEach(Thread::start);
                    for (Thread thread : threads) {
                        thread.join();
                    }
                };
        assertThat(quiet().schedules(1).explore(body).lockOrders()).isEmpty();
        assertThat(
                        quiet().schedules(2)
                                .explore(atOnce(all, () -> both(locks.get(30), locks.get(7))))
                                .lockOrders())
                .hasSize(1);
    }

    @Test
    void oneThreadCanNotMeetItself() {
        Object a = new Object();
        Object b = new Object();
        demandNone(
                atOnce(
                        () -> {
                            both(a, b);
                            both(b, a);
                        },
                        () -> {}));
    }

    @Test
    void aFurtherLockKeepsThemApart() {
        Object gate = new Object();
        Object a = new Object();
        Object b = new Object();
        demandNone(
                atOnce(
                        () -> {
                            synchronized (gate) {
                                both(a, b);
                            }
                        },
                        () -> {
                            synchronized (gate) {
                                both(b, a);
                            }
                        }));
        demandOne(
                atOnce(
                        () -> {
                            synchronized (gate) {
                                both(a, b);
                            }
                        },
                        () -> both(b, a)));
    }

    @Test
    void whoWasJoinedHasEnded() {
        Object a = new Object();
        Object b = new Object();
        demandNone(
                () -> {
                    both(a, b);
                    Thread one = new Thread(() -> both(b, a));
                    one.start();
                    one.join();
                    both(a, b);
                    Thread other = Thread.ofVirtual().start(() -> both(b, a));
                    other.join();
                });
    }

    @Test
    void aTaskThatIsAwaitedHasEnded() {
        ReentrantLock a = new ReentrantLock();
        ReentrantLock b = new ReentrantLock();
        demandNone(
                () -> {
                    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                        pool.submit(() -> both(a, b)).get();
                        pool.submit(() -> both(b, a)).get();
                    }
                });
        quiet().explore(
                        () -> {
                            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                                pool.submit(() -> both(a, b));
                                pool.submit(() -> both(b, a));
                            }
                        })
                .check();
    }

    @Test
    void aLatchOrdersThem() {
        Object a = new Object();
        Object b = new Object();
        demandNone(
                () -> {
                    CountDownLatch done = new CountDownLatch(1);
                    atOnce(
                                    () -> {
                                        both(a, b);
                                        done.countDown();
                                    },
                                    () -> {
                                        try {
                                            done.await();
                                        } catch (InterruptedException e) {
                                            throw new AssertionError(e);
                                        }
                                        both(b, a);
                                    })
                            .run();
                });
    }

    @Test
    void anInterruptOrdersThem() {
        Object a = new Object();
        Object b = new Object();
        demandNone(
                () -> {
                    Thread other =
                            new Thread(
                                    () -> {
                                        try {
                                            new CountDownLatch(1).await();
                                        } catch (InterruptedException e) {
                                            both(b, a);
                                        }
                                    });
                    other.start();
                    both(a, b);
                    other.interrupt();
                    other.join();
                });
    }

    @Test
    void whoOnlyTriesDoesNotWait() {
        ReentrantLock a = new ReentrantLock();
        ReentrantLock b = new ReentrantLock();
        demandNone(
                atOnce(
                        () -> both(a, b),
                        () -> {
                            b.lock();
                            if (a.tryLock()) {
                                a.unlock();
                            }
                            b.unlock();
                        }));
        // But it holds what it has got.
        demandOne(
                atOnce(
                        () -> both(a, b),
                        () -> {
                            if (b.tryLock()) {
                                both(a, a);
                                b.unlock();
                            }
                        }));
    }

    @Test
    void eachRunHasItsOwnLocks() {
        Body body =
                () -> {
                    List<Object> locks = List.of(new Object(), new Object());
                    atOnce(
                                    () -> both(locks.get(0), locks.get(1)),
                                    () -> both(locks.get(1), locks.get(0)))
                            .run();
                };
        assertThat(quiet().schedules(20).explore(body).lockOrders()).hasSize(1);
    }

    @Test
    void aScheduleFailsForItIfAsked() {
        Object a = new Object();
        Object b = new Object();
        Body body = atOnce(() -> both(a, b), () -> both(b, a));
        Explorer explorer = quiet().lockOrders(Check.FAIL);
        Failure failure = explorer.explore(body).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.FAILED);
        assertThat(failure.schedule()).isEqualTo(1);
        assertThat(failure.cause()).containsInstanceOf(LockOrderError.class);
        Failure again = explorer.replay(failure.token(), body).failure().orElseThrow();
        assertThat(again.summary()).isEqualTo(failure.summary());
        explorer.explore(atOnce(() -> both(a, b), () -> both(a, b))).check();
    }

    @Test
    void nobodyLooksIfNobodyIsToLook() {
        Object a = new Object();
        Object b = new Object();
        Body body = atOnce(() -> both(a, b), () -> both(b, a));
        assertThat(quiet().lockOrders(Check.OFF).explore(body).lockOrders()).isEmpty();
    }

    @Test
    void aReplayTellsItToo() {
        Object a = new Object();
        Object b = new Object();
        Failure failure =
                quiet().explore(
                                () -> {
                                    atOnce(() -> both(a, b), () -> both(b, a)).run();
                                    throw new AssertionError("to be replayed");
                                })
                        .failure()
                        .orElseThrow();
        Report again =
                quiet().replay(
                                failure.token(),
                                () -> {
                                    atOnce(() -> both(a, b), () -> both(b, a)).run();
                                    throw new AssertionError("to be replayed");
                                });
        assertThat(again.lockOrders()).hasSize(1);
    }

    @Test
    void runsAreTheSameWhetherOrNotSomebodyLooks() {
        Body body =
                () -> {
                    List<Object> locks = List.of(new Object(), new Object());
                    ReentrantLock lock = new ReentrantLock();
                    atOnce(
                                    () -> {
                                        both(locks.get(0), locks.get(1));
                                        both(lock, new ReentrantLock());
                                    },
                                    () -> {
                                        both(locks.get(1), locks.get(0));
                                        both(lock, lock);
                                    })
                            .run();
                    assertThat(locks.get(0).hashCode() + lock.hashCode()).isNotNull();
                };
        assertThat(digests(body, Check.OFF)).isEqualTo(digests(body, Check.REPORT)).hasSize(50);
    }

    private static List<Long> digests(Body body, Check check) {
        List<Long> digests = new ArrayList<>();
        Heddle.explorer()
                .schedules(50)
                .toTheEnd()
                .shrink(0)
                .lockOrders(check)
                .onDigest(digests::add)
                .explore(body);
        return digests;
    }

    /** Who had to wait for the outer one has taken it all the same. */
    @Test
    void aMonitorThatWasWaitedFor() {
        Object a = new Object();
        Object b = new Object();
        demandOne(
                () -> {
                    Thread waits = new Thread(() -> both(a, b), "waits");
                    synchronized (a) {
                        waits.start();
                        Thread.yield(); // It comes to the monitor.
                    }
                    new Thread(() -> both(b, a), "other").start();
                    waits.join();
                });
    }

    @Test
    void oneAfterTheOther() {
        Object a = new Object();
        Object b = new Object();
        ReentrantLock c = new ReentrantLock();
        ReentrantLock d = new ReentrantLock();
        demandNone(
                atOnce(
                        () -> {
                            both(a, a);
                            both(b, b);
                            both(c, c);
                            both(d, d);
                        },
                        () -> {
                            both(b, b);
                            both(a, a);
                            both(d, d);
                            both(c, c);
                        }));
    }

    private static final class Flag {
        private volatile boolean set;
    }

    @Test
    void aVolatileFieldOrdersThem() {
        Object a = new Object();
        Object b = new Object();
        demandNone(
                () -> {
                    Flag flag = new Flag();
                    atOnce(
                                    () -> {
                                        both(a, b);
                                        flag.set = true;
                                    },
                                    () -> {
                                        while (!flag.set) {
                                            Thread.onSpinWait();
                                        }
                                        both(b, a);
                                    })
                            .run();
                });
    }

    /** They have the lock for as long as they have their turn. */
    @Test
    void coroutinesTakeTurns() {
        Object a = new Object();
        Object b = new Object();
        demandNone(
                () ->
                        Async.run(
                                () -> {
                                    Task<Void> task = Async.createTask("other", () -> both(b, a));
                                    both(a, b);
                                    task.await();
                                    both(a, b);
                                }));
    }

    @Test
    void whoMovesTimeComesAfterTheOthers() {
        Object a = new Object();
        Object b = new Object();
        demandNone(
                () -> {
                    Thread.ofVirtual().start(() -> both(a, b));
                    VirtualTime.runCurrent();
                    both(b, a);
                });
    }
}
