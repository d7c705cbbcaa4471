package dev.heddle.assertj;

import static dev.heddle.assertj.HeddleAssertions.assertThatOutcomesOf;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Exact sets of outcomes, as in litmus tests. */
class OutcomesAssertTest {

    /** Store buffering: each writes its own and reads the other's. */
    private static final class Buffers {
        int x;
        int y;
        int seenX;
        int seenY;

        String run() throws InterruptedException {
            Thread other =
                    new Thread(
                            () -> {
                                y = 1;
                                seenX = x;
                            });
            other.start();
            x = 1;
            seenY = y;
            other.join();
            return seenX + " " + seenY;
        }
    }

    private static String buffers() throws InterruptedException {
        return new Buffers().run();
    }

    @Test
    void allOutcomesAndNoOther() {
        assertThatOutcomesOf(OutcomesAssertTest::buffers).hasOutcomes("0 1", "1 0", "1 1");
    }

    @Test
    void ofEveryInterleaving() {
        assertThatOutcomesOf(OutcomesAssertTest::buffers)
                .inEveryInterleaving()
                .hasOutcomes("0 1", "1 0", "1 1")
                .neverReaches("0 0");
        assertThatThrownBy(
                        () ->
                                assertThatOutcomesOf(OutcomesAssertTest::buffers)
                                        .inEveryInterleaving()
                                        .hasOutcomes("0 1", "1 0"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Expecting other outcomes, or a proof:")
                .hasMessageContaining("the outcome is 1 1, which is none of [0 1, 1 0]");
    }

    @Test
    void oneThatIsNotAmongThemIsTold() {
        assertThatThrownBy(
                        () ->
                                assertThatOutcomesOf(OutcomesAssertTest::buffers)
                                        .hasOutcomes("0 1", "1 0"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Expecting other outcomes, but schedule ")
                .hasMessageContaining("the outcome is 1 1, which is none of [0 1, 1 0]")
                .hasMessageContaining("Replay it: assertThatOutcomesOf(program).replaying(");
    }

    @Test
    void oneThatIsNeverSeenIsTold() {
        assertThatThrownBy(
                        () ->
                                assertThatOutcomesOf(OutcomesAssertTest::buffers)
                                        .with(explorer -> explorer.schedules(300))
                                        .hasOutcomes("0 0", "0 1", "1 0", "1 1"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "Expecting these outcomes, which were never seen in 300 schedules: [0 0]")
                .hasMessageContaining("Seen were: [")
                .hasMessageContaining("1 1 (");
    }

    @Test
    void someMayNeverBeSeen() {
        assertThatOutcomesOf(OutcomesAssertTest::buffers)
                .hasOnlyOutcomes("0 0", "0 1", "1 0", "1 1")
                .canReach("1 0")
                .neverReaches("0 0");
        assertThatThrownBy(
                        () -> assertThatOutcomesOf(OutcomesAssertTest::buffers).neverReaches("1 0"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the outcome is 1 0");
        assertThatThrownBy(() -> assertThatOutcomesOf(OutcomesAssertTest::buffers).canReach("0 0"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("never seen");
    }

    @Test
    void nothingIsAnOutcomeToo() {
        assertThatCode(() -> assertThatOutcomesOf(() -> (String) null).hasOutcomes((String) null))
                .doesNotThrowAnyException();
    }
}
