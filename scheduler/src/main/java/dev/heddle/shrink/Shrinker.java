package dev.heddle.shrink;

import dev.heddle.api.Internal;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Tape;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/**
 * Makes a run that failed smaller: fewer preemptions, then fewer other decisions that are not the
 * usual ones, fewer steps, smaller numbers; and the same failure.
 *
 * <p>A run is seen as what is different in it from letting each thread run as far as it goes.
 * {@link Pass}es try to do without some of these differences, or to move them, again and again
 * until none of them finds anything smaller. The result depends on the run, the program and the
 * budget, and on nothing else, unless it is time that has cut it short.
 */
@Internal
public final class Shrinker {

    private final Trial trial;
    private final Budget budget;
    private final Set<Pass> passes;

    /** One that tries everything. */
    public Shrinker(Trial trial, Budget budget) {
        this(trial, budget, EnumSet.allOf(Pass.class));
    }

    /** One that does without some of the passes. */
    Shrinker(Trial trial, Budget budget, Set<Pass> passes) {
        this.trial = trial;
        this.budget = budget;
        this.passes = passes.isEmpty() ? EnumSet.noneOf(Pass.class) : EnumSet.copyOf(passes);
    }

    /**
     * Makes a run smaller.
     *
     * @param tape the choices of the run
     * @return null if the run did not fail in the same way when it was run again
     */
    public @Nullable Shrunk shrink(Tape tape) {
        Follower first = Follower.of(new Replay(tape));
        if (!trial.failsAlike(first)) {
            return null;
        }
        Attempts attempts = new Attempts(trial, budget, first);
        Size before = attempts.size();
        Size last;
        do {
            last = attempts.size();
            for (Pass pass : Pass.values()) {
                if (passes.contains(pass) && !attempts.isOver()) {
                    pass.improve(attempts);
                }
            }
        } while (attempts.size().compareTo(last) < 0 && !attempts.isOver());
        return new Shrunk(
                attempts.best(), before, attempts.size(), attempts.runs() + 1, attempts.cut());
    }
}
