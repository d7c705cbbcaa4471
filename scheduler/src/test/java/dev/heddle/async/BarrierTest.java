package dev.heddle.async;

import static dev.heddle.async.Grounds.inAnyOrder;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.concurrent.BrokenBarrierException;

/** A barrier: all go on together, again and again, unless it is broken. */
class BarrierTest {

    private static void log(Crew crew, String names, Barrier barrier) {
        crew.beginAndLog(names, name -> crew.log.add(name + barrier.await()));
    }

    @Test
    void nobodyGoesOnBeforeAllHaveCome() throws Exception {
        inAnyOrder(
                () -> {
                    Barrier barrier = new Barrier(3);
                    Crew crew = new Crew();
                    int[] come = {0};
                    crew.begin(
                            "abc",
                            _ -> {
                                for (int round = 1; round <= 2; round++) {
                                    come[0]++;
                                    barrier.await();
                                    assertThat(come[0]).isGreaterThanOrEqualTo(3 * round);
                                }
                            });
                    crew.join();
                    assertThat(come).containsExactly(6);
                });
    }

    @Test
    void theyAreNumberedAsTheyComeAndOneThatIsCancelledLeaves() throws Exception {
        inOrder(
                () -> {
                    Barrier barrier = new Barrier(3);
                    Crew crew = new Crew();
                    log(crew, "ab", barrier);
                    assertThat(barrier.waiting()).isEqualTo(2);
                    crew.cancel("a");
                    Crew.settle();
                    assertThat(barrier.waiting()).isOne();
                    log(crew, "cd", barrier);
                    Crew.settle();
                    assertThat(crew.log)
                            .containsExactly("a CancelledError", "d2", "d", "b1", "b", "c1", "c");
                    assertThat(barrier.waiting()).isZero();
                    assertThat(barrier.parties()).isEqualTo(3);
                });
    }

    @Test
    void abortBreaksItUntilItIsReset() throws Exception {
        inOrder(
                () -> {
                    Barrier barrier = new Barrier(2);
                    Crew crew = new Crew();
                    log(crew, "a", barrier);
                    barrier.abort();
                    assertThat(barrier.isBroken()).isTrue();
                    assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
                    Crew.settle();
                    barrier.reset();
                    assertThat(barrier.isBroken()).isFalse();
                    log(crew, "b", barrier);
                    barrier.reset(); // Breaks it for those who wait only.
                    Crew.settle();
                    log(crew, "cd", barrier);
                    Crew.settle();
                    assertThat(crew.log)
                            .containsExactly(
                                    "a BrokenBarrierException",
                                    "b BrokenBarrierException",
                                    "d1",
                                    "d",
                                    "c0",
                                    "c");
                });
    }

    @Test
    void itNeedsSomebodyToWaitFor() throws Exception {
        assertThatThrownBy(() -> new Barrier(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 or more");
        inOrder(() -> assertThat(new Barrier(1).await()).isZero());
    }
}
