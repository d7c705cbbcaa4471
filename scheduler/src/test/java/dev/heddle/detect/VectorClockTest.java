package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.stream.IntStream;

/** The short ways of vector clocks lead to where the long ones do. */
class VectorClockTest {

    private static final int FIBERS = 12;
    private static final int MOST = 120;

    /** Fibers that hand over what they know, directly or by a place; once by each way. */
    @Test
    void whatIsHandedOverIsKnownByEitherWay() {
        for (int seed = 0; seed < 200; seed++) {
            VectorClock[] shortly = begin();
            VectorClock[] fully = begin();
            VectorClock[] places = {new VectorClock(), new VectorClock()};
            Random random = new Random(seed);
            for (int step = 0; step < 200; step++) {
                int from = random.nextInt(FIBERS);
                int to = random.nextInt(FIBERS);
                int place = random.nextInt(2);
                switch (random.nextInt(6)) {
                    case 0 -> {
                        places[place].join(fully[from]);
                        shortly[from].tick(from);
                        fully[from].tick(from);
                    }
                    case 1 -> {
                        shortly[from].join(places[place]);
                        fully[from].join(places[place]);
                    }
                    case 2 -> {
                        // As for what an object's final fields show: told to nobody.
                        shortly[from].tick(from);
                        fully[from].tick(from);
                    }
                    default -> {
                        if (from != to) {
                            shortly[to].joinAs(to, shortly[from]);
                            shortly[from].tick(from);
                            fully[to].join(fully[from]);
                            fully[from].tick(from);
                        }
                    }
                }
                for (int fiber = 0; fiber < FIBERS; fiber++) {
                    for (int other = 0; other < FIBERS; other++) {
                        assertThat(shortly[fiber].get(other))
                                .as("seed %d, step %d", seed, step)
                                .isEqualTo(fully[fiber].get(other));
                    }
                }
            }
        }
    }

    /** The model of a clock is an array that is long enough; most clocks here are not at first. */
    @Test
    void behavesAsAnArrayOfTimes() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            VectorClock clock = new VectorClock();
            VectorClock other = new VectorClock();
            int[] times = filled(clock, random);
            int[] others = filled(other, random);
            assertThat(clock.covers(other)).isEqualTo(covers(times, others));
            assertThat(times(clock)).isEqualTo(times);
            assertThat(times(clock.copy())).isEqualTo(times);

            int version = clock.version();
            boolean learns = !covers(times, others);
            clock.join(other);
            assertThat(times(clock)).isEqualTo(latest(times, others));
            assertThat(clock.version()).isEqualTo(learns ? version + 1 : version);
            assertThat(clock.covers(other)).isTrue();
            clock.join(other);
            assertThat(clock.version()).isEqualTo(learns ? version + 1 : version);

            other.take(clock);
            assertThat(times(other)).isEqualTo(times(clock));
            assertThat(other.covers(clock) && clock.covers(other)).isTrue();
        }
    }

    @Test
    void theShortWayIsAnotherVersionToo() {
        VectorClock clock = new VectorClock();
        VectorClock other = new VectorClock();
        clock.tick(1);
        other.tick(0);
        clock.joinAs(1, other);
        assertThat(clock.get(0)).isEqualTo(1);
        assertThat(clock.get(1)).isEqualTo(1);
        assertThat(clock.version()).isEqualTo(1);
    }

    @Test
    void whoKnowsLessDoesNotCover() {
        VectorClock clock = new VectorClock();
        VectorClock other = new VectorClock();
        assertThat(clock.covers(other)).isTrue();
        other.set(0, 1);
        assertThat(clock.covers(other)).isFalse();
        assertThat(other.covers(clock)).isTrue();
        clock.set(40, 1);
        assertThat(other.covers(clock)).isFalse();
    }

    @Test
    void whoGoesOnWithASharedClockHasItsOwnTimeAndAnotherVersion() {
        VectorClock clock = new VectorClock();
        for (int fiber : new int[] {0, 7, 8, 8, 100}) {
            int time = clock.get(fiber);
            int version = clock.version();
            clock.goesTo(fiber);
            assertThat(clock.get(fiber)).isEqualTo(time + 1);
            assertThat(clock.version()).isEqualTo(version + 1);
        }
        clock.clear();
        assertThat(times(clock)).containsOnly(0);
        assertThat(clock.version()).isZero();
    }

    @Test
    void whatReplacesAClockHasAVersionThatNeitherHad() {
        VectorClock clock = new VectorClock();
        VectorClock other = new VectorClock();
        clock.goesTo(1);
        other.goesTo(2);
        other.goesTo(2);
        other.goesTo(2);
        clock.replaces(other);
        assertThat(clock.get(1)).isEqualTo(1);
        assertThat(clock.get(2)).isEqualTo(3);
        assertThat(clock.version()).isEqualTo(4);
        other.replaces(clock);
        assertThat(other.version()).isEqualTo(5);
    }

    private static int[] filled(VectorClock clock, Random random) {
        int[] times = new int[MOST];
        int fibers = random.nextInt(MOST);
        for (int i = 0; i < 4; i++) {
            int fiber = random.nextInt(fibers + 1);
            times[fiber] = random.nextInt(4);
            clock.set(fiber, times[fiber]);
        }
        return times;
    }

    private static int[] times(VectorClock clock) {
        return IntStream.range(0, MOST).map(clock::get).toArray();
    }

    private static int[] latest(int[] one, int[] other) {
        return IntStream.range(0, MOST).map(i -> Math.max(one[i], other[i])).toArray();
    }

    private static boolean covers(int[] one, int[] other) {
        return IntStream.range(0, MOST).allMatch(i -> one[i] >= other[i]);
    }

    private static VectorClock[] begin() {
        VectorClock[] clocks = new VectorClock[FIBERS];
        for (int fiber = 0; fiber < FIBERS; fiber++) {
            clocks[fiber] = new VectorClock();
            clocks[fiber].tick(fiber);
        }
        return clocks;
    }
}
