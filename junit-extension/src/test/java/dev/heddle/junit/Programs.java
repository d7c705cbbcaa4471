package dev.heddle.junit;

import dev.heddle.Heddle;

import java.util.concurrent.CountDownLatch;

/** Small concurrent programs that the tests of this package run; public for classes made anew. */
public final class Programs {

    private Programs() {}

    /** Adds without a lock: two threads can lose an update. */
    public static class RacyCounter {
        int value;

        void increment() {
            value++;
        }
    }

    /** Adds with a lock. */
    public static final class LockedCounter extends RacyCounter {
        @Override
        synchronized void increment() {
            super.increment();
        }
    }

    /** Two threads, one increment each. */
    public static int countTwice(RacyCounter counter) throws InterruptedException {
        Thread other = new Thread(counter::increment, "other");
        other.start();
        counter.increment();
        other.join();
        return counter.value;
    }

    /** Leaves a thread behind that waits for what nobody can give. */
    public static void startOneThatWaits() {
        CountDownLatch never = new CountDownLatch(1);
        Thread waiting =
                new Thread(
                        () -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        waiting.start();
    }

    /** Waits once for a notification, and looks whether there was one. */
    public static void waitWithoutALoop() throws InterruptedException {
        Object lock = new Object();
        boolean[] notified = new boolean[1];
        Thread notifier =
                new Thread(
                        () -> {
                            synchronized (lock) {
                                notified[0] = true;
                                lock.notifyAll();
                            }
                        });
        synchronized (lock) {
            notifier.start();
            lock.wait();
            if (!notified[0]) {
                throw new IllegalStateException("woken for nothing");
            }
        }
        notifier.join();
    }

    /** The token of a program that takes a course which none of the others takes. */
    static String tokenOfAnother() {
        return Heddle.explore(
                        () -> {
                            Thread other = new Thread(() -> {});
                            other.start();
                            other.join();
                            throw new IllegalStateException();
                        })
                .failure()
                .orElseThrow()
                .token();
    }
}
