package dev.heddle.detect;

import java.util.Arrays;

/**
 * For each fiber, how much of what it has done is known to come before: a fiber's own clock goes on
 * whenever it releases something.
 */
final class VectorClock {

    /** By the number of the fiber; what is beyond the end is 0. */
    private int[] times = new int[8];

    /** How many times it has taken over something. */
    private int version;

    int version() {
        return version;
    }

    int get(int fiber) {
        return fiber < times.length ? times[fiber] : 0;
    }

    void set(int fiber, int time) {
        if (fiber >= times.length) {
            times = Arrays.copyOf(times, Math.max(fiber + 1, times.length * 2));
        }
        times[fiber] = time;
    }

    void tick(int fiber) {
        set(fiber, get(fiber) + 1);
    }

    /** Takes over what the other knows. */
    void join(VectorClock other) {
        int[] theirs = other.times;
        if (theirs.length > times.length) {
            times = Arrays.copyOf(times, theirs.length);
        }
        int[] mine = times;
        boolean learns = false;
        for (int i = 0; i < theirs.length; i++) {
            if (theirs[i] > mine[i]) {
                mine[i] = theirs[i];
                learns = true;
            }
        }
        if (learns) {
            version++;
        }
    }

    /** Becomes what the other is, which knows all that this one does. */
    void take(VectorClock other) {
        int[] theirs = other.times;
        if (theirs.length > times.length) {
            times = Arrays.copyOf(times, theirs.length);
        }
        System.arraycopy(theirs, 0, times, 0, theirs.length);
    }

    /** Whether it knows all that the other knows. */
    boolean covers(VectorClock other) {
        for (int i = 0; i < other.times.length; i++) {
            if (other.times[i] > get(i)) {
                return false;
            }
        }
        return true;
    }

    VectorClock copy() {
        VectorClock copy = new VectorClock();
        copy.join(this);
        return copy;
    }

    void clear() {
        Arrays.fill(times, 0);
        version = 0;
    }
}
