package dev.heddle.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A pool of two threads, five tasks of an hour each, and a result wanted sooner than it comes. */
final class TimedGet {

    private TimedGet() {}

    /**
     * Two threads need three hours for five tasks, since the last one runs alone. The get gives up
     * after two and a half, and the pool is awaited for the rest: the clock is exact to the
     * nanosecond.
     */
    static void correct() throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        long beganMillis = System.currentTimeMillis();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            results.add(
                    pool.submit(
                            () -> {
                                Thread.sleep(3_600_000);
                                return number;
                            }));
        }
        try {
            results.get(4).get(150, TimeUnit.MINUTES);
            throw new AssertionError("the last result came too early");
        } catch (TimeoutException late) {
            expect(TimeUnit.MINUTES.toNanos(150), System.nanoTime() - began);
        }
        expect(4, results.get(4).get());
        pool.shutdown();
        if (!pool.awaitTermination(1, TimeUnit.DAYS)) {
            throw new AssertionError("the pool did not come to its end");
        }
        expect(TimeUnit.HOURS.toNanos(3), System.nanoTime() - began);
        expect(TimeUnit.HOURS.toMillis(3), System.currentTimeMillis() - beganMillis);
    }

    private static void expect(long expected, long actual) {
        if (actual != expected) {
            throw new AssertionError("expected " + expected + ", but got " + actual);
        }
    }
}
