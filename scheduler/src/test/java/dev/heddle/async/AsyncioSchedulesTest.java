package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.schedule.Fifo;
import dev.heddle.schedule.RandomWalk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    @Test
    void firstInFirstOutTheyDoWhatTheyDoInAsyncio() {
        List<RecordedProgram> all = programs();
        assertThat(Plays.wrongInRuns(all, new Fifo(), 1, Plays::differenceOfRun)).isEmpty();
    }

    @Test
    void inRandomOrderNothingIsLostAndNobodyOvertakes() {
        List<RecordedProgram> all = programs();
        List<String> wrong =
                Plays.wrongInRuns(
                        all, new RandomWalk(), SCHEDULES, (_, run) -> Plays.whatDoesNotHold(run));
        assertThat(wrong).isEmpty();
    }

    @Test
    void equalSeedsGiveEqualRuns() {
        List<RecordedProgram> some = RecordedProgram.own().subList(140, 180);
        List<List<Long>> all = new ArrayList<>();
        List<List<Object>> traces = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<Long> digests = new ArrayList<>();
            Plays.wrongInRuns(
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
}
