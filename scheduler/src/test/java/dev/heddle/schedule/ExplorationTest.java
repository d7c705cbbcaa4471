package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.programs.FreshJvm;
import dev.heddle.schedule.ExplorationMain.Line;
import dev.heddle.schedule.ExplorationMain.Setting;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * An exploration is the same whenever and wherever it is made, whatever it learns on its way and
 * whatever else is looked for; and what it finds is replayed.
 */
class ExplorationTest {

    private static final List<String> STRATEGIES = StrategyNames.all().toList();

    private static final List<Line> LINES = ExplorationMain.lines(STRATEGIES);

    @Test
    void theSameInTheSameJvm() {
        assertThat(ExplorationMain.lines(STRATEGIES.reversed()))
                .containsExactlyInAnyOrderElementsOf(LINES);
    }

    @Test
    void theSameInAFreshJvm() {
        assertThat(FreshJvm.lines(List.of(), ExplorationMain.class, STRATEGIES))
                .filteredOn(line -> !line.startsWith("WARNING"))
                .isEqualTo(LINES.stream().map(Line::toString).toList());
    }

    @Test
    void whoOnlyLooksChangesNothing() {
        for (Line line : LINES) {
            if (line.setting().isPlain()) {
                assertThat(line)
                        .isEqualTo(
                                LINES.stream()
                                        .filter(one -> one.strategy().equals(line.strategy()))
                                        .filter(one -> one.seed() == line.seed())
                                        .map(
                                                one ->
                                                        new Line(
                                                                one.strategy(),
                                                                one.seed(),
                                                                line.setting(),
                                                                one.runs(),
                                                                one.failure()))
                                        .findFirst()
                                        .orElseThrow());
            }
        }
    }

    /** Or nothing would have been compared. */
    @Test
    void eachSettingHasRunsThatFail() {
        for (Setting setting : Setting.values()) {
            assertThat(LINES)
                    .filteredOn(line -> line.setting() == setting)
                    .anyMatch(line -> line.failure().matches("\\d+ [0-9a-f]{16} .*"));
        }
    }
}
