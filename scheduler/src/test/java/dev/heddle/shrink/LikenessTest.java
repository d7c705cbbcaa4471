package dev.heddle.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Test;

import java.util.concurrent.ExecutionException;

/** What counts as the same failure, and that it is the same one that comes out. */
class LikenessTest {

    @Test
    void numbersHashesAndListsAreNoPartOfAMessage() {
        assertThat(Likeness.shape("expected: 2 but was: 1"))
                .isEqualTo(Likeness.shape("expected: 20 but was: -13"));
        assertThat(Likeness.shape("lost java.lang.Object@1b2c3d"))
                .isEqualTo(Likeness.shape("lost java.lang.Object@ffee00"));
        assertThat(Likeness.shape("expected [1, [2, a]] to be empty"))
                .isEqualTo(Likeness.shape("expected [] to be empty"));
        assertThat(Likeness.shape("after 1,000.5 ms")).isEqualTo(Likeness.shape("after 7 ms"));
        assertThat(Likeness.shape(null)).isEmpty();
    }

    @Test
    void wordsAre() {
        assertThat(Likeness.shape("left is null")).isNotEqualTo(Likeness.shape("right is null"));
    }

    @Test
    void theLineIsAPartOfIt() {
        Ending one = failed(first());
        Ending other = failed(second());
        assertThat(Likeness.of(one)).isNotEqualTo(Likeness.of(other));
        assertThat(Likeness.of(one)).isEqualTo(Likeness.of(failed(first())));
    }

    @Test
    void theCauseIsAPartOfIt() {
        Ending one = failed(new ExecutionException("failed", new IllegalStateException("a")));
        Ending other = failed(new ExecutionException("failed", new IllegalArgumentException("a")));
        assertThat(Likeness.of(one)).isNotEqualTo(Likeness.of(other));
    }

    @Test
    void causesThatGoRoundInACircleEnd() {
        Exception one = new Exception("one");
        Exception other = new Exception("other", one);
        one.initCause(other);
        assertThat(Likeness.of(failed(one)).traits()).isNotEmpty();
    }

    private static Throwable first() {
        return new IllegalStateException("boom");
    }

    private static Throwable second() {
        return new IllegalStateException("boom");
    }

    private static Ending failed(Throwable thrown) {
        return new Ending(Ending.Kind.FAILED, thrown, "main", 0, java.util.List.of());
    }

    private static final class Shared {
        private int value;
        private boolean begun;
        private int other;
    }

    /**
     * The lost update needs a preemption. The other failure needs none, so it would be the smaller
     * one.
     */
    @Test
    void anotherFailureIsNotTakenForASmallerOne() {
        Body body =
                () -> {
                    Shared shared = new Shared();
                    Minima.together(
                            () -> {
                                shared.value++;
                                shared.begun = true;
                            },
                            () -> shared.value++,
                            () -> {
                                if (!shared.begun) {
                                    shared.other = 1;
                                }
                            });
                    Minima.check(shared.value == 2, "lost an update");
                    Minima.check(shared.other == 0, "began too early");
                };
        assertThat(first("lost an update", body).shrunk().orElseThrow().after().preemptions())
                .isEqualTo(1);
        assertThat(first("began too early", body).shrunk().orElseThrow().after().preemptions())
                .isZero();
    }

    /** The first failure that says so, of several explorations. */
    private static Failure first(String message, Body body) {
        for (int seed = 1; seed < 100; seed++) {
            Failure failure =
                    Heddle.explorer().seed(seed).shrink(0).explore(body).failure().orElseThrow();
            if (failure.summary().contains(message)) {
                Explorer again = Heddle.explorer().seed(seed);
                Failure smaller = again.explore(body).failure().orElseThrow();
                assertThat(smaller.summary()).contains(message);
                return smaller;
            }
        }
        throw new AssertionError("No schedule fails with: " + message);
    }

    /** Two deadlocks: of two threads, which needs a preemption, and of one with itself. */
    @Test
    void anotherDeadlockIsNotTakenForASmallerOne() {
        Body body =
                () -> {
                    Object left = new Object();
                    StringBuilder right = new StringBuilder();
                    Shared shared = new Shared();
                    Minima.together(
                            () -> {
                                synchronized (left) {
                                    shared.value = 1;
                                    synchronized (right) {
                                        shared.value = 2;
                                    }
                                }
                            },
                            () -> {
                                synchronized (right) {
                                    shared.value = 3;
                                    synchronized (left) {
                                        shared.value = 4;
                                    }
                                }
                            },
                            () -> {
                                if (shared.value == 0) {
                                    java.util.concurrent.locks.LockSupport.park();
                                }
                            });
                };
        for (int seed = 1; seed < 100; seed++) {
            Failure failure =
                    Heddle.explorer().seed(seed).shrink(0).explore(body).failure().orElseThrow();
            if (failure.toString().contains("held by")) {
                Failure smaller =
                        Heddle.explorer().seed(seed).explore(body).failure().orElseThrow();
                assertThat(smaller.toString()).contains("held by");
                assertThat(smaller.shrunk().orElseThrow().after().preemptions()).isEqualTo(1);
                return;
            }
        }
        throw new AssertionError("No schedule fails by the locks.");
    }

    @Test
    void aBystanderMayEndWhereItDidNot() {
        Body body =
                () -> {
                    Object left = new Object();
                    Object right = new Object();
                    Minima.together(
                            () -> {
                                synchronized (left) {
                                    synchronized (right) {
                                        left.hashCode();
                                    }
                                }
                            },
                            () -> {
                                synchronized (right) {
                                    synchronized (left) {
                                        left.hashCode();
                                    }
                                }
                            },
                            () -> {
                                synchronized (left) {
                                    left.hashCode();
                                }
                            });
                };
        for (int seed = 1; seed <= 10; seed++) {
            Failure failure = Heddle.explorer().seed(seed).explore(body).failure().orElseThrow();
            assertThat(failure.shrunk().orElseThrow().after().preemptions()).isEqualTo(1);
        }
    }
}
