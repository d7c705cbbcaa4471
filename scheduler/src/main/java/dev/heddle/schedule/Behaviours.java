package dev.heddle.schedule;

import dev.heddle.api.Internal;

/**
 * The behaviours that the runs of an exploration had, each known by a number, and how often. Two
 * runs have the same behaviour if they differ only in the order of what has nothing to do with each
 * other.
 */
@Internal
public final class Behaviours {

    /** With so many, new ones are not remembered any more. */
    private static final int MOST = 1 << 20;

    /** The numbers by hashing, 0 where there is none; as many places as {@link #once}. */
    private long[] numbers = new long[64];

    /** Whether each was seen exactly once. */
    private boolean[] once = new boolean[64];

    private int distinct;
    private int singles;
    private int runs;
    private int late;

    /** None so far. */
    public Behaviours() {}

    /** A run had this behaviour; says whether it is the first that had. */
    public boolean add(long behaviour) {
        runs++;
        long number = behaviour == 0 ? Long.MIN_VALUE : behaviour;
        int at = place(numbers, number);
        if (numbers[at] != 0) {
            if (once[at]) {
                once[at] = false;
                singles--;
            }
            return false;
        }
        if (distinct == MOST) {
            late++;
            return true;
        }
        numbers[at] = number;
        once[at] = true;
        singles++;
        if (++distinct * 2 > numbers.length) {
            grow();
        }
        return true;
    }

    private static int place(long[] table, long number) {
        int mask = table.length - 1;
        int at = (int) (Draws.mixed(number) >>> 32) & mask;
        while (table[at] != 0 && table[at] != number) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] more = new long[numbers.length * 2];
        boolean[] moreOnce = new boolean[more.length];
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0) {
                int at = place(more, numbers[i]);
                more[at] = numbers[i];
                moreOnce[at] = once[i];
            }
        }
        numbers = more;
        once = moreOnce;
    }

    /** How many there were, all told; a lower bound if there were more than a million. */
    public int distinct() {
        return distinct;
    }

    /**
     * About how likely the next run is to have a behaviour that none had before, by the estimate of
     * Good and Turing: the part of the runs whose behaviour was seen once. If that is none, it is
     * below what one run would have been.
     */
    public double chanceOfNew() {
        return runs == 0 ? 1 : Math.max(1, singles + late) / (double) runs;
    }

    /** Whether every behaviour was seen more than once. */
    public boolean isEachSeenAgain() {
        return singles + late == 0;
    }
}
