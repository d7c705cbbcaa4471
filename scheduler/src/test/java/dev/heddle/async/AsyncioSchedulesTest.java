package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Fifo;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs that asyncio has run, in runs of Heddle: first in, first out they do the same; in
 * any other order what must hold does.
 */
@Timeout(900)
class AsyncioSchedulesTest {

    /** How many random schedules of each program are run. */
    private static final int SCHEDULES = Integer.getInteger("heddle.asyncio.schedules", 3);

    /** One run of a program. */
    private record Run(Ending ending, Interpreter interpreter, Recorded recorded, long digest) {}

    /** What is wrong with the run with that seed, or null. */
    private interface Check {
        String of(RecordedProgram program, Run run);
    }

    @Test
    void firstInFirstOutTheyDoWhatTheyDoInAsyncio() {
        List<RecordedProgram> all = programs();
        assertThat(wrong(all, new Fifo(), 1, AsyncioSchedulesTest::differenceToRecorded)).isEmpty();
    }

    @Test
    void inRandomOrderNothingIsLostAndNobodyOvertakes() {
        List<RecordedProgram> all = programs();
        List<String> wrong =
                wrong(all, new RandomWalk(), SCHEDULES, (_, run) -> whatDoesNotHold(run));
        assertThat(wrong).isEmpty();
    }

    @Test
    void equalSeedsGiveEqualRuns() {
        List<RecordedProgram> some = RecordedProgram.own().subList(140, 180);
        List<List<Long>> all = new ArrayList<>();
        List<List<Object>> traces = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<Long> digests = new ArrayList<>();
            wrong(
                    some,
                    new RandomWalk(),
                    3,
                    (_, run) -> {
                        digests.add(run.digest());
                        traces.add(run.interpreter().trace());
                        return null;
                    });
            all.add(digests);
        }
        assertThat(all.get(1)).isEqualTo(all.get(0)).hasSize(120);
        assertThat(traces.subList(120, 240)).isEqualTo(traces.subList(0, 120));
    }

    private static List<RecordedProgram> programs() {
        List<RecordedProgram> all = new ArrayList<>(RecordedProgram.own());
        all.addAll(RecordedProgram.further());
        return all;
    }

    private static String differenceToRecorded(RecordedProgram program, Run run) {
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

    private static String whatDoesNotHold(Run run) {
        return switch (run.ending().kind()) {
            case FINISHED, DEADLOCK ->
                    run.interpreter().violations().stream().findFirst().orElse(null);
            default -> "it has ended as %s: %s".formatted(run.ending().kind(), run.ending());
        };
    }

    private static List<String> wrong(
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
}
