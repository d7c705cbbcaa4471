package dev.heddle.docs.bench;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Ordinary sequential work on memory, for {@link OutsideBenchmark}. */
final class FieldWork {

    private static final int LENGTH = 1024;

    private final int[] heap = new int[LENGTH + 1];
    private final Integer[] keys = new Integer[LENGTH];
    private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
    private final AtomicLong counter = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();

    private int size;
    private long state = 1;
    private long sum;

    FieldWork() {
        for (int i = 0; i < LENGTH; i++) {
            keys[i] = i;
        }
    }

    long fieldsOnly() {
        for (int i = 0; i < LENGTH; i++) {
            state = state * 0x5DEECE66DL + 11;
            heap[i] = (int) (state >>> 16);
            sum += heap[(int) (state >>> 20) & (LENGTH - 1)];
        }
        return sum;
    }

    long priorityQueue() {
        size = 0;
        for (int i = 0; i < LENGTH; i++) {
            state = state * 0x5DEECE66DL + 11;
            insert((int) (state >>> 16));
        }
        long result = 0;
        while (size > 0) {
            result = result * 31 + removeLeast();
        }
        return result;
    }

    private void insert(int value) {
        int at = ++size;
        while (at > 1 && heap[at / 2] > value) {
            heap[at] = heap[at / 2];
            at /= 2;
        }
        heap[at] = value;
    }

    private int removeLeast() {
        int least = heap[1];
        int last = heap[size--];
        int at = 1;
        while (2 * at <= size) {
            int child = 2 * at;
            if (child < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return least;
    }

    long library() {
        for (Integer key : keys) {
            map.merge(key, 1, Integer::sum);
            lock.lock();
            try {
                sum += counter.incrementAndGet();
            } finally {
                lock.unlock();
            }
        }
        return sum + map.size();
    }
}
