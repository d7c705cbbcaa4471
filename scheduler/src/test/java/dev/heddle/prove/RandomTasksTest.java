package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.ProverAccess;
import dev.heddle.prove.RandomTasks.Op;
import dev.heddle.prove.RandomTasks.State;
import dev.heddle.prove.RandomTasks.Step;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Random programs of tasks: the reduced search comes to the very ends that a search without any
 * reduction comes to. Where tasks see all that the order of their steps changes, it makes one run
 * for each of these ends, but for one program of some hundred, in which it makes one too many.
 */
class RandomTasksTest {

    private static final int PROGRAMS = Integer.getInteger("heddle.prove.tasks", 40);
    private static final long SEED = Long.getLong("heddle.prove.seed", 1);
    private static final int MOST_RUNS = Integer.getInteger("heddle.prove.runs", 400);

    private long runs;
    private long all;
    private long redundant;
    private int skipped;

    /** Proofs with runs that were as others before them. */
    private int wasteful;

    private List<String> compare(List<List<Step>> program, boolean exact) {
        State[] left = new State[1];
        Body body = RandomTasks.body(program, left);
        AllRuns.Found found = AllRuns.search(body, () -> String.valueOf(left[0]), MOST_RUNS);
        if (!found.complete()) {
            skipped++;
            return List.of();
        }
        Set<String> ends = new HashSet<>();
        Proof proof =
                ProverAccess.onEnding(
                                Heddle.explorer()
                                        .races(Check.OFF)
                                        .allowLeaks()
                                        .shrink(0)
                                        .prover()
                                        .within(Duration.ofMinutes(5)),
                                ending -> ends.add(ending.kind() + " " + left[0]))
                        .prove(body);
        all += found.runs();
        runs += proof.executions();
        redundant += proof.redundant();
        List<String> wrong = new ArrayList<>();
        if (!ends.equals(found.ends())) {
            Set<String> missing = new TreeSet<>(found.ends());
            missing.removeAll(ends);
            Set<String> more = new TreeSet<>(ends);
            more.removeAll(found.ends());
            wrong.add("missing " + missing + "\n  more " + more);
        }
        if (!proof.isComplete()) {
            wrong.add(proof.summary());
        }
        if (proof.executions() > found.runs()) {
            wrong.add("%,d runs of %,d".formatted(proof.executions(), found.runs()));
        }
        if (exact && proof.executions() - proof.redundant() > found.ends().size()) {
            wasteful++; // What a step does where it is moved to is known only once it was there.
        }
        return wrong;
    }

    private void check(Op last, boolean exact) {
        List<String> wrong = new ArrayList<>();
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
            List<List<Step>> program = RandomTasks.draw(new Random(seed), last);
            List<String> problems = compare(program, exact);
            if (!problems.isEmpty()) {
                List<List<Step>> smallest = smallest(program, exact);
                wrong.add(
                        "seed %d: %s%n  smallest: %s%n  %s"
                                .formatted(
                                        seed,
                                        program,
                                        smallest,
                                        String.join("\n  ", compare(smallest, exact))));
            }
        }
        System.out.printf(
                "%,d random programs of tasks had the ends of all %,d runs, in %,d, of which %,d"
                        + " were redundant; %,d made a run too many, %,d were too large.%n",
                PROGRAMS - skipped, all, runs, redundant, wasteful, skipped);
        assertThat(wrong).isEmpty();
        assertThat(wasteful).isLessThanOrEqualTo(PROGRAMS / 100);
        assertThat(skipped).isLessThan(PROGRAMS * 3 / 4);
    }

    /** The same without what need not be there for something to be wrong. */
    private List<List<Step>> smallest(List<List<Step>> program, boolean exact) {
        for (int task = 0; task < program.size(); task++) {
            for (int i = 0; i < program.get(task).size(); i++) {
                List<List<Step>> smaller = new ArrayList<>(program);
                List<Step> steps = new ArrayList<>(program.get(task));
                steps.remove(i);
                smaller.set(task, steps);
                if (!compare(smaller, exact).isEmpty()) {
                    return smallest(smaller, exact);
                }
            }
        }
        return program;
    }

    @Test
    void asManyRunsAsThereAreEndsWhereAllIsSeen() {
        check(Op.ASK, true);
    }

    @Test
    void theSameEndsAsInAllRuns() {
        check(Op.IN_THE_BACKGROUND, false);
    }
}
