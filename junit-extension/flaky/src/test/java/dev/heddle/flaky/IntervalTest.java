package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {

    @Test
    void isWilsons() {
        Interval interval = new Interval(12, 200);
        assertThat(interval.low()).isCloseTo(0.0347, within(0.0005));
        assertThat(interval.high()).isCloseTo(0.1019, within(0.0005));
        assertThat(interval).hasToString("12 of 200 runs failed, 6.0 % (3.5 to 10.2 %)");
    }

    @Test
    void isRightAtItsEnds() {
        assertThat(new Interval(0, 20).low()).isZero();
        assertThat(new Interval(0, 20).high()).isCloseTo(0.161, within(0.001));
        assertThat(new Interval(20, 20).low()).isCloseTo(0.839, within(0.001));
        assertThat(new Interval(20, 20).high()).isEqualTo(1);
        assertThat(new Interval(0, 0).rate()).isZero();
    }

    @Test
    void countsCanNotBeAnything() {
        assertThatThrownBy(() -> new Interval(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
