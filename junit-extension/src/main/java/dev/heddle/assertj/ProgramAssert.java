package dev.heddle.assertj;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Property;
import dev.heddle.Report;
import dev.heddle.api.API;
import dev.heddle.kernel.Ending.Kind;
import dev.heddle.kernel.Mark;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Assertions about all schedules of a program: each of them explores it, with what was set before.
 * A schedule that breaks one is a failure like any other: it is made smaller, explained, and can be
 * replayed.
 *
 * {@snippet :
 *     assertThatProgram(AssertionsTest::twoCount)
 *             .with(explorer -> explorer.schedules(200).strategy("pct:3"))
 *             .neverOverlaps(span("enters", "leaves"))
 *             .lastsAtMost(span("enters", "leaves"), Duration.ofSeconds(1))
 *             .canReach("leaves")
 *             .hasNoRaces();
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public class ProgramAssert extends AbstractAssert<ProgramAssert, Body> {

    private final Exploring exploring = new Exploring("assertThatProgram(body)");

    /** What this is one of; null unless it is soft. */
    @Nullable HeddleSoftAssertions softly;

    /** About a program; see {@link HeddleAssertions#assertThatProgram}. */
    public ProgramAssert(Body actual) {
        super(actual, ProgramAssert.class);
    }

    /** Sets how schedules are explored in the assertions that follow. */
    public ProgramAssert with(UnaryOperator<Explorer> settings) {
        exploring.with(settings);
        return this;
    }

    /** Replays one schedule in the assertions that follow, in place of all. */
    public ProgramAssert replaying(String token) {
        exploring.replaying(token);
        return this;
    }

    /** No schedule fails. */
    public ProgramAssert neverFails() {
        check(explore());
        return this;
    }

    /** A schedule fails: goes on with the first that does. */
    public FailureAssert failure() {
        Report report = explore();
        HeddleSoftAssertions soft = softly;
        ReportAssert found = soft == null ? new ReportAssert(report) : soft.assertThat(report);
        return found.as(descriptionText()).failure();
    }

    /** No schedule fails, in a deadlock or otherwise. */
    public ProgramAssert hasNoDeadlock() {
        Report report = explore();
        report.failure()
                .filter(failure -> failure.kind() == Kind.DEADLOCK)
                .ifPresent(failure -> fail("Expecting no deadlock, but:", failure));
        check(report);
        return this;
    }

    /** No schedule fails, for a data race or otherwise. */
    public ProgramAssert hasNoRaces() {
        check(explore(explorer -> explorer.races(Check.FAIL), actual, marks -> {}));
        return this;
    }

    /** No schedule fails, because locks are taken in different orders or otherwise. */
    public ProgramAssert takesLocksInOneOrder() {
        check(explore(explorer -> explorer.lockOrders(Check.FAIL), actual, marks -> {}));
        return this;
    }

    /** No schedule fails, for what is left behind or otherwise. */
    public ProgramAssert hasNoLeaks() {
        check(explore(explorer -> explorer.leaks(Check.FAIL), actual, marks -> {}));
        return this;
    }

    /** No schedule fails, for an exception that nobody looks at or otherwise. */
    public ProgramAssert hasNoSwallowedExceptions() {
        check(explore(explorer -> explorer.swallowed(Check.FAIL), actual, marks -> {}));
        return this;
    }

    /** A schedule comes to a mark with this name, whether or not it, or another one, fails. */
    public ProgramAssert canReach(String mark) {
        Map<String, Integer> seen = new TreeMap<>();
        Report report =
                explore(
                        explorer -> explorer.toTheEnd().shrink(0),
                        actual,
                        marks ->
                                marks.stream()
                                        .map(Mark::name)
                                        .distinct()
                                        .forEach(name -> seen.merge(name, 1, Integer::sum)));
        if (!seen.containsKey(mark)) {
            failWithMessage(
                    "%s",
                    "Expecting a schedule to come to '%s', but none of %,d did. Marks, and in how many schedules: %s"
                            .formatted(mark, report.schedules(), seen));
        }
        return this;
    }

    /** No schedule comes to a mark with this name, nor fails otherwise. */
    public ProgramAssert neverReaches(String mark) {
        return holds(
                "never '" + mark + "'",
                () -> Run.current().marks().stream().noneMatch(one -> one.name().equals(mark)),
                marks -> null);
    }

    /**
     * In each schedule, when the second is marked, the first one has been; and in one at least both
     * are.
     */
    public ProgramAssert happenedBefore(String first, String then) {
        return holds(new Rule.Before(first, then));
    }

    /**
     * In each schedule, each of these is marked for the first time after the one before it, and
     * none again after a later one; and in one at least all are.
     */
    public ProgramAssert inOrder(String... names) {
        return holds(new Rule.InOrder(HeddleAssertions.names(names)));
    }

    /**
     * In no schedule is a thread in the one while another thread is in the other; and in one at
     * least both are begun.
     */
    public ProgramAssert neverOverlap(Span one, Span other) {
        return holds(new Rule.Apart(one, other));
    }

    /** In no schedule are two threads in it; and in one at least it is begun. */
    public ProgramAssert neverOverlaps(Span span) {
        return holds(new Rule.Apart(span, span));
    }

    /** In no schedule does it take more virtual time than this; and in one at least it is begun. */
    public ProgramAssert lastsAtMost(Span span, Duration most) {
        return holds(new Rule.Lasts(span, most));
    }

    /**
     * In each schedule, as long as a thread is in the span, the condition holds between any two
     * steps of the program, as in {@link Property#always}; and in one at least it is begun.
     *
     * @param name says what is to be so
     */
    public ProgramAssert alwaysHoldsWhile(Span span, String name, BooleanSupplier condition) {
        return holds(
                name + " " + span,
                () -> !span.isOpen(Run.current().marks()) || condition.getAsBoolean(),
                marks ->
                        marks.stream().anyMatch(mark -> mark.name().equals(span.begin()))
                                ? null
                                : span.begin());
    }

    private ProgramAssert holds(Rule rule) {
        return holds(
                rule.name(),
                () -> {
                    Run run = Run.current();
                    return rule.broken(run.marks(), run.time()) == null;
                },
                rule::missing);
    }

    /** Which mark is missing in a run for it to show anything; null if none is. */
    private interface Missing {
        @Nullable String in(List<Mark> marks);
    }

    /**
     * Explores the program with a property, which fails the schedule that breaks it.
     *
     * @param missing where some is missing in each schedule, nothing was shown
     */
    private ProgramAssert holds(String name, BooleanSupplier condition, Missing missing) {
        isNotNull();
        Body body = actual;
        boolean[] shown = new boolean[1];
        String[] lacking = {""};
        Report report =
                explore(
                        UnaryOperator.identity(),
                        () -> {
                            Property.always(name, condition);
                            body.run();
                        },
                        marks -> {
                            String lacks = missing.in(marks);
                            shown[0] |= lacks == null;
                            lacking[0] = lacks == null ? lacking[0] : lacks;
                        });
        check(report);
        if (!shown[0]) {
            failWithMessage(
                    "%s",
                    "Expecting in all schedules: %s. But no schedule of %,d has shown it: they never came to '%s'."
                            .formatted(name, report.schedules(), lacking[0]));
        }
        return this;
    }

    private Report explore() {
        return explore(UnaryOperator.identity(), actual, marks -> {});
    }

    private Report explore(
            UnaryOperator<Explorer> settings, Body body, Consumer<List<Mark>> onMarks) {
        isNotNull();
        return exploring.explore(settings, body, onMarks);
    }

    private void check(Report report) {
        report.failure()
                .ifPresent(
                        failure ->
                                fail(
                                        exploring.isReplay()
                                                ? "The schedule that was replayed fails:"
                                                : "Schedule %,d fails:"
                                                        .formatted(failure.schedule()),
                                        failure));
    }

    private void fail(String what, Failure failure) {
        AssertionError error = failure("%s", what + "\n" + failure);
        failure.cause().ifPresent(error::addSuppressed);
        throw error;
    }
}
