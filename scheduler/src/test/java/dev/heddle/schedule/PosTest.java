package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A thread that must wait for its one step until another has done twenty. */
class PosTest {

    private static final int STEPS = 20;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static final class Shared {
        private int ready;
        private int mine;
    }

    /** One thread writes once. The other does twenty steps, and fails if that was not before. */
    private static Body lateAmongOthers() {
        return () -> {
            Shared shared = new Shared();
            new Thread(() -> shared.ready = 1).start();
            new Thread(
                            () -> {
                                for (int i = 0; i < STEPS; i++) {
                                    shared.mine = i;
                                }
                                if (shared.ready == 0) {
                                    throw new AssertionError("not ready");
                                }
                            })
                    .start();
        };
    }

    private static int failures(String strategy, int schedules, Body body) {
        return Heddle.explorer()
                .strategy(strategy)
                .schedules(schedules)
                .toTheEnd()
                .explore(body)
                .failures();
    }

    /**
     * The beginning of the thread that writes keeps its priority. If that is the lowest of those
     * that are drawn (its own, one each for the twenty steps and the look at the end, and one for
     * the beginning of the other), the write comes last: 1/23. Or it begins after j steps of the
     * other, and its write, with a priority of its own, has the lowest of all 24, that step the
     * next of those j + 2, and the beginning comes next: the sum of 1/24 * 1/((j + 1)(j + 2)) for j
     * from 0 to 21, which is 1/24 * 22/23. Together it is 1/12: of 2,400 runs 200, with a standard
     * deviation of 13.5.
     */
    @Test
    void whatHasNothingToDoWithTheOtherStepsIsLateOnceInTwelve() {
        assertThat(failures("pos", 2_400, lateAmongOthers())).isBetween(200 - 54, 200 + 54);
    }

    /** It must lose 21 draws between two: 2^-21 for a run. */
    @Test
    void byARandomWalkItIsNever() {
        assertThat(failures("random", 2_300, lateAmongOthers())).isZero();
    }

    /**
     * Each step that has to do with the write makes it draw again, so here POS is no better than a
     * random walk: 2^-20 for a run.
     */
    @Test
    void withStepsThatHaveToDoWithItThereIsADrawForEach() {
        assertThat(failures("pos", 2_300, lateAmongThoseOfItsKind())).isZero();
    }

    /** As above, but the steps look at what is written, from when the other is about to write. */
    private static Body lateAmongThoseOfItsKind() {
        return () -> {
            Shared shared = new Shared();
            new Thread(
                            () -> {
                                shared.mine = 1;
                                shared.ready = 1;
                            })
                    .start();
            new Thread(
                            () -> {
                                int begun = shared.mine;
                                int seen = 0;
                                for (int i = 0; i < STEPS; i++) {
                                    seen += shared.ready;
                                }
                                if (begun == 1 && seen == 0) {
                                    throw new AssertionError("not ready");
                                }
                            })
                    .start();
        };
    }
}
