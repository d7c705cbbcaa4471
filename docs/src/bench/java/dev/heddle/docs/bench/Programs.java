package dev.heddle.docs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The six programs whose schedules are counted. Each is ordinary Java that knows nothing of Heddle,
 * so that the same method runs under control and on free OS threads.
 */
final class Programs {

    private static final int THREADS = 4;
    private static final int SECTIONS = 250;
    private static final int ITEMS = 20;
    private static final int TASKS = 5;

    private int value;
    private int slot;
    private boolean full;

    private Programs() {}

    /** Two threads add to one field, five times each, without a lock. */
    static void racyIncrements() throws InterruptedException {
        Programs shared = new Programs();
        Runnable adds =
                () -> {
                    for (int i = 0; i < 5; i++) {
                        shared.value++;
                    }
                };
        runAll(adds, adds);
    }

    /** Two threads take two locks in opposite order. */
    static void twoLocks() throws InterruptedException {
        Object left = new Object();
        Object right = new Object();
        runAll(nested(new Programs(), left, right, 1), nested(new Programs(), right, left, 1));
    }

    /** As above, in the same order: the same work without the deadlock. */
    static void twoLocksInOrder() throws InterruptedException {
        Object left = new Object();
        Object right = new Object();
        runAll(nested(new Programs(), left, right, 1), nested(new Programs(), left, right, 1));
    }

    /** Five tasks that sleep on a pool of two threads: with eight hours each it takes a day. */
    static void pool(long hoursEach) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                int result = i;
                results.add(
                        pool.submit(
                                () -> {
                                    if (hoursEach > 0) {
                                        TimeUnit.HOURS.sleep(hoursEach);
                                    }
                                    return result;
                                }));
            }
            int sum = 0;
            for (Future<Integer> result : results) {
                sum += result.get(2, TimeUnit.DAYS);
            }
            check(sum, 10);
        } finally {
            pool.shutdown();
        }
    }

    /** One thread hands 20 items to another through a slot for one. */
    static void handOver() throws InterruptedException {
        Programs buffer = new Programs();
        Programs taken = new Programs();
        runAll(
                () -> {
                    for (int i = 1; i <= ITEMS; i++) {
                        buffer.put(i);
                    }
                },
                () -> {
                    for (int i = 1; i <= ITEMS; i++) {
                        taken.value += buffer.take();
                    }
                });
        check(taken.value, ITEMS * (ITEMS + 1) / 2);
    }

    /** Four threads go 250 times each through a section guarded by one lock. */
    static void lockSections() throws InterruptedException {
        Programs shared = new Programs();
        ReentrantLock lock = new ReentrantLock();
        Runnable sections =
                () -> {
                    for (int i = 0; i < SECTIONS; i++) {
                        lock.lock();
                        try {
                            shared.value++;
                        } finally {
                            lock.unlock();
                        }
                    }
                };
        runAll(sections, sections, sections, sections);
        check(shared.value, THREADS * SECTIONS);
    }

    /** Four threads add to a field of their own, which only they touch, 250 times each. */
    static void manyIncrements() throws InterruptedException {
        runAll(increments(), increments(), increments(), increments());
    }

    private static Runnable increments() {
        Programs own = new Programs();
        return () -> {
            for (int i = 0; i < SECTIONS; i++) {
                own.value++;
            }
            check(own.value, SECTIONS);
        };
    }

    /** Four threads enter two monitors, one inside the other, 250 times each. */
    static void nestedSynchronized() throws InterruptedException {
        Programs shared = new Programs();
        Object outer = new Object();
        Object inner = new Object();
        Runnable pairs = nested(shared, outer, inner, SECTIONS);
        runAll(pairs, pairs, pairs, pairs);
        check(shared.value, THREADS * SECTIONS);
    }

    private static Runnable nested(Programs shared, Object first, Object second, int times) {
        return () -> {
            for (int i = 0; i < times; i++) {
                synchronized (first) {
                    synchronized (second) {
                        shared.value++;
                    }
                }
            }
        };
    }

    private synchronized void put(int item) {
        awaitFull(false);
        slot = item;
        full = true;
        notifyAll();
    }

    private synchronized int take() {
        awaitFull(true);
        full = false;
        notifyAll();
        return slot;
    }

    private void awaitFull(boolean wanted) {
        try {
            while (full != wanted) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this program.", e);
        }
    }

    private static void runAll(Runnable... codes) throws InterruptedException {
        Thread[] threads = new Thread[codes.length];
        for (int i = 0; i < codes.length; i++) {
            threads[i] = new Thread(codes[i]);
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void check(int actual, int expected) {
        if (actual != expected) {
            throw new AssertionError("expected " + expected + ", but was " + actual);
        }
    }
}
