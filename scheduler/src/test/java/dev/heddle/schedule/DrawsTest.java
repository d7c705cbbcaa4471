package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.kernel.Chooser.Choice;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Numbers from a seed are those of SplitMix64, which the JDK has as well. */
class DrawsTest {

    private final Draws draws = new Draws();

    @Test
    void areThoseOfTheJdkScaledToTheBound() {
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE}) {
            draws.begin(seed);
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 1; i < 200; i++) {
                assertThat(draws.below(0, i))
                        .isEqualTo((int) (((random.nextLong() >>> 32) * i) >>> 32));
                long bound = (1L << 60) + i;
                assertThat(draws.below(0, bound))
                        .isEqualTo(Math.unsignedMultiplyHigh(random.nextLong(), bound));
                assertThat(draws.positive(0)).isEqualTo((random.nextLong() >>> 1) | 1).isPositive();
            }
        }
    }

    @Test
    void chanceHasASeedOfItsOwn() {
        draws.begin(7);
        SplittableRandom random = new SplittableRandom(~7L);
        int chance = Draws.streamOf(Choice.CHANCE);
        assertThat(draws.below(chance, Long.MAX_VALUE))
                .isEqualTo(Math.unsignedMultiplyHigh(random.nextLong(), Long.MAX_VALUE));
    }

    /** What one kind of choice is asked for changes nothing for the others. */
    @Test
    void streamsAreApart() {
        Set<Integer> streams = new HashSet<>(Set.of(0, Draws.PLAN));
        for (Choice choice : Choice.values()) {
            assertThat(streams.add(Draws.streamOf(choice))).as("%s", choice).isTrue();
        }
        assertThat(streams).hasSize(Tape.STREAMS + 1).allMatch(stream -> stream <= Tape.STREAMS);
        Set<Long> first = new HashSet<>();
        for (int stream : streams) {
            for (long seed = 0; seed < 100; seed++) {
                draws.begin(seed);
                for (int other = 0; other < stream; other++) {
                    draws.below(other, 3);
                }
                long drawn = draws.positive(stream);
                assertThat(first.add(drawn)).isTrue();
                draws.begin(seed);
                assertThat(draws.positive(stream)).isEqualTo(drawn);
            }
        }
    }
}
