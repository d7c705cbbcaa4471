package dev.heddle.assertj;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Proof;
import dev.heddle.Report;
import dev.heddle.api.API;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/**
 * Assertions about what a program gives in its schedules, as in litmus tests. An outcome that must
 * not be is a failure like any other: its schedule is made smaller, explained, and can be replayed.
 *
 * {@snippet :
 *     assertThatOutcomesOf(
 *                     () -> {
 *                         Buffers buffers = new Buffers();
 *                         Thread other = new Thread(buffers::second);
 *                         other.start();
 *                         buffers.first();
 *                         other.join();
 *                         return buffers.seenX + " " + buffers.seenY;
 *                     })
 *             .inEveryInterleaving()
 *             .hasOutcomes("0 1", "1 0", "1 1");
 * }
 *
 * @param <T> what it gives; compared by {@code equals}
 */
@API(status = API.Status.STABLE, since = "0.1")
public class OutcomesAssert<T> extends AbstractAssert<OutcomesAssert<T>, Callable<T>> {

    private final Exploring exploring = new Exploring("assertThatOutcomesOf(program)");
    private boolean proves;

    /** About a program; see {@link HeddleAssertions#assertThatOutcomesOf}. */
    public OutcomesAssert(Callable<T> actual) {
        super(actual, OutcomesAssert.class);
    }

    /** Sets how schedules are explored in the assertions that follow. */
    public OutcomesAssert<T> with(UnaryOperator<Explorer> settings) {
        exploring.with(settings);
        return this;
    }

    /** Replays one schedule in the assertions that follow, in place of all. */
    public OutcomesAssert<T> replaying(String token) {
        exploring.replaying(token);
        return this;
    }

    /**
     * Runs every interleaving that there is in the assertions that follow, so that what they say
     * holds of all; they fail if that is not possible. See {@link dev.heddle.Heddle#prove}.
     */
    public OutcomesAssert<T> inEveryInterleaving() {
        proves = true;
        return this;
    }

    /** Each of these is the outcome of a schedule, and no schedule has another one, nor fails. */
    @SafeVarargs
    @SuppressWarnings("varargs") // It is only read.
    public final OutcomesAssert<T> hasOutcomes(T... outcomes) {
        return hasOutcomesForProxy(outcomes);
    }

    /** As above; soft assertions can not take the place of what is final, but of this. */
    protected OutcomesAssert<T> hasOutcomesForProxy(T[] outcomes) {
        List<T> allowed = Arrays.asList(outcomes);
        Seen<T> seen = run(allowed, new ArrayList<>());
        reached(allowed, seen);
        return this;
    }

    /** No schedule has an outcome that is none of these, nor fails; some may never be seen. */
    @SafeVarargs
    @SuppressWarnings("varargs") // It is only read.
    public final OutcomesAssert<T> hasOnlyOutcomes(T... outcomes) {
        return hasOnlyOutcomesForProxy(outcomes);
    }

    /** As above; see {@link #hasOutcomesForProxy}. */
    protected OutcomesAssert<T> hasOnlyOutcomesForProxy(T[] outcomes) {
        run(Arrays.asList(outcomes), new ArrayList<>());
        return this;
    }

    /** This is the outcome of a schedule, and no schedule fails. */
    public OutcomesAssert<T> canReach(T outcome) {
        List<T> wanted = new ArrayList<>();
        wanted.add(outcome);
        reached(wanted, run(null, new ArrayList<>()));
        return this;
    }

    /** This is the outcome of no schedule, and none fails. */
    public OutcomesAssert<T> neverReaches(T outcome) {
        List<T> refused = new ArrayList<>();
        refused.add(outcome);
        run(null, refused);
        return this;
    }

    /** What was seen, and in how many schedules. */
    private record Seen<T>(Map<T, Integer> counts, String where) {}

    /** What the last run has given; kept outside, so that runs do not depend on each other. */
    private static final class Last<T> {
        @Nullable T outcome;
        boolean isKnown;
    }

    private Seen<T> run(@Nullable List<T> allowed, List<T> refused) {
        isNotNull();
        Callable<T> program = actual;
        Map<T, Integer> counts = new LinkedHashMap<>();
        Last<T> last = new Last<>();
        Body body =
                () -> {
                    last.isKnown = false;
                    T outcome = program.call();
                    if ((allowed != null && !allowed.contains(outcome))
                            || refused.contains(outcome)) {
                        throw new AssertionError(
                                allowed == null
                                        ? "the outcome is " + outcome
                                        : "the outcome is %s, which is none of %s"
                                                .formatted(outcome, allowed));
                    }
                    last.outcome = outcome;
                    last.isKnown = true;
                };
        if (proves && !exploring.isReplay()) {
            // In no run of its own is there somebody to be told, so it is counted in the next.
            Proof proof =
                    exploring
                            .explorer()
                            .prover()
                            .prove(
                                    () -> {
                                        note(last, counts);
                                        body.run();
                                    });
            note(last, counts);
            if (!proof.passed()) {
                failWithMessage("%s", "Expecting other outcomes, or a proof:\n" + proof);
            }
            return new Seen<>(counts, "in all interleavings");
        }
        Report report =
                exploring.explore(UnaryOperator.identity(), body, marks -> note(last, counts));
        report.failure()
                .ifPresent(
                        failure -> {
                            AssertionError error =
                                    failure(
                                            "%s",
                                            "Expecting other outcomes, but schedule %,d fails:\n%s"
                                                    .formatted(failure.schedule(), failure));
                            failure.cause().ifPresent(error::addSuppressed);
                            throw error;
                        });
        return new Seen<>(counts, "in %,d schedules".formatted(report.schedules()));
    }

    private static <T> void note(Last<T> last, Map<T, Integer> counts) {
        if (last.isKnown) {
            counts.merge(last.outcome, 1, Integer::sum);
            last.isKnown = false;
        }
    }

    private void reached(List<T> wanted, Seen<T> seen) {
        List<T> missing =
                wanted.stream().filter(outcome -> !seen.counts.containsKey(outcome)).toList();
        if (!missing.isEmpty()) {
            List<String> counted = new ArrayList<>();
            seen.counts.forEach(
                    (outcome, count) -> counted.add("%s (%,d times)".formatted(outcome, count)));
            failWithMessage(
                    "%s",
                    "Expecting these outcomes, which were never seen %s: %s\nSeen were: %s"
                            .formatted(
                                    seen.where,
                                    missing.stream().map(Objects::toString).toList(),
                                    counted));
        }
    }
}
