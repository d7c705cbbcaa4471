package dev.heddle;

import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.ExitException;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Judged;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Token;
import dev.heddle.shrink.Budget;

import java.util.List;

/**
 * What all runs of an exploration, or of a replay, have in common: what they are runs of, how they
 * are set up, what counts as a failure, and what is to be said of one.
 */
final class Runs {

    final Explorer settings;
    final Body body;
    final Runnable program;

    Runs(Explorer settings, Body body) {
        this.settings = settings;
        this.body = body;
        this.program = program(body);
    }

    /** Nothing was found yet. */
    Tally tally(LockLog locks, List<String> goals) {
        return new Tally(
                new RaceLog(settings.races, settings.allowedRaces),
                locks,
                new Goals(goals),
                new LeftBehind(settings.leaks, settings.swallowed));
    }

    /** A loop for runs that a tally is kept of. */
    Loop loop(Recorder recorder, Limits limits, Tally tally) {
        Loop loop = new Loop(recorder, limits, settings.world);
        loop.preemptInside(Control.instrument(settings.instrumented));
        tally.races.watch(loop);
        tally.locks.watch(loop);
        tally.left.watch(loop);
        return loop;
    }

    /** How long a run may be. */
    Limits limits() {
        return new Limits(settings.steps, settings.time, Limits.DEFAULT.unwindings());
    }

    /** What may be spent on a failure. */
    Budget budget() {
        return Budget.of(settings.shrinkRuns, settings.shrinkTime);
    }

    /**
     * A loop for runs like those of the exploration, which fail wherever they do, and of which
     * nothing is kept.
     */
    Loop again(Recorder recorder, Limits limits) {
        Loop loop = new Loop(recorder, limits, settings.world);
        setUp(loop);
        loop.driver().takeStacks(false);
        return loop;
    }

    private void setUp(Loop loop) {
        loop.preemptInside(Control.instrument(settings.instrumented));
        if (settings.races == Check.FAIL) {
            new RaceLog(settings.races, settings.allowedRaces).watch(loop);
        }
        if (settings.lockOrders == Check.FAIL) {
            new LockLog(settings.lockOrders).watch(loop);
        }
        new LeftBehind(settings.leaks, settings.swallowed).watch(loop);
    }

    boolean isFailure(Ending ending) {
        return switch (ending.kind()) {
            case FINISHED -> false;
            case LEAK -> !settings.allowLeaks;
            case FAILED ->
                    !(settings.allowExit
                            && ending.failure() instanceof ExitException exit
                            && exit.status() == 0);
            case PROPERTY, DEADLOCK, STANDSTILL, STEP_LIMIT, TIME_LIMIT, STUCK -> true;
        };
    }

    /** The seed of one schedule: neighbouring numbers must give unrelated seeds. */
    long seedOf(int number) {
        long z = settings.seed + number * 0xD1342543DE82EF95L;
        z = (z ^ (z >>> 32)) * 0xDABA0B6EB09322E3L;
        return z ^ (z >>> 32);
    }

    /**
     * What there is to say of a run that has failed.
     *
     * @param number which run of the strategy it was, the first being 0
     * @param schedule which schedule of the exploration it was, the first being 1
     */
    Failure failure(
            Ending ending, Loop loop, Recorder recorder, Strategy made, int number, int schedule) {
        boolean cut =
                ending.kind() == Ending.Kind.STEP_LIMIT || ending.kind() == Ending.Kind.TIME_LIMIT;
        String token = token(loop, cut ? loop.steps() : 0, recorder, made, number);
        Failure failure =
                new Failure(ending, schedule, settings.seed, made.name(), token, loop.steps());
        failure.happenedUnder(settings);
        failure.seen(loop.strangers());
        String member = made.nameOfRun().replaceFirst(":.*", "");
        if (!made.name().startsWith(member)) {
            failure.madeBy(member);
        }
        return failure;
    }

    /**
     * The token of the last run of a loop.
     *
     * @param steps after which it was cut off; 0 if it was not
     * @param number of the schedule
     */
    String token(Loop loop, long steps, Recorder recorder, Strategy made, int number) {
        return Token.text(
                loop.digest(),
                steps,
                recorder.tape(),
                made.nameOfRun(),
                seedOf(number),
                settings.spuriousWakeups,
                Strategies.canMake(made));
    }

    /** The token of the first run. */
    String token(Isolation.Seen first, Strategy made) {
        return Token.text(
                first.digest(),
                0,
                first.tape(),
                made.name(),
                seedOf(0),
                settings.spuriousWakeups,
                false);
    }

    /** What is a remark usually, and a failure if the exploration is strict. */
    Failure diverged(Divergence found, Isolation.Seen first, Strategy made, Loop loop) {
        Throwable cause = new HeddleException(found.summary());
        String token = token(first, made);
        Ending ending = new Ending(Ending.Kind.FAILED, cause, null, 0, List.of());
        Failure failure = new Failure(ending, 1, settings.seed, made.name(), token, loop.steps());
        failure.happenedUnder(settings);
        return failure;
    }

    private static Runnable program(Body body) {
        if (body instanceof JudgedBody judged) {
            return new JudgedProgram(judged);
        }
        return () -> run(body);
    }

    private static void run(Body body) {
        try {
            body.run();
        } catch (Throwable e) {
            throw sneaky(e);
        }
    }

    private record JudgedProgram(JudgedBody body) implements Judged {
        @Override
        public void run() {
            Runs.run(body);
        }

        @Override
        public Ending judge(Ending ending) {
            return body.judge(ending);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable e) throws T {
        throw (T) e;
    }
}
