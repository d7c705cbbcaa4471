package dev.heddle.programs;

import java.util.ArrayDeque;
import java.util.Deque;

/** A producer and two consumers on a buffer with {@code wait} and {@code notifyAll}. */
final class BoundedBuffer {

    private static final int CAPACITY = 1;

    private final Deque<Integer> items = new ArrayDeque<>();
    private final boolean looksAgain;

    private BoundedBuffer(boolean looksAgain) {
        this.looksAgain = looksAgain;
    }

    /** All are woken, and the second to come takes from an empty buffer. */
    static void broken() throws InterruptedException {
        run(new BoundedBuffer(false));
    }

    static void correct() throws InterruptedException {
        run(new BoundedBuffer(true));
    }

    private static void run(BoundedBuffer buffer) throws InterruptedException {
        int[] sums = new int[2];
        Thread[] consumers = new Thread[2];
        for (int i = 0; i < 2; i++) {
            int me = i;
            consumers[i] = new Thread(() -> sums[me] = buffer.take() + buffer.take());
            consumers[i].start();
        }
        for (int i = 1; i <= 4; i++) {
            buffer.put(i);
        }
        for (Thread consumer : consumers) {
            consumer.join();
        }
        if (sums[0] + sums[1] != 1 + 2 + 3 + 4) {
            throw new AssertionError("the sums are " + sums[0] + " and " + sums[1]);
        }
    }

    private synchronized void put(int item) {
        if (looksAgain) {
            while (items.size() == CAPACITY) {
                await();
            }
        } else if (items.size() == CAPACITY) {
            await();
        }
        items.add(item);
        notifyAll();
    }

    private synchronized int take() {
        if (looksAgain) {
            while (items.isEmpty()) {
                await();
            }
        } else if (items.isEmpty()) {
            await();
        }
        int item = items.remove();
        notifyAll();
        return item;
    }

    @SuppressWarnings("WaitNotInLoop") // That is the bug.
    private synchronized void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
