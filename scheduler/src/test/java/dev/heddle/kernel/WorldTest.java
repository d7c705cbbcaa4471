package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** What surrounds a program is changed one thing at a time, and checked each time. */
class WorldTest {

    private static final World WORLD = World.DEFAULT;

    @Test
    void oneThingIsChangedAndNothingElse() {
        Instant epoch = Instant.parse("1999-12-31T23:59:59Z");
        World elsewhere = WORLD.withEpoch(epoch);
        assertThat(elsewhere.epoch()).isEqualTo(epoch);
        assertThat(elsewhere.withEpoch(WORLD.epoch())).isEqualTo(WORLD);
        World slow = WORLD.withSlack(Duration.ofSeconds(3));
        assertThat(slow.slack()).isEqualTo(Duration.ofSeconds(3));
        assertThat(slow.withSlack(Duration.ZERO)).isEqualTo(WORLD);
        World small = WORLD.withProcessors(1);
        assertThat(small.processors()).isEqualTo(1);
        assertThat(small.withProcessors(4)).isEqualTo(WORLD);
        World strict = WORLD.withStrict(true);
        assertThat(strict.strict()).isTrue();
        assertThat(strict.withStrict(false)).isEqualTo(WORLD);
        World byHand = WORLD.withManualTime(true);
        assertThat(byHand.manualTime()).isTrue();
        assertThat(byHand.withManualTime(false)).isEqualTo(WORLD);
        World early = WORLD.withEarlyTimers(true);
        assertThat(early.earlyTimers()).isTrue();
        assertThat(early.withEarlyTimers(false)).isEqualTo(WORLD);
        World all = early.withStrict(true).withProcessors(2).withManualTime(true).withEpoch(epoch);
        assertThat(all).isEqualTo(new World(epoch, Duration.ZERO, true, 2, true, true));
    }

    @Test
    void theLastThatIsTakenAndTheFirstThatIsNot() {
        assertThat(WORLD.withProcessors(1024).processors()).isEqualTo(1024);
        assertThatThrownBy(() -> WORLD.withProcessors(1025))
                .hasMessageContaining("from 1 to 1,024, but is 1,025");
        assertThatThrownBy(() -> WORLD.withProcessors(0)).hasMessageContaining("but is 0");
        assertThat(WORLD.withSlack(Duration.ofDays(1)).slack()).isEqualTo(Duration.ofDays(1));
        assertThatThrownBy(() -> WORLD.withSlack(Duration.ofDays(1).plusNanos(1)))
                .hasMessageContaining("from 0 to 1 day");
        assertThatThrownBy(() -> WORLD.withSlack(Duration.ofNanos(-1)))
                .hasMessageContaining("from 0 to 1 day");
        Instant last = Instant.ofEpochSecond(3_155_695_200_000L);
        assertThat(WORLD.withEpoch(last).epoch()).isEqualTo(last);
        assertThatThrownBy(() -> WORLD.withEpoch(last.plusSeconds(1)))
                .hasMessageContaining("within 100,000 years of 1970");
        assertThatThrownBy(() -> WORLD.withManualTime(true).withSlack(Duration.ofNanos(1)))
                .hasMessageContaining("moved by hand only");
    }
}
