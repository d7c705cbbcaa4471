package dev.heddle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The harness itself must see a body that fails in one of the two worlds only. */
class ConformanceTest {

    @Test
    void seesWhatFailsOnRealThreadsOnly() {
        assertThatThrownBy(() -> Conformance.check(() -> demand(isControlled())))
                .hasMessageContaining("On real threads");
    }

    @Test
    void seesWhatFailsUnderControlOnly() {
        assertThatThrownBy(() -> Conformance.check(() -> demand(!isControlled())))
                .isInstanceOf(ScheduleFailure.class);
    }

    /** Time that has only just begun is the loop's. */
    private static boolean isControlled() {
        return System.currentTimeMillis() == 1_735_689_600_000L;
    }

    private static void demand(boolean holds) {
        if (!holds) {
            throw new AssertionError("not here");
        }
    }
}
