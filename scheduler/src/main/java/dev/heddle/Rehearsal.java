package dev.heddle;

import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Tape;
import dev.heddle.schedule.Token;
import dev.heddle.shrink.Follower;
import dev.heddle.trace.Course;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Makes runs under one schedule, and keeps what there is to know of the last of them. */
final class Rehearsal {

    private final Schedule schedule;

    /** Makes the choices in place of the schedule; null if the schedule does. */
    private final @Nullable Strategy chooser;

    private final boolean explaining;

    /** What the last run was made with, and how it ended; null before the first. */
    private @Nullable Ran last;

    /** What was seen in it, if it was watched. */
    private @Nullable Course course;

    /**
     * A run.
     *
     * @param by what made its choices
     */
    private record Ran(
            Explorer settings, Loop loop, Strategy by, Tape tape, Ending ending, boolean failed) {}

    /** Runs as the schedule says. */
    Rehearsal(Schedule schedule) {
        this(schedule, null, false);
    }

    private Rehearsal(Schedule schedule, @Nullable Strategy chooser, boolean explaining) {
        this.schedule = schedule;
        this.chooser = chooser;
        this.explaining = explaining;
    }

    /** Runs that make other choices. */
    static Rehearsal of(Schedule schedule, Follower follower) {
        return new Rehearsal(schedule, follower, false);
    }

    /** Runs that make the choices of the last one of these, and are watched. */
    Rehearsal again() {
        return new Rehearsal(schedule, new Replay(Objects.requireNonNull(last).tape()), true);
    }

    /** The choices of the last run; null if there was none. */
    @Nullable Tape tape() {
        return last == null ? null : last.tape();
    }

    /** The digest of the last run; 0 if there was none. */
    long digest() {
        return last == null ? 0 : last.loop().digest();
    }

    /**
     * Runs a program once.
     *
     * @throws ScheduleFailure if the run fails
     */
    void run(Explorer settings, Body body) {
        Runs runs = new Runs(settings, body);
        Source source = chooser == null ? schedule.source() : null;
        Strategy live = source == null ? null : source.take(schedule);
        Strategy by = chooser != null ? chooser : live != null ? live : schedule.chooser();
        Recorder recorder = new Recorder(by, chooser != null || settings.spuriousWakeups);
        recorder.seed(schedule.seed());
        Loop loop =
                runs.loop(
                        recorder,
                        runs.limits(),
                        runs.tally(new LockLog(settings.lockOrders), List.of()));
        if (explaining) {
            course = new Course();
            loop.watch(course);
            loop.remains().takePlaces(true);
            loop.driver().allow(Isolation.WATCHED);
        } else if (by instanceof Follower follower) {
            loop.watch(follower);
        }
        loop.driver().takeStacks(explaining);
        Ending ending;
        try {
            ending = Session.call(loop, session -> session.run(runs.program));
        } catch (Session.StuckException stuck) {
            ending = stuck.ending();
        }
        if (live != null && source != null) {
            source.ended(loop.behaviour());
        }
        Ran ran =
                new Ran(settings, loop, by, recorder.tape().copy(), ending, runs.isFailure(ending));
        last = ran;
        if (ran.failed()) {
            throw failure(ran, settings, ending).toError();
        }
    }

    /** The failure of a test that has thrown this after its last run, if not in it. */
    Failure failure(Throwable thrown, UnaryOperator<String> replayedBy) {
        Ran ran = Objects.requireNonNull(last);
        Ending ending =
                ran.failed()
                        ? ran.ending()
                        : new Ending(
                                Ending.Kind.FAILED,
                                thrown,
                                Thread.currentThread().getName(),
                                0,
                                List.of());
        return failure(ran, ran.settings().copy().replayedBy(replayedBy), ending);
    }

    private Failure failure(Ran ran, Explorer with, Ending ending) {
        Ending.Kind kind = ran.ending().kind();
        boolean cut = kind == Ending.Kind.STEP_LIMIT || kind == Ending.Kind.TIME_LIMIT;
        String token =
                Token.text(
                        ran.loop().digest(),
                        cut ? ran.loop().steps() : 0,
                        ran.tape(),
                        ran.by().name(),
                        schedule.seed(),
                        with.spuriousWakeups,
                        Strategies.canMake(ran.by()));
        Failure failure =
                new Failure(
                        ending, 1, schedule.seed(), schedule.maker(), token, ran.loop().steps());
        failure.happenedUnder(with);
        failure.seen(ran.loop().strangers());
        Course seen = course;
        if (seen != null) {
            LeftBehind.explain(failure, ran.loop());
            failure.explain(seen);
        }
        return failure;
    }
}
