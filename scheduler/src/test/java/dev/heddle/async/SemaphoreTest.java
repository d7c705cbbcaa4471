package dev.heddle.async;

import static dev.heddle.async.Grounds.inAnyOrder;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Semaphores: so many at a time, in the order of coming, and no permit is lost. */
class SemaphoreTest {

    @Test
    void soManyHaveItAtATime() throws Exception {
        inAnyOrder(
                () -> {
                    Semaphore semaphore = new Semaphore(2);
                    Crew crew = new Crew();
                    int[] inside = {0, 0};
                    crew.begin(
                            "abcde",
                            _ -> {
                                try (Lock.Held _ = semaphore.hold()) {
                                    inside[1] = Math.max(inside[1], ++inside[0]);
                                    Async.yield();
                                    inside[0]--;
                                }
                            });
                    crew.join();
                    assertThat(inside).containsExactly(0, 2);
                    assertThat(semaphore.permits()).isEqualTo(2);
                });
    }

    @Test
    void aPermitThatIsGivenBackIsTheFirstOnesAtOnce() throws Exception {
        inOrder(
                () -> {
                    Semaphore semaphore = new Semaphore(1);
                    Crew crew = new Crew();
                    semaphore.acquire();
                    assertThat(semaphore.isLocked()).isTrue();
                    crew.beginAndLog("ab", _ -> semaphore.acquire());
                    semaphore.release();
                    assertThat(semaphore.permits()).isZero();
                    crew.beginAndLog("c", _ -> semaphore.acquire());
                    assertThat(crew.log).containsExactly("a");
                    semaphore.release();
                    semaphore.release();
                    Crew.settle();
                    assertThat(crew.log).containsExactly("a", "b", "c");
                    assertThat(semaphore.isLocked()).isTrue();
                    semaphore.release();
                    assertThat(semaphore.isLocked()).isFalse();
                });
    }

    @Test
    void oneThatIsCancelledGivesItsPermitBack() throws Exception {
        inOrder(
                () -> {
                    Semaphore semaphore = new Semaphore(0);
                    Crew crew = new Crew();
                    crew.beginAndLog("abc", _ -> semaphore.acquire());
                    crew.cancel("a"); // While it waits,
                    semaphore.release();
                    crew.cancel("b"); // or when it has been granted one.
                    Crew.settle();
                    assertThat(crew.log)
                            .containsExactly("a CancelledError", "b CancelledError", "c");
                    assertThat(semaphore.permits()).isZero();
                });
    }

    @Test
    void aBoundedOneTakesNoMoreThanItGave() throws Exception {
        inOrder(
                () -> {
                    BoundedSemaphore semaphore = new BoundedSemaphore(1);
                    assertThatThrownBy(semaphore::release)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("all 1 are there");
                    semaphore.acquire();
                    semaphore.release();
                    assertThat(semaphore.permits()).isOne();
                    Semaphore unbounded = new Semaphore(1);
                    unbounded.release();
                    assertThat(unbounded.permits()).isEqualTo(2);
                });
    }

    @Test
    void thereAreNoFewerThanNoPermits() {
        assertThatThrownBy(() -> new Semaphore(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new BoundedSemaphore(-2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
