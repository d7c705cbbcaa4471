package dev.heddle;

import dev.heddle.control.Statics;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.Watcher;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Tape;
import dev.heddle.trace.Opening;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * Finds out whether a schedule is the same when it is repeated, and if it is not, why: the first
 * schedule is repeated when all others have been, since by then they have left behind what they
 * leave behind. Only if that shows a difference is anything more looked at.
 */
final class Isolation {

    /** How many times as long a run may take that is watched. */
    static final int WATCHED = 4;

    private final Session session;
    private final Loop loop;
    private final Recorder recorder;
    private final Strategy strategy;
    private final Body body;
    private final Runnable program;
    private @Nullable Seen first;

    Isolation(
            Session session,
            Loop loop,
            Recorder recorder,
            Strategy strategy,
            Body body,
            Runnable program) {
        this.session = session;
        this.loop = loop;
        this.recorder = recorder;
        this.strategy = strategy;
        this.body = body;
        this.program = program;
    }

    /**
     * A run to be compared with its repetition.
     *
     * @param number which schedule it was, the first being 1
     * @param opening its first steps; null if nobody watched them
     */
    record Seen(int number, Tape tape, long digest, Ending ending, @Nullable Opening opening) {

        private String subject() {
            return number == 1 ? "The first schedule" : "Schedule %,d".formatted(number);
        }
    }

    /** Runs the first schedule, and remembers what is needed to repeat it. */
    Ending runFirst() {
        Opening opening = new Opening();
        loop.watch(opening);
        Ending ending = session.run(program);
        loop.watch(null);
        first = new Seen(1, recorder.tape().copy(), loop.digest(), ending, opening);
        return ending;
    }

    /** The first schedule, which has been run. */
    Seen first() {
        return Objects.requireNonNull(first);
    }

    /** The run that has just ended, to be repeated. */
    Seen lastRun(int number, Ending ending) {
        Seen seen = first;
        return number == 1 && seen != null
                ? seen
                : new Seen(number, recorder.tape().copy(), loop.digest(), ending, null);
    }

    /** Runs a schedule once more, from its choices. */
    Ending repeat(Seen run, @Nullable Watcher watcher) {
        recorder.use(new Replay(run.tape()));
        loop.driver().takeStacks(false);
        loop.watch(watcher);
        // It has come to its end before, and must not be told to be another one by the clock.
        loop.driver().allow(run.ending().kind() == Ending.Kind.TIME_LIMIT ? 1 : WATCHED);
        Ending ending = session.run(program);
        loop.driver().allow(1);
        loop.watch(null);
        recorder.use(strategy);
        return ending;
    }

    /** Whether the run that has just ended took the course of the one it repeats. */
    boolean isSameCourse(Seen run) {
        return loop.digest() == run.digest();
    }

    /** Repeats the first schedule; null if it was the same again. */
    @Nullable Divergence repeatFirst() {
        Seen run = first;
        if (run == null || run.ending().kind() == Ending.Kind.TIME_LIMIT) {
            return null; // Where real time ends a run is another place each time.
        }
        Ending again = repeat(run, null);
        return divergence(run, again);
    }

    /**
     * Compares a run with its repetition, which has just ended, and looks for the reason if they
     * differ; null if they do not.
     */
    @Nullable Divergence divergence(Seen run, Ending again) {
        boolean sameCourse = isSameCourse(run);
        boolean fromOutside = loop.outsideEvents() > 0;
        boolean sameEnd = isSameEnd(run.ending(), again);
        if (sameCourse && sameEnd && isSameMessage(run.ending(), again)) {
            return null;
        }
        long digest = loop.digest();
        Statics before = Statics.now(body);
        Opening opening = new Opening();
        repeat(run, opening);
        Statics after = Statics.now(body);
        List<Statics.Change> changes = after.changesSince(before);
        boolean excused = fromOutside || (sameCourse && sameEnd);
        if (changes.isEmpty() && excused) {
            // It is known already that something came from outside; and a message alone may differ
            // by the hash code of an object.
            return null;
        }
        String how =
                sameCourse
                        ? "ended differently: the first time %s, then %s"
                                .formatted(words(run.ending()), words(again))
                        : "took another course";
        Opening of = run.opening();
        return new Divergence(
                ("%s was repeated with the same choices and %s. It depends on what earlier"
                     + " schedules have left behind, or on something that is not under control.")
                        .formatted(run.subject(), how),
                of == null || sameCourse ? null : of.forkTo(opening),
                changes,
                digest == loop.digest() && !sameCourse
                        ? Divergence.Kind.FIRST_TIME_ONLY
                        : before.isComplete() && after.isComplete()
                                ? Divergence.Kind.LASTING
                                : Divergence.Kind.INCOMPLETE);
    }

    /** A repetition did not come back, though the run that it repeats did. */
    static Divergence stuck(Ending ending) {
        return new Divergence(
                "A schedule was repeated with the same choices and did not come to its end: %s never"
                                .formatted(
                                        ending.thread() == null
                                                ? "a thread"
                                                : "thread '" + ending.thread() + "'")
                        + " came to a scheduling point. It depends on what earlier schedules have"
                        + " left behind, or on something that is not under control.",
                null,
                List.of(),
                Divergence.Kind.NOT_SEARCHED);
    }

    /** The replay of a token took its course only when it was tried again. */
    static Divergence secondTime() {
        return new Divergence(
                "The replay took the course of its token only the second time: something in the"
                    + " program is different the first time, as when it is made when it is first"
                    + " needed and kept in a static field.",
                null,
                List.of(),
                Divergence.Kind.NOT_SEARCHED);
    }

    private static boolean isSameEnd(Ending one, Ending other) {
        return one.kind() == other.kind()
                && (one.failure() == null
                        ? other.failure() == null
                        : other.failure() != null
                                && one.failure()
                                        .getClass()
                                        .getName()
                                        .equals(other.failure().getClass().getName()));
    }

    private static boolean isSameMessage(Ending one, Ending other) {
        return one.failure() == null
                || other.failure() == null
                || Objects.equals(one.failure().getMessage(), other.failure().getMessage());
    }

    private static String words(Ending ending) {
        return switch (ending.kind()) {
            case FINISHED -> "it came to its end";
            case FAILED, PROPERTY -> String.valueOf(ending.failure());
            case DEADLOCK -> "it came to a deadlock";
            case STANDSTILL -> "time stood still in it";
            case LEAK -> "it left threads behind";
            case STEP_LIMIT, TIME_LIMIT, STUCK -> "it did not end";
        };
    }
}
