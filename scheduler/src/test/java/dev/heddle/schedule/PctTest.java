package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The bound of the paper, 1 / (n k^(d - 1)), on programs with bugs of depth 1 and 2 that a random
 * walk misses. There are n = 3 threads: the body and the two that it starts.
 */
class PctTest {

    private static final int STEPS = 30;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    /** What two threads share, and what each has for itself. */
    private static final class Shared {
        private int a;
        private int b;
        private int mine;
        private int others;
        private boolean ready;

        private void work() {
            for (int i = 0; i < STEPS; i++) {
                mine = i;
            }
        }

        private void otherWork() {
            for (int i = 0; i < STEPS; i++) {
                others = i;
            }
        }
    }

    private static void run(Runnable one, Runnable other) throws InterruptedException {
        Thread first = new Thread(one);
        Thread second = new Thread(other);
        first.start();
        second.start();
        first.join();
        second.join();
    }

    /** One thread uses, after 30 steps of its own, what the other has to make first. */
    private static Body depthOne() {
        return () -> {
            Shared shared = new Shared();
            run(
                    () -> {
                        shared.work();
                        if (!shared.ready) {
                            throw new AssertionError("used before it was made");
                        }
                    },
                    () -> shared.ready = true);
        };
    }

    /** One thread works, and looks, while the other stands between two writes. */
    private static Body depthTwo() {
        return () -> {
            Shared shared = new Shared();
            run(
                    () -> {
                        shared.a = 1;
                        shared.b = 1;
                    },
                    () -> {
                        shared.work();
                        if (shared.a > shared.b) {
                            throw new AssertionError("seen in the midst of it");
                        }
                    });
        };
    }

    /** One thread looks twice, and the other does all it has to do in between. */
    private static Body depthTwoAgain() {
        return () -> {
            Shared shared = new Shared();
            run(
                    () -> {
                        shared.a = 1;
                        shared.otherWork();
                        shared.b = 1;
                    },
                    () -> {
                        shared.work();
                        int before = shared.a;
                        int after = shared.b;
                        if (before == 0 && after == 1) {
                            throw new AssertionError("the second write is seen, not the first");
                        }
                    });
        };
    }

    private static Report explore(String strategy, int schedules, Body body) {
        return Heddle.explorer().strategy(strategy).schedules(schedules).toTheEnd().explore(body);
    }

    /** How many decisions a run has on average, rounded up: the k of the bound is not below. */
    private static double decisions(Report report) {
        return Math.ceil(report.decisions() / (double) report.schedules());
    }

    /**
     * The bound is 1/n = 1/3: of 300 runs 100, with a standard deviation of sqrt(300/3*2/3) = 8.2,
     * four of which are 33.
     */
    @Test
    void aBugOfDepthOneIsFoundInAThirdOfTheRuns() {
        assertThat(explore("pct:1", 300, depthOne()).failures()).isGreaterThan(100 - 33);
    }

    /** The one step must come after 30 of the other: 2^-30 for a run. */
    @Test
    void aRandomWalkMissesIt() {
        assertThat(explore("random", 3_000, depthOne()).failures()).isZero();
    }

    /**
     * The bound is 1/(n k). A run has some 35 decisions, so of 3,000 runs at least 3000/(3*35) = 28
     * fail, with a standard deviation of 5.3.
     */
    @Test
    void aBugOfDepthTwoIsFoundAsOftenAsTheBoundSays() {
        Report report = explore("pct:2", 3_000, depthTwo());
        double bound = 1 / (3 * decisions(report));
        double expected = 3_000 * bound;
        assertThat(expected).isGreaterThan(20);
        assertThat((double) report.failures())
                .isGreaterThan(expected - 4 * Math.sqrt(expected * (1 - bound)));
    }

    /** It needs a point of change, and there is none. */
    @Test
    void noBugOfDepthTwoIsFoundWithADepthOfOne() {
        assertThat(explore("pct:1", 1_000, depthTwo()).failures()).isZero();
    }

    @Test
    void aRandomWalkMissesThatAsWell() {
        assertThat(explore("random", 3_000, depthTwo()).failures()).isZero();
    }

    /**
     * Between the two looks the other must do all its 32 steps: one point of change, before the
     * second look.
     */
    @Test
    void aWindowOfOneStepIsFoundInWhichTheOtherMustDoAllItDoes() {
        Report report = explore("pct:2", 3_000, depthTwoAgain());
        double bound = 1 / (3 * decisions(report));
        double expected = 3_000 * bound;
        assertThat((double) report.failures())
                .isGreaterThan(expected - 4 * Math.sqrt(expected * (1 - bound)));
        assertThat(explore("random", 3_000, depthTwoAgain()).failures()).isZero();
    }

    /** A quarter of its runs have depth 1, and half of them depth 2. */
    @Test
    void withoutADepthItFindsAllOfThem() {
        assertThat(explore("pct", 300, depthOne()).failures()).isGreaterThan(5);
        assertThat(explore("pct", 3_000, depthTwo()).failures()).isGreaterThan(5);
        assertThat(explore("pct", 3_000, depthTwoAgain()).failures()).isGreaterThan(5);
    }

    /** If the first run were taken for the length of all, no change would come after its end. */
    @Test
    void learnsHowLongRunsAre() {
        Body longer =
                () -> {
                    Shared shared = new Shared();
                    run(
                            () -> {
                                for (int i = 0; i < 10; i++) {
                                    shared.otherWork();
                                }
                                shared.a = 1;
                                shared.b = 1;
                            },
                            () -> {
                                shared.work();
                                if (shared.a > shared.b) {
                                    throw new AssertionError("seen in the midst of it");
                                }
                            });
                };
        assertThat(explore("pct:2:50", 5_000, longer).failures()).isZero();
        assertThat(explore("pct:2", 5_000, longer).failures()).isPositive();
    }

    /**
     * In which order two threads, of 20 steps and of one, have made them: after how many of the 20
     * came the one?
     */
    private static int[] places(String strategy, int schedules) {
        int[] places = new int[21];
        StringBuilder order = new StringBuilder();
        Heddle.explorer()
                .strategy(strategy)
                .schedules(schedules)
                .explore(
                        () -> {
                            order.setLength(0);
                            Shared shared = new Shared();
                            run(
                                    () -> {
                                        for (int i = 0; i < 20; i++) {
                                            shared.mine = i;
                                            Unseen.add(order, '2');
                                        }
                                    },
                                    () -> {
                                        shared.others = 1;
                                        Unseen.add(order, '1');
                                    });
                            places[order.indexOf("1")]++;
                        })
                .check();
        return places;
    }

    /**
     * The long one has the higher priority in half of the runs, and its change is at each of 40
     * decisions in one of 40 of those: 100 of 8,000 for each place, with a standard deviation of
     * 10.
     */
    @Test
    void changesAreSpreadOverTheRun() {
        int[] places = places("pct:2:40", 8_000);
        for (int place = 1; place < 19; place++) {
            assertThat(places[place]).as("after " + place).isBetween(100 - 45, 100 + 45);
        }
    }

    /**
     * Two points of change, each before one step, in one of two orders: the first to fall must stay
     * above the other. So it is 1/2 for the priorities and 1/12 for each of the changes: 69 of
     * 20,000, with a standard deviation of 8.3. That is far above the bound, 1/(3 * 12 * 12).
     */
    @Test
    void aBugOfDepthThreeIsFoundAsOftenAsTheBoundSays() {
        assertThat(explore("pct:3:12", 20_000, depthThree()).failures())
                .isBetween(69 - 34, 69 + 34);
        assertThat(explore("pct:2:12", 5_000, depthThree()).failures()).isZero();
    }

    /** One sees the first of three writes, is held up, and sees the last. */
    private static Body depthThree() {
        return () -> {
            Shared shared = new Shared();
            run(
                    () -> {
                        shared.a = 1;
                        shared.a = 2;
                        shared.a = 3;
                    },
                    () -> {
                        if (shared.a == 1 && shared.a == 3) {
                            throw new AssertionError("both were seen");
                        }
                    });
        };
    }

    /**
     * One yields, and then does its only step; the other has two. That the one comes before their
     * end needs no point of change: it must have the higher priority, and not lose it for good,
     * which is 1/4. Of 400 runs 100, with a standard deviation of 8.7.
     */
    @Test
    void whoYieldsOnceMayStillComeFirst() {
        int failures =
                explore(
                                "pct:1",
                                400,
                                () -> {
                                    Shared shared = new Shared();
                                    run(
                                            () -> {
                                                Thread.yield();
                                                if (shared.a < 2) {
                                                    throw new AssertionError("seen before its end");
                                                }
                                            },
                                            () -> {
                                                shared.a = 1;
                                                shared.a = 2;
                                            });
                                })
                        .failures();
        assertThat(failures).isBetween(100 - 40, 100 + 40);
    }
}
