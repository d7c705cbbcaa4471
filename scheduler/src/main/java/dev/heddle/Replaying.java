package dev.heddle;

import dev.heddle.detect.DataRaceError;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Token;
import dev.heddle.trace.Course;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Runs a program under the one schedule that a token stands for. */
final class Replaying {

    private final Runs runs;
    private final Explorer settings;
    private final Tally tally;

    Replaying(Runs runs) {
        this.runs = runs;
        this.settings = runs.settings;
        this.tally = runs.tally(new LockLog(settings.lockOrders).forOneRun(), List.of());
    }

    Report replay(String text) {
        Token token = Token.parse(text);
        Replay replay = token.tape() == null ? null : new Replay(token.tape());
        Strategy source = replay != null ? replay : Strategies.named(token.strategy());
        Recorder recorder = new Recorder(source, replay != null || token.spuriousWakeups());
        recorder.seed(token.seed());
        // One that met its limit of steps is known to come to it.
        int patience = token.steps() > 0 ? Isolation.WATCHED : 1;
        long most = token.steps() > 0 ? token.steps() : Long.MAX_VALUE;
        Limits limits = new Limits(most, settings.time, Limits.DEFAULT.unwindings());
        Loop loop = runs.loop(recorder, limits, tally);
        loop.remains().takePlaces(true);
        long began = System.nanoTime();
        try {
            Session.call(
                    loop,
                    session -> {
                        loop.driver().allow(patience);
                        replayOnce(session, loop, recorder, text);
                        if (loop.digest() != token.digest()) {
                            // If something happens only the first time in a JVM, such as making
                            // what is kept in a static field, that was it.
                            tally.first = null;
                            tally.failures = 0;
                            replayOnce(session, loop, recorder, text);
                            if (loop.digest() == token.digest()
                                    && settings.instrumented.isEmpty()) {
                                tally.divergence = Isolation.secondTime();
                            }
                        }
                        return tally;
                    });
        } catch (Session.StuckException stuck) {
            tally.schedules = 1;
            tally.failures = 1;
            tally.add(replayed(stuck.ending(), loop, text));
        }
        tally.note(loop);
        checkReplayed(token, replay, loop, tally);
        if (tally.first != null && tally.first.cause().orElse(null) instanceof DataRaceError) {
            // Else the program is run once, as it was asked for.
            new Reduction(runs, tally).witness();
        }
        return tally.report(System.nanoTime() - began);
    }

    private void replayOnce(Session session, Loop loop, Recorder recorder, String text) {
        Course course = new Course();
        loop.watch(course);
        Ending ending = session.run(runs.program);
        tally.schedules = 1;
        tally.races.note(loop, () -> recorder.tape().copy());
        tally.locks.note(loop);
        tally.steps = loop.steps();
        tally.decisions = loop.decisions();
        tally.outsideEvents = loop.outsideEvents();
        tally.left.add(loop);
        settings.onDigest.accept(loop.digest());
        settings.onMarks.accept(loop.marks().made());
        if (runs.isFailure(ending)) {
            Failure failure = replayed(ending, loop, text);
            tally.add(failure);
            LeftBehind.explain(failure, loop);
            failure.explain(course);
        }
    }

    private static void checkReplayed(
            Token token, @Nullable Replay replay, Loop loop, Tally tally) {
        if (loop.digest() == token.digest()) {
            return;
        }
        String how = replay == null ? null : replay.divergence();
        OtherCourseException diverged =
                new OtherCourseException(
                        "The program does not take the course any more that the token stands for"
                                + (how == null ? "" : ": " + how)
                                + ". The token fits the program it was made from and no other,"
                                + " under the settings that stand in the failure's message. If you"
                                + " have changed the program, explore it again (take @Replay away);"
                                + " if not, it depends on something that is not under control.");
        Failure seen = tally.first;
        if (seen != null) {
            diverged.addSuppressed(seen.toError());
        }
        throw diverged;
    }

    /** A failure of a replay is known by the token that was replayed, not by a new one. */
    private static Failure replayed(Ending ending, Loop loop, String token) {
        Failure failure =
                new Failure(ending, Failure.REPLAYED, 0, "replay", token.strip(), loop.steps());
        failure.seen(loop.strangers());
        return failure;
    }
}
