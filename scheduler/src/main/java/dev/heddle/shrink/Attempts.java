package dev.heddle.shrink;

import dev.heddle.shrink.Follower.Crossing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The smallest run known so far, and trying others, as long as the budget lasts. */
final class Attempts {

    /** Why trying has come to its end before everything was tried. */
    enum Cut {
        RUNS,
        STEPS,
        TIME
    }

    private final Trial trial;
    private final Budget budget;
    private final long began = System.nanoTime();
    private final Set<Map<Long, Integer>> tried = new HashSet<>();

    /** The choices of the best run that were not the usual ones, in order. */
    private List<Deviation> best = List.of();

    private Size size = new Size(0, 0, 0, 0, 0);
    private Follower run;

    /** See {@link #crossings()}; empty until somebody asks. */
    private List<Crossing> crossings = List.of();

    private int runs;
    private long steps;

    /** How many runs there may be until {@link #unlimit}. */
    private int mostRuns;

    private long mostSteps;
    private @Nullable Cut cut;

    /**
     * Begins with a run that has failed.
     *
     * @param first has watched it
     */
    Attempts(Trial trial, Budget budget, Follower first) {
        this.trial = trial;
        this.budget = budget;
        this.run = first;
        unlimit();
        accept(first);
        tried.add(choices(best));
    }

    /** What the best run did that was not usual. */
    List<Deviation> best() {
        return best;
    }

    Size size() {
        return size;
    }

    /** Who has watched the best run. */
    Follower bestRun() {
        return run;
    }

    int runs() {
        return runs;
    }

    /** Why it has come to its end; null if it has not. */
    @Nullable Cut cut() {
        return cut;
    }

    /** Whether the budget, or what of it was set apart, is used up. */
    boolean isOver() {
        if (cut != null) {
            return true;
        }
        if (runs >= budget.runs()) {
            cut = Cut.RUNS;
        } else if (steps >= budget.steps()) {
            cut = Cut.STEPS;
        } else if (System.nanoTime() - began >= budget.time().toNanos()) {
            cut = Cut.TIME;
        }
        return cut != null || runs >= mostRuns || steps >= mostSteps;
    }

    /** Allows only a part of what is left of the budget, until {@link #unlimit}. */
    void limit(double part) {
        mostRuns = runs + (int) ((budget.runs() - runs) * part);
        mostSteps = steps + (long) ((budget.steps() - steps) * part);
    }

    void unlimit() {
        mostRuns = Integer.MAX_VALUE;
        mostSteps = Long.MAX_VALUE;
    }

    /**
     * Runs the program with these choices, unless that was done before.
     *
     * @return whether it failed in the same way and is smaller than the best run, whose place it
     *     then has taken
     */
    boolean attempt(List<Deviation> deviations) {
        if (!tried.add(choices(deviations)) || isOver()) {
            return false;
        }
        Follower follower = Follower.of(deviations, false);
        return fails(follower) && acceptIfSmaller(follower);
    }

    /**
     * All decisions about who goes on in the best run; empty if there is no run left to see them.
     */
    List<Crossing> crossings() {
        if (crossings.isEmpty() && !isOver()) {
            Follower again = Follower.of(best, true);
            if (fails(again)) {
                crossings = List.copyOf(again.crossings());
            }
        }
        return crossings;
    }

    /** Runs the program and says whether it failed in the same way. */
    boolean fails(Follower follower) {
        boolean alike = trial.failsAlike(follower);
        runs++;
        steps += follower.steps();
        return alike;
    }

    /** Takes a run that failed in the same way for the best, if it is smaller. */
    boolean acceptIfSmaller(Follower follower) {
        if (follower.size().compareTo(size) >= 0) {
            return false;
        }
        accept(follower);
        return true;
    }

    private void accept(Follower follower) {
        run = follower;
        best = List.copyOf(follower.taken());
        size = follower.size();
        crossings = List.of();
        tried.add(choices(best));
    }

    private static Map<Long, Integer> choices(List<Deviation> deviations) {
        Map<Long, Integer> all = new HashMap<>();
        for (Deviation deviation : deviations) {
            all.put(deviation.place(), deviation.choice());
        }
        return all;
    }

    /** The best run's deviations without some, from one index to before another. */
    List<Deviation> without(int from, int to) {
        List<Deviation> rest = new ArrayList<>(best.subList(0, from));
        rest.addAll(best.subList(to, best.size()));
        return rest;
    }
}
