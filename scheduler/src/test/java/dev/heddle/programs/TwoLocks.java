package dev.heddle.programs;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Two threads take two {@link ReentrantLock}s. */
final class TwoLocks {

    private TwoLocks() {}

    /** One takes them in the other's reverse order. */
    static void broken() throws InterruptedException {
        Lock left = new ReentrantLock();
        Lock right = new ReentrantLock();
        Thread other = new Thread(() -> eat(right, left), "other");
        other.start();
        eat(left, right);
        other.join();
    }

    static void correct() throws InterruptedException {
        Lock left = new ReentrantLock();
        Lock right = new ReentrantLock();
        Thread other = new Thread(() -> eat(left, right), "other");
        other.start();
        eat(left, right);
        other.join();
    }

    private static void eat(Lock first, Lock second) {
        first.lock();
        try {
            second.lock();
            second.unlock();
        } finally {
            first.unlock();
        }
    }
}
