package dev.heddle.assertj;

import dev.heddle.Failure;
import dev.heddle.Report;
import dev.heddle.api.API;
import dev.heddle.kernel.Ending.Kind;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Assertions about what an exploration has found.
 *
 * {@snippet :
 *     Report report = Heddle.explore(AssertionsTest::transferCrosswise);
 *     assertThat(report)
 *             .failure()
 *             .isDeadlockOf("there", "back")
 *             .leaves("main", Wait.THREAD)
 *             .needsPreemptions(1);
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public class ReportAssert extends AbstractAssert<ReportAssert, Report> {

    /** What this is one of; null unless it is soft. */
    @Nullable HeddleSoftAssertions softly;

    /** About a report; see {@link HeddleAssertions#assertThat(Report)}. */
    public ReportAssert(Report actual) {
        super(actual, ReportAssert.class);
    }

    /** No schedule failed. */
    public ReportAssert neverFails() {
        isNotNull();
        actual.failure()
                .ifPresent(
                        failure ->
                                fail(
                                        "Expecting no schedule to fail, but schedule %,d did:"
                                                .formatted(failure.schedule()),
                                        failure));
        return this;
    }

    /** A schedule failed. */
    public ReportAssert canFail() {
        isNotNull();
        if (actual.failure().isEmpty()) {
            failWithMessage(
                    "%s",
                    "Expecting a schedule to fail, but none of %,d did. %s"
                            .formatted(actual.schedules(), actual.coverage()));
        }
        return this;
    }

    /** A schedule failed: goes on with the first that did. */
    public FailureAssert failure() {
        HeddleSoftAssertions soft = softly;
        if (soft != null) {
            return soft.failureOf(this, () -> actual.failure().orElseThrow()).as(descriptionText());
        }
        canFail();
        return new FailureAssert(actual.failure().orElseThrow()).as(descriptionText());
    }

    /** No schedule failed, and none ended in a deadlock or left threads behind. */
    public ReportAssert hasNoDeadlock() {
        isNotNull();
        Failure failure = actual.failure().orElse(null);
        if (failure == null) {
            return this;
        }
        boolean stands = failure.kind() == Kind.DEADLOCK || failure.kind() == Kind.STANDSTILL;
        fail(
                stands
                        ? "Expecting no deadlock:"
                        : "Expecting no deadlock, but schedule %,d failed in another way, which ended the search:"
                                .formatted(failure.schedule()),
                failure);
        return this;
    }

    /** No schedule had a data race. */
    public ReportAssert hasNoRaces() {
        isNotNull();
        actual.failure()
                .filter(failure -> failure.race().isPresent())
                .ifPresent(failure -> fail("Expecting no data race:", failure));
        return holds("data races", actual.races(), actual::tokenOf);
    }

    /** In no schedule were locks taken in different orders. */
    public ReportAssert takesLocksInOneOrder() {
        isNotNull();
        return holds("locks taken in different orders", actual.lockOrders(), actual::tokenOf);
    }

    /** No schedule left threads, pools or the like behind. */
    public ReportAssert hasNoLeaks() {
        isNotNull();
        actual.failure()
                .filter(failure -> failure.kind() == Kind.LEAK || !failure.leaks().isEmpty())
                .ifPresent(failure -> fail("Expecting nothing to be left behind:", failure));
        return holds("leaks", actual.leaks(), actual::tokenOf);
    }

    /** No schedule had an exception that nobody looked at. */
    public ReportAssert hasNoSwallowedExceptions() {
        isNotNull();
        actual.failure()
                .filter(failure -> !failure.swallowed().isEmpty())
                .ifPresent(failure -> fail("Expecting no swallowed exceptions:", failure));
        return holds("swallowed exceptions", actual.swallowed(), actual::tokenOf);
    }

    /** Nothing happened in any schedule that is not under control. */
    public ReportAssert isUnderControl() {
        isNotNull();
        return holds(
                "uses of what is not under control",
                actual.uncontrolled(),
                all -> Optional.empty()); // Sentences are of all schedules together.
    }

    /** A schedule reached this goal: see {@link dev.heddle.Property#sometimes}. */
    public ReportAssert canReach(String goal) {
        isNotNull();
        if (actual.reached().getOrDefault(goal, 0) == 0) {
            failWithMessage(
                    "%s",
                    "Expecting a schedule to reach '%s', but none of %,d did. Reached in so many schedules: %s"
                            .formatted(goal, actual.schedules(), actual.reached()));
        }
        return this;
    }

    /**
     * Fails if something was found, with how to see each again.
     *
     * @param token gives that of a schedule that has shown it
     */
    private <T> ReportAssert holds(
            String what, List<T> found, Function<T, Optional<String>> token) {
        if (!found.isEmpty()) {
            StringBuilder text = new StringBuilder("Expecting no ").append(what).append(", but:");
            for (T one : found) {
                text.append("\n  ").append(one);
                token.apply(one)
                        .ifPresent(
                                seen ->
                                        text.append("\n    Replay it: @Replay(\"")
                                                .append(seen)
                                                .append("\"), or Heddle.replay(\"")
                                                .append(seen)
                                                .append("\", body)"));
            }
            failWithMessage("%s", text);
        }
        return this;
    }

    private void fail(String what, Failure failure) {
        failWithMessage("%s", what + "\n" + failure);
    }
}
