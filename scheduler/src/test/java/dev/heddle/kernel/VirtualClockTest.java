package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.SplittableRandom;

/** All that a clock shows is made from one number, whatever the epoch. */
class VirtualClockTest {

    private static final String[] EPOCHS = {
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "0000-02-29T12:34:56.000000001Z",
        "2025-01-01T00:00:00.000999999Z",
        "+99999-12-31T23:59:59.999Z",
        "-50000-01-01T00:00:00.123456789Z"
    };

    private static VirtualClock[] clocks() {
        VirtualClock[] clocks = new VirtualClock[EPOCHS.length];
        for (int i = 0; i < clocks.length; i++) {
            clocks[i] = new VirtualClock(Instant.parse(EPOCHS[i]));
        }
        return clocks;
    }

    @Test
    void theClocksAgreeAtEveryMoment() {
        SplittableRandom random = new SplittableRandom(1);
        for (VirtualClock clock : clocks()) {
            Instant epoch = clock.instant();
            long nanoTime = clock.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                long step = random.nextLong(1L << random.nextInt(52));
                clock.advanceTo(clock.now() + step);
                assertThat(clock.instant()).isEqualTo(epoch.plusNanos(clock.now()));
                assertThat(clock.epochMillis()).isEqualTo(clock.instant().toEpochMilli());
                assertThat(clock.nanoTime() - nanoTime).isEqualTo(clock.now());
            }
        }
    }

    @Test
    void theClocksAgreeAtTheEndOfAllTime() {
        for (VirtualClock clock : clocks()) {
            clock.advanceTo(VirtualClock.NEVER);
            assertThat(clock.epochMillis()).isEqualTo(clock.instant().toEpochMilli());
            assertThat(clock.deadline(1)).isEqualTo(VirtualClock.NEVER);
        }
    }

    @Test
    void aDeadlineInCalendarTimeIsTheFirstMomentThatShowsIt() {
        SplittableRandom random = new SplittableRandom(1);
        for (VirtualClock clock : clocks()) {
            for (int i = 0; i < 1_000; i++) {
                long millis = clock.epochMillis() + 1 + random.nextLong(1L << random.nextInt(30));
                clock.advanceTo(clock.deadlineAt(millis) - 1);
                assertThat(clock.epochMillis()).isEqualTo(millis - 1);
                clock.advanceTo(clock.deadlineAt(millis));
                assertThat(clock.epochMillis()).isEqualTo(millis);
                assertThat(clock.deadlineAt(millis)).isEqualTo(clock.now());
                assertThat(clock.deadlineAt(Long.MIN_VALUE)).isEqualTo(clock.now());
                assertThat(clock.deadlineAt(Long.MAX_VALUE)).isEqualTo(VirtualClock.NEVER);
            }
        }
    }

    @Test
    void aDeadlineIsSoMuchLaterAndNeverBeforeNow() {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        assertThat(clock.deadline(0)).isZero();
        clock.advanceTo(5);
        assertThat(clock.deadline(7)).isEqualTo(12);
        assertThat(clock.deadline(-7)).isEqualTo(5);
        assertThat(clock.deadline(VirtualClock.NEVER - 5)).isEqualTo(VirtualClock.NEVER);
        assertThatThrownBy(() -> clock.advanceTo(4)).isInstanceOf(IllegalStateException.class);
    }

    /** Who asks for all the time there is waits for ever; who asks for less expects an end. */
    @Test
    void timeHasRunOutForWhoExpectsAnEnd() {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        clock.advanceTo(VirtualClock.NEVER / 2);
        assertThat(clock.deadline(VirtualClock.NEVER)).isEqualTo(VirtualClock.NEVER);
        assertThat(clock.hasRunOut()).isFalse();
        assertThat(clock.deadline(VirtualClock.NEVER / 8 * 5)).isEqualTo(VirtualClock.NEVER);
        assertThat(clock.hasRunOut()).isTrue();
        assertThat(clock.deadline(1)).isLessThan(VirtualClock.NEVER);
        assertThat(clock.hasRunOut()).isTrue();
        clock.reset();
        assertThat(clock.hasRunOut()).isFalse();
        assertThat(clock.now()).isZero();
    }

    @Test
    void theLastMillisecondThatCanBeShownIsNoneTooMany() {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        long last = VirtualClock.NEVER / 1_000_000;
        assertThat(clock.deadlineAt(0)).isZero();
        assertThat(clock.deadlineAt(last)).isEqualTo(last * 1_000_000);
        assertThat(clock.deadlineAt(Long.MAX_VALUE)).isEqualTo(VirtualClock.NEVER);
        assertThat(clock.hasRunOut()).isFalse();
        assertThat(clock.deadlineAt(last + 1)).isEqualTo(VirtualClock.NEVER);
        assertThat(clock.hasRunOut()).isTrue();
        clock.deadlineAt(1);
        assertThat(clock.hasRunOut()).isTrue();
        VirtualClock early = new VirtualClock(Instant.ofEpochMilli(-10));
        assertThat(early.deadlineAt(Long.MAX_VALUE - 5)).isEqualTo(VirtualClock.NEVER);
        assertThat(early.hasRunOut()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+110000-01-01T00:00:00Z", "-110000-01-01T00:00:00Z"})
    void anEpochThatIsTooFarAwayIsRefused(String epoch) {
        Instant far = Instant.parse(epoch);
        assertThatThrownBy(() -> World.DEFAULT.withEpoch(far))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within 100,000 years of 1970");
    }
}
