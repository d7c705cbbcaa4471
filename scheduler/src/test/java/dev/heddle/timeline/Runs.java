package dev.heddle.timeline;

import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;

import java.util.concurrent.locks.ReentrantLock;

/** Failures whose pages are looked at. */
final class Runs {

    private static int balance;
    private static int tally;

    private Runs() {}

    /** Two threads withdraw from an account, each under a lock of its own. */
    static Failure race() {
        return Heddle.explorer()
                .schedules(300)
                .races(Check.FAIL)
                .explore(
                        () -> {
                            balance = 100;
                            Object mine = new Object();
                            Object yours = new Object();
                            Thread ada = new Thread(() -> withdraw(mine), "ada");
                            Thread bob = new Thread(() -> withdraw(yours), "bob");
                            ada.start();
                            bob.start();
                            ada.join();
                            bob.join();
                        })
                .failure()
                .orElseThrow();
    }

    private static void withdraw(Object lock) {
        synchronized (lock) {
            int before = balance;
            balance = before - 60;
        }
    }

    /** Two threads withdraw from an account without a lock, and mark what they have read. */
    static Failure lostUpdate() {
        return Heddle.explorer()
                .schedules(300)
                .races(Check.OFF)
                .explore(
                        () -> {
                            balance = 100;
                            Thread ada = new Thread(Runs::withdrawMarked, "ada");
                            Thread bob = new Thread(Runs::withdrawMarked, "bob");
                            ada.start();
                            bob.start();
                            ada.join();
                            bob.join();
                            if (balance != -20) {
                                throw new IllegalStateException("there are " + balance);
                            }
                        })
                .failure()
                .orElseThrow();
    }

    private static void withdrawMarked() {
        int before = balance;
        Heddle.mark("has read");
        balance = before - 60;
    }

    /** So many threads, and a failure. */
    static Failure ofThreads(int count) {
        return Heddle.explorer()
                .schedules(1)
                .shrink(0)
                .races(Check.OFF)
                .explore(
                        () -> {
                            Thread[] threads = new Thread[count];
                            for (int i = 0; i < count; i++) {
                                threads[i] = new Thread(() -> tally++, "worker-" + i);
                                threads[i].start();
                            }
                            for (Thread thread : threads) {
                                thread.join();
                            }
                            throw new IllegalStateException("after " + count + " threads");
                        })
                .failure()
                .orElseThrow();
    }

    /** Two threads take two locks in different orders. */
    static Failure deadlock() {
        return Heddle.explorer()
                .schedules(300)
                .explore(
                        () -> {
                            ReentrantLock from = new ReentrantLock();
                            ReentrantLock to = new ReentrantLock();
                            Thread there = new Thread(() -> transfer(from, to), "there");
                            Thread back = new Thread(() -> transfer(to, from), "back");
                            there.start();
                            back.start();
                            there.join();
                            back.join();
                        })
                .failure()
                .orElseThrow();
    }

    private static void transfer(ReentrantLock first, ReentrantLock second) {
        first.lock();
        try {
            second.lock();
            try {
                tally++;
            } finally {
                second.unlock();
            }
        } finally {
            first.unlock();
        }
    }

    /** Fails after some ten thousand steps of four threads, as it was found. */
    static Failure long_() {
        return Heddle.explorer()
                .schedules(20)
                .seed(3)
                .strategy("random")
                .shrink(0)
                .races(Check.OFF)
                .explore(
                        () -> {
                            tally = 0;
                            Object lock = new Object();
                            Thread[] workers = new Thread[4];
                            for (int i = 0; i < workers.length; i++) {
                                workers[i] = new Thread(() -> count(lock), "worker-" + i);
                                workers[i].start();
                            }
                            for (Thread worker : workers) {
                                worker.join();
                            }
                            if (tally < 3_000) {
                                throw new AssertionError("counted " + tally + " and not 3000");
                            }
                        })
                .failure()
                .orElseThrow();
    }

    private static void count(Object lock) {
        for (int i = 0; i < 750; i++) {
            if (i % 10 == 0) {
                tally++;
            } else {
                synchronized (lock) {
                    tally++;
                }
            }
        }
    }
}
