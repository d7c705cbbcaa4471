package dev.heddle.async;

import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Plays recorded programs on each ground that a loop can have, and says what differs. */
final class Plays {

    private Plays() {}

    /** One run of a program, in a run of Heddle. */
    record Run(Ending ending, Interpreter interpreter, Recorded recorded, long digest) {}

    /** What is wrong with a run, or null. */
    interface Check {
        String of(RecordedProgram program, Run run);
    }

    // --- on a loop of its own
    // --------------------------------------------------------------------

    /** What differs, by the JDK's scheduler or without; or null. */
    static String difference(RecordedProgram one) {
        String difference = difference(one, Interpreter.of(one.program(), Own.onTheJdk(true)));
        return difference != null
                ? difference
                : difference(one, Interpreter.of(one.program(), Own.virtual()));
    }

    /** The same, where time-outs and groups are resources of a {@code try}. */
    static String differenceWithResources(RecordedProgram one) {
        return difference(one, Interpreter.of(one.program(), Own.virtual()).withResources());
    }

    private static String difference(RecordedProgram one, Interpreter interpreter) {
        try {
            Recorded recorded = interpreter.run();
            if (interpreter.cannotAgree()) {
                return null;
            }
            String difference = recorded.differenceTo(one.expected());
            if (difference == null && !interpreter.violations().isEmpty()) {
                difference = interpreter.violations().getFirst();
            }
            return difference;
        } catch (Exception | AssertionError e) {
            Throwable cause = e.getCause();
            return "it could not be run: " + e + (cause == null ? "" : ", because of " + cause);
        }
    }

    // --- in runs of Heddle
    // -----------------------------------------------------------------------

    /** Each program under each of the first seeds of the strategy. */
    static List<String> wrongInRuns(
            List<RecordedProgram> programs, Strategy strategy, int seeds, Check check) {
        Control.install();
        Recorder recorder = new Recorder(strategy, true);
        Loop loop = new Loop(recorder, Limits.DEFAULT, World.DEFAULT);
        loop.driver().takeStacks(false);
        return Session.call(
                loop,
                session -> {
                    List<String> wrong = new ArrayList<>();
                    for (RecordedProgram program : programs) {
                        for (int seed = 1; seed <= seeds; seed++) {
                            recorder.seed(seed);
                            String what = check.of(program, run(session, loop, program));
                            if (what != null) {
                                wrong.add("%s, seed %d: %s".formatted(program, seed, what));
                            }
                        }
                    }
                    return wrong;
                });
    }

    private static Run run(Session session, Loop loop, RecordedProgram program) {
        Interpreter[] interpreter = new Interpreter[1];
        Recorded[] recorded = new Recorded[1];
        Ending ending =
                session.run(
                        () -> {
                            interpreter[0] =
                                    new Interpreter(
                                            program.program(),
                                            EventLoop.create(),
                                            nanos -> Thread.sleep(Duration.ofNanos(nanos)));
                            try {
                                recorded[0] = interpreter[0].run();
                            } catch (Exception e) {
                                throw Thrown.again(e);
                            }
                        });
        return new Run(ending, interpreter[0], recorded[0], loop.digest());
    }

    /** First in, first out, it is what was recorded, up to a deadlock, which ends a run. */
    static String differenceOfRun(RecordedProgram program, Run run) {
        String wrong = whatDoesNotHold(run);
        if (wrong != null) {
            return wrong;
        }
        Recorded expected = program.expected();
        boolean deadlock = run.ending().kind() == Ending.Kind.DEADLOCK;
        if (deadlock != expected.hasDeadlock()) {
            return "it should %s as a deadlock".formatted(deadlock ? "not end" : "end");
        }
        if (deadlock) {
            return expected.untilDeadlock().equals(run.interpreter().trace())
                    ? null
                    : "until the deadlock other things happen";
        }
        return run.recorded().differenceTo(expected);
    }

    /** Whatever the order is. */
    static String whatDoesNotHold(Run run) {
        return switch (run.ending().kind()) {
            case FINISHED, DEADLOCK ->
                    run.interpreter().violations().stream().findFirst().orElse(null);
            default -> "it has ended as %s: %s".formatted(run.ending().kind(), run.ending());
        };
    }
}
