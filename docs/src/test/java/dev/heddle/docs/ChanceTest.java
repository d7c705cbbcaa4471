package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The snippets of chance.md. */
class ChanceTest {

    @Test
    void aNumberIsFound() {
        Report report =
                Heddle.explore(
                        () -> {
                            int retries = ThreadLocalRandom.current().nextInt(1, 5);
                            assertThat(retries).isLessThan(4);
                        });
        assertThat(report.passed()).isFalse();
    }

    @Test
    void aNumberIsDrawnAgain() {
        Body body = () -> assertThat(ThreadLocalRandom.current().nextInt(1, 5)).isLessThan(4);
        Report report = Heddle.explore(body);
        Report again = Heddle.replay(report.failure().orElseThrow().token(), body);
        assertThat(again.failure().orElseThrow().summary())
                .isEqualTo(report.failure().orElseThrow().summary());
    }

    @Test
    void anOrderIsNotToBeReliedOn() {
        Report report =
                Heddle.explore(
                        () -> {
                            Set<String> stages = Set.of("build", "test");
                            assertThat(stages.iterator().next()).isEqualTo("build");
                        });
        assertThat(report.passed()).isFalse();
    }
}
