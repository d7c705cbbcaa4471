package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Threads that wait for each other end the run at once, whoever else can go on; threads that only
 * seem to do not.
 */
class CirclesTest {

    /** Far beyond the steps of any program here, but for those that never end. */
    private static final int LIMIT = 5_000;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    /** What a thread of these programs does. */
    interface Work {
        void run() throws InterruptedException;
    }

    private static Thread start(String name, Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        name);
        thread.start();
        return thread;
    }

    private static void locked(Lock lock, Work work) throws InterruptedException {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Two threads, a daemon whose heart beats on, and one that never lets go of the processor. */
    private static Body amongOthers(Work left, Work right) {
        return () -> {
            Thread heart =
                    new Thread(
                            () -> {
                                try {
                                    while (true) {
                                        Thread.sleep(10);
                                    }
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            "heart");
            heart.setDaemon(true);
            heart.start();
            Thread busy =
                    new Thread(
                            () -> {
                                while (true) {
                                    Thread.onSpinWait();
                                }
                            },
                            "busy");
            busy.setDaemon(true);
            busy.start();
            Thread one = start("left", left);
            Thread other = start("right", right);
            one.join();
            other.join();
        };
    }

    private static Explorer explorer() {
        return Heddle.explorer().schedules(100).stepLimit(LIMIT);
    }

    private static Failure demandDeadlock(Body body) {
        Failure failure = explorer().explore(body).failure().orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.DEADLOCK);
        List<Long> digests = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Failure again =
                    explorer()
                            .onDigest(digests::add)
                            .replay(failure.token(), body)
                            .failure()
                            .orElseThrow();
            assertThat(again.summary()).isEqualTo(failure.summary());
            assertThat(again.standing()).isEqualTo(failure.standing());
        }
        assertThat(digests.get(1)).isEqualTo(digests.get(0));
        return failure;
    }

    /** Without packages and numbers. */
    static String plain(String text) {
        return text.replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "").replaceAll("#\\d+", "#n");
    }

    private static List<String> circle(Failure failure) {
        return failure.standing().stream()
                .filter(one -> one.cause() == Cause.CIRCLE)
                .map(Standing::thread)
                .toList();
    }

    @Test
    void monitorsCrossed() {
        Object a = new Object();
        Object b = new Object();
        Failure failure =
                demandDeadlock(
                        amongOthers(
                                () -> {
                                    synchronized (a) {
                                        synchronized (b) {
                                            assertThat(Thread.holdsLock(a)).isTrue();
                                        }
                                    }
                                },
                                () -> {
                                    synchronized (b) {
                                        synchronized (a) {
                                            assertThat(Thread.holdsLock(a)).isTrue();
                                        }
                                    }
                                }));
        assertThat(circle(failure)).containsExactly("left", "right");
        assertThat(plain(failure.summary()))
                .isEqualTo(
                        "Deadlock: 'left' waits to enter the monitor of Object #n, held"
                                + " by 'right'; 'right' waits to enter the monitor of Object"
                                + " #n, held by 'left'. Others can go on.");
        assertThat(failure.toString()).contains("'heart' sleeps", "'busy' can run");
    }

    @Test
    void monitorsInOneOrder() {
        Object a = new Object();
        Object b = new Object();
        Work work =
                () -> {
                    synchronized (a) {
                        synchronized (b) {
                            assertThat(Thread.holdsLock(a)).isTrue();
                        }
                    }
                };
        explorer().explore(amongOthers(work, work)).check();
    }

    @Test
    void locksCrossed() {
        Body body =
                () -> {
                    ReentrantLock a = new ReentrantLock();
                    ReentrantLock b = new ReentrantLock(true);
                    amongOthers(
                                    () -> locked(a, () -> locked(b, () -> {})),
                                    () -> locked(b, () -> locked(a, () -> {})))
                            .run();
                };
        Failure failure = demandDeadlock(body);
        assertThat(circle(failure)).containsExactly("left", "right");
        assertThat(plain(failure.summary()))
                .contains("waits for ReentrantLock #n, held by 'right'");
    }

    @Test
    void aLockAndAMonitorCrossed() {
        Body body =
                () -> {
                    ReentrantLock a = new ReentrantLock();
                    Object b = new Object();
                    amongOthers(
                                    () ->
                                            locked(
                                                    a,
                                                    () -> {
                                                        synchronized (b) {
                                                            assertThat(b).isNotNull();
                                                        }
                                                    }),
                                    () -> {
                                        synchronized (b) {
                                            locked(a, () -> {});
                                        }
                                    })
                            .run();
                };
        assertThat(circle(demandDeadlock(body))).containsExactly("left", "right");
    }

    @Test
    void threeInACircle() {
        Body body =
                () -> {
                    ReentrantLock a = new ReentrantLock();
                    ReentrantLock b = new ReentrantLock();
                    ReentrantLock c = new ReentrantLock();
                    amongOthers(
                                    () -> {
                                        start("third", () -> locked(c, () -> locked(a, () -> {})));
                                        locked(a, () -> locked(b, () -> {}));
                                    },
                                    () -> locked(b, () -> locked(c, () -> {})))
                            .run();
                };
        Failure failure = explorer().schedules(3_000).explore(body).failure().orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(circle(failure)).containsExactlyInAnyOrder("left", "right", "third");
    }

    @Test
    void virtualThreadsAreNotLeftBehindUnseen() {
        Body body =
                () -> {
                    Object a = new Object();
                    Object b = new Object();
                    Thread.ofVirtual().name("one").start(() -> nested(a, b));
                    Thread.ofVirtual().name("other").start(() -> nested(b, a));
                    Thread.sleep(10);
                };
        assertThat(circle(demandDeadlock(body))).containsExactly("one", "other");
    }

    private static void nested(Object outer, Object inner) {
        synchronized (outer) {
            synchronized (inner) {
                assertThat(Thread.holdsLock(outer)).isTrue();
            }
        }
    }

    @Test
    void whoReadsAndWantsToWriteWaitsForItself() {
        Body body =
                () -> {
                    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    amongOthers(
                                    () ->
                                            locked(
                                                    lock.readLock(),
                                                    () -> locked(lock.writeLock(), () -> {})),
                                    () -> {})
                            .run();
                };
        Failure failure = demandDeadlock(body);
        assertThat(circle(failure)).containsExactly("left");
        assertThat(plain(failure.summary()))
                .startsWith(
                        "Deadlock: 'left' waits for"
                                + " ReentrantReadWriteLock #n, held by"
                                + " 'left'.");
    }

    @Test
    void whoWritesMayRead() {
        Body body =
                () -> {
                    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    Work work =
                            () -> locked(lock.writeLock(), () -> locked(lock.readLock(), () -> {}));
                    amongOthers(work, work).run();
                };
        explorer().explore(body).check();
    }

    /** The second reader stands behind the writer, which waits for the first. */
    @Test
    void aReaderThatReadsAgainInAnotherThread() {
        Body body =
                () -> {
                    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    Object gate = new Object();
                    amongOthers(
                                    () ->
                                            locked(
                                                    lock.readLock(),
                                                    () -> {
                                                        synchronized (gate) {
                                                            assertThat(gate).isNotNull();
                                                        }
                                                    }),
                                    () -> {
                                        start("writer", () -> locked(lock.writeLock(), () -> {}));
                                        synchronized (gate) {
                                            locked(lock.readLock(), () -> {});
                                        }
                                    })
                            .run();
                };
        Failure failure = explorer().schedules(3_000).explore(body).failure().orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(circle(failure)).containsExactlyInAnyOrder("left", "right", "writer");
        assertThat(failure.summary()).contains("behind 'writer' in its queue");
    }

    @Test
    void whoWasSignalledWantsItsLockBack() {
        Body body =
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Condition condition = lock.newCondition();
                    Object gate = new Object();
                    CountDownLatch waits = new CountDownLatch(1);
                    amongOthers(
                                    () -> {
                                        synchronized (gate) {
                                            locked(
                                                    lock,
                                                    () -> {
                                                        waits.countDown();
                                                        condition.await();
                                                    });
                                        }
                                    },
                                    () -> {
                                        waits.await();
                                        locked(lock, condition::signal);
                                        locked(
                                                lock,
                                                () -> {
                                                    synchronized (gate) {
                                                        assertThat(gate).isNotNull();
                                                    }
                                                });
                                    })
                            .run();
                };
        assertThat(circle(demandDeadlock(body))).containsExactlyInAnyOrder("left", "right");
    }

    @Test
    void aLockThatItsHolderHasTakenAlong() {
        Body body =
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    amongOthers(
                                    () -> {
                                        Thread holder = start("holder", lock::lock);
                                        holder.join();
                                        lock.lock();
                                    },
                                    () -> {})
                            .run();
                };
        Failure failure = demandDeadlock(body);
        assertThat(plain(failure.summary()))
                .isEqualTo(
                        "Deadlock: Lock never unlocked: 'left' waits for"
                                + " ReentrantLock #n, which 'holder'"
                                + " held when it ended. Others can go on.");
    }

    /** One of two that wait for each other would listen to an interrupt. */
    private static Body listening(boolean interrupts) {
        return () -> {
            ReentrantLock a = new ReentrantLock();
            ReentrantLock b = new ReentrantLock();
            Thread left =
                    start(
                            "left",
                            () ->
                                    locked(
                                            a,
                                            () -> {
                                                b.lockInterruptibly();
                                                b.unlock();
                                            }));
            Thread right = start("right", () -> locked(b, () -> locked(a, () -> {})));
            if (interrupts) {
                Thread.sleep(1_000);
                left.interrupt();
            }
            left.join();
            right.join();
        };
    }

    @Test
    void anInterruptMayStillCome() {
        explorer().explore(listening(true)).check();
    }

    @Test
    void anInterruptThatDoesNotComeIsADeadlockWhenNobodyCanRun() {
        assertThat(circle(demandDeadlock(listening(false))))
                .containsExactlyInAnyOrder("left", "right");
    }

    @Test
    void anInterruptThatDoesNotComeIsNamedAtTheStepLimit() {
        Body body =
                () -> {
                    ReentrantLock a = new ReentrantLock();
                    ReentrantLock b = new ReentrantLock();
                    amongOthers(
                                    () -> locked(a, () -> locked(b, () -> {})),
                                    () ->
                                            locked(
                                                    b,
                                                    () -> {
                                                        a.lockInterruptibly();
                                                        a.unlock();
                                                    }))
                            .run();
                };
        Failure failure = explorer().shrink(0).explore(body).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        assertThat(circle(failure)).containsExactly("left", "right");
        assertThat(failure.summary()).contains("wait for each other", "only an interrupt");
    }

    @Test
    void whoGivesUpAfterSomeTimeIsInNoCircle() {
        Body body =
                () -> {
                    ReentrantLock a = new ReentrantLock();
                    ReentrantLock b = new ReentrantLock();
                    Thread left =
                            start(
                                    "left",
                                    () ->
                                            locked(
                                                    a,
                                                    () -> {
                                                        if (b.tryLock(1, TimeUnit.SECONDS)) {
                                                            b.unlock();
                                                        }
                                                    }));
                    Thread right = start("right", () -> locked(b, () -> locked(a, () -> {})));
                    left.join();
                    right.join();
                };
        explorer().explore(body).check();
    }

    @Test
    void aJoinThatSomebodyInterruptsIsNone() {
        Body body =
                () -> {
                    Thread main = Thread.currentThread();
                    Object lock = new Object();
                    Thread rescuer =
                            start(
                                    "rescuer",
                                    () -> {
                                        Thread.sleep(1_000);
                                        main.interrupt();
                                    });
                    synchronized (lock) {
                        Thread other =
                                start(
                                        "other",
                                        () -> {
                                            synchronized (lock) {
                                                assertThat(lock).isNotNull();
                                            }
                                        });
                        try {
                            other.join();
                            throw new AssertionError("the other can not have ended");
                        } catch (InterruptedException e) {
                            assertThat(other.isAlive()).isTrue();
                        }
                    }
                    rescuer.join();
                };
        explorer().explore(body).check();
    }

    /** A lock that another thread than the one that took it may release. */
    private static final class Anybodys extends AbstractQueuedSynchronizer {
        @Override
        protected boolean tryAcquire(int arg) {
            if (compareAndSetState(0, 1)) {
                setExclusiveOwnerThread(Thread.currentThread());
                return true;
            }
            return false;
        }

        @Override
        protected boolean tryRelease(int arg) {
            setExclusiveOwnerThread(null);
            setState(0);
            return true;
        }
    }

    @Test
    void aLockThatAnybodyMayReleaseHasNoHolder() {
        Body body =
                () -> {
                    Anybodys a = new Anybodys();
                    Anybodys b = new Anybodys();
                    Thread left =
                            start(
                                    "left",
                                    () -> {
                                        a.acquire(1);
                                        b.acquire(1);
                                    });
                    Thread right =
                            start(
                                    "right",
                                    () -> {
                                        b.acquire(1);
                                        a.acquire(1);
                                    });
                    Thread.sleep(1_000);
                    a.release(1);
                    b.release(1);
                    left.join();
                    right.join();
                };
        explorer().explore(body).check();
    }

    @Test
    void aCircleOfOthersThatAnInterruptCanEndDoesNotKeepAnybodyLooking() {
        Body body =
                () -> {
                    ReentrantLock a = new ReentrantLock();
                    ReentrantLock b = new ReentrantLock();
                    Object gate = new Object();
                    Thread left =
                            start(
                                    "left",
                                    () -> {
                                        synchronized (gate) {
                                            locked(
                                                    a,
                                                    () -> {
                                                        b.lockInterruptibly();
                                                        b.unlock();
                                                    });
                                        }
                                    });
                    Thread right = start("right", () -> locked(b, () -> locked(a, () -> {})));
                    Thread third =
                            start(
                                    "third",
                                    () -> {
                                        while (!a.hasQueuedThreads() || !b.hasQueuedThreads()) {
                                            if (!left.isAlive() || !right.isAlive()) {
                                                return;
                                            }
                                            Thread.yield();
                                        }
                                        synchronized (gate) {
                                            assertThat(gate).isNotNull();
                                        }
                                    });
                    Thread.sleep(1_000);
                    left.interrupt();
                    left.join();
                    right.join();
                    third.join();
                };
        explorer().explore(body).check();
    }

    @Test
    void theOtherSchedulesAreNotDisturbed() {
        Object a = new Object();
        Object b = new Object();
        Report report =
                explorer().toTheEnd().explore(amongOthers(() -> nested(a, b), () -> nested(b, a)));
        assertThat(report.failures()).isBetween(1, report.schedules() - 1);
        assertThat(report.divergence()).isEmpty();
    }

    /** Nothing that an account of the end does takes long, or calls the program. */
    @Test
    void thousandsInOneCircleOfObjectsThatMayNotBeCalled() {
        final class Touchy {
            @Override
            public String toString() {
                throw new AssertionError("called");
            }

            @Override
            public int hashCode() {
                throw new AssertionError("called");
            }

            @Override
            public boolean equals(Object other) {
                throw new AssertionError("called");
            }
        }
        int count = 2_000;
        Body body =
                () -> {
                    Object[] locks = new Object[count];
                    for (int i = 0; i < count; i++) {
                        locks[i] = new Touchy();
                    }
                    CountDownLatch all = new CountDownLatch(count);
                    for (int i = 0; i < count; i++) {
                        Object mine = locks[i];
                        Object next = locks[(i + 1) % count];
                        start(
                                "t" + i,
                                () -> {
                                    synchronized (mine) {
                                        all.countDown();
                                        all.await();
                                        synchronized (next) {
                                            assertThat(Thread.holdsLock(mine)).isTrue();
                                        }
                                    }
                                });
                    }
                };
        Failure failure =
                Heddle.explorer().schedules(1).shrink(0).explore(body).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(circle(failure)).hasSize(count);
        assertThat(failure.summary()).contains("and 1,997 more.");
    }

    @Test
    void whoReadsWaitsForWhoWrites() {
        Body body =
                () -> {
                    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    Object gate = new Object();
                    amongOthers(
                                    () ->
                                            locked(
                                                    lock.writeLock(),
                                                    () -> {
                                                        synchronized (gate) {
                                                            assertThat(gate).isNotNull();
                                                        }
                                                    }),
                                    () -> {
                                        synchronized (gate) {
                                            locked(lock.readLock(), () -> {});
                                        }
                                    })
                            .run();
                };
        assertThat(circle(demandDeadlock(body))).containsExactly("left", "right");
    }

    /** Nobody looks when a holder ends: who comes later finds that out. */
    @Test
    void whoWaitsForOneThatWaitsForALockTakenAlong() {
        Body body =
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Object gate = new Object();
                    CountDownLatch held = new CountDownLatch(1);
                    CountDownLatch gone = new CountDownLatch(1);
                    Thread holder =
                            start(
                                    "holder",
                                    () -> {
                                        lock.lock();
                                        held.countDown();
                                        gone.await();
                                    });
                    amongOthers(
                                    () -> {
                                        synchronized (gate) {
                                            held.await();
                                            lock.lock();
                                        }
                                    },
                                    () -> {
                                        held.await();
                                        while (!lock.hasQueuedThreads()) {
                                            Thread.yield();
                                        }
                                        gone.countDown();
                                        holder.join();
                                        synchronized (gate) {
                                            assertThat(gate).isNotNull();
                                        }
                                    })
                            .run();
                };
        Failure failure = demandDeadlock(body);
        assertThat(plain(failure.summary()))
                .startsWith(
                        "Deadlock: Lock never unlocked: 'left' waits for ReentrantLock #n, which"
                                + " 'holder' held when it ended.");
    }

    /** Of who is in no circle is not said that it waits for ever, as long as others can go on. */
    @Test
    void aLatchMayStillBeCountedDown() {
        Body body =
                () -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    Object a = new Object();
                    Object b = new Object();
                    start("patient", latch::await);
                    amongOthers(() -> nested(a, b), () -> nested(b, a)).run();
                    latch.countDown();
                };
        Failure failure = demandDeadlock(body);
        assertThat(circle(failure)).containsExactly("left", "right");
        assertThat(failure.standing())
                .filteredOn(one -> one.thread().equals("patient"))
                .allMatch(one -> one.cause() == Cause.NONE);
    }
}
