package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Prover;
import dev.heddle.ProverAccess;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run in which a class is loaded is made once more. If just that run is the first that shows that
 * something matters, such as where a thread looks for interrupts, all begins anew nevertheless.
 */
class RepeatedRunsTest {

    /** Loaded when a thread is interrupted for the first time, which is not in the first run. */
    private static final class Interrupting {
        private Interrupting() {}

        static void interrupt(Thread thread) {
            thread.interrupt();
        }
    }

    /** Loaded when somebody is about to wait in a loop for the first time. */
    private static final class Spinning {
        private Spinning() {}

        static void until(AtomicInteger number, int value) {
            while (number.get() != value) {
                Thread.onSpinWait();
            }
        }
    }

    /** Loaded when somebody joins until his time is up for the first time. */
    private static final class Joining {
        private Joining() {}

        static boolean ends(Thread thread) throws InterruptedException {
            thread.join(1);
            return thread.isAlive();
        }
    }

    private String seen = "";

    private Proof prove(Prover prover, Body body, Set<String> ends) {
        return ProverAccess.onEnding(prover, ending -> ends.add(seen)).prove(body);
    }

    private static Prover prover() {
        return Heddle.explorer().races(Check.OFF).allowLeaks().shrink(0).prover();
    }

    /** Twice, since the second time no class is loaded: it must come to the same. */
    private void check(Prover prover, Body body, String... expected) {
        Set<String> ends = new TreeSet<>();
        Proof first = prove(prover, body, ends);
        first.check();
        assertThat(ends).containsExactlyInAnyOrder(expected);
        Proof second = prove(prover, body, ends);
        second.check();
        assertThat(first.executions()).isEqualTo(second.executions());
        assertThat(first.redundant()).isEqualTo(second.redundant());
        assertThat(ends).containsExactlyInAnyOrder(expected);
    }

    @Test
    void whoIsInterruptedThere() {
        check(
                prover(),
                () -> {
                    seen = "-";
                    AtomicInteger number = new AtomicInteger();
                    Thread second =
                            new Thread(
                                    () -> {
                                        number.set(1);
                                        seen = "" + Thread.currentThread().isInterrupted();
                                    });
                    Thread first =
                            new Thread(
                                    () -> {
                                        if (number.get() == 1) {
                                            Interrupting.interrupt(second);
                                        }
                                    });
                    first.start();
                    second.start();
                    first.join();
                    second.join();
                },
                "false",
                "true");
    }

    @Test
    void whoSpinsThere() {
        check(
                prover(),
                () -> {
                    seen = "-";
                    AtomicInteger number = new AtomicInteger();
                    Thread second =
                            new Thread(
                                    () -> {
                                        number.set(1);
                                        number.set(2);
                                    });
                    Thread first =
                            new Thread(
                                    () -> {
                                        if (number.get() == 1) {
                                            Spinning.until(number, 2);
                                            seen = "waited";
                                        }
                                    });
                    first.start();
                    second.start();
                    first.join();
                    second.join();
                },
                "-",
                "waited");
    }

    @Test
    void whoJoinsUntilHisTimeIsUpThere() {
        check(
                prover().earlyTimeouts(1),
                () -> {
                    seen = "-";
                    AtomicInteger number = new AtomicInteger();
                    Thread second =
                            new Thread(
                                    () -> {
                                        number.set(1);
                                        number.get();
                                    });
                    Thread first =
                            new Thread(
                                    () -> {
                                        if (number.get() == 1) {
                                            try {
                                                seen = "" + Joining.ends(second);
                                            } catch (InterruptedException e) {
                                                throw new AssertionError(e);
                                            }
                                        }
                                    });
                    first.start();
                    second.start();
                    first.join();
                    second.join();
                },
                "-",
                "false",
                "true");
    }
}
