package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/**
 * Of two threads with one and with nine steps, the one step comes at one of ten places among the
 * others.
 */
class SurwTest {

    private static final int STEPS = 9;
    private static final int RUNS = 2_000;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static final class Shared {
        private int value;
        private int mine;
    }

    /**
     * How often the one step came after 0, 1, ... 9 of the others.
     *
     * @param besides steps of its thread before it that have to do with nobody else
     */
    private static List<Integer> places(String strategy, int besides) {
        Integer[] places = new Integer[STEPS + 1];
        Arrays.fill(places, 0);
        StringBuilder order = new StringBuilder();
        Heddle.explorer()
                .strategy(strategy)
                .schedules(RUNS)
                .onDigest(
                        digest -> {
                            places[order.indexOf("1")]++;
                            order.setLength(0);
                        })
                .explore(oneAmongNine(order, besides))
                .check();
        return List.of(places);
    }

    /** Adding to the order is no scheduling point, so it is done with the step before it. */
    private static Body oneAmongNine(StringBuilder order, int besides) {
        return () -> {
            Shared shared = new Shared();
            new Thread(
                            () -> {
                                for (int i = 0; i < besides; i++) {
                                    shared.mine = i;
                                }
                                shared.value = -1;
                                order.append('1');
                            })
                    .start();
            new Thread(
                            () -> {
                                for (int i = 0; i < STEPS; i++) {
                                    shared.value = i;
                                    order.append('9');
                                }
                            })
                    .start();
        };
    }

    /** A tenth each: 200 of 2,000, with a standard deviation of sqrt(2000*0.1*0.9) = 13.4. */
    @Test
    void allPlacesAreEquallyLikely() {
        for (int count : places("surw", 0)) {
            assertThat(count).isBetween(200 - 70, 200 + 70);
        }
    }

    /** The same, however many steps there are that nobody cares about. */
    @Test
    void stepsOfNoInterestDoNotMatter() {
        assertThat(places("surw", 20)).allSatisfy(count -> assertThat(count).isGreaterThan(60));
    }

    /**
     * To be last, the one step must lose eleven draws between two, two of them while the threads
     * begin: one of 2,000.
     */
    @Test
    void byARandomWalkTheLastPlaceIsTakenOnceInTwoThousand() {
        assertThat(places("random", 0).get(STEPS)).isLessThan(20);
    }

    /** With twenty steps before it, it can not come first. */
    @Test
    void byARandomWalkALongThreadIsNeverEarly() {
        assertThat(places("random", 20).get(0)).isLessThan(2);
    }
}
