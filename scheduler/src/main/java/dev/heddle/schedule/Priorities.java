package dev.heddle.schedule;

import dev.heddle.kernel.Fiber;

import java.util.Arrays;

/** A number for each fiber of a run, 0 as long as it was given none. */
final class Priorities {

    private long[] values = new long[16];

    /** No fiber with this number or a higher one has a value. */
    private int end;

    /** Begins a run. */
    void clear() {
        Arrays.fill(values, 0, end, 0);
        end = 0;
    }

    long get(Fiber fiber) {
        return get(fiber.id());
    }

    long get(int id) {
        return id < end ? values[id] : 0;
    }

    void set(Fiber fiber, long value) {
        set(fiber.id(), value);
    }

    void set(int id, long value) {
        if (id >= values.length) {
            values = Arrays.copyOf(values, Math.max(id + 1, values.length * 2));
        }
        values[id] = value;
        end = Math.max(end, id + 1);
    }

    /** One more than the highest number of a fiber that was given a value. */
    int end() {
        return end;
    }
}
