package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The timers of an event loop, the next one first: a heap. Those that are due at the same time come
 * in the order in which they were set. One that is cancelled leaves at once.
 */
final class Timers {

    private @Nullable TimerHandle[] heap = new TimerHandle[16];
    private int size;

    /** The next to be due, or null. */
    @Nullable TimerHandle first() {
        return heap[0];
    }

    /** When the last of them is due; 0 if there is none. Looks at each. */
    long last() {
        long last = 0;
        for (int i = 0; i < size; i++) {
            last = Math.max(last, at(i).when);
        }
        return last;
    }

    void add(TimerHandle timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        up(size++, timer);
    }

    /** Does nothing if it is not here. */
    void remove(TimerHandle timer) {
        int at = timer.index;
        if (at < 0) {
            return;
        }
        timer.index = -1;
        TimerHandle last = at(--size);
        heap[size] = null;
        if (last != timer) {
            if (at > 0 && last.isBefore(at((at - 1) >>> 1))) {
                up(at, last);
            } else {
                down(at, last);
            }
        }
    }

    private void up(int from, TimerHandle timer) {
        int at = from;
        while (at > 0) {
            int above = (at - 1) >>> 1;
            TimerHandle parent = at(above);
            if (!timer.isBefore(parent)) {
                break;
            }
            put(at, parent);
            at = above;
        }
        put(at, timer);
    }

    private void down(int from, TimerHandle timer) {
        int at = from;
        while (true) {
            int below = at * 2 + 1;
            if (below >= size) {
                break;
            }
            if (below + 1 < size && at(below + 1).isBefore(at(below))) {
                below++;
            }
            TimerHandle child = at(below);
            if (!child.isBefore(timer)) {
                break;
            }
            put(at, child);
            at = below;
        }
        put(at, timer);
    }

    private void put(int at, TimerHandle timer) {
        heap[at] = timer;
        timer.index = at;
    }

    private TimerHandle at(int index) {
        TimerHandle timer = heap[index];
        if (timer == null) {
            throw new IllegalStateException("There is no timer at " + index + ".");
        }
        return timer;
    }
}
