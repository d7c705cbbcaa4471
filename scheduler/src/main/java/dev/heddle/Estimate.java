package dev.heddle;

import dev.heddle.trace.Prefix;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongFunction;

/**
 * Looks for the step of a run from which on its failure could not be avoided: makes the first steps
 * of the run again and goes on at random, again and again, for several numbers of steps.
 *
 * <p>It takes the chance of failing for one that grows with the steps that are made, so that it
 * need not try all numbers of them. What it finds depends on the run and the program; unless real
 * time is up, then it finds nothing, and {@link #isOutOfTime} says so.
 */
final class Estimate {

    /** So many runs from one prefix tell whether nearly all fail. */
    private static final int FEW = 20;

    /** How many of those may come to a good end. */
    private static final int MOST_PASSING = 2;

    /** How many runs the numbers that are told come from. */
    private static final int MANY = 50;

    /** Never more runs than this, however many are allowed. */
    private static final int MOST_RUNS = 600;

    private static final long MOST_STEPS = 300_000;
    private static final long SEED = 0x9E3779B97F4A7C15L;

    private final long length;
    private final LongFunction<Prefix> prefixes;
    private final Trial trial;
    private final int mostRuns;
    private final long deadline;
    private int runs;
    private long steps;
    private boolean cut;
    private boolean outOfTime;

    /** Runs the program once. */
    @FunctionalInterface
    interface Trial {
        /** Whether it failed in the same way. */
        boolean fails(Prefix prefix, long seed);
    }

    /**
     * An estimate.
     *
     * @param length how many steps the run had that failed
     * @param prefixes makes what begins a run with so many of its steps
     * @param allowed how many runs it may take
     * @param limit how much real time it may take
     */
    Estimate(long length, LongFunction<Prefix> prefixes, Trial trial, int allowed, Duration limit) {
        this.length = length;
        this.prefixes = prefixes;
        this.trial = trial;
        this.mostRuns = most(allowed);
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** How many runs are taken if so many are allowed: no more than half, for others want some. */
    static int most(int allowed) {
        return Math.min(MOST_RUNS, allowed / 2);
    }

    /** What was found, without saying what happens in that step; null if nothing was. */
    @Nullable Unavoidable find() {
        if (nearlyAllFail(0)) {
            int failed = failed(0);
            return cut ? null : new Unavoidable(0, "", failed, MANY, 0, 0);
        }
        long avoidable = 0;
        long unavoidable = length;
        if (!nearlyAllFail(length)) {
            return null; // What decides is not the order of steps.
        }
        while (unavoidable - avoidable > 1 && !cut) {
            long middle = (avoidable + unavoidable) >>> 1;
            if (nearlyAllFail(middle)) {
                unavoidable = middle;
            } else {
                avoidable = middle;
            }
        }
        int after = failed(unavoidable);
        int before = failed(avoidable);
        return cut || before >= after
                ? null
                : new Unavoidable(unavoidable, "", after, MANY, before, MANY);
    }

    /** Whether it was real time that has ended it. */
    boolean isOutOfTime() {
        return outOfTime;
    }

    private boolean nearlyAllFail(long prefix) {
        int passing = 0;
        for (int i = 0; i < FEW && passing <= MOST_PASSING && !cut; i++) {
            passing += fails(prefix, i) ? 0 : 1;
        }
        return passing <= MOST_PASSING;
    }

    private int failed(long prefix) {
        int failed = 0;
        for (int i = 0; i < MANY && !cut; i++) {
            failed += fails(prefix, i) ? 1 : 0;
        }
        return failed;
    }

    private boolean fails(long prefix, int number) {
        outOfTime |= System.nanoTime() - deadline > 0;
        if (runs >= mostRuns || steps >= MOST_STEPS || outOfTime) {
            cut = true;
            return false;
        }
        Prefix made = prefixes.apply(prefix);
        boolean failed = trial.fails(made, SEED * (number + 1));
        runs++;
        steps += made.steps();
        return failed;
    }
}
