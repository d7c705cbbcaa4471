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

    /** Whether it has taken over something since its fiber has last released something. */
    private boolean learned;

    int version() {
        return version;
    }

    int get(int fiber) {
        return fiber < times.length ? times[fiber] : 0;
    }

    void set(int fiber, int time) {
        if (fiber >= times.length) {
            makeRoomFor(fiber);
        }
        times[fiber] = time;
    }

    private void makeRoomFor(int fiber) {
        times = Arrays.copyOf(times, Math.max(fiber + 1, times.length * 2));
    }

    void tick(int fiber) {
        set(fiber, get(fiber) + 1);
        learned = false;
    }

    /**
     * One of several fibers that share this clock, since only one of them can go on at a time, is
     * the one that goes on from now on. What it does is new to all who know what the others knew.
     */
    void goesTo(int fiber) {
        if (fiber >= times.length) {
            makeRoomFor(fiber);
        }
        times[fiber]++;
        version++;
        learned = true;
    }

    /** As {@link #join}, for the clock of the fiber with this number. */
    void joinAs(int fiber, VectorClock other) {
        int own = get(fiber);
        if (learned || other.get(fiber) != own - 1 || times.length != other.times.length) {
            join(other);
            return;
        }
        // The other knows all that this one had released, and it has learned nothing since.
        System.arraycopy(other.times, 0, times, 0, times.length);
        times[fiber] = own;
        version++;
        learned = true;
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
            learned = true;
        }
    }

    /**
     * Takes over what the other knows, for a fiber that had the other one and has this from now on.
     */
    void replaces(VectorClock other) {
        join(other);
        version = Math.max(version, other.version) + 1; // One that the fiber has never had.
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
        learned = false;
    }
}
