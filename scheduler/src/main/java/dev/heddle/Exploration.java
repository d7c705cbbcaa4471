package dev.heddle;

import dev.heddle.constraints.Constraints;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;
import dev.heddle.trace.Course;

import org.jspecify.annotations.Nullable;

/** Runs a program under one schedule after the other. */
final class Exploration {

    private final Runs runs;
    private final Explorer settings;
    private final Tally tally;

    Exploration(Runs runs) {
        this.runs = runs;
        this.settings = runs.settings;
        this.tally = runs.tally(new LockLog(settings.lockOrders), settings.goals);
    }

    Report explore() {
        Strategy made = settings.strategy.get();
        Recorder recorder = new Recorder(made, settings.spuriousWakeups);
        long began = System.nanoTime();
        for (Constraints known : settings.constraints) {
            if (tally.first == null) {
                tryFirst(known);
            }
        }
        boolean goOn = tally.first == null || settings.toTheEnd;
        while (goOn && goesOn(made)) {
            goOn = explore(recorder, made);
        }
        tally.proof = made.proof();
        Reduction reduction = new Reduction(runs, tally);
        reduction.shrink();
        reduction.witness();
        return tally.report(System.nanoTime() - began);
    }

    /** Runs schedules in which these constraints hold, up to the first that fails. */
    private void tryFirst(Constraints known) {
        KnownFailure attempts = new KnownFailure(known, settings.schedules);
        Recorder recorder = new Recorder(attempts.strategy(), settings.spuriousWakeups);
        Loop loop = runs.loop(recorder, runs.limits(), tally);
        try {
            Session.call(loop, session -> tryAll(attempts, session, loop, recorder));
        } catch (Session.StuckException stuck) {
            stuck(stuck.ending(), loop, recorder, attempts.strategy());
        }
        tally.note(loop);
        if (tally.first == null) {
            tally.remarks.add(attempts.remark());
        }
    }

    private Tally tryAll(KnownFailure attempts, Session session, Loop loop, Recorder recorder) {
        while (tally.first == null && attempts.next(recorder, loop)) {
            Ending ending = session.run(runs.program);
            attempts.ran();
            Strategy made = attempts.strategy();
            Failure failure = ended(ending, loop, recorder, made, tally.schedules);
            tally.triedFirst++;
            if (failure != null && ending.kind() != Ending.Kind.TIME_LIMIT) {
                Isolation isolation =
                        new Isolation(session, loop, recorder, made, runs.body, runs.program);
                explain(failure, ending, isolation, loop);
            }
        }
        return tally;
    }

    /** Counts a run that has ended; gives back its failure if it is the first that failed. */
    private @Nullable Failure ended(
            Ending ending, Loop loop, Recorder recorder, Strategy made, int number) {
        tally.schedules++;
        tally.races.note(loop, () -> recorder.tape().copy());
        tally.goals.note(loop);
        tally.locks.note(loop);
        tally.shown.note(
                tally.races, tally.locks, () -> runs.token(loop, 0, recorder, made, number));
        tally.steps += loop.steps();
        tally.decisions += loop.decisions();
        tally.outsideEvents += loop.outsideEvents();
        settings.onDigest.accept(loop.digest());
        settings.onMarks.accept(loop.marks().made());
        if (!runs.isFailure(ending)) {
            return null;
        }
        tally.failures++;
        if (tally.first != null) {
            return null;
        }
        Failure failure = runs.failure(ending, loop, recorder, made, number, tally.schedules);
        tally.add(failure);
        tally.failed = new Shrinking.Failed(ending, recorder.tape().copy(), loop.steps());
        return failure;
    }

    /**
     * Goes on exploring until all schedules are done or one does not come back: its carrier is then
     * kept by a thread that waits for something real, and its loop can not be used again. False if
     * there is no point in going on at all.
     */
    private boolean explore(Recorder recorder, Strategy made) {
        Loop loop = runs.loop(recorder, runs.limits(), tally);
        try {
            Session.call(loop, session -> exploreAll(session, loop, recorder, made));
            return true;
        } catch (Session.StuckException stuck) {
            stuck(stuck.ending(), loop, recorder, made);
            return stuck.ending().kind() != Ending.Kind.STUCK;
        } finally {
            tally.note(loop);
        }
    }

    /** A run did not come back. */
    private void stuck(Ending ending, Loop loop, Recorder recorder, Strategy made) {
        if (tally.repeating) {
            tally.repeating = false; // The schedule it repeats has been counted.
            tally.divergence = Isolation.stuck(ending);
            return;
        }
        int number = tally.schedules++ - tally.triedFirst;
        if (runs.isFailure(ending)) {
            tally.failures++;
            tally.add(runs.failure(ending, loop, recorder, made, number, tally.schedules));
        }
    }

    /** Whether there is another schedule to be run. */
    private boolean goesOn(Strategy made) {
        if (tally.schedules == tally.triedFirst) {
            return true; // None by the strategy yet.
        }
        return tally.schedules < settings.schedules
                && (settings.toTheEnd || tally.first == null)
                && !made.isExhausted()
                && System.nanoTime() - tally.began < settings.timeForAll.toNanos();
    }

    private Tally exploreAll(Session session, Loop loop, Recorder recorder, Strategy made) {
        Isolation isolation = new Isolation(session, loop, recorder, made, runs.body, runs.program);
        while (goesOn(made)) {
            int number = tally.schedules - tally.triedFirst;
            recorder.seed(runs.seedOf(number));
            loop.driver().takeStacks(tally.first == null);
            Ending ending = number == 0 ? runFirst(isolation) : session.run(runs.program);
            long behaviour = loop.behaviour();
            recorder.ended(behaviour, tally.behaviours.add(behaviour));
            Failure failure = ended(ending, loop, recorder, made, number);
            if (failure != null && ending.kind() != Ending.Kind.TIME_LIMIT) {
                explain(failure, ending, isolation, loop);
            } else if (!runs.isFailure(ending) && tally.left.isNew(loop)) {
                String token = runs.token(loop, 0, recorder, made, number);
                findPlaces(ending, isolation, loop);
                tally.shown.note(tally.left.leaks(), token);
                tally.shown.note(tally.left.swallowed(), token);
            }
        }
        if (loop.driver().hasMoved()) {
            Control.findMissed();
        }
        if (tally.schedules > 1 || tally.locks.wantsAnotherRun()) {
            tally.repeating = true;
            Divergence found = isolation.repeatFirst();
            tally.locks.note(loop);
            tally.shown.note(tally.races, tally.locks, () -> runs.token(isolation.first(), made));
            if (found != null) {
                tally.divergence = found; // More is known of it than of any later schedule.
                if (settings.world.strict() && tally.first == null) {
                    tally.add(runs.diverged(found, isolation.first(), made, loop));
                }
            }
            tally.repeating = false;
        }
        return tally;
    }

    /**
     * Runs the first schedule; twice if threads can be preempted inside the JDK. What the JDK makes
     * when it is first needed, and keeps, is then made by what has points, so that the first run of
     * all is unlike any other, in any program. But a failure that is seen then must not be lost.
     */
    private Ending runFirst(Isolation isolation) {
        Ending ending = isolation.runFirst();
        return settings.instrumented.isEmpty() || runs.isFailure(ending)
                ? ending
                : isolation.runFirst();
    }

    /** Runs the schedule that has failed once more, to see what happens in it. */
    private void explain(Failure failure, Ending ending, Isolation isolation, Loop loop) {
        tally.repeating = true;
        loop.remains().takePlaces(true);
        Isolation.Seen failed = isolation.lastRun(failure.schedule(), ending);
        Course course = new Course();
        Ending again = isolation.repeat(failed, course);
        loop.remains().takePlaces(false);
        LeftBehind.explain(failure, loop);
        boolean same = isolation.isSameCourse(failed);
        boolean cut = !same && again.kind() == Ending.Kind.TIME_LIMIT;
        failure.explain(same ? course : null);
        failure.repetitionCut(cut);
        tally.divergence = cut ? null : isolation.divergence(failed, again);
        tally.repeating = false;
    }

    /** Runs the last schedule once more, to see where what it has left behind was made. */
    private void findPlaces(Ending ending, Isolation isolation, Loop loop) {
        tally.repeating = true;
        loop.remains().takePlaces(true);
        isolation.repeat(isolation.lastRun(tally.schedules, ending), null);
        loop.remains().takePlaces(false);
        tally.left.add(loop);
        tally.repeating = false;
    }
}
