package dev.heddle.kernel;

import java.util.Arrays;

/**
 * The fibers that wait for a point in virtual time: a binary heap by deadline, ties in the order in
 * which they were set. A fiber has at most one timer, so it is its own entry, and nothing is
 * allocated.
 */
final class TimerQueue {

    /** The heap; {@code heap[f.heapIndex] == f}. */
    private Fiber[] heap = new Fiber[16];

    private int size;

    /** Number of timers set so far in this run; orders timers that are due at the same time. */
    private long sequence;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    Fiber first() {
        return heap[0];
    }

    /** One of those that wait, by a number from 0 on; the first is due first. */
    Fiber get(int index) {
        return heap[index];
    }

    void add(Fiber fiber, long deadline) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        fiber.deadline = deadline;
        fiber.timerSequence = sequence++;
        siftUp(size++, fiber);
    }

    void remove(Fiber fiber) {
        int hole = fiber.heapIndex;
        fiber.heapIndex = -1;
        Fiber last = heap[--size];
        heap[size] = null;
        if (last != fiber) {
            siftDown(hole, last);
            if (heap[hole] == last) {
                siftUp(hole, last);
            }
        }
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            heap[i].heapIndex = -1;
            heap[i] = null;
        }
        size = 0;
        sequence = 0;
    }

    private void siftUp(int index, Fiber fiber) {
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            if (!isBefore(fiber, heap[parent])) {
                break;
            }
            place(index, heap[parent]);
            index = parent;
        }
        place(index, fiber);
    }

    private void siftDown(int index, Fiber fiber) {
        int half = size >>> 1;
        while (index < half) {
            int child = 2 * index + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], fiber)) {
                break;
            }
            place(index, heap[child]);
            index = child;
        }
        place(index, fiber);
    }

    private void place(int index, Fiber fiber) {
        heap[index] = fiber;
        fiber.heapIndex = index;
    }

    private static boolean isBefore(Fiber a, Fiber b) {
        // Deadlines never exceed Long.MAX_VALUE (see VirtualClock), so comparing them directly is
        // safe.
        return a.deadline != b.deadline
                ? a.deadline < b.deadline
                : a.timerSequence < b.timerSequence;
    }
}
