package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Prover;
import dev.heddle.ProverAccess;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.prove.TimedPrograms.Op;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Timers that fire although somebody can run: all such interleavings, and no other, are visited.
 */
class EarlyTimeoutsTest {

    private static final int PROGRAMS = Integer.getInteger("heddle.prove.programs", 25);
    private static final long SEED = Long.getLong("heddle.prove.seed", 1);
    private static final int MOST_RUNS = Integer.getInteger("heddle.prove.runs", 1_500);
    private static final int MOST = Integer.getInteger("heddle.prove.early", 0);

    private static Prover prover() {
        return Heddle.explorer().races(Check.OFF).allowLeaks().prover();
    }

    /** Somebody sleeps where he should wait for another, or look once more. */
    private static Body sleeper(int[] seen) {
        return () -> {
            AtomicInteger number = new AtomicInteger();
            new Thread(() -> number.set(1)).start();
            Thread.sleep(100);
            seen[number.get()]++;
        };
    }

    @Test
    void aSleepMayBeOverBeforeOthersHaveDoneAnything() {
        int[] seen = new int[2];
        Proof usual = prover().prove(sleeper(seen));
        assertThat(usual.isComplete()).isTrue();
        assertThat(usual.executions()).isEqualTo(1);
        assertThat(seen[0]).isZero();
        assertThat(usual.earlyTimeouts()).isZero();
        seen[1] = 0;
        Proof early = prover().earlyTimeouts(1).prove(sleeper(seen));
        assertThat(early.isComplete()).isTrue();
        assertThat(early.executions()).isEqualTo(2);
        assertThat(early.earlyTimeouts()).isEqualTo(1);
        assertThat(early.summary())
                .contains("In 1 of them a time-out came although somebody could still run.");
        assertThat(seen[0]).isPositive();
        assertThat(seen[1]).isPositive();
    }

    @Test
    void whatHasNothingToDoWithTimeIsNotVisitedMoreOften() {
        Body body =
                () -> {
                    int[] own = new int[1];
                    Thread other =
                            new Thread(
                                    () -> {
                                        own[0]++;
                                        own[0]++;
                                        own[0]++;
                                    });
                    other.start();
                    Thread.sleep(1);
                };
        Proof proof = prover().earlyTimeouts(5).prove(body);
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(1);
    }

    @Test
    void moreThanOneMayBeEarly() {
        Body body =
                () -> {
                    AtomicInteger number = new AtomicInteger();
                    new Thread(number::incrementAndGet).start();
                    Thread.sleep(10);
                    int first = number.get();
                    Thread.sleep(10);
                    if (first == 0 && number.get() == 0) {
                        throw new IllegalStateException("twice too early");
                    }
                };
        assertThat(prover().earlyTimeouts(1).prove(body).passed()).isTrue();
        assertThat(prover().earlyTimeouts(2).prove(body).errors())
                .singleElement()
                .asString()
                .contains("twice too early");
    }

    @Test
    void theTokenAloneBringsItBack() {
        Body body =
                () -> {
                    AtomicBoolean done = new AtomicBoolean();
                    new Thread(() -> done.set(true)).start();
                    Thread.sleep(10);
                    if (!done.get()) {
                        throw new IllegalStateException("too early");
                    }
                };
        Proof proof = prover().earlyTimeouts(3).prove(body);
        Failure failure = proof.found().getFirst().failure();
        assertThat(failure.toString())
                .contains("too early")
                .contains("time passes although a thread could go on")
                .containsPattern(
                        "'Thread-\\d'\\s+runs\\s+next\\s+after\\s+0.01s\\s+have\\s+passed\\.");
        Report replayed = Heddle.replay(failure.token(), body);
        assertThat(replayed.failure().orElseThrow().cause().orElseThrow()).hasMessage("too early");
        // Explorers that come after are as they were.
        assertThat(Heddle.explore(body).failure()).isEmpty();
    }

    @Test
    void atMostAsManyAsAreSensible() {
        assertThatThrownBy(() -> Heddle.prover().earlyTimeouts(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 0 to 100 times, but not -1 times.");
        assertThatThrownBy(() -> Heddle.prover().earlyTimeouts(101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 0 to 100 times, but not 101 times.");
    }

    @Test
    void notBesideOtherWaysToVaryTimeOrABound() {
        Body body = () -> {};
        assertThatThrownBy(() -> prover().earlyTimeouts(1).preemptions(2).prove(body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within a bound on preemptions");
        assertThatThrownBy(
                        () ->
                                Heddle.explorer()
                                        .timerSlack(Duration.ofMillis(1))
                                        .prover()
                                        .earlyTimeouts(1)
                                        .prove(body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Leave out the slack.");
        assertThatThrownBy(
                        () -> Heddle.explorer().manualTime().prover().earlyTimeouts(1).prove(body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("moved by hand");
    }

    @Test
    void timersOfTasksAreNotAndThatIsSaid() {
        Proof proof =
                prover().earlyTimeouts(1)
                        .prove(() -> Async.run(() -> Async.sleep(Duration.ofMillis(1))));
        assertThat(proof.isComplete()).isFalse();
        assertThat(proof.summary()).contains("timers of an event loop were not let fire");
    }

    private record Verdict(AllRuns.Found all, Proof proof, String problem) {}

    @Test
    void allEndsOfRandomProgramsAreVisited() {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        int unsure = 0;
        long runs = 0;
        long executions = 0;
        long redundant = 0;
        long early = 0;
        for (long seed = SEED; compared < PROGRAMS; seed++) {
            List<List<Op>> program = TimedPrograms.draw(new Random(seed));
            int most = MOST > 0 ? MOST : 1 + (int) (seed % 2);
            Verdict verdict = compare(program, most);
            if (verdict == null) {
                continue;
            }
            compared++;
            runs += verdict.all().runs();
            executions += verdict.proof().executions();
            redundant += verdict.proof().redundant();
            early += verdict.proof().earlyTimeouts();
            if (!verdict.proof().isComplete()) {
                unsure++;
                wrong.add("seed %d: %s: %s".formatted(seed, program, verdict.proof().summary()));
            }
            if (!verdict.problem().isEmpty()) {
                List<List<Op>> smallest = smallest(program, most);
                Verdict of = compare(smallest, most);
                wrong.add(
                        "seed %d, %d early: %s%n  smallest: %s%n  %s"
                                .formatted(
                                        seed,
                                        most,
                                        program,
                                        smallest,
                                        of == null ? "?" : of.problem()));
            }
        }
        System.out.printf(
                "%,d random programs with time-outs had the ends of all %,d runs, in %,d, %,d of"
                        + " them with an early one; %,d were in vain; %,d proofs are not sure.%n",
                compared, runs, executions, early, redundant, unsure);
        assertThat(wrong).isEmpty();
        assertThat(early).isPositive();
    }

    private static @Nullable Verdict compare(List<List<Op>> program, int most) {
        TimedPrograms.Shared[] last = new TimedPrograms.Shared[1];
        Body body = TimedPrograms.body(program, last);
        AllRuns.Found all = AllRuns.search(body, () -> String.valueOf(last[0]), MOST_RUNS, most);
        if (!all.complete()) {
            return null;
        }
        Set<String> ends = new HashSet<>();
        Prover prover =
                Heddle.explorer()
                        .races(Check.OFF)
                        .allowLeaks()
                        .shrink(0)
                        .prover()
                        .earlyTimeouts(most)
                        .within(Duration.ofMinutes(1));
        Proof proof =
                ProverAccess.onEnding(prover, ending -> ends.add(ending.kind() + " " + last[0]))
                        .prove(body);
        return new Verdict(all, proof, difference(all.ends(), ends));
    }

    private static String difference(Set<String> expected, Set<String> actual) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(actual);
        Set<String> more = new TreeSet<>(actual);
        more.removeAll(expected);
        return missing.isEmpty() && more.isEmpty()
                ? ""
                : "missing %s, more %s".formatted(missing, more);
    }

    private static List<List<Op>> smallest(List<List<Op>> program, int most) {
        for (int thread = 0; thread < program.size(); thread++) {
            for (int i = 0; i < program.get(thread).size(); i++) {
                List<List<Op>> smaller = new ArrayList<>(program);
                List<Op> ops = new ArrayList<>(program.get(thread));
                ops.remove(i);
                smaller.set(thread, ops);
                Verdict verdict = compare(smaller, most);
                if (verdict != null && !verdict.problem().isEmpty()) {
                    return smallest(smaller, most);
                }
            }
        }
        return program;
    }
}
