package dev.heddle.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/** Wrong uses are found, right ones are not complained of, and both are the same everywhere. */
class PoolProgramsTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @ParameterizedTest
    @EnumSource
    void wrongUsesAreFoundAndRightOnesPass(PoolPrograms program) {
        Report report = Heddle.explorer().schedules(500).explore(program.body());
        if (program.isBroken()) {
            assertThatThrownBy(report::check).hasMessageContaining(program.says());
        } else {
            report.check();
        }
    }

    @Test
    void theSameAgain() {
        assertThat(PoolDigests.lines()).isEqualTo(PoolDigests.lines());
    }

    @Test
    @Covers(area = Area.POOLS, value = "The same course on machines with other processors")
    void theSameInJvmsWithOtherProcessors() {
        // One is what most decisions of the JDK depend on.
        assertThat(elsewhere("-XX:ActiveProcessorCount=1")).isEqualTo(PoolDigests.lines());
    }

    @Test
    void theSameInAJvmThatHasDoneOtherThingsBefore() {
        assertThat(elsewhere("-XX:TieredStopAtLevel=1", PoolDigests.USED))
                .isEqualTo(elsewhere("-XX:TieredStopAtLevel=1"));
    }

    private static List<String> elsewhere(String option, String... arguments) {
        return FreshJvm.lines(List.of(option), PoolDigests.class, List.of(arguments));
    }
}
