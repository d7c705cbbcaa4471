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
import dev.heddle.ProverAccess;
import dev.heddle.prove.RandomPrograms.Op;
import dev.heddle.prove.RandomPrograms.State;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Within a bound on preemptions, everything is visited; beyond it nothing, and that is said. */
class PreemptionsTest {

    private static final int PROGRAMS = Integer.getInteger("heddle.prove.programs", 25);
    private static final long SEED = Long.getLong("heddle.prove.seed", 1_000);

    private static Prover prover() {
        return Heddle.explorer().races(Check.OFF).allowLeaks().shrink(0).prover();
    }

    /** The ends of random programs are those of all schedules with so many preemptions. */
    @Test
    void nothingWithinTheBoundIsMissed() {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        int leftOut = 0;
        for (long seed = SEED; compared < PROGRAMS; seed++) {
            List<List<Op>> program = RandomPrograms.draw(new Random(seed));
            State[] last = new State[1];
            Body body = RandomPrograms.body(program, last);
            for (int bound = 0; bound <= 2; bound++) {
                RunsWithin.Found found =
                        RunsWithin.search(body, () -> String.valueOf(last[0]), bound, 400);
                if (!found.complete()) {
                    break;
                }
                Set<String> ends = new HashSet<>();
                Proof proof =
                        ProverAccess.onEnding(
                                        prover().preemptions(bound),
                                        ending -> ends.add(ending.kind() + " " + last[0]))
                                .prove(body);
                leftOut += proof.leftOut() > 0 ? 1 : 0;
                boolean all = proof.isCompleteWithin(); // Else it says what it does not know.
                compared += all ? 1 : 0;
                if (all ? !ends.equals(found.ends()) : !found.ends().containsAll(ends)) {
                    wrong.add(
                            "seed %d, bound %d: %s%n  %s%n  but %s; %s"
                                    .formatted(seed, bound, program, found.ends(), ends, proof));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(leftOut).isPositive();
    }

    /** With a bound that no interleaving needs, there are as many as without one. */
    @Test
    void aBoundThatIsHighEnoughIsNone() {
        Proof proof = prover().preemptions(20).prove(Counted.counter(3, 1));
        assertThat(proof.interleavings()).isEqualTo(36);
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.leftOut()).isZero();
        assertThat(proof.toString()).startsWith("All 36 interleavings were checked: correct (");
        assertThat(prover().preemptions(20).prove(Counted.lastZero(3, 1)).interleavings())
                .isEqualTo(12);
        Proof dining = prover().preemptions(20).prove(Counted.dining(3, false));
        assertThat(dining.interleavings()).isEqualTo(7);
        assertThat(dining.failures()).isEqualTo(1);
    }

    @Test
    void whatTheBoundLeavesOutIsSaid() {
        Proof proof = prover().preemptions(1).prove(Counted.counter(2, 3));
        proof.check();
        assertThat(proof.passed()).isTrue();
        assertThat(proof.isComplete()).isFalse();
        assertThat(proof.isCompleteWithin()).isTrue();
        assertThat(proof.leftOut()).isPositive();
        assertThat(proof.toString())
                .matches(
                        "(?s)All [0-9]+ interleavings with at most 1 preemption were checked:"
                                + " correct \\(.*\\n[0-9,]+ branches that need more preemptions"
                                + " were left out\\..*");
        assertThat(prover().preemptions(0).prove(Counted.counter(2, 3)).toString())
                .startsWith("All 2 interleavings without preemption were checked: correct");
    }

    /** Bounds compose: the one on preemptions is used up, the one on schedules is too small. */
    @Test
    void anotherBoundMayBeReachedBefore() {
        Proof proof = prover().preemptions(2).schedules(5).prove(Counted.counter(2, 3));
        assertThat(proof.isCompleteWithin()).isFalse();
        assertThatThrownBy(proof::check)
                .isInstanceOf(IncompleteProofError.class)
                .hasMessageContaining("checked, but not all");
        assertThat(proof.executions()).isEqualTo(5);
    }

    @Test
    void aBugIsFoundIffTheBoundIsHighEnough() {
        Body body =
                () -> {
                    int[] turns = new int[1];
                    Counted.together(
                            () -> {
                                if (turns[0] == 0) {
                                    turns[0] = 1;
                                }
                                if (turns[0] == 2) {
                                    turns[0] = 3;
                                }
                            },
                            () -> {
                                if (turns[0] == 1) {
                                    turns[0] = 2;
                                }
                                if (turns[0] == 3) {
                                    throw new IllegalStateException("to and fro");
                                }
                            });
                };
        assertThat(prover().preemptions(1).prove(body).failures()).isZero();
        Proof proof = prover().preemptions(2).prove(body);
        assertThat(proof.failures()).isEqualTo(1);
        assertThat(proof.found().getFirst().failure().cause().orElseThrow())
                .hasMessage("to and fro");
    }

    @Test
    void badBoundsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prover().preemptions(-1))
                .withMessageContaining("must be from 0 to 100, but is -1");
        assertThatIllegalArgumentException().isThrownBy(() -> prover().preemptions(101));
    }
}
