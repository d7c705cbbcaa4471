package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;

import java.util.List;

/** An exploration is the same whenever and wherever it is made, whatever it learns on its way. */
class ExplorationTest {

    private static final List<String> STRATEGIES =
            List.of(
                    "random",
                    "pct",
                    "pct:3",
                    "pos",
                    "surw",
                    "halt",
                    "delay:2",
                    "preemption:2",
                    "portfolio");

    @Test
    void theSameInTheSameJvm() {
        List<String> first = ExplorationMain.lines(STRATEGIES);
        assertThat(ExplorationMain.lines(STRATEGIES.reversed()))
                .containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void theSameInAFreshJvm() {
        assertThat(FreshJvm.lines(List.of(), ExplorationMain.class, STRATEGIES))
                .filteredOn(line -> !line.startsWith("WARNING"))
                .isEqualTo(ExplorationMain.lines(STRATEGIES));
    }
}
