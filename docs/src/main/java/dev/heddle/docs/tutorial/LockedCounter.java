package dev.heddle.docs.tutorial;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Two threads count, with a lock. */
final class LockedCounter {

    private LockedCounter() {}

    private static int counter;

    static void increment(Lock lock, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock(); // Ensures only one thread modifies `counter` at a time
            try {
                counter++;
            } finally {
                lock.unlock();
            }
        }
    }

    static int count(int times) throws InterruptedException {
        counter = 0;
        Lock lock = new ReentrantLock();
        Thread thread1 = new Thread(() -> increment(lock, times));
        Thread thread2 = new Thread(() -> increment(lock, times));
        thread1.start();
        thread2.start();
        thread1.join();
        thread2.join();
        return counter;
    }

    static void main() throws InterruptedException {
        System.out.println("Final Counter: " + count(100_000)); // Ensures correct value
    }
}
