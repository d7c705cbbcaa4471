package dev.heddle;

import dev.heddle.constraints.Constraints;
import dev.heddle.constraints.Enforcer;
import dev.heddle.constraints.Finder;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Tape;
import dev.heddle.shrink.Budget;
import dev.heddle.shrink.Likeness;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Finds out what about a schedule makes it fail, in runs of its own. */
final class Forcing {

    /** Schedules with more scheduling points are too many constraints to be told apart. */
    private static final int MOST_STEPS = 5_000;

    private final Runs runs;
    private final Duration time;
    private boolean outOfTime;

    /**
     * A way to find constraints.
     *
     * @param runs those that were explored
     * @param time how long it may take
     */
    Forcing(Runs runs, Duration time) {
        this.runs = runs;
        this.time = time;
    }

    /** Whether it was real time that has kept them from being found. */
    boolean isOutOfTime() {
        return outOfTime;
    }

    /**
     * What makes a schedule fail.
     *
     * @param steps how many scheduling points it passed
     * @param most how many times the program may be run
     * @return null if it is not found: the schedule is too long, does not end, or depends on more
     *     than the order of what is done
     */
    @Nullable Constraints find(Ending ending, Tape tape, long steps, int most) {
        boolean canEnd =
                switch (ending.kind()) {
                    case FAILED, PROPERTY, DEADLOCK, STANDSTILL, LEAK -> true;
                    case FINISHED, STEP_LIMIT, TIME_LIMIT, STUCK -> false;
                };
        if (!canEnd || steps > MOST_STEPS || most <= 0) {
            return null;
        }
        Recorder recorder = new Recorder(new Replay(tape), true);
        Limits limits = runs.limits();
        Limits enough =
                new Limits(
                        Math.min(limits.steps(), 2 * steps + 1_000),
                        limits.time(),
                        limits.unwindings());
        Loop loop = runs.again(recorder, enough);
        try {
            return Session.call(
                            loop,
                            session ->
                                    new Found(
                                            find(
                                                    Likeness.of(ending),
                                                    tape,
                                                    session,
                                                    loop,
                                                    recorder,
                                                    most)))
                    .constraints();
        } catch (Session.StuckException stuck) {
            return null; // A schedule that was tried does not end. The one that failed stands.
        }
    }

    /** A session must give something back. */
    private record Found(@Nullable Constraints constraints) {}

    private @Nullable Constraints find(
            Likeness likeness, Tape tape, Session session, Loop loop, Recorder recorder, int most) {
        long began = System.nanoTime();
        long allowed = Budget.stepsOf(most);
        Finder.Trial trial =
                new Finder.Trial() {
                    private long steps;

                    @Override
                    public boolean failsAlike(Enforcer enforcer, long seed) {
                        recorder.use(enforcer);
                        recorder.seed(seed);
                        loop.watch(enforcer);
                        return fails();
                    }

                    @Override
                    public boolean isRepeated(Finder.Recorded recorded) {
                        recorder.use(recorded.strategy());
                        loop.watch(recorded.watcher());
                        return fails();
                    }

                    private boolean fails() {
                        boolean alike = Likeness.of(session.run(runs.program)).equals(likeness);
                        steps += loop.steps();
                        return alike;
                    }

                    @Override
                    public boolean isOver() {
                        outOfTime |= System.nanoTime() - began > time.toNanos();
                        return steps > allowed || outOfTime;
                    }
                };
        Constraints found = new Finder(trial, most).find(tape);
        outOfTime &= found == null;
        return found;
    }
}
