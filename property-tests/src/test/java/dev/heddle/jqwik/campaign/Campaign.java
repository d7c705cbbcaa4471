package dev.heddle.jqwik.campaign;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Token;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the program of a number by the schedule of that number: once, again, and by its token. */
final class Campaign {

    /** So that what spins for ever ends soon. */
    private static final Limits LIMITS = new Limits(20_000, Duration.ofSeconds(10), 100);

    private static final Duration SLACK = Duration.ofMillis(2);

    private Campaign() {}

    /** What can be seen of a run. */
    record Seen(Ending.Kind kind, String thrown, long digest, List<List<String>> logs) {

        /** All of it in one line. */
        String line(int number) {
            return "%d %s %016x %08x %08x"
                    .formatted(number, kind, digest, thrown.hashCode(), logs.hashCode());
        }
    }

    /** A run that was repeated, and the token of it. */
    record Recorded(Seen once, Seen again, String token, long steps) {}

    /** Runs the program of this number twice. */
    static Recorded record(int number) {
        Control.install(); // First, as an agent is: classes that are there already have hash codes.
        DrawnProgram program = DrawnProgram.of(number);
        Recorder recorder = new Recorder(new RandomWalk(), true);
        Loop loop = new Loop(recorder, LIMITS, World.DEFAULT.withSlack(slack(number)));
        loop.driver().takeStacks(false);
        return Session.call(
                loop,
                session -> {
                    Seen once = run(session, loop, recorder, program, number);
                    boolean cut = once.kind() == Ending.Kind.STEP_LIMIT;
                    String token =
                            Token.of(loop.digest(), cut ? loop.steps() : 0, recorder.tape()).text();
                    long steps = loop.steps();
                    return new Recorded(
                            once, run(session, loop, recorder, program, number), token, steps);
                });
    }

    private static Seen run(
            Session session, Loop loop, Recorder recorder, DrawnProgram program, int number) {
        recorder.seed(number * 0x9E3779B97F4A7C15L);
        List<List<String>> logs = program.emptyLogs();
        Body body = program.body(logs);
        Ending ending =
                session.run(
                        () -> {
                            try {
                                body.run();
                            } catch (Throwable e) {
                                throw Campaign.<RuntimeException>sneaky(e);
                            }
                        });
        String thrown = String.valueOf(ending.failure());
        return new Seen(ending.kind(), thrown, loop.digest(), logs);
    }

    /** What a replay shows, or, if it is refused, what it is refused with. */
    static Seen replayed(int number, Recorded recorded) {
        try {
            return replay(number, recorded);
        } catch (RuntimeException | AssertionError e) {
            return new Seen(Ending.Kind.FAILED, "Replay: " + e, 0, List.of());
        }
    }

    /** What the replay of a token shows, through the front door; the kind of a failure only. */
    private static Seen replay(int number, Recorded recorded) {
        DrawnProgram program = DrawnProgram.of(number);
        List<List<String>> logs = program.emptyLogs();
        List<Long> digests = new ArrayList<>();
        Explorer explorer =
                Heddle.explorer()
                        .timerSlack(slack(number))
                        .timeLimit(LIMITS.time())
                        .onDigest(digests::add);
        Report report = explorer.replay(recorded.token(), program.body(logs));
        if (digests.size() != 1) {
            throw new AssertionError("It was another run when replayed first: " + report);
        }
        Ending.Kind kind = report.failure().map(f -> f.kind()).orElse(Ending.Kind.FINISHED);
        Throwable thrown = report.failure().flatMap(f -> f.cause()).orElse(null);
        return new Seen(kind, String.valueOf(thrown), digests.getFirst(), logs);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable e) throws T {
        throw (T) e;
    }

    /** For every fourth program time passes while threads can run. */
    private static Duration slack(int number) {
        return number % 4 == 0 ? SLACK : Duration.ZERO;
    }
}
