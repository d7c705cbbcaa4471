package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.ProverAccess;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * It is no step to come for a lock in vain, unless somebody could tell: who waits uses up a permit
 * that he was given for something else, and an interrupt ends the wait.
 */
class WaitsInVainTest {

    private static final class Shared {
        int value;
    }

    private static Proof compare(Body body) {
        AllRuns.Found found = AllRuns.search(body, () -> "", 5_000);
        assertThat(found.complete()).isTrue();
        Set<String> ends = new HashSet<>();
        Proof proof =
                ProverAccess.onEnding(
                                Heddle.explorer().races(Check.OFF).allowLeaks().shrink(0).prover(),
                                ending -> ends.add(ending.kind() + " "))
                        .prove(body);
        assertThat(ends).isEqualTo(found.ends());
        assertThat(proof.isComplete()).isTrue();
        return proof;
    }

    private static void start(Runnable one, Runnable other) {
        Thread first = new Thread(one);
        Thread second = new Thread(other);
        first.start();
        second.start();
    }

    @Test
    void aPermitMayBeUsedUpByTheWaitForASemaphore() {
        compare(
                () -> {
                    Semaphore semaphore = new Semaphore(0);
                    Thread waiter =
                            new Thread(
                                    () -> {
                                        semaphore.acquireUninterruptibly();
                                        LockSupport.park();
                                    });
                    waiter.start();
                    LockSupport.unpark(waiter);
                    semaphore.release();
                });
    }

    @Test
    void aPermitMayBeUsedUpByTheWaitForALock() {
        Proof proof =
                compare(
                        () -> {
                            ReentrantLock lock = new ReentrantLock();
                            Thread waiter =
                                    new Thread(
                                            () -> {
                                                lock.lock();
                                                lock.unlock();
                                                LockSupport.park();
                                            });
                            start(
                                    waiter::start,
                                    () -> {
                                        lock.lock();
                                        LockSupport.unpark(waiter);
                                        lock.unlock();
                                    });
                        });
        assertThat(proof.executions()).isGreaterThan(1);
        assertThat(proof.redundant()).isZero();
    }

    @Test
    void aPermitMayBeUsedUpByTheWaitForACondition() {
        compare(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Condition condition = lock.newCondition();
                    Thread waiter =
                            new Thread(
                                    () -> {
                                        lock.lock();
                                        condition.awaitUninterruptibly();
                                        lock.unlock();
                                        LockSupport.park();
                                    });
                    waiter.start();
                    LockSupport.unpark(waiter);
                    lock.lock();
                    condition.signal();
                    lock.unlock();
                });
    }

    @Test
    void whoIsInterruptedNeedNotWaitForTheSemaphore() {
        Shared x = new Shared();
        compare(
                () -> {
                    x.value = 0;
                    Semaphore semaphore = new Semaphore(0);
                    Thread waiter =
                            new Thread(
                                    () -> {
                                        try {
                                            semaphore.acquire();
                                        } catch (InterruptedException e) {
                                            if (x.value == 0) {
                                                throw new IllegalStateException(e);
                                            }
                                        }
                                    });
                    waiter.start();
                    waiter.interrupt();
                    x.value = 1;
                    semaphore.release();
                });
    }

    @Test
    void whoIsInterruptedNeedNotWaitForTheLatch() {
        Shared x = new Shared();
        compare(
                () -> {
                    x.value = 0;
                    CountDownLatch latch = new CountDownLatch(1);
                    Thread waiter =
                            new Thread(
                                    () -> {
                                        try {
                                            latch.await();
                                        } catch (InterruptedException e) {
                                            if (x.value == 0) {
                                                throw new IllegalStateException(e);
                                            }
                                        }
                                    });
                    waiter.start();
                    waiter.interrupt();
                    x.value = 1;
                    latch.countDown();
                });
    }

    /** What the JDK does in a wait that nobody ends is no step that another run would have. */
    @Test
    void whoWaitsForEverHasDoneNothing() {
        Proof proof =
                compare(
                        () -> {
                            Semaphore semaphore = new Semaphore(1);
                            Shared x = new Shared();
                            start(
                                    () -> {
                                        x.value = 1;
                                        semaphore.acquireUninterruptibly();
                                    },
                                    semaphore::acquireUninterruptibly);
                        });
        assertThat(proof.executions()).isEqualTo(2);
        proof =
                compare(
                        () -> {
                            Semaphore semaphore = new Semaphore(1);
                            AtomicInteger number = new AtomicInteger();
                            start(
                                    () -> {
                                        number.compareAndSet(0, 1);
                                        LockSupport.park();
                                    },
                                    () -> {
                                        semaphore.acquireUninterruptibly();
                                        synchronized (number) {
                                            number.get();
                                        }
                                    });
                            semaphore.acquireUninterruptibly();
                        });
        assertThat(proof.executions()).isEqualTo(2 + 1);
    }

    @Test
    void aPermitForSomebodyWhoWaitsForNothingElseIsNoReason() {
        Proof proof =
                compare(
                        () -> {
                            ReentrantLock lock = new ReentrantLock();
                            Thread waiter = new Thread(LockSupport::park);
                            waiter.start();
                            lock.lock();
                            LockSupport.unpark(waiter);
                            lock.unlock();
                        });
        assertThat(proof.executions()).isEqualTo(1);
    }

    /** What comes before the end of a wait in one step need not come after what is waited for. */
    @Test
    void whatIsReadBeforeAJoinIsNotReadAfterIt() {
        Shared x = new Shared();
        Proof proof =
                compare(
                        () -> {
                            x.value = 0;
                            CountDownLatch begun = new CountDownLatch(1);
                            Thread other =
                                    new Thread(
                                            () -> {
                                                begun.countDown();
                                                x.value = 1;
                                            });
                            other.start();
                            begun.await();
                            int seen = x.value;
                            other.join();
                            if (seen == 0) {
                                throw new IllegalStateException("it had not been written yet");
                            }
                        });
        assertThat(proof.executions()).isEqualTo(2);
        assertThat(proof.failures()).isEqualTo(1);
    }
}
