package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.OtherProofException;
import dev.heddle.Proof;
import dev.heddle.ProofProgress;
import dev.heddle.Property;
import dev.heddle.Prover;
import dev.heddle.kernel.HeddleException;
import dev.heddle.prove.TimedPrograms.Op;
import dev.heddle.prove.TimedPrograms.What;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A proof that was interrupted goes on where it was, and nothing is visited twice or missed. */
class ResumeTest {

    @TempDir Path directory;

    private Prover prover(Set<Long> digests) {
        return Heddle.explorer()
                .races(Check.OFF)
                .shrink(0)
                .onDigest(
                        digest -> {
                            if (!digests.add(digest)) {
                                throw new AssertionError("visited twice");
                            }
                        })
                .prover();
    }

    private void inParts(Body body, int size, Supplier<Proof> whole, Set<Long> all, int bound) {
        whole.get();
        Path file = directory.resolve("proof");
        Set<Long> digests = new HashSet<>();
        Proof proof;
        int parts = 0;
        do {
            Prover prover = prover(digests).schedules(size).resume(file);
            proof = (bound < 0 ? prover : prover.preemptions(bound)).prove(body);
            parts++;
            assertThat(Files.exists(file)).isEqualTo(!proof.isCompleteWithin());
        } while (!proof.isCompleteWithin() && parts < 100);
        assertThat(parts).isGreaterThan(2);
        assertThat(digests).isEqualTo(all);
        assertThat(proof.executions()).isEqualTo(all.size());
    }

    @Test
    void whatIsLeftIsVisitedOnce() {
        Set<Long> all = new HashSet<>();
        inParts(
                Counted.lastZero(5, 2),
                20,
                () -> prover(all).prove(Counted.lastZero(5, 2)),
                all,
                -1);
        assertThat(all).hasSize(64);
    }

    @Test
    void withTimeThatPassesEarly() {
        Body body =
                TimedPrograms.body(
                        List.of(
                                List.of(
                                        new Op(What.AWAIT, 1, 0),
                                        new Op(What.SLEEP, 2, 0),
                                        new Op(What.READ, 1, 0)),
                                List.of(
                                        new Op(What.SLEEP, 1, 0),
                                        new Op(What.SIGNAL, 1, 0),
                                        new Op(What.WRITE, 1, 0))),
                        new TimedPrograms.Shared[1]);
        // All digests are told, also of runs before all began anew: of these one may have done what
        // is done only when something is called for the first time.
        prover(new HashSet<>()).earlyTimeouts(2).prove(body);
        Set<Long> all = new HashSet<>();
        Proof whole = prover(all).earlyTimeouts(2).prove(body);
        assertThat(whole.isComplete()).isTrue();
        Path file = directory.resolve("early");
        Set<Long> digests = new HashSet<>();
        int parts = 0;
        Proof proof;
        do {
            proof = prover(digests).earlyTimeouts(2).schedules(3).resume(file).prove(body);
        } while (!proof.isComplete() && ++parts < 100);
        assertThat(parts).isPositive();
        assertThat(digests).isEqualTo(all);
        assertThat(proof.earlyTimeouts()).isEqualTo(whole.earlyTimeouts()).isPositive();
        prover(new HashSet<>()).earlyTimeouts(2).schedules(3).resume(file).prove(body);
        assertThatThrownBy(() -> prover(new HashSet<>()).resume(file).prove(body))
                .isInstanceOf(OtherProofException.class)
                .hasMessageContaining("time that passes early 2 times");
    }

    @Test
    void withLocksAndDeadlocks() {
        Set<Long> all = new HashSet<>();
        Proof whole = prover(all).prove(Counted.dining(4, false));
        Path file = directory.resolve("dining");
        Set<Long> digests = new HashSet<>();
        Proof proof = prover(digests).schedules(13).resume(file).prove(Counted.dining(4, false));
        assertThat(proof.isComplete()).isFalse();
        long early = proof.failures();
        proof = prover(digests).resume(file).prove(Counted.dining(4, false));
        assertThat(digests).isEqualTo(all);
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(whole.executions());
        assertThat(proof.failures()).isEqualTo(1).isGreaterThanOrEqualTo(early);
        assertThat(proof.found()).hasSize(1);
    }

    @Test
    void withABoundOnPreemptions() {
        Set<Long> all = new HashSet<>();
        inParts(
                Counted.counter(2, 2),
                25,
                () -> prover(all).preemptions(2).prove(Counted.counter(2, 2)),
                all,
                2);
    }

    /** What earlier parts have reached counts; what was not under control there does as well. */
    @Test
    void whatEarlierPartsHaveSeenCounts() {
        Body body =
                () -> {
                    int[] x = new int[1];
                    int[] seen = new int[1];
                    Counted.together(() -> x[0] = 1, () -> seen[0] = x[0], () -> x[0] = 2);
                    Property.sometimes("saw " + seen[0]);
                    if (seen[0] == 0) {
                        Files.exists(Path.of("nowhere"));
                    }
                };
        for (int first = 1; first < 6; first++) {
            Path file = directory.resolve("part" + first);
            Prover begun =
                    Heddle.explorer()
                            .races(Check.OFF)
                            .sometimes("saw 0", "saw 1", "saw 2")
                            .prover();
            assertThat(begun.schedules(first).resume(file).prove(body).passed()).isFalse();
            Proof rest =
                    Heddle.explorer()
                            .races(Check.OFF)
                            .sometimes("saw 0", "saw 1", "saw 2")
                            .prover()
                            .resume(file)
                            .prove(body);
            assertThat(rest.executions()).isEqualTo(6);
            assertThat(rest.report().unreached()).isEmpty();
            assertThat(rest.isComplete()).isFalse();
            assertThat(rest.toString()).contains("not everything was under control");
        }
    }

    @Test
    void aFileThatIsNoneIsRefused() throws Exception {
        Path file = directory.resolve("bad");
        Files.writeString(file, "This is something else altogether, and longer than that.");
        assertThatThrownBy(() -> Heddle.prover().resume(file).prove(Counted.counter(2, 1)))
                .isInstanceOf(OtherProofException.class)
                .hasMessageContaining("is not the state of a proof, or is damaged: delete it");
    }

    @Test
    void aPlaceThatIsNoneIsRefusedBeforeAnythingIsRun() {
        for (Path file : List.of(directory.resolve("not/there"), directory)) {
            assertThatThrownBy(() -> Heddle.prover().resume(file))
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining(
                            "give it the name of a file in a directory that is there");
        }
    }

    @Test
    void anotherProgramIsRefused() {
        Path file = directory.resolve("other");
        prover(new HashSet<>()).schedules(3).resume(file).prove(Counted.counter(2, 2));
        assertThatThrownBy(() -> prover(new HashSet<>()).resume(file).prove(Counted.lastZero(4, 1)))
                .isInstanceOf(OtherProofException.class)
                .hasMessageContaining("The program is not the one")
                .hasMessageContaining("its last run comes out in another way now");
        assertThatThrownBy(
                        () ->
                                prover(new HashSet<>())
                                        .preemptions(1)
                                        .resume(file)
                                        .prove(Counted.counter(2, 2)))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("has other bounds: any number of preemptions");
        assertThatThrownBy(
                        () ->
                                prover(new HashSet<>())
                                        .randomValues(2)
                                        .resume(file)
                                        .prove(Counted.counter(2, 2)))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("and random numbers from 16. Give it the same");
    }

    @Test
    void progressIsTold() {
        List<ProofProgress> told = new ArrayList<>();
        Proof proof =
                Heddle.explorer()
                        .races(Check.OFF)
                        .prover()
                        .onProgress(told::add)
                        .within(java.time.Duration.ofMillis(2_500))
                        .prove(Counted.counter(4, 2));
        assertThat(proof.isComplete()).isFalse();
        assertThat(told).isNotEmpty();
        ProofProgress last = told.getLast();
        assertThat(last.total()).isGreaterThan(last.executions());
        assertThat(last.executions()).isPositive().isLessThanOrEqualTo(proof.executions());
        assertThat(last.toString()).contains(" interleavings checked of about ");
    }
}
