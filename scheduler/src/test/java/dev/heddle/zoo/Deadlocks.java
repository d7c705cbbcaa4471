package dev.heddle.zoo;

import static dev.heddle.zoo.Cage.together;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Threads that wait for each other. */
final class Deadlocks {

    private Deadlocks() {}

    static void crossedMonitors(boolean fixed) throws Exception {
        Object left = new Object();
        Object right = new Object();
        together(
                () -> nested(left, right),
                () -> nested(fixed ? left : right, fixed ? right : left));
    }

    private static void nested(Object first, Object second) {
        synchronized (first) {
            synchronized (second) {
                second.hashCode();
            }
        }
    }

    static void crossedLocks(boolean fixed) throws Exception {
        Lock left = new ReentrantLock();
        Lock right = new ReentrantLock();
        together(() -> both(left, right), () -> both(fixed ? left : right, fixed ? right : left));
    }

    private static void both(Lock first, Lock second) {
        first.lock();
        try {
            second.lock();
            second.unlock();
        } finally {
            first.unlock();
        }
    }

    static void philosophers(boolean fixed) throws Exception {
        Object[] forks = {new Object(), new Object(), new Object()};
        together(
                () -> nested(forks[0], forks[1]),
                () -> nested(forks[1], forks[2]),
                () -> nested(forks[fixed ? 0 : 2], forks[fixed ? 2 : 0]));
    }

    static void upgradedReadLock(boolean fixed) throws Exception {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        Cage.Step changes =
                () -> {
                    lock.readLock().lock();
                    if (fixed) {
                        lock.readLock().unlock();
                    }
                    // With one reader only, it would wait for itself in every schedule.
                    if (fixed || lock.getReadLockCount() == 2) {
                        lock.writeLock().lock();
                        lock.writeLock().unlock();
                    }
                    if (!fixed) {
                        lock.readLock().unlock();
                    }
                };
        together(changes, changes);
    }

    static void permitsOneByOne(boolean fixed) throws Exception {
        Semaphore permits = new Semaphore(2);
        Cage.Step takes =
                () -> {
                    if (fixed) {
                        permits.acquire(2);
                    } else {
                        permits.acquire();
                        permits.acquire();
                    }
                    permits.release(2);
                };
        together(takes, takes);
    }

    static void joinedUnderALock(boolean fixed) throws Exception {
        Object lock = new Object();
        Thread other =
                new Thread(
                        () -> {
                            synchronized (lock) {
                                lock.hashCode();
                            }
                        });
        other.start();
        if (fixed) {
            other.join();
        }
        synchronized (lock) {
            other.join();
        }
    }
}
