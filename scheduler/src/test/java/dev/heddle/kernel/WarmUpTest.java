package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.Test;

class WarmUpTest {

    /**
     * It has done so once when the JVM was brought under control, and checks itself how it ended.
     */
    @Test
    void itLeavesNothingBehindAndCanBeDoneAgain() {
        Control.install();
        int before = Thread.activeCount();
        WarmUp.run();
        WarmUp.run();
        assertThat(Thread.activeCount()).isEqualTo(before);
        assertThat(Fiber.current()).isNull();
    }
}
