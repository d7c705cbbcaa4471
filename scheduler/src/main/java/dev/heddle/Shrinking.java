package dev.heddle;

import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Tape;
import dev.heddle.shrink.Budget;
import dev.heddle.shrink.Follower;
import dev.heddle.shrink.Likeness;
import dev.heddle.shrink.Shrinker;
import dev.heddle.shrink.Shrunk;
import dev.heddle.trace.Choices;
import dev.heddle.trace.Course;
import dev.heddle.trace.Prefix;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** Makes a schedule that failed smaller, in runs of its own. */
final class Shrinking {

    /** A run that has come so much further than the one that failed will not fail like it. */
    private static final int LONGER = 2;

    private static final int MORE = 1_000;

    /** However long a run is, there are steps enough for some like it. */
    private static final int LEAST_RUNS = 20;

    /**
     * So much of the runs for shrinking is there for explaining in any case, and of the time for
     * each of the two ways to explain. It is meant to be the number of runs, or of their steps,
     * that ends it, which is the same everywhere; where it is time, the failure says so.
     */
    static final int EXPLAINED_PART = 2;

    private final Runs runs;
    private final Limits limits;
    private final Budget budget;

    /**
     * A way to make schedules smaller.
     *
     * @param runs those that were explored
     */
    Shrinking(Runs runs) {
        this.runs = runs;
        this.limits = runs.limits();
        this.budget = runs.budget();
    }

    /**
     * A run that failed, to be made smaller.
     *
     * @param tape its choices
     * @param steps how many scheduling points it passed
     */
    record Failed(Ending ending, Tape tape, long steps) {

        /** Whether it can be run again and be told from others, and is a failure at all. */
        private boolean canShrink() {
            return switch (ending.kind()) {
                case FAILED -> !isAborted(ending.failure());
                case PROPERTY, DEADLOCK, STANDSTILL, LEAK, STEP_LIMIT -> true;
                case FINISHED, TIME_LIMIT, STUCK -> false;
            };
        }

        /** Whether an assumption did not hold, by which a test is ended but does not fail. */
        private static boolean isAborted(@Nullable Throwable thrown) {
            Class<?> type = thrown == null ? null : thrown.getClass();
            while (type != null) {
                if (type.getName().equals("org.opentest4j.TestAbortedException")) {
                    return true;
                }
                type = type.getSuperclass();
            }
            return false;
        }
    }

    /**
     * The smallest run that was found, which was run once more to see what happens in it.
     *
     * @param digest its digest
     * @param steps how many scheduling points it passed
     * @param choices which of its choices were unusual, but for preemptions
     * @param estimated from where on the failure could not be avoided
     */
    record Result(
            Shrunk shrunk,
            Ending ending,
            Tape tape,
            long digest,
            long steps,
            Course course,
            List<String> choices,
            Estimated estimated) {

        Result with(Estimated found) {
            return new Result(shrunk, ending, tape, digest, steps, course, choices, found);
        }
    }

    /**
     * How many runs there are to explain it: those that were not needed to find it, or some more.
     */
    int runsLeft(Result result) {
        return Math.max(budget.runs() / EXPLAINED_PART, budget.runs() - result.shrunk().runs());
    }

    /** Makes a schedule smaller; null if that is not possible. */
    @Nullable Result shrink(Failed failed) {
        if (!failed.canShrink() || budget.runs() == 0) {
            return null;
        }
        Result smallest = smallest(failed);
        return smallest == null || !smallest.course().hasSeveralThreads()
                ? smallest
                : smallest.with(unavoidable(failed, smallest));
    }

    /** From where on the failure could not be avoided. */
    private Estimated unavoidable(Failed failed, Result smallest) {
        Recorder recorder = new Recorder(new Replay(smallest.tape()), true);
        Loop loop = runs.again(recorder, limitsFor(failed));
        Likeness likeness = Likeness.of(smallest.ending());
        try {
            return Session.call(
                            loop,
                            session ->
                                    Estimated.by(
                                            new Estimate(
                                                    smallest.course().count(),
                                                    most -> new Prefix(smallest.tape(), most),
                                                    (prefix, seed) -> {
                                                        recorder.use(prefix);
                                                        recorder.seed(seed);
                                                        loop.watch(prefix);
                                                        return Likeness.of(
                                                                        session.run(runs.program))
                                                                .equals(likeness);
                                                    },
                                                    runsLeft(smallest),
                                                    budget.time().dividedBy(EXPLAINED_PART))))
                    .described(smallest.course());
        } catch (Session.StuckException stuck) {
            // One of the runs does not end. What is known of the failure stands.
            return Estimated.NOTHING;
        }
    }

    /**
     * From where on a failure could not be avoided.
     *
     * @param unavoidable null if that was not found out
     * @param outOfTime whether real time was up before it was
     */
    record Estimated(@Nullable Unavoidable unavoidable, boolean outOfTime) {

        private static final Estimated NOTHING = new Estimated(null, false);

        private static Estimated by(Estimate estimate) {
            Unavoidable found = estimate.find();
            return new Estimated(found, estimate.isOutOfTime());
        }

        /** With what happens in that step. */
        private Estimated described(Course course) {
            return unavoidable == null
                    ? this
                    : new Estimated(unavoidable.described(course.steps()), outOfTime);
        }
    }

    private @Nullable Result smallest(Failed failed) {
        Recorder recorder = new Recorder(new Replay(failed.tape()), true);
        Loop loop = runs.again(recorder, limitsFor(failed));
        try {
            return Session.call(loop, session -> new Found(shrink(failed, session, loop, recorder)))
                    .result();
        } catch (Session.StuckException stuck) {
            return null; // One of the schedules that were tried does not end. That it failed
            // stands.
        }
    }

    /** A session must give something back. */
    private record Found(@Nullable Result result) {}

    private Limits limitsFor(Failed failed) {
        long steps =
                failed.ending().kind() == Ending.Kind.STEP_LIMIT
                        ? limits.steps()
                        : Math.min(limits.steps(), LONGER * failed.steps() + MORE);
        Duration time = limits.time().compareTo(budget.time()) < 0 ? limits.time() : budget.time();
        return new Limits(steps, time, limits.unwindings());
    }

    private @Nullable Result shrink(Failed failed, Session session, Loop loop, Recorder recorder) {
        Likeness likeness = Likeness.of(failed.ending());
        Shrinker shrinker =
                new Shrinker(
                        follower ->
                                Likeness.of(run(follower, session, loop, recorder))
                                        .equals(likeness),
                        new Budget(
                                budget.runs(),
                                Math.max(budget.steps(), LEAST_RUNS * failed.steps()),
                                budget.time()));
        Shrunk shrunk = shrinker.shrink(failed.tape());
        if (shrunk == null) {
            return null;
        }
        run(shrunk.follower(), session, loop, recorder);
        Tape tape = recorder.tape().copy();
        long digest = loop.digest();
        Course course = new Course();
        Choices choices = new Choices(new Replay(tape), course);
        recorder.use(choices);
        loop.watch(course);
        loop.driver().takeStacks(true);
        loop.driver().allow(Isolation.WATCHED);
        Ending ending = session.run(runs.program);
        course.ended(ending);
        return loop.digest() == digest && Likeness.of(ending).equals(likeness)
                ? new Result(
                        shrunk,
                        ending,
                        tape,
                        digest,
                        loop.steps(),
                        course,
                        choices.clauses(),
                        Estimated.NOTHING)
                : null;
    }

    private Ending run(Follower follower, Session session, Loop loop, Recorder recorder) {
        recorder.use(follower);
        loop.watch(follower);
        return session.run(runs.program);
    }
}
