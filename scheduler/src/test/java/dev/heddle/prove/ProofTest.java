package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.IncompleteProofError;
import dev.heddle.Proof;
import dev.heddle.Prover;
import dev.heddle.Report;
import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** What a proof says, and that what it says is so. */
class ProofTest {

    private static final class Shared {
        int value;
        boolean ready;
    }

    private static Prover prover() {
        return Heddle.explorer().races(Check.OFF).prover();
    }

    private static Body counting(boolean atomic) {
        return () -> {
            Shared plain = new Shared();
            AtomicInteger number = new AtomicInteger();
            Runnable add =
                    () -> {
                        if (atomic) {
                            number.incrementAndGet();
                        } else {
                            plain.value++;
                        }
                    };
            Counted.together(add, add, add);
            int sum = plain.value + number.get();
            if (sum != 3) {
                throw new AssertionError("counted " + sum);
            }
        };
    }

    /** Else a green proof would say what nobody has looked at. */
    @Test
    void whatIsNotUnderControlIsNotProved() throws Exception {
        Path file = Files.createTempFile("proof", "");
        try {
            demandIncomplete(() -> Files.readString(file), "not everything was under control");
        } finally {
            Files.delete(file);
        }
        demandIncomplete(Math::random, "drawn at random");
        demandIncomplete(() -> new Random().nextInt(), "drawn at random");
        prover().prove(() -> new Random(1).nextInt()).check();
        Proof byHand = Heddle.explorer().manualTime().prover().prove(() -> {});
        assertThat(byHand.isComplete()).isFalse();
        assertThat(byHand.toString()).contains("time is moved by hand");
    }

    private static void demandIncomplete(Body body, String why) {
        Proof proof = prover().prove(body);
        assertThat(proof.isComplete()).isFalse();
        assertThatThrownBy(proof::check)
                .isInstanceOf(IncompleteProofError.class)
                .hasMessageContaining(why);
    }

    @Test
    void passingMeansThatEveryInterleavingWasVisited() {
        Proof proof = prover().prove(counting(true));
        proof.check();
        assertThat(proof.passed()).isTrue();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(6);
        assertThat(proof.toString()).startsWith("All 6 interleavings were checked: correct (");
    }

    @Test
    void allFailuresAreCountedAndTheFirstReplays() {
        Proof proof = prover().prove(counting(false));
        assertThat(proof.executions()).isEqualTo(36);
        assertThat(proof.failures()).isEqualTo(30);
        assertThat(proof.found()).hasSize(1);
        assertThat(proof.found().getFirst().count()).isEqualTo(30);
        assertThatThrownBy(proof::check)
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("counted ")
                .hasMessageEndingWith("Of all 36 interleavings, 30 failed like this.");
        String token = proof.found().getFirst().failure().token();
        Report again = Heddle.replay(token, counting(false));
        assertThat(again.failure().orElseThrow().cause().orElseThrow())
                .hasMessageStartingWith("counted ");
    }

    @Test
    void aFailureDoesNotHideAnother() {
        Body body =
                () -> {
                    Shared x = new Shared();
                    Counted.together(
                            () -> {
                                if (x.value == 0) {
                                    throw new IllegalStateException("too early");
                                }
                            },
                            () -> {
                                x.value = 1;
                                if (x.value == 1) {
                                    throw new UnsupportedOperationException("always");
                                }
                            });
                };
        Proof proof = prover().prove(body);
        assertThat(proof.executions()).isEqualTo(2);
        assertThat(proof.failures()).isEqualTo(2);
        assertThat(proof.found()).hasSize(2);
    }

    @Test
    void runningOutOfBudgetIsAFailureUnlessAllowed() {
        Proof proof = prover().schedules(10).prove(Counted.counter(3, 1));
        assertThat(proof.executions()).isEqualTo(10);
        assertThat(proof.isComplete()).isFalse();
        assertThat(proof.toString()).contains("10 interleavings were checked, but not all");
        assertThatThrownBy(proof::check).isInstanceOf(IncompleteProofError.class);
        prover().schedules(10).allowIncomplete().prove(Counted.counter(3, 1)).check();
    }

    @Test
    void aBudgetThatIsJustEnoughIsEnough() {
        assertThat(prover().schedules(36).prove(Counted.counter(3, 1)).isComplete()).isTrue();
    }

    @Test
    void deadlocksAreFound() {
        Proof proof = prover().prove(Counted.dining(3, false));
        assertThat(proof.failures()).isEqualTo(1);
        assertThat(proof.found().getFirst().failure().kind()).isEqualTo(Ending.Kind.DEADLOCK);
    }

    @Test
    void badBoundsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prover().schedules(0))
                .withMessageContaining("at least 1, but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prover().within(Duration.ZERO))
                .withMessageContaining("must be positive");
    }

    @Test
    void whoIsNotifiedIsAChoice() {
        List<Integer> first = new ArrayList<>();
        Body body =
                () -> {
                    Object monitor = new Object();
                    Shared order = new Shared();
                    CountDownLatch waiting = new CountDownLatch(2);
                    Runnable[] parts = new Runnable[3];
                    for (int i = 0; i < 2; i++) {
                        int me = i + 1;
                        parts[i] =
                                () -> {
                                    synchronized (monitor) {
                                        waiting.countDown();
                                        try {
                                            monitor.wait();
                                        } catch (InterruptedException e) {
                                            throw new AssertionError(e);
                                        }
                                        order.value = order.value * 10 + me;
                                        monitor.notify();
                                    }
                                };
                    }
                    parts[2] =
                            () -> {
                                try {
                                    waiting.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                                synchronized (monitor) {
                                    monitor.notify();
                                }
                            };
                    Counted.together(parts);
                    first.add(order.value);
                };
        Proof proof = prover().prove(body);
        proof.check();
        // Two orders of coming to wait, and in each either may be notified first.
        assertThat(first).containsOnly(12, 21);
        assertThat(proof.executions()).isEqualTo(4);
    }

    @Test
    void timePassesOnlyWhenNobodyCanRun() {
        Body body =
                () -> {
                    Shared x = new Shared();
                    Counted.together(
                            () -> {
                                try {
                                    Thread.sleep(1_000);
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                                x.value = x.value * 2;
                            },
                            () -> x.value = 21);
                    if (x.value != 42) {
                        throw new AssertionError("the sleeper came first");
                    }
                };
        Proof proof = prover().prove(body);
        proof.check();
        assertThat(proof.executions()).isEqualTo(1);
    }

    @Test
    void poolsAndFuturesAreVisitedToo() {
        Body body =
                () -> {
                    Shared x = new Shared();
                    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                        Future<?> one = pool.submit(() -> x.value++);
                        Future<?> other = pool.submit(() -> x.value++);
                        one.get();
                        other.get();
                    }
                    if (x.value != 2) {
                        throw new AssertionError("lost");
                    }
                };
        Proof proof = prover().schedules(20_000).prove(body);
        assertThat(proof.failures()).isPositive();
    }

    @Test
    void theSameEveryTime() {
        List<Long> digests = new ArrayList<>();
        List<Long> again = new ArrayList<>();
        for (List<Long> to : List.of(digests, again)) {
            Heddle.explorer()
                    .races(Check.OFF)
                    .onDigest(to::add)
                    .prover()
                    .prove(Counted.lastZero(4, 2));
        }
        assertThat(digests).hasSize(28).doesNotHaveDuplicates().isEqualTo(again);
    }
}
