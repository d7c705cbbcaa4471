package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.detect.DataRaceError;

import org.junit.jupiter.api.Test;

/** The examples of docs/races.md. */
@SuppressWarnings("unused")
class RacesTest {

    @Test
    void aRaceIsInTheReport() {
        Report report =
                Heddle.explore(
                        () -> {
                            Counter counter = new Counter();
                            Thread other = Thread.ofVirtual().start(() -> counter.count++);
                            int seen = counter.count;
                            other.join();
                        });
        assertThat(report.races()).isNotEmpty();
        assertThat(report.passed()).isTrue();
    }

    @Test
    void aScheduleFailsForARace() {
        Body body =
                () -> {
                    Counter counter = new Counter();
                    Thread other = Thread.ofVirtual().start(() -> counter.count++);
                    counter.count++;
                    other.join();
                };
        Report report = Heddle.explorer().races(Check.FAIL).explore(body);
        assertThat(report.failure().orElseThrow().cause().orElseThrow())
                .isInstanceOf(DataRaceError.class);
    }

    @Test
    void someRacesAreAllowed() {
        String field = Counter.class.getName() + ".count";
        Body body =
                () -> {
                    Counter counter = new Counter();
                    Thread other = Thread.ofVirtual().start(() -> counter.count++);
                    counter.count++;
                    other.join();
                };
        Report report = Heddle.explorer().races(Check.FAIL).allowRaces(field).explore(body);
        assertThat(report.passed()).isTrue();
        assertThat(report.races()).isEmpty();
    }

    private static final class Counter {
        int count;
    }
}
