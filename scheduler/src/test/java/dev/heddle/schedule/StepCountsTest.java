package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What is known of threads' steps is what the runs had, and no more than so many are looked at. */
class StepCountsTest {

    private final StepCounts counts = new StepCounts();

    /** A run in which the first of the fibers has so many steps of a key, and so on. */
    private void run(long key, int... steps) {
        counts.begin();
        for (int fiber = 0; fiber < steps.length; fiber++) {
            for (int i = 0; i < steps[fiber]; i++) {
                counts.add(key, fiber);
            }
        }
        counts.end();
    }

    @Test
    void nothingIsKnownBeforeTheFirstRun() {
        Draws draws = new Draws();
        draws.begin(1);
        assertThat(counts.of(0)).isEmpty();
        assertThat(counts.of(7)).isEmpty();
        assertThat(counts.longest()).isZero();
        assertThat(counts.anyShared(draws)).isZero();
    }

    @Test
    void areKnownByKeyAndFiberAndAllTogether() {
        counts.begin();
        for (int i = 0; i < 6; i++) {
            counts.add(7, 0);
            counts.add(i % 2 == 0 ? 8 : 7, 2);
        }
        counts.end();
        assertThat(counts.of(7)).containsExactly(6, 0, 3);
        assertThat(counts.of(8)).containsExactly(0, 0, 3);
        assertThat(counts.of(0)).containsExactly(6, 0, 6);
        assertThat(counts.longest()).isEqualTo(12);
    }

    /** A run that nothing is left of but what it had more. */
    @Test
    void theNextRunBeginsAtNothing() {
        run(7, 5, 5);
        run(7, 5, 6);
        assertThat(counts.of(7)).containsExactly(5, 6);
        assertThat(counts.longest()).isEqualTo(11);
        run(7, 1);
        assertThat(counts.longest()).isEqualTo(11);
    }

    /** It comes down by an eighth of the difference, so that what was seen once does not stay. */
    @Test
    void fewerStepsThanBeforeAreLearntSlowly() {
        assertThat(StepCounts.learnt(0, 3)).isEqualTo(3);
        assertThat(StepCounts.learnt(3, 3)).isEqualTo(3);
        assertThat(StepCounts.learnt(100, 20)).isEqualTo(90);
        assertThat(StepCounts.learnt(100, 99)).isEqualTo(100);
        run(7, 100);
        run(7, 20);
        assertThat(counts.of(7)).containsExactly(90);
        assertThat(counts.of(0)).containsExactly(90);
    }

    /** More keys and fibers than there is room for at first, counted as by a map. */
    @Test
    void manyAreCountedLikeFew() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Long, int[]> model = new HashMap<>();
        int[] all = new int[5];
        counts.begin();
        for (int i = 0; i < 5_000; i++) {
            long key = 1 + random.nextInt(300);
            int fiber = random.nextInt(5);
            counts.add(key, fiber);
            model.computeIfAbsent(key, k -> new int[5])[fiber]++;
            all[fiber]++;
        }
        counts.end();
        model.forEach(
                (key, steps) -> {
                    int[] known = counts.of(key);
                    for (int fiber = 0; fiber < 5; fiber++) {
                        assertThat(fiber < known.length ? known[fiber] : 0).isEqualTo(steps[fiber]);
                    }
                });
        assertThat(counts.of(0)).isEqualTo(all);
        run(301, 2); // The table is as large as before, and empty.
        assertThat(counts.of(301)).containsExactly(2);
    }

    @Test
    void onlyWhatSeveralFibersHaveIsShared() {
        Draws draws = new Draws();
        draws.begin(1);
        run(7, 3);
        run(StepCounts.OTHER, 2, 2); // Nobody knows what it is, so nobody shares it.
        assertThat(counts.anyShared(draws)).isZero();
        run(8, 0, 1, 1);
        assertThat(counts.anyShared(draws)).isEqualTo(8);
        run(7, 0, 3); // Each in a run of its own is enough.
        int[] drawn = new int[9];
        for (int i = 0; i < 1_000; i++) {
            drawn[(int) counts.anyShared(draws)]++;
        }
        assertThat(drawn[7] + drawn[8]).isEqualTo(1_000);
        assertThat(drawn[7]).isBetween(400, 600);
    }

    /** After sixteen runs it is one in eight. */
    @Test
    void laterRunsAreSeldomCounted() {
        for (int i = 0; i < 16; i++) {
            run(7, i + 1);
            assertThat(counts.longest()).isEqualTo(i + 1);
        }
        int last = 16;
        for (int i = 16; i < 64; i++) {
            run(7, i + 1);
            last = i % 8 == 0 ? i + 1 : last;
            assertThat(counts.longest()).as("after %d runs", i).isEqualTo(last);
        }
    }

    /** What is known of those that are known goes on. */
    @Test
    void noMoreThanSoManyKeysAreLearnt() {
        counts.begin();
        for (long key = 2; key < 4_096 + 2; key++) {
            counts.add(key, 0);
        }
        counts.end();
        run(5_000, 1, 1);
        run(2, 3);
        assertThat(counts.of(5_000)).isEmpty();
        assertThat(counts.of(4_097)).containsExactly(1);
        assertThat(counts.of(2)).containsExactly(3);
    }
}
