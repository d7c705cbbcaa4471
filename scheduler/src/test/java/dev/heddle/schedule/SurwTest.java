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
        private int theirs;
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
                                Unseen.add(order, '1');
                            })
                    .start();
            new Thread(
                            () -> {
                                for (int i = 0; i < STEPS; i++) {
                                    shared.value = i;
                                    Unseen.add(order, '9');
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

    /**
     * In how many of the runs an order was like this. Adding to the order is no scheduling point.
     *
     * @param like a regular expression
     */
    private static int runsIn(int runs, String like, StringBuilder order, Body body) {
        int[] count = new int[1];
        Heddle.explorer()
                .strategy("surw")
                .schedules(runs)
                .onDigest(
                        digest -> {
                            count[0] += order.toString().matches(like) ? 1 : 0;
                            order.setLength(0);
                        })
                .explore(body)
                .check();
        return count[0];
    }

    /**
     * One thread has nine steps of one kind, another a step of another kind, which comes after five
     * to eight of them. In a third of the runs all steps count, and then it is 4 of 10: 400 of
     * 3,000. Else it must lose five draws between two, or is held up until nobody else can go on.
     */
    @Test
    void someRunsCareForStepsOfAllKinds() {
        StringBuilder order = new StringBuilder();
        Body body =
                () -> {
                    Shared shared = new Shared();
                    new Thread(
                                    () -> {
                                        shared.value = -1;
                                        shared.mine = -1;
                                    })
                            .start(); // Each kind is one of several threads.
                    new Thread(() -> nine(shared, order)).start();
                    new Thread(
                                    () -> {
                                        shared.mine = 1;
                                        Unseen.add(order, '1');
                                    })
                            .start();
                };
        assertThat(runsIn(3_000, "9{5,8}19+", order, body)).isBetween(300, 520);
    }

    private static void nine(Shared shared, StringBuilder order) {
        for (int i = 0; i < STEPS; i++) {
            shared.value = i;
            Unseen.add(order, '9');
        }
    }

    /**
     * The body has one step, after it has started a thread with nine and before it starts another
     * one with nine. What it is going to start counts as its own, so its step comes after nine
     * others once in 92,378 runs (9! 10! / 19!), not once in ten.
     */
    @Test
    void whoStartsOthersLateIsNotHeldUp() {
        StringBuilder order = new StringBuilder();
        Body body =
                () -> {
                    Shared shared = new Shared();
                    new Thread(() -> nine(shared, order)).start();
                    shared.value = -1;
                    Unseen.add(order, '1');
                    new Thread(() -> nine(shared, order)).start();
                };
        assertThat(runsIn(RUNS, "9{9}1.*", order, body)).isLessThan(20);
    }

    /** Two threads that nobody cares for, since each has a field for itself: half of the runs. */
    @Test
    void theOthersAreDoneInAnyOrder() {
        StringBuilder order = new StringBuilder();
        Body body =
                () -> {
                    Shared shared = new Shared();
                    for (int i = 0; i < 2; i++) {
                        new Thread(() -> shared.value++).start();
                    }
                    new Thread(
                                    () -> {
                                        shared.mine = 1;
                                        Unseen.add(order, 'm');
                                    })
                            .start();
                    new Thread(
                                    () -> {
                                        shared.theirs = 1;
                                        Unseen.add(order, 't');
                                    })
                            .start();
                };
        assertThat(runsIn(RUNS, "mt", order, body)).isBetween(900, 1_100);
    }
}
