package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Property;
import dev.heddle.Prover;
import dev.heddle.UnreachedError;
import dev.heddle.async.Async;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** What a proof visits besides who runs: choices, waits that end for no reason, coroutines. */
class ProofChoicesTest {

    private static final class Shared {
        int value;
        boolean ready;
    }

    private static Prover prover() {
        return Heddle.explorer().races(Check.OFF).shrink(0).prover().schedules(5_000);
    }

    @Test
    void eachValueOfAChoiceIsVisitedOnce() {
        List<Integer> seen = new ArrayList<>();
        Proof proof =
                prover().prove(
                                () -> {
                                    int first = Heddle.choose(3);
                                    seen.add(first * 10 + Heddle.choose(2));
                                });
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(6);
        assertThat(new TreeSet<>(seen)).isEqualTo(Set.of(0, 1, 10, 11, 20, 21));
    }

    @Test
    void choicesAreVisitedInAllThreads() {
        Proof proof =
                prover().prove(
                                () -> {
                                    Shared x = new Shared();
                                    Counted.together(
                                            () -> x.value += Heddle.choose(2),
                                            () -> x.value += 2 * Heddle.choose(2));
                                    if (x.value == 3) {
                                        throw new IllegalStateException("both");
                                    }
                                });
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.redundant()).isZero();
        // Two orders without a lost update, for one of four choices.
        assertThat(proof.failures()).isEqualTo(2);
        assertThat(proof.executions()).isEqualTo(4 * 4);
    }

    @Test
    void aChoiceAmongTooManyMakesItIncomplete() {
        Proof proof = prover().prove(() -> Heddle.choose(1_000));
        assertThat(proof.isComplete()).isFalse();
        assertThat(proof.toString()).contains("a choice has 1,000 options");
    }

    private static Body waiting(boolean again) {
        return () -> {
            Shared x = new Shared();
            Counted.together(
                    () -> {
                        synchronized (x) {
                            try {
                                if (again) {
                                    while (!x.ready) {
                                        x.wait();
                                    }
                                } else if (!x.ready) {
                                    x.wait();
                                }
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            if (!x.ready) {
                                throw new IllegalStateException("woken too early");
                            }
                        }
                    },
                    () -> {
                        synchronized (x) {
                            x.ready = true;
                            x.notify();
                        }
                    });
        };
    }

    @Test
    void aWaitEndsForNoReasonIfItMay() {
        assertThat(prover().prove(waiting(false)).failures()).isZero();
        Proof proof = prover().spuriousWakeups(1).prove(waiting(false));
        assertThat(proof.failures()).isPositive();
        assertThat(proof.found().getFirst().failure().cause().orElseThrow())
                .hasMessage("woken too early");
        String token = proof.found().getFirst().failure().token();
        assertThat(Heddle.explorer().replay(token, waiting(false)).failure()).isPresent();
        Proof again = prover().spuriousWakeups(2).prove(waiting(true));
        again.check();
        assertThat(again.isComplete()).isTrue();
        assertThat(again.spurious()).isPositive().isLessThan(again.executions());
        assertThat(again.toString()).contains("of them a wait has ended for no reason");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prover().spuriousWakeups(-1))
                .withMessageContaining("must be from 0 to 10, but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Heddle.explorer().spuriousWakeups(false).prover().spuriousWakeups(1))
                .withMessageContaining("Leave out one of the two");
    }

    @Test
    void timersThatAreDueTogetherFireInAnyOrder() {
        List<Integer> seen = new ArrayList<>();
        Proof proof =
                prover().prove(
                                () -> {
                                    Shared x = new Shared();
                                    Counted.together(
                                            () -> sleepThen(5, () -> x.value = x.value * 2 + 1),
                                            () -> sleepThen(5, () -> x.value = x.value * 3),
                                            () -> sleepThen(6, () -> x.value = x.value + 100));
                                    seen.add(x.value);
                                });
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        // In either order, or one of them lost; and 100 more, always after both.
        assertThat(new TreeSet<>(seen)).isEqualTo(Set.of(100, 101, 103));
    }

    private static void sleepThen(int millis, Runnable action) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        action.run();
    }

    @Test
    void whatIsToHappenSometimesMustInOneInterleaving() {
        Body body =
                () -> {
                    Shared x = new Shared();
                    Counted.together(
                            () -> {
                                if (x.value == 0) {
                                    Property.sometimes("early");
                                }
                            },
                            () -> x.value = 1);
                };
        Heddle.explorer().races(Check.OFF).sometimes("early").prover().prove(body).check();
        Proof proof = Heddle.explorer().races(Check.OFF).sometimes("never").prover().prove(body);
        assertThat(proof.passed()).isFalse();
        assertThatThrownBy(proof::check).isInstanceOf(UnreachedError.class);
    }

    @Test
    void waysToFailBeyondThoseThatAreKeptAreCounted() {
        Proof proof =
                prover().prove(
                                () -> {
                                    int way = Heddle.choose(25);
                                    new Thread(LockSupport::park, "way " + way).start();
                                });
        assertThat(proof.failures()).isEqualTo(25);
        assertThat(proof.found()).hasSize(20);
        assertThat(proof.otherKinds()).isEqualTo(5);
        assertThat(proof.toString()).contains("There are 5 more ways to fail.");
    }

    private static Task<Void> adding(Shared x) {
        return Async.createTask(
                () -> {
                    int seen = x.value;
                    x.value = seen + 1;
                    Async.yield();
                    seen = x.value;
                    x.value = seen + 1;
                });
    }

    /** Between two awaits nobody else comes, so two tasks of two steps have few orders. */
    @Test
    void coroutinesSwitchAtAwaitsOnly() {
        Proof proof =
                prover().prove(
                                () ->
                                        Async.run(
                                                () -> {
                                                    Shared x = new Shared();
                                                    Task<Void> one = adding(x);
                                                    Task<Void> other = adding(x);
                                                    one.await();
                                                    other.await();
                                                    if (x.value != 4) {
                                                        throw new AssertionError("lost");
                                                    }
                                                }));
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        // Two steps of each: 4 over 2. Where the other ends last, it is awaited before or after.
        assertThat(proof.executions()).isEqualTo(6 + 3);
        assertThat(proof.redundant()).isZero();
    }
}
