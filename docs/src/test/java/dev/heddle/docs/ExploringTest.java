package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** The snippets of exploring.md. */
class ExploringTest {

    @Test
    void explores() {
        Report report =
                Heddle.explore(
                        () -> {
                            Counter counter = new Counter();
                            Thread other = new Thread(counter::increment);
                            other.start();
                            counter.increment();
                            other.join();
                            assertThat(counter.value()).isEqualTo(2);
                        });
        assertThat(report.failure().orElseThrow().kind()).isEqualTo(Ending.Kind.FAILED);
    }

    @Test
    void takesSettingsAndReplays() {
        Body body = Counter.losing();
        Report report =
                Heddle.explorer()
                        .schedules(10_000)
                        .seed(42)
                        .strategy("pct:3")
                        .stepLimit(100_000)
                        .timeLimit(Duration.ofSeconds(5))
                        .explore(body);
        Report again = Heddle.replay(report.failure().orElseThrow().token(), body);
        assertThat(again.failure().orElseThrow().summary())
                .isEqualTo(report.failure().orElseThrow().summary());
    }

    @Test
    void aFailureIsMadeSmaller() {
        Body body = Counter.losing();
        Report report =
                Heddle.explorer().shrink(10_000).shrinkTime(Duration.ofMinutes(2)).explore(body);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.shrunk().orElseThrow().after().preemptions()).isEqualTo(1);
    }

    @Test
    void searchesAsItIsTold() {
        Body body = () -> new Thread(() -> {}).start();
        Report report = Heddle.explorer().strategy("pct:3").explore(body);
        assertThat(report.coverage().behaviours()).isEqualTo(1);
    }
}
