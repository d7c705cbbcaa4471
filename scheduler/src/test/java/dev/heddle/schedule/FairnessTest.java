package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits in a loop for what another thread does comes to see it, whoever decides. */
class FairnessTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static final class Shared {
        private boolean ready;
        private boolean there;
        private int turn;
    }

    private static void passes(String strategy, int steps, Body body) {
        Heddle.explorer()
                .strategy(strategy)
                .schedules(60)
                .stepLimit(steps)
                .shrink(0)
                .explore(body)
                .check();
    }

    /** Three threads that yield: whoever yields must not come before one that has not for long. */
    private static void yielding() {
        Shared shared = new Shared();
        new Thread(
                        () -> {
                            while (!shared.there) {
                                Thread.yield();
                            }
                            shared.ready = true;
                        })
                .start();
        new Thread(() -> shared.there = true).start();
        while (!shared.ready) {
            Thread.onSpinWait();
        }
    }

    /** There is no need for the thousand steps after which a thread is thought to spin. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "random",
                "pct",
                "pct:1",
                "pos",
                "surw",
                "halt",
                "delay:2",
                "preemption:2",
                "portfolio",
                "fifo"
            })
    void threadsThatSayThatTheySpinLetOthersGoFirst(String strategy) {
        passes(strategy, 500, FairnessTest::yielding);
    }

    /** A loop that does nothing but look: who decides has to notice. */
    private static void silent() throws InterruptedException {
        Shared shared = new Shared();
        Thread other = new Thread(() -> shared.ready = true);
        other.start();
        while (!shared.ready) {
            assertThat(shared).isNotNull();
        }
        other.join();
    }

    /** Long before it is given up to prefer anybody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "random",
                "pct",
                "pct:1",
                "pos",
                "surw",
                "halt",
                "delay:2",
                "preemption:2",
                "portfolio"
            })
    void threadsThatSpinWithoutSayingSoAreNoticed(String strategy) {
        passes(strategy, Patient.PATIENCE / 4, FairnessTest::silent);
    }

    /**
     * Two threads that give way to each other in step: each sees that it is the other's turn too,
     * and tries again. It ends when one goes on twice in a row.
     */
    private static void politeness() throws InterruptedException {
        Shared shared = new Shared();
        Thread other = new Thread(() -> giveWay(shared, 1));
        other.start();
        giveWay(shared, 2);
        other.join();
    }

    private static void giveWay(Shared shared, int me) {
        while (!shared.ready) {
            shared.turn = me;
            Thread.yield();
            if (shared.turn == me) {
                shared.ready = true;
            }
        }
    }

    /** In turn for ever, if it is always the other one that goes on after a yield. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "random",
                "pct",
                "pct:1",
                "pos",
                "surw",
                "halt",
                "delay:2",
                "preemption:2",
                "portfolio"
            })
    void threadsThatGiveWayToEachOtherDoNotDoSoForEver(String strategy) {
        passes(strategy, Patient.PATIENCE * 6, FairnessTest::politeness);
    }
}
