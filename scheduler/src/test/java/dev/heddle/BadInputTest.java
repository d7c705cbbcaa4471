package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** What is wrong is refused, with a sentence that says what it is. */
class BadInputTest {

    private static void racy() throws InterruptedException {
        int[] count = new int[1];
        Thread other = new Thread(() -> count[0]++);
        other.start();
        count[0]++;
        other.join();
        if (count[0] != 2) {
            throw new AssertionError("lost");
        }
    }

    private static String token() {
        return Heddle.explore(BadInputTest::racy).failure().orElseThrow().token();
    }

    @Test
    void aTokenOfAnotherProgramIsNoReplay() {
        String token = token();
        assertThatThrownBy(() -> Heddle.replay(token, () -> {}))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("no other");
        Body failing =
                () -> {
                    throw new IllegalStateException("another failure");
                };
        assertThatThrownBy(() -> Heddle.replay(token, failing))
                .isInstanceOf(HeddleException.class)
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .asString()
                                        .contains("another failure"));
    }

    @Test
    void aDamagedTokenDoesNotRunTheBody() {
        String token = token();
        boolean[] ran = new boolean[1];
        String damaged = token.substring(0, token.length() - 2);
        assertThatThrownBy(() -> Heddle.replay(damaged, () -> ran[0] = true))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("damaged");
        assertThat(ran[0]).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 1_000_000_001})
    void aNumberOfSchedulesOutOfRangeIsRefused(int count) {
        assertThatThrownBy(() -> Heddle.explorer().schedules(count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("%,d".formatted(count));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void limitsOutOfRangeAreRefused(long limit) {
        assertThatThrownBy(() -> Heddle.explorer().stepLimit(limit))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Heddle.explorer().timeLimit(Duration.ofMillis(limit)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Longer than a long has nanoseconds: 292 years. */
    @Test
    void aTimeLimitLongerThanAnyRunIsNone() {
        Heddle.explorer().timeLimit(Duration.ofSeconds(Long.MAX_VALUE)).explore(() -> {}).check();
    }

    @Test
    void nothingIsNotABody() {
        assertThatThrownBy(() -> Heddle.explore(null)).isInstanceOf(NullPointerException.class);
        String token = token();
        assertThatThrownBy(() -> Heddle.replay(token, null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Heddle.replay(null, () -> {}))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void aRunInsideARunIsRefused() {
        Failure failure = Heddle.explore(() -> Heddle.explore(() -> {})).failure().orElseThrow();
        assertThat(failure.cause().orElseThrow())
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("can not be started inside another");
    }

    @Test
    void aSeedThatIsNoNumberIsRefused() {
        String before = System.getProperty(Explorer.SEED_PROPERTY);
        try {
            System.setProperty(Explorer.SEED_PROPERTY, "seven");
            assertThatThrownBy(Heddle::explorer)
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("heddle.seed")
                    .hasMessageContaining("'seven'");
            System.setProperty(Explorer.SEED_PROPERTY, " 7 ");
            Report report = Heddle.explore(BadInputTest::racy);
            assertThat(report.failure().orElseThrow().seed()).isEqualTo(7);
        } finally {
            if (before == null) {
                System.clearProperty(Explorer.SEED_PROPERTY);
            } else {
                System.setProperty(Explorer.SEED_PROPERTY, before);
            }
        }
    }
}
