package dev.heddle.detect;

import java.util.Arrays;

/**
 * For each fiber, how much of what it has done is known to come before: a fiber's own clock goes on
 * whenever it releases something.
 */
final class VectorClock {

    /** By the number of the fiber; what is beyond the end is 0. */
    private int[] times = new int[8];

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
        for (int i = 0; i < theirs.length; i++) {
            if (theirs[i] > mine[i]) {
                mine[i] = theirs[i];
            }
        }
    }

    void clear() {
        Arrays.fill(times, 0);
    }
}
