package dev.heddle.programs;

import dev.heddle.VirtualTime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three threads that sleep for different times, and a body that moves time, or does not. */
final class MovedByHand {

    private MovedByHand() {}

    static void correct() throws InterruptedException {
        List<Integer> order = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int seconds : new int[] {3, 1, 2}) {
            threads.add(sleeper(order, seconds));
        }
        VirtualTime.advanceTimeBy(Duration.ofSeconds(2));
        expect(List.of(1), order);
        VirtualTime.runCurrent();
        expect(List.of(1, 2), order);
        VirtualTime.advanceUntilIdle();
        expect(List.of(1, 2, 3), order);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    static void broken() throws InterruptedException {
        sleeper(new ArrayList<>(), 1).join();
    }

    private static Thread sleeper(List<Integer> order, int seconds) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(Duration.ofSeconds(seconds));
                            } catch (InterruptedException e) {
                                throw new AssertionError("nobody interrupts it", e);
                            }
                            order.add(seconds);
                        },
                        "sleeper");
        thread.start();
        return thread;
    }

    private static void expect(List<Integer> expected, List<Integer> actual) {
        if (!actual.equals(expected)) {
            throw new AssertionError("expected " + expected + ", but got " + actual);
        }
    }
}
