package dev.heddle.detect;

import java.util.Arrays;

/** Who has read a place since it was written: when, where, and in which step, by their numbers. */
final class Readers {

    private final VectorClock times = new VectorClock();
    private int[] sites = new int[8];
    private long[] steps = new long[8];

    void add(int fiber, int time, int site, long step) {
        if (fiber >= sites.length) {
            int size = Math.max(fiber + 1, sites.length * 2);
            steps = Arrays.copyOf(steps, size);
            sites = Arrays.copyOf(sites, size);
        }
        sites[fiber] = site;
        steps[fiber] = step;
        times.set(fiber, time);
    }

    /** When it has read, by its own clock; 0 if it has not. */
    int time(int fiber) {
        return times.get(fiber);
    }

    int site(int fiber) {
        return sites[fiber];
    }

    long step(int fiber) {
        return steps[fiber];
    }

    void clear() {
        times.clear();
    }
}
