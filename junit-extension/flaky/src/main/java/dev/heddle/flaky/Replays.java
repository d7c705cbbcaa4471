package dev.heddle.flaky;

import dev.heddle.Failure;
import dev.heddle.OtherCourseException;
import dev.heddle.ScheduleFailure;
import dev.heddle.flaky.Runner.Runs;
import dev.heddle.kernel.Ending;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sees failures again, and what tests leave behind, by their codes. */
final class Replays {

    private Replays() {}

    /**
     * What a replay has shown.
     *
     * @param failed whether what the code is of was seen, in this way or in another
     * @param lost whether it says nothing, as it met the limit of real time
     * @param otherCourse whether it did not take the course that the token stands for
     * @param summary what went wrong, in a sentence; empty if nothing did
     * @param message all that is known of it
     * @param missing the ids of tests that are not there
     */
    record Again(
            boolean failed,
            boolean lost,
            boolean otherCourse,
            String summary,
            String message,
            List<String> missing) {

        /** Whether it is what was seen before. */
        boolean isAlike(String other) {
            return failed && summary.equals(other);
        }
    }

    /**
     * How often a failure was seen again.
     *
     * @param alike in how many replays in the same way
     * @param failed in how many in any way
     * @param times how many there were, without those that say nothing
     */
    record Proof(int alike, int failed, int times) {

        /** Whether a replay has passed: what was varied does not decide alone. */
        boolean refutes() {
            return failed < times;
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("alike", alike);
            map.put("failed", failed);
            map.put("times", times);
            return map;
        }

        static Proof of(Json map) {
            return new Proof(
                    (int) map.number("alike"),
                    (int) map.number("failed"),
                    (int) map.number("times"));
        }

        /** Why a test whose failure has not always been seen again is what it is. */
        String whyUncontrolled(boolean leaves, String where) {
            return "%s, but not in %d of %d replays of the same run%s: something decides that Heddle has no hold of."
                    .formatted(
                            leaves ? "It left something behind" : "It failed",
                            times - failed,
                            times,
                            where);
        }
    }

    /** Replays what a code is of, so many times. */
    static Proof prove(Runner runner, Code code, String summary, int times) {
        int alike = 0;
        int failed = 0;
        int counted = 0;
        for (int i = 0; i < times; i++) {
            Again again = once(runner, code);
            if (i == 0 && again.otherCourse() && !again.isAlike(summary)) {
                again = once(runner, code);
            }
            alike += again.isAlike(summary) ? 1 : 0;
            failed += again.failed() && !again.lost() ? 1 : 0;
            counted += again.lost() ? 0 : 1;
        }
        return new Proof(alike, failed, counted);
    }

    /**
     * Replays it for somebody who wants to see it. In a JVM that has not executed the test yet,
     * what is loaded for all runs is loaded in the first one, which can make it another; then the
     * second counts.
     */
    static Again show(Runner runner, Code code) {
        Again again = once(runner, code);
        return again.otherCourse() && !again.failed() ? once(runner, code) : again;
    }

    private static Again once(Runner runner, Code code) {
        TestBody body = runner.bodyOf(code);
        Runs runs;
        try {
            runs = runner.replay(code, body);
        } catch (OtherCourseException e) {
            // An engine that remembers something makes other steps; what counts is the failure.
            Failure failure = seen(e);
            return new Again(
                    failure != null,
                    isLost(failure),
                    true,
                    failure == null ? "" : failure.summary(),
                    told((failure == null ? "" : failure + "\n") + e.getMessage(), code),
                    List.copyOf(body.seen().missing));
        }
        Failure failure = runs.failure();
        List<String> missing = List.copyOf(body.seen().missing);
        if (code.isOfWhatIsLeft()) {
            List<String> left = runs.left();
            return new Again(
                    !left.isEmpty(),
                    runs.isLost(),
                    false,
                    summary(left),
                    String.join("\n", left),
                    missing);
        }
        return new Again(
                failure != null,
                runs.isLost(),
                false,
                failure == null ? "" : failure.summary(),
                failure == null ? "" : told(failure.toString(), code),
                missing);
    }

    /** The token inside of a code replays nothing by itself, so a message names the code. */
    private static String told(String message, Code code) {
        return code.token().isEmpty() ? message : message.replace(code.token(), code.text());
    }

    /** What is left behind, as what went wrong. */
    static String summary(List<String> left) {
        return String.join(" ", left);
    }

    /** Whether a failure says nothing, as it is the limit of real time. */
    static boolean isLost(@Nullable Failure failure) {
        return failure != null
                && (failure.kind() == Ending.Kind.TIME_LIMIT
                        || failure.kind() == Ending.Kind.STUCK);
    }

    /** The failure of a replay that took another course; null if it has not failed. */
    private static @Nullable Failure seen(OtherCourseException diverged) {
        for (Throwable suppressed : diverged.getSuppressed()) {
            if (suppressed instanceof ScheduleFailure failed) {
                return failed.failure();
            }
        }
        return null;
    }
}
