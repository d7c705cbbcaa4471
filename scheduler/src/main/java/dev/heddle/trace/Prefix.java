package dev.heddle.trace;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Steps;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.Watcher;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Tape;

import org.jspecify.annotations.Nullable;

/**
 * Makes the first steps of a run as they are on a tape, and goes on at random: so it shows what
 * else could have become of the run from there on. It must watch the run as well, and counts steps
 * as a {@link Course} does. No wait ends for no reason after the steps that were given.
 */
@Internal
public final class Prefix implements Strategy, Watcher {

    private final Replay replay;
    private final RandomWalk random = new RandomWalk();
    private final long most;
    private long steps;

    /**
     * As above.
     *
     * @param most how many steps are made as they are on the tape
     */
    public Prefix(Tape tape, long most) {
        this.replay = new Replay(tape);
        this.most = most;
    }

    /** How many steps the run had. */
    public long steps() {
        return steps;
    }

    /** The strategy of this moment. */
    private Strategy now() {
        return steps < most ? replay : random;
    }

    @Override
    public String name() {
        return "prefix";
    }

    @Override
    public void begin(long seed) {
        steps = 0;
        replay.begin(seed);
        random.begin(seed);
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        return now().next(runnable, current, yielding);
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        return now().pick(choice, among);
    }

    @Override
    public boolean happens(Choice choice) {
        Strategy now = now();
        return (now == replay || choice != Choice.SPURIOUS) && now.happens(choice);
    }

    @Override
    public int draw(Choice choice, int bound) {
        return now().draw(choice, bound);
    }

    // --- counting -------------------------------------------------------------------------------

    @Override
    public void passes(Fiber fiber, int site) {
        steps++;
    }

    @Override
    public void waits(Fiber fiber, Wait wait, @Nullable Object on) {
        if (Steps.isStep(wait, on)) {
            steps++;
        }
    }

    @Override
    public void notifies(Fiber fiber, Fiber waiter) {
        steps++;
    }

    @Override
    public void stalls(Fiber fiber, long nanos) {
        steps++;
    }

    @Override
    public void ends(Fiber fiber) {
        if (Steps.isEnd(fiber)) {
            steps++;
        }
    }
}
