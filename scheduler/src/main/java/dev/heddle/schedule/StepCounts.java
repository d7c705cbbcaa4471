package dev.heddle.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many steps the fibers of earlier runs had, by what the steps had to do with. What that is, is
 * known by a number, the key.
 */
final class StepCounts {

    /** The key of steps of which is not known what they have to do with. */
    static final long OTHER = 1;

    private static final int[] NONE = {};

    /** No more is learnt once there are so many keys. */
    private static final int MOST_KEYS = 4_096;

    /** The first runs are all counted, then one in so many. */
    private static final int FIRST_RUNS = 16;

    private static final int ONE_IN = 8;

    /** The steps of the fibers by their numbers. */
    private final Map<Long, int[]> byKey = new HashMap<>();

    /** The keys that several fibers have steps of, in the order in which that was found. */
    private final List<Long> shared = new ArrayList<>();

    private int[] all = NONE;
    private int longest;
    private int runs;

    // --- the run: a hash table from a key and a fiber to a number of steps

    private boolean counting;
    private long[] keys = new long[64];
    private int[] fibers = new int[64];
    private int[] steps = new int[64];
    private int[] used = new int[32];
    private int size;

    /** How many steps the fibers have, by their numbers; of all keys together for 0. */
    int[] of(long key) {
        return key == 0 ? all : byKey.getOrDefault(key, NONE);
    }

    /** Any key that several fibers have steps of; 0 if there is none. */
    long anyShared(Draws draws) {
        return shared.isEmpty() ? 0 : shared.get(draws.below(Draws.PLAN, shared.size()));
    }

    /** How many steps the longest run had. */
    int longest() {
        return longest;
    }

    /** A run begins. */
    void begin() {
        for (int i = 0; i < size; i++) {
            steps[used[i]] = 0;
        }
        size = 0;
        counting = runs < FIRST_RUNS || runs % ONE_IN == 0;
    }

    /** A fiber makes a step. */
    void add(long key, int fiber) {
        if (!counting) {
            return;
        }
        int mask = keys.length - 1;
        int at = (int) (Draws.mixed(key + fiber) >>> 32) & mask;
        while (steps[at] != 0 && (keys[at] != key || fibers[at] != fiber)) {
            at = (at + 1) & mask;
        }
        if (steps[at]++ == 0) {
            keys[at] = key;
            fibers[at] = fiber;
            if (size == used.length) {
                grow();
            } else {
                used[size++] = at;
            }
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldFibers = fibers;
        int[] oldSteps = steps;
        int length = oldKeys.length * 2;
        keys = new long[length];
        fibers = new int[length];
        steps = new int[length];
        used = new int[length / 2];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldSteps[i] > 0) {
                int at = (int) (Draws.mixed(oldKeys[i] + oldFibers[i]) >>> 32) & (length - 1);
                while (steps[at] != 0) {
                    at = (at + 1) & (length - 1);
                }
                keys[at] = oldKeys[i];
                fibers[at] = oldFibers[i];
                steps[at] = oldSteps[i];
                used[size++] = at;
            }
        }
    }

    /** The run has ended. */
    void end() {
        runs++;
        if (!counting) {
            return;
        }
        int[] sums = NONE;
        int sum = 0;
        for (int i = 0; i < size; i++) {
            int at = used[i];
            int fiber = fibers[at];
            if (fiber >= sums.length) {
                sums = Arrays.copyOf(sums, fiber + 1);
            }
            sums[fiber] += steps[at];
            sum += steps[at];
            Long key = keys[at];
            int[] before = byKey.get(key);
            if (before == null && byKey.size() == MOST_KEYS) {
                continue;
            }
            boolean wasShared = before != null && isShared(before);
            int[] after = learn(before == null ? NONE : before, fiber, steps[at]);
            byKey.put(key, after);
            if (key != OTHER && !wasShared && isShared(after)) {
                shared.add(key);
            }
        }
        for (int fiber = 0; fiber < sums.length; fiber++) {
            all = learn(all, fiber, sums[fiber]);
        }
        longest = Math.max(longest, sum);
    }

    private static int[] learn(int[] counts, int fiber, int steps) {
        int[] result = fiber < counts.length ? counts : Arrays.copyOf(counts, fiber + 1);
        result[fiber] = learnt(result[fiber], steps);
        return result;
    }

    /**
     * How many steps there are, given what was known and what was seen. Steps are seen only where
     * there was something to choose, so it may well be more; but a run in which a thread was
     * spinning must not count for ever.
     */
    static int learnt(int known, int seen) {
        return seen >= known ? seen : known - (known - seen) / 8;
    }

    private static boolean isShared(int[] counts) {
        int fibers = 0;
        for (int count : counts) {
            if (count > 0) {
                fibers++;
            }
        }
        return fibers > 1;
    }
}
