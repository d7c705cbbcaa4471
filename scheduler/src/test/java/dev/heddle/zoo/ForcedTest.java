package dev.heddle.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.constraints.Constraints;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;
import java.util.Set;

/** For the bugs of the zoo it is found what makes a schedule fail, and that makes others fail. */
class ForcedTest {

    /** Those for which nothing is found: what does not work is known. */
    private static final Set<Zoo> NOT_FOUND =
            EnumSet.of(
                    Zoo.WRONG_ONE_NOTIFIED,
                    Zoo.WAITS_IN_NO_LOOP,
                    Zoo.GAVE_UP_AND_GOT_IT,
                    Zoo.BARRIER_USED_AGAIN);

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @ParameterizedTest
    @EnumSource
    void constraintsForceTheBug(Zoo program) {
        // Twice as many runs as usual: one of them needs more than are left of those.
        Report report = Heddle.explorer().shrink(4_000).explore(program.broken());
        Failure failure = report.failure().orElseThrow();
        if (NOT_FOUND.contains(program)) {
            assertThat(failure.constraints()).isEmpty();
            return;
        }
        Constraints found = failure.constraints().orElseThrow();
        Report again =
                Heddle.explorer().constraints(found.toString()).shrink(0).explore(program.broken());
        assertThat(again.schedules()).isEqualTo(1);
        assertThat(again.failure().orElseThrow().kind()).isEqualTo(program.finds());
    }
}
