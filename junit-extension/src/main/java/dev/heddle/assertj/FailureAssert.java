package dev.heddle.assertj;

import dev.heddle.Failure;
import dev.heddle.api.API;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending.Kind;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Wait;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Assertions about a schedule that failed.
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
public class FailureAssert extends AbstractAssert<FailureAssert, Failure> {

    /** What this is one of; null unless it is soft. */
    @Nullable HeddleSoftAssertions softly;

    /** About a failure; see {@link HeddleAssertions#assertThat(Failure)}. */
    public FailureAssert(Failure actual) {
        super(actual, FailureAssert.class);
    }

    /** The run ended in this way. */
    public FailureAssert hasKind(Kind kind) {
        isNotNull();
        if (actual.kind() != kind) {
            fail(
                    "Expecting a failure of the kind %s, but it is %s:"
                            .formatted(kind, actual.kind()));
        }
        return this;
    }

    /** What was thrown is of this class. */
    public FailureAssert hasCauseInstanceOf(Class<? extends Throwable> type) {
        isNotNull();
        if (actual.cause().filter(type::isInstance).isEmpty()) {
            fail(
                    "Expecting a failure caused by %s, but %s:"
                            .formatted(
                                    type.getName(),
                                    actual.cause()
                                            .map(thrown -> "it is " + thrown.getClass().getName())
                                            .orElse("nothing was thrown")));
        }
        return this;
    }

    /** What went wrong, in one sentence, contains this. */
    public FailureAssert hasSummaryContaining(String text) {
        isNotNull();
        if (!actual.summary().contains(text)) {
            fail("Expecting a failure whose summary contains '%s', but it is:".formatted(text));
        }
        return this;
    }

    /** Threads, or coroutines, wait for each other. */
    public FailureAssert isDeadlock() {
        return hasKind(Kind.DEADLOCK);
    }

    /** Exactly these threads, or coroutines, wait for each other in a circle. */
    public FailureAssert isDeadlockOf(String... names) {
        isDeadlock();
        Set<String> wanted = new TreeSet<>(HeddleAssertions.names(names));
        Set<String> circle = new TreeSet<>();
        for (Standing one : actual.standing()) {
            if (one.cause() == Cause.CIRCLE) {
                circle.add(one.thread());
            }
        }
        if (!circle.equals(wanted)) {
            fail("Expecting a deadlock of %s, but it is one of %s:".formatted(wanted, circle));
        }
        return this;
    }

    /**
     * It is a data race on this.
     *
     * @param what a field as the race names it, {@code org.example.Account.balance}, or the end of
     *     that after a dot
     */
    public FailureAssert isRaceOn(String what) {
        isNotNull();
        String raced = actual.race().map(race -> race.what()).orElse("");
        if (!raced.equals(what) && !raced.endsWith("." + what)) {
            fail(
                    "Expecting a data race on %s, but it is %s:"
                            .formatted(what, raced.isEmpty() ? "none" : "one on " + raced));
        }
        return this;
    }

    /** This thread, or coroutine, was left in that state when the run ended. */
    public FailureAssert leaves(String name, Wait waiting) {
        Standing left = left(name);
        if (left.waiting() != waiting) {
            fail(
                    "Expecting '%s' to be left in the state %s, but it is in the state %s:"
                            .formatted(name, waiting, left.waiting()));
        }
        return this;
    }

    /**
     * This thread, or coroutine, was left when the run ended, and waited for something that
     * contains this, as the failure's message has it.
     */
    public FailureAssert leavesWaitingFor(String name, String what) {
        Standing left = left(name);
        if (!left.on().contains(what) && !left.detail().contains(what)) {
            fail(
                    "Expecting '%s' to be left waiting for %s, but it waits for %s:"
                            .formatted(name, what, left.on().isEmpty() ? "nothing" : left.on()));
        }
        return this;
    }

    /** No other threads or coroutines were left when the run ended than these. */
    public FailureAssert leavesOnly(String... names) {
        isNotNull();
        Set<String> wanted = new TreeSet<>(HeddleAssertions.names(names));
        Set<String> left = new TreeSet<>();
        actual.standing().forEach(one -> left.add(one.thread()));
        if (!left.equals(wanted)) {
            fail("Expecting %s to be left, but it is %s:".formatted(wanted, left));
        }
        return this;
    }

    /** The schedule, made small, needs no more preemptions than this. */
    public FailureAssert needsPreemptions(int count) {
        isNotNull();
        long preemptions =
                actual.shrunk().map(shrunk -> (long) shrunk.after().preemptions()).orElse(-1L);
        if (preemptions != count) {
            fail(
                    "Expecting a schedule that needs %,d preemptions, but %s:"
                            .formatted(
                                    count,
                                    preemptions < 0
                                            ? "it was not made smaller"
                                            : "it needs " + preemptions));
        }
        return this;
    }

    /** Goes on with the run that failed, by its marks. */
    public RunAssert run() {
        HeddleSoftAssertions soft = softly;
        RunAssert made;
        if (soft == null) {
            isNotNull();
            made = new RunAssert(Run.of(actual));
        } else {
            made = soft.assertThat(actual == null ? null : Run.of(actual));
        }
        made.token = actual == null ? null : actual.token();
        return made.as(descriptionText());
    }

    private Standing left(String name) {
        isNotNull();
        List<Standing> left =
                actual.standing().stream().filter(one -> one.thread().equals(name)).toList();
        if (left.isEmpty()) {
            fail(
                    "Expecting '%s' to be left when the run ended, but there are left %s:"
                            .formatted(
                                    name,
                                    actual.standing().isEmpty()
                                            ? "no threads"
                                            : actual.standing().stream()
                                                    .map(Standing::thread)
                                                    .toList()));
        }
        return Objects.requireNonNull(left.getFirst());
    }

    private void fail(String what) {
        failWithMessage("%s", what + "\n" + actual);
    }
}
