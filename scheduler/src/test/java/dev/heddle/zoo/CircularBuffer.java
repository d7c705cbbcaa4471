package dev.heddle.zoo;

/** A ring with two that take from it, each of which looks first and takes afterwards. */
final class CircularBuffer {

    private static final int SIZE = 4;

    private final int[] items = new int[SIZE];
    private int first;
    private int count;

    private synchronized boolean isEmpty() {
        return count == 0;
    }

    private synchronized void put(int item) {
        items[(first + count) % SIZE] = item;
        count++;
    }

    private synchronized int take() {
        if (count == 0) {
            throw new AssertionError("somebody takes from an empty buffer");
        }
        int item = items[first];
        first = (first + 1) % SIZE;
        count--;
        return item;
    }

    private void takeIfAny() {
        if (!isEmpty()) {
            take();
        }
    }

    private synchronized void takeIfAnyInOne() {
        takeIfAny();
    }

    static void broken() throws InterruptedException {
        CircularBuffer buffer = new CircularBuffer();
        new Crowd().with(1, () -> fill(buffer)).with(2, buffer::takeIfAny).run();
    }

    static void correct() throws InterruptedException {
        CircularBuffer buffer = new CircularBuffer();
        new Crowd().with(1, () -> fill(buffer)).with(2, buffer::takeIfAnyInOne).run();
    }

    private static void fill(CircularBuffer buffer) {
        buffer.put(1);
        buffer.put(2);
    }
}
