package dev.heddle.constraints;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Watcher;
import dev.heddle.schedule.Fifo;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Tape;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the constraints that make a program fail as a run of it did: few, none of which can be done
 * without, and enough that whatever else is left to chance does not matter.
 */
@Internal
public final class Finder {

    /** How many runs by chance must fail before constraints are taken to suffice. */
    static final int SURE = 30;

    /** How many of them are tried at first: those that have told most. */
    private static final int USUAL = 6;

    /** With more than this there is nothing to be found in time. */
    private static final int MOST = 3_000;

    private final Trial trial;
    private final int budget;
    private int runs;

    /** Seeds of runs, those first that have told of late that constraints do not suffice. */
    private final Deque<Long> seeds = new ArrayDeque<>();

    /** Runs the program that failed. */
    public interface Trial {

        /** Runs it once and says whether it failed in the same way. */
        boolean failsAlike(Enforcer enforcer, long seed);

        /** Runs it once, watched. */
        boolean isRepeated(Recorded recorded);

        /** Whether there is no time left; then nothing is found. */
        boolean isOver();
    }

    /** What a run is watched by: a strategy and a watcher. */
    public static final class Recorded {
        private final Recording recording;

        private Recorded(Strategy source) {
            recording = new Recording(source);
        }

        /** To be the strategy of the run. */
        public Strategy strategy() {
            return recording;
        }

        /** To be its watcher. */
        public Watcher watcher() {
            return recording;
        }
    }

    /**
     * A way to find constraints.
     *
     * @param budget how many times the program may be run
     */
    public Finder(Trial trial, int budget) {
        this.trial = trial;
        this.budget = budget;
        for (long seed = 1; seed <= USUAL; seed++) {
            seeds.add(seed);
        }
    }

    /** How many times the program was run. */
    public int runs() {
        return runs;
    }

    /**
     * The constraints: none if it fails in any schedule; null if those that were found within the
     * budget do not suffice.
     */
    public @Nullable Constraints find(Tape tape) {
        Recorded recorded = new Recorded(new Replay(tape));
        runs++;
        if (!trial.isRepeated(recorded)) {
            return null;
        }
        List<Constraint> outcomes = recorded.recording.outcomes();
        List<Constraint> conflicts = recorded.recording.conflicts();
        for (Strategy other : List.of(new Fifo(), new RandomWalk())) {
            Recorded passing = new Recorded(other);
            runs++;
            if (!trial.isRepeated(passing)) {
                conflicts = joined(conflicts, recorded.recording.conflictsWith(passing.recording));
            }
        }
        List<Constraint> found = fewest(joined(conflicts, outcomes));
        if (found == null) { // Who waits for whom may matter where no memory is shared.
            List<Constraint> switches = recorded.recording.switches();
            found = fewest(joined(joined(conflicts, switches), outcomes));
        }
        return found == null ? null : new Constraints(found);
    }

    private static List<Constraint> joined(List<Constraint> some, List<Constraint> more) {
        List<Constraint> all = new ArrayList<>(some);
        Set<Constraint> known = new HashSet<>(some); // Of thousands of threads there are many.
        more.stream().filter(one -> !known.contains(one)).forEach(all::add);
        return all;
    }

    /** As few of them as suffice; null if all of them do not. */
    private @Nullable List<Constraint> fewest(List<Constraint> all) {
        if (all.size() > MOST) {
            return null;
        }
        while (hasBudget()) {
            if (!suffice(all)) {
                return null;
            }
            List<Constraint> few = reduced(all);
            if (hasBudget() && isSure(few)) {
                return few;
            }
            // A seed that was not tried has shown that they do not: it is tried first from now on.
        }
        return null;
    }

    /** Takes away parts as long as the rest suffices: halves at first, at last single ones. */
    private List<Constraint> reduced(List<Constraint> all) {
        List<Constraint> left = all;
        for (int part = Math.max(1, left.size() / 2); part >= 1; part /= 2) {
            boolean again = true;
            while (again) {
                again = false;
                // From the end: what is needed is mostly near the failure.
                for (int from = ((left.size() - 1) / part) * part; from >= 0; from -= part) {
                    List<Constraint> without = new ArrayList<>(left.subList(0, from));
                    without.addAll(left.subList(Math.min(left.size(), from + part), left.size()));
                    if (without.size() < left.size() && hasBudget() && suffice(without)) {
                        left = without;
                        again = part == 1;
                    }
                }
            }
        }
        return left;
    }

    /** Whether runs that keep these have failed, as far as was tried. */
    private boolean suffice(List<Constraint> some) {
        Constraints constraints = new Constraints(some);
        if (!fails(Enforcer.inTurn(constraints), 0)) {
            return false;
        }
        for (Long seed : seeds) {
            if (!fails(Enforcer.atRandom(constraints), seed)) {
                seeds.remove(seed);
                seeds.addFirst(seed);
                return false;
            }
        }
        return true;
    }

    private boolean hasBudget() {
        return runs < budget && !trial.isOver();
    }

    private boolean isSure(List<Constraint> some) {
        Constraints constraints = new Constraints(some);
        for (long seed = USUAL + 1; seed <= SURE; seed++) {
            if (!seeds.contains(seed) && !fails(Enforcer.atRandom(constraints), seed)) {
                seeds.addFirst(seed);
                return false;
            }
        }
        return true;
    }

    private boolean fails(Enforcer enforcer, long seed) {
        runs++;
        return trial.failsAlike(enforcer, seed);
    }
}
