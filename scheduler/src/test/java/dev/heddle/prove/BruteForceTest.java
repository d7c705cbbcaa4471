package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
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

/** The reduced search comes to the very ends that an unreduced one comes to. */
class BruteForceTest {

    private static final int PROGRAMS = Integer.getInteger("heddle.prove.programs", 30);
    private static final long SEED = Long.getLong("heddle.prove.seed", 1);
    private static final int MOST_RUNS = Integer.getInteger("heddle.prove.runs", 500);

    @Test
    void endsAreThoseOfAllRuns() {
        int compared = 0;
        List<String> wrong = new ArrayList<>();
        for (long seed = SEED; compared < PROGRAMS; seed++) {
            List<List<Op>> program = RandomPrograms.draw(new Random(seed));
            State[] last = new State[1];
            Body body = RandomPrograms.body(program, last);
            AllRuns.Found found = AllRuns.search(body, () -> String.valueOf(last[0]), MOST_RUNS);
            if (!found.complete()) {
                continue;
            }
            compared++;
            Set<String> ends = new HashSet<>();
            Proof proof = prove(body, ends, last);
            if (!proof.isComplete() || !ends.equals(found.ends()) || proof.redundant() > 0) {
                Set<String> missing = new HashSet<>(found.ends());
                missing.removeAll(ends);
                Set<String> more = new HashSet<>(ends);
                more.removeAll(found.ends());
                wrong.add(
                        "seed %d: %s%n  missing %s%n  more %s%n  redundant %d of %d; %s"
                                .formatted(
                                        seed,
                                        program,
                                        missing,
                                        more,
                                        proof.redundant(),
                                        proof.executions(),
                                        proof.isComplete()));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Proof prove(Body body, Set<String> ends, State[] last) {
        Prover prover = Heddle.explorer().races(Check.OFF).allowLeaks().shrink(0).prover();
        return ProverAccess.onEnding(prover, ending -> ends.add(ending.kind() + " " + last[0]))
                .prove(body);
    }
}
