package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A failure that was replayed is known by the token that was replayed. */
class ReplayedFailureTest {

    @Test
    void keepsAShortToken() {
        assertThat(replayed(1)).isEqualTo(explored(1));
    }

    /** Here the token has the seed in place of the choices. */
    @Test
    void keepsALongToken() {
        assertThat(replayed(1_000)).isEqualTo(explored(1_000)).hasSizeLessThan(300);
    }

    @Test
    void doesNotPassForAnExploration() {
        String token = explored(1);
        Report report = Heddle.replay(token, body(1));
        assertThat(report.failure().orElseThrow().toString())
                .contains("This was the replay of " + token)
                .doesNotContain("seed");
    }

    private static String explored(int increments) {
        return token(Heddle.explorer().seed(5).explore(body(increments)));
    }

    private static String replayed(int increments) {
        return token(Heddle.replay(explored(increments), body(increments)));
    }

    private static String token(Report report) {
        return report.failure().orElseThrow().token();
    }

    private static Body body(int increments) {
        return () -> {
            Counter counter = new Counter();
            Thread other = new Thread(() -> counter.add(increments));
            other.start();
            counter.add(increments);
            other.join();
            if (counter.value != 2 * increments) {
                throw new AssertionError("lost an update");
            }
        };
    }

    private static final class Counter {
        int value;

        void add(int times) {
            for (int i = 0; i < times; i++) {
                value++;
            }
        }
    }
}
