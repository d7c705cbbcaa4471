package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Everything in {@code java.util.concurrent.locks}. */
class LocksConformanceTest {

    /** A counter that only a lock makes correct. */
    private static final class Count {
        int value;
    }

    private static void countUnder(Lock lock) throws Exception {
        Count count = new Count();
        Together.all(
                () -> countTwice(lock, count),
                () -> countTwice(lock, count),
                () -> countTwice(lock, count));
        assertThat(count.value).isEqualTo(6);
    }

    private static void countTwice(Lock lock, Count count) {
        for (int i = 0; i < 2; i++) {
            lock.lock();
            try {
                count.value++;
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "ReentrantLock.lock and unlock, fair and not; Lock")
    void reentrantLocksExclude() {
        check(
                () -> {
                    countUnder(new ReentrantLock());
                    countUnder(new ReentrantLock(true));
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "ReentrantLock.tryLock with a time, lockInterruptibly")
    void waitingForALockEndsByTimeAndByInterrupts() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    lock.lock();
                    lock.lock();
                    assertThat(lock.getHoldCount()).isEqualTo(2);
                    Together timed =
                            Together.start(
                                    () -> {
                                        assertThat(lock.tryLock()).isFalse();
                                        assertThat(lock.tryLock(2, TimeUnit.MILLISECONDS))
                                                .isFalse();
                                    });
                    timed.end();
                    Together interrupted =
                            Together.start(
                                    () ->
                                            assertThatThrownBy(() -> lock.lockInterruptibly())
                                                    .isInstanceOf(InterruptedException.class));
                    interrupted.thread().interrupt();
                    interrupted.end();
                    lock.unlock();
                    lock.unlock();
                    assertThat(lock.isLocked()).isFalse();
                    assertThatThrownBy(() -> lock.unlock())
                            .isInstanceOf(IllegalMonitorStateException.class);
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "Condition.await, signal, signalAll")
    void conditionsHandOver() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Condition changed = lock.newCondition();
                    Count turn = new Count();
                    List<Integer> seen = new ArrayList<>();
                    Together.all(
                            () -> takeTurn(lock, changed, turn, 2, seen),
                            () -> takeTurn(lock, changed, turn, 1, seen),
                            () -> takeTurn(lock, changed, turn, 0, seen));
                    assertThat(seen).containsExactly(0, 1, 2);
                });
    }

    private static void takeTurn(
            ReentrantLock lock, Condition changed, Count turn, int mine, List<Integer> seen)
            throws InterruptedException {
        lock.lock();
        try {
            while (turn.value != mine) {
                changed.await();
            }
            seen.add(mine);
            turn.value++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "Condition.await with a time, awaitNanos, awaitUntil, awaitUninterruptibly")
    void conditionsEndByTime() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Condition never = lock.newCondition();
                    lock.lock();
                    assertThat(never.await(2, TimeUnit.MILLISECONDS)).isFalse();
                    assertThat(never.awaitNanos(1_000_000)).isLessThanOrEqualTo(0);
                    Date soon = new Date(System.currentTimeMillis() + 3);
                    assertThat(never.awaitUntil(soon)).isFalse();
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> never.await())
                            .isInstanceOf(InterruptedException.class);
                    Together stubborn =
                            Together.start(
                                    () -> {
                                        lock.lock();
                                        never.awaitUninterruptibly();
                                        lock.unlock();
                                        assertThat(Thread.interrupted()).isTrue();
                                    });
                    // Not by its state: it may still wait for the lock.
                    while (!lock.hasWaiters(never)) {
                        lock.unlock();
                        Thread.sleep(1);
                        lock.lock();
                    }
                    stubborn.thread().interrupt();
                    assertThat(lock.hasWaiters(never)).isTrue();
                    assertThat(lock.getWaitQueueLength(never)).isEqualTo(1);
                    never.signal();
                    lock.unlock();
                    stubborn.end();
                });
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "ReentrantReadWriteLock: sharing, excluding, downgrading; ReadWriteLock")
    void readersShareAndWritersExclude() {
        check(
                () -> {
                    ReadWriteLock lock = new ReentrantReadWriteLock();
                    countUnder(lock.writeLock());
                    lock.readLock().lock();
                    Together reader =
                            Together.start(
                                    () -> {
                                        assertThat(lock.readLock().tryLock()).isTrue();
                                        assertThat(lock.writeLock().tryLock()).isFalse();
                                        lock.readLock().unlock();
                                    });
                    reader.end();
                    lock.readLock().unlock();
                    lock.writeLock().lock();
                    lock.readLock().lock();
                    lock.writeLock().unlock();
                    assertThat(((ReentrantReadWriteLock) lock).getReadHoldCount()).isEqualTo(1);
                    lock.readLock().unlock();
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "StampedLock: writing, reading, optimistic reading")
    void stampedLocksKeepPairsTogether() {
        check(
                () -> {
                    StampedLock lock = new StampedLock();
                    Count left = new Count();
                    Count right = new Count();
                    Together.all(
                            () -> writePair(lock, left, right),
                            () -> writePair(lock, left, right),
                            () -> readPair(lock, left, right));
                    assertThat(left.value).isEqualTo(2);
                });
    }

    private static void writePair(StampedLock lock, Count left, Count right) {
        long stamp = lock.writeLock();
        left.value++;
        right.value++;
        lock.unlockWrite(stamp);
    }

    private static void readPair(StampedLock lock, Count left, Count right) {
        long stamp = lock.tryOptimisticRead();
        int first = left.value;
        int second = right.value;
        if (!lock.validate(stamp)) {
            stamp = lock.readLock();
            first = left.value;
            second = right.value;
            lock.unlockRead(stamp);
        }
        assertThat(first).isEqualTo(second);
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "StampedLock: conversions, try with a time, interruptible, views")
    void stampsAreConverted() {
        check(
                () -> {
                    StampedLock lock = new StampedLock();
                    long stamp = lock.tryConvertToReadLock(lock.tryOptimisticRead());
                    assertThat(StampedLock.isReadLockStamp(stamp)).isTrue();
                    stamp = lock.tryConvertToWriteLock(stamp);
                    assertThat(lock.isWriteLocked()).isTrue();
                    Together other =
                            Together.start(
                                    () -> {
                                        assertThat(lock.tryReadLock(1, TimeUnit.MILLISECONDS))
                                                .isZero();
                                        assertThat(lock.tryWriteLock(1, TimeUnit.MILLISECONDS))
                                                .isZero();
                                        Thread.currentThread().interrupt();
                                        assertThatThrownBy(() -> lock.writeLockInterruptibly())
                                                .isInstanceOf(InterruptedException.class);
                                        Thread.currentThread().interrupt();
                                        assertThatThrownBy(() -> lock.readLockInterruptibly())
                                                .isInstanceOf(InterruptedException.class);
                                    });
                    other.end();
                    stamp = lock.tryConvertToOptimisticRead(stamp);
                    assertThat(lock.validate(stamp)).isTrue();
                    countUnder(lock.asWriteLock());
                    assertThat(lock.validate(stamp)).isFalse();
                    lock.asReadWriteLock().readLock().lock();
                    assertThat(lock.getReadLockCount()).isEqualTo(1);
                    assertThat(lock.tryUnlockRead()).isTrue();
                    lock.asReadLock().lock();
                    lock.asReadLock().unlock();
                });
    }

    /** A lock as in the documentation of {@link AbstractQueuedSynchronizer}. */
    private static final class Mutex extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean tryAcquire(int one) {
            if (compareAndSetState(0, 1)) {
                setExclusiveOwnerThread(Thread.currentThread());
                return true;
            }
            return false;
        }

        @Override
        protected boolean tryRelease(int one) {
            setExclusiveOwnerThread(null);
            setState(0);
            return true;
        }

        @Override
        protected boolean isHeldExclusively() {
            return getExclusiveOwnerThread() == Thread.currentThread();
        }

        ConditionObject condition() {
            return new ConditionObject();
        }
    }

    /** A latch made of {@link AbstractQueuedLongSynchronizer}. */
    private static final class Gate extends AbstractQueuedLongSynchronizer {
        private static final long serialVersionUID = 1L;

        @Override
        protected long tryAcquireShared(long ignored) {
            return getState() == 1L << 40 ? 1 : -1;
        }

        @Override
        protected boolean tryReleaseShared(long ignored) {
            setState(1L << 40);
            return true;
        }
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value =
                    "AbstractQueuedSynchronizer and AbstractOwnableSynchronizer: locks of one's"
                            + " own")
    void ownSynchronizersExclude() {
        check(
                () -> {
                    Mutex mutex = new Mutex();
                    AbstractOwnableSynchronizer owned = mutex;
                    Count count = new Count();
                    AbstractQueuedSynchronizer.ConditionObject changed = mutex.condition();
                    Together.all(
                            () -> {
                                mutex.acquireInterruptibly(1);
                                while (count.value == 0) {
                                    changed.await();
                                }
                                count.value++;
                                mutex.release(1);
                            },
                            () -> {
                                mutex.acquire(1);
                                assertThat(owned.toString()).contains("1");
                                count.value++;
                                changed.signal();
                                mutex.release(1);
                            });
                    assertThat(count.value).isEqualTo(2);
                    assertThat(mutex.tryAcquireNanos(1, 1000)).isTrue();
                    assertThat(mutex.hasQueuedThreads()).isFalse();
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "AbstractQueuedLongSynchronizer: shared, with a time")
    void ownGatesOpenForAll() {
        check(
                () -> {
                    Gate gate = new Gate();
                    assertThat(gate.tryAcquireSharedNanos(1, 1_000_000)).isFalse();
                    Together first = Together.start(() -> gate.acquireShared(1));
                    Together second = Together.start(() -> gate.acquireSharedInterruptibly(1));
                    gate.releaseShared(1);
                    first.end();
                    second.end();
                    assertThat(gate.tryAcquireSharedNanos(1, 1_000_000)).isTrue();
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "LockSupport.park, parkNanos, parkUntil, unpark")
    void permitsAreKeptAndTimeRunsOut() {
        check(
                () -> {
                    LockSupport.unpark(Thread.currentThread());
                    LockSupport.unpark(Thread.currentThread());
                    LockSupport.park();
                    long begin = System.nanoTime();
                    LockSupport.parkNanos(2_000_000);
                    LockSupport.parkUntil(System.currentTimeMillis() + 2);
                    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(begin);
                    Count ready = new Count();
                    List<String> order = Collections.synchronizedList(new ArrayList<>());
                    Thread main = Thread.currentThread();
                    Together other =
                            Together.start(
                                    () -> {
                                        order.add("unparks");
                                        ready.value = 1;
                                        LockSupport.unpark(main);
                                    });
                    while (order.isEmpty()) {
                        LockSupport.park(order);
                    }
                    other.end();
                    assertThat(ready.value).isEqualTo(1);
                    assertThat(Instant.now()).isNotNull();
                });
    }
}
