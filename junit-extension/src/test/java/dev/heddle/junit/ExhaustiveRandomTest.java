package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** What a test draws from the generator that it is given, in a proof. */
class ExhaustiveRandomTest {

    private static final Set<String> SEEN = Collections.synchronizedSet(new TreeSet<>());

    @Test
    void whatItDrawsFromFewNumbersIsVisited() {
        SEEN.clear();
        EngineExecutionResults results = Results.of(Drawing.class);
        results.testEvents().assertStatistics(statistics -> statistics.succeeded(1));
        assertThat(SEEN)
                .containsExactly("0 false", "0 true", "1 false", "1 true", "2 false", "2 true");
    }

    @Test
    void whatItDrawsFromManyIsNot() {
        assertThat(Results.failureOf(DrawingFromMany.class))
                .hasMessageContaining("numbers were drawn at random that were the same each time");
    }

    static class Drawing {
        @Exhaustive
        void draws(RandomGenerator random) {
            SEEN.add(random.nextInt(3) + " " + random.nextBoolean());
        }
    }

    static class DrawingFromMany {
        @Exhaustive
        void drawsFromMany(RandomGenerator random) {
            assertThat(random.nextInt(1_000)).isNotNegative();
        }
    }
}
