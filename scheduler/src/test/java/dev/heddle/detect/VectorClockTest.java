package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

/** The short ways of vector clocks lead to where the long ones do. */
class VectorClockTest {

    private static final int FIBERS = 12;

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

    private static VectorClock[] begin() {
        VectorClock[] clocks = new VectorClock[FIBERS];
        for (int fiber = 0; fiber < FIBERS; fiber++) {
            clocks[fiber] = new VectorClock();
            clocks[fiber].tick(fiber);
        }
        return clocks;
    }
}
