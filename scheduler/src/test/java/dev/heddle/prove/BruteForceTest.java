package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Prover;
import dev.heddle.ProverAccess;
import dev.heddle.kernel.Ending;
import dev.heddle.prove.RandomPrograms.Op;
import dev.heddle.prove.RandomPrograms.State;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Random programs: the reduced search comes to the very ends, deadlocks included, that a search
 * without any reduction comes to, and makes exactly as many runs as there are interleavings, which
 * a model counts that has nothing to do with Heddle.
 */
class BruteForceTest {

    private static final int PROGRAMS = Integer.getInteger("heddle.prove.programs", 60);
    private static final long SEED = Long.getLong("heddle.prove.seed", 1);
    private static final int MOST_RUNS = Integer.getInteger("heddle.prove.runs", 150);

    /** Whether it is wrong too if a proof says that it is incomplete, or makes a run too many. */
    private static final boolean STRICT = Boolean.getBoolean("heddle.prove.strict");

    /** Beginnings of interleavings that the model may look at. */
    private static final int MOST_FORMS = 20 * MOST_RUNS;

    private int compared;
    private int counted;
    private int deadlocked;
    private int dropped;

    /** Proofs that have visited everything, but say that they may not have. */
    private int unsure;

    /** Proofs with runs that were not needed. */
    private int wasteful;

    private long runs;
    private long all;

    /** What is wrong with the proof of a program; null if it is too large to tell. */
    private record Verdict(
            Enumerated.@Nullable Found model,
            AllRuns.Found all,
            @Nullable Proof proof,
            List<String> problems,
            boolean isUnsure,
            boolean isWasteful) {

        boolean isTooLarge() {
            return proof == null;
        }
    }

    @Test
    void endsAndRunsAreThoseThatThereAre() {
        check(RandomPrograms::draw, 0);
    }

    /**
     * Exceptions that are made in two steps are known by their class only, which may cost a run.
     */
    @Test
    void endsAndRunsAreThoseThatThereAreWhereThreadsAreInterrupted() {
        check(RandomPrograms::drawWithInterrupts, 1);
    }

    private void check(Function<Random, List<List<Op>>> draw, int percentOfWaste) {
        List<String> wrong = new ArrayList<>();
        for (long seed = SEED; compared < PROGRAMS || counted < PROGRAMS; seed++) {
            List<List<Op>> program = draw.apply(new Random(seed));
            Verdict verdict = compare(program);
            count(verdict);
            if (!verdict.problems().isEmpty()) {
                List<List<Op>> smallest = smallest(program);
                wrong.add(
                        "seed %d: %s%n  smallest: %s%n  %s"
                                .formatted(
                                        seed,
                                        program,
                                        smallest,
                                        String.join("\n  ", compare(smallest).problems())));
            }
        }
        System.out.printf(
                "%,d random programs had the ends of all %,d runs, and %,d as many runs as there"
                    + " are interleavings, %,d; of these %,d can lock up. %,d were too large; %,d"
                    + " proofs are not sure to be complete, and %,d made a run too many.%n",
                compared, all, counted, runs, deadlocked, dropped, unsure, wasteful);
        assertThat(wrong).isEmpty();
        assertThat(unsure).isLessThanOrEqualTo(counted / 100);
        assertThat(wasteful).isLessThanOrEqualTo(counted * percentOfWaste / 100);
    }

    /** Two wait and are notified, and the second comes before the first has tried to. */
    @ParameterizedTest
    @ValueSource(longs = {388, 687})
    void whoIsNotifiedLaterMayComeFirst(long seed) {
        Verdict verdict = compare(RandomPrograms.draw(new Random(seed)));
        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.isUnsure() || verdict.isWasteful()).isFalse();
        assertThat(verdict.isTooLarge()).isFalse();
    }

    private void count(Verdict verdict) {
        if (verdict.isTooLarge()) {
            dropped++;
            return;
        }
        unsure += verdict.isUnsure() ? 1 : 0;
        wasteful += verdict.isWasteful() ? 1 : 0;
        if (verdict.all().complete()) {
            compared++;
            all += verdict.all().runs();
        }
        Enumerated.Found model = verdict.model();
        if (model != null) {
            counted++;
            runs += model.traces();
            deadlocked += model.stuck().isEmpty() ? 0 : 1;
        }
    }

    private static Verdict compare(List<List<Op>> program) {
        Enumerated.Found model = Enumerated.of(program, MOST_FORMS);
        State[] last = new State[1];
        Body body = RandomPrograms.body(program, last);
        boolean isHopeless = model != null && model.traces() > MOST_RUNS / 4;
        AllRuns.Found all =
                AllRuns.search(body, () -> String.valueOf(last[0]), isHopeless ? 1 : MOST_RUNS);
        if (model == null && !all.complete()) {
            return new Verdict(null, all, null, List.of(), false, false);
        }
        Set<String> ends = new HashSet<>();
        Proof proof = prove(body, ends, last);
        List<String> problems = new ArrayList<>();
        if (all.complete()) {
            problems.addAll(difference("all runs", all.ends(), ends));
        }
        if (model != null) {
            Set<String> expected = new HashSet<>();
            model.ends().forEach(end -> expected.add("done " + end));
            model.stuck().forEach(end -> expected.add("stuck " + end));
            problems.addAll(difference("the model", expected, outline(ends)));
            if (proof.isComplete() && proof.executions() < model.traces()) {
                problems.add("%,d runs of %,d".formatted(proof.executions(), model.traces()));
            }
        }
        boolean isUnsure = !proof.isComplete();
        boolean isWasteful =
                proof.redundant() > 0 || (model != null && proof.executions() > model.traces());
        if (STRICT && (isUnsure || isWasteful)) {
            problems.add("%s%n  of %s".formatted(proof.summary(), model));
        }
        return new Verdict(model, all, proof, problems, isUnsure, isWasteful);
    }

    /** The same without what need not be there for something to be wrong. */
    private static List<List<Op>> smallest(List<List<Op>> program) {
        for (int thread = 0; thread < program.size(); thread++) {
            for (int i = 0; i < program.get(thread).size(); i++) {
                Op op = program.get(thread).get(i);
                List<List<Op>> others = new ArrayList<>(List.of(List.of(), op.inside()));
                if (op.inside().isEmpty()) {
                    others.removeLast();
                } else {
                    others.add(List.of(op.with(List.of())));
                }
                for (List<Op> other : others) {
                    List<List<Op>> smaller = new ArrayList<>(program);
                    List<Op> ops = new ArrayList<>(program.get(thread));
                    ops.remove(i);
                    ops.addAll(i, other);
                    smaller.set(thread, ops);
                    if (!compare(smaller).problems().isEmpty()) {
                        return smallest(smaller);
                    }
                }
            }
        }
        return program;
    }

    /** Whether all came to their end, and what they have left. */
    private static Set<String> outline(Set<String> ends) {
        Set<String> outlines = new HashSet<>();
        for (String end : ends) {
            String kind = end.substring(0, end.indexOf(' '));
            String is = kind.equals(Ending.Kind.FINISHED.name()) ? "done" : "stuck";
            outlines.add(is + end.substring(kind.length()));
        }
        return outlines;
    }

    private static List<String> difference(String of, Set<String> expected, Set<String> actual) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(actual);
        Set<String> more = new TreeSet<>(actual);
        more.removeAll(expected);
        return missing.isEmpty() && more.isEmpty()
                ? List.of()
                : List.of("of %s: missing %s, more %s".formatted(of, missing, more));
    }

    private static Proof prove(Body body, Set<String> ends, State @Nullable [] last) {
        Prover prover =
                Heddle.explorer()
                        .races(Check.OFF)
                        .allowLeaks()
                        .shrink(0)
                        .prover()
                        .within(Duration.ofMinutes(5));
        return ProverAccess.onEnding(prover, ending -> ends.add(ending.kind() + " " + last[0]))
                .prove(body);
    }
}
