package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop that waits for another thread is gone through once for each change. */
class SpinsTest {

    private static final class Shared {
        volatile boolean ready;
        volatile int number;
        int plain;
    }

    private static Proof prove(Body body) {
        return Heddle.prover().within(Duration.ofSeconds(10)).schedules(20_000).prove(body);
    }

    private static Proof proveUnchecked(Body body) {
        return Heddle.explorer()
                .races(Check.OFF)
                .shrink(0)
                .stepLimit(2_000)
                .prover()
                .schedules(5_000)
                .within(Duration.ofSeconds(10))
                .prove(body);
    }

    @Test
    void aFlagIsAwaited() {
        for (boolean hints : new boolean[] {true, false}) {
            Proof proof =
                    prove(
                            () -> {
                                Shared x = new Shared();
                                Counted.together(
                                        () -> {
                                            while (!x.ready) {
                                                if (hints) {
                                                    Thread.onSpinWait();
                                                }
                                            }
                                            if (x.plain != 1) {
                                                throw new AssertionError("not published");
                                            }
                                        },
                                        () -> {
                                            x.plain = 1;
                                            x.ready = true;
                                        });
                            });
            proof.check();
            assertThat(proof.executions()).isEqualTo(2);
            assertThat(proof.redundant()).isZero();
            assertThat(proof.spinning()).isEqualTo(1);
        }
    }

    @Test
    void aLockThatSpinsExcludes() {
        Proof proof =
                prove(
                        () -> {
                            AtomicBoolean lock = new AtomicBoolean();
                            Shared x = new Shared();
                            Runnable add =
                                    () -> {
                                        while (!lock.compareAndSet(false, true)) {
                                            Thread.yield();
                                        }
                                        x.plain++;
                                        lock.set(false);
                                    };
                            Counted.together(add, add, add);
                            if (x.plain != 3) {
                                throw new AssertionError("lost");
                            }
                        });
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.spinning()).isPositive();
    }

    @Test
    void aWrongLockIsFound() {
        Proof proof =
                proveUnchecked(
                        () -> {
                            Shared lock = new Shared();
                            Shared x = new Shared();
                            Runnable add =
                                    () -> {
                                        while (lock.ready) {
                                            Thread.onSpinWait();
                                        }
                                        lock.ready = true; // Somebody else may have, meanwhile.
                                        x.plain++;
                                        lock.ready = false;
                                    };
                            Counted.together(add, add);
                            if (x.plain != 2) {
                                throw new AssertionError("lost");
                            }
                        });
        assertThat(proof.failures()).isPositive();
        assertThat(proof.found().getFirst().failure().cause().orElseThrow()).hasMessage("lost");
    }

    @Test
    void aRetriedUpdateIsFinite() {
        Proof proof =
                prove(
                        () -> {
                            AtomicInteger x = new AtomicInteger();
                            Runnable add =
                                    () -> {
                                        int seen;
                                        do {
                                            seen = x.get();
                                        } while (!x.compareAndSet(seen, seen + 1));
                                    };
                            Counted.together(add, add, add);
                            if (x.get() != 3) {
                                throw new AssertionError("lost");
                            }
                        });
        proof.check();
        assertThat(proof.isComplete()).isTrue();
    }

    /** Who counts his rounds does not do the same again: that he gives up must be seen. */
    @Test
    void whoCountsHisRoundsGivesUp() {
        Proof proof =
                proveUnchecked(
                        () -> {
                            AtomicBoolean lock = new AtomicBoolean();
                            Counted.together(
                                    () -> {
                                        for (int i = 0; i < 3; i++) {
                                            if (lock.compareAndSet(false, true)) {
                                                lock.set(false);
                                                return;
                                            }
                                        }
                                        throw new IllegalStateException("gave up");
                                    },
                                    () -> {
                                        lock.set(true);
                                        lock.set(false);
                                    });
                        });
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.failures()).isPositive();
        assertThat(proof.found().getFirst().failure().cause().orElseThrow()).hasMessage("gave up");
        assertThat(proof.spinning()).isZero();
    }

    /** What it counts may be in an object of the JDK that is no step. */
    @Test
    void whoCountsInAStringBuilderGivesUp() {
        Proof proof =
                proveUnchecked(
                        () -> {
                            Shared x = new Shared();
                            Counted.together(
                                    () -> {
                                        StringBuilder rounds = new StringBuilder();
                                        while (!x.ready) {
                                            rounds.append('.');
                                            if (rounds.length() == 4) {
                                                throw new IllegalStateException("gave up");
                                            }
                                        }
                                    },
                                    () -> x.ready = true);
                        });
        assertThat(proof.failures()).isPositive();
    }

    /** Each change is seen by who waits, in every order. */
    @Test
    void whoWaitsSeesEachChange() {
        Proof proof =
                proveUnchecked(
                        () -> {
                            Shared x = new Shared();
                            boolean[] seen = new boolean[4];
                            Counted.together(
                                    () -> {
                                        int now;
                                        do {
                                            now = x.number;
                                            if (now == 1) {
                                                throw new IllegalStateException("1 was seen");
                                            }
                                        } while (now != 3);
                                    },
                                    () -> {
                                        x.number = 1;
                                        x.number = 2;
                                        x.number = 3;
                                    });
                        });
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.failures()).isPositive().isLessThan(proof.executions());
        assertThat(proof.executions()).isLessThan(20);
    }

    /** Two places are read in a round: a change of either is enough. */
    @Test
    void eitherOfTwoChangesIsEnough() {
        Proof proof =
                proveUnchecked(
                        () -> {
                            Shared x = new Shared();
                            Shared y = new Shared();
                            Counted.together(
                                    () -> {
                                        while (!x.ready && !y.ready) {
                                            Thread.onSpinWait();
                                        }
                                        if (x.ready && !y.ready) {
                                            throw new IllegalStateException("x first");
                                        }
                                    },
                                    () -> x.ready = true,
                                    () -> y.ready = true);
                        });
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.failures()).isPositive();
        assertThat(proof.executions()).isLessThan(60);
    }

    @Test
    void whatNeverComesIsAFailure() {
        Proof proof =
                proveUnchecked(
                        () -> {
                            Shared x = new Shared();
                            Counted.together(
                                    () -> {
                                        while (!x.ready) {
                                            Thread.onSpinWait();
                                        }
                                    },
                                    () -> x.number = 1);
                        });
        assertThat(proof.failures()).isPositive();
        assertThat(proof.found().getFirst().failure().kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
    }

    @Test
    void aTimerEndsTheWait() {
        Proof proof =
                prove(
                        () -> {
                            Shared x = new Shared();
                            Counted.together(
                                    () -> {
                                        while (!x.ready) {
                                            Thread.onSpinWait();
                                        }
                                    },
                                    () -> {
                                        try {
                                            Thread.sleep(10);
                                        } catch (InterruptedException e) {
                                            throw new AssertionError(e);
                                        }
                                        x.ready = true;
                                    });
                        });
        proof.check();
    }
}
