package dev.heddle;

import java.time.Duration;
import java.util.List;

/**
 * What visiting every interleaving has come to. Call {@link #check} to fail if one failed, or if
 * not all were visited.
 */
public final class Proof {

    private final long executions;
    private final long failures;
    private final long steps;
    private final Duration time;
    private final boolean complete;
    private final String gap;
    private final long redundant;
    private final boolean allowIncomplete;
    private final List<Found> found;
    private final Report report;

    /**
     * Interleavings that failed in one way.
     *
     * @param failure the first of them, made smaller if it could be
     * @param count how many there are
     */
    public record Found(Failure failure, long count) {}

    Proof(
            long executions,
            long failures,
            long steps,
            Duration time,
            boolean complete,
            String gap,
            long redundant,
            boolean allowIncomplete,
            List<Found> found,
            Report report) {
        this.executions = executions;
        this.failures = failures;
        this.steps = steps;
        this.time = time;
        this.complete = complete;
        this.gap = gap;
        this.redundant = redundant;
        this.allowIncomplete = allowIncomplete;
        this.found = List.copyOf(found);
        this.report = report;
    }

    /** How many times the program was run: once for each interleaving, if the search is optimal. */
    public long executions() {
        return executions;
    }

    /** How many of them failed. */
    public long failures() {
        return failures;
    }

    /** How many scheduling points all runs passed together. */
    public long steps() {
        return steps;
    }

    /** How much real time it took. */
    public Duration time() {
        return time;
    }

    /** Whether every interleaving was visited. */
    public boolean isComplete() {
        return complete;
    }

    /** Of how many executions it turned out that an earlier one had been the same. */
    public long redundant() {
        return redundant;
    }

    /** The failures, grouped by how and where they failed. */
    public List<Found> found() {
        return found;
    }

    /** What else was seen: data races, what was not under control. */
    public Report report() {
        return report;
    }

    /** Whether no interleaving failed, and all were visited, or need not be. */
    public boolean passed() {
        return failures == 0 && (complete || allowIncomplete) && report.unreached().isEmpty();
    }

    /**
     * Does nothing if the proof has {@linkplain #passed passed}.
     *
     * @throws ScheduleFailure with what is known of the first failure
     * @throws IncompleteProofError if none failed, but not every interleaving was visited
     */
    public void check() {
        List<ScheduleFailure> errors = errors();
        if (!errors.isEmpty()) {
            ScheduleFailure first = errors.getFirst();
            errors.subList(1, errors.size()).forEach(first::addSuppressed);
            throw first;
        }
        if (!complete && !allowIncomplete) {
            throw new IncompleteProofError(toString());
        }
        report.check();
    }

    /**
     * The failures as errors to be thrown by a test, in the order of {@link #found}. Their messages
     * say how many interleavings failed alike.
     */
    public List<ScheduleFailure> errors() {
        return found.stream()
                .map(one -> new ScheduleFailure(one.failure(), one.failure() + "\n" + counts(one)))
                .toList();
    }

    private String counts(Found one) {
        if (complete && executions == 1) {
            return "The only interleaving there is failed like this.";
        }
        String among =
                (complete
                                ? "Of all %,d interleavings, %,d failed"
                                : "Of %,d interleavings that were checked, but are not all, %,d"
                                        + " failed")
                        .formatted(executions, failures);
        return among
                + (one.count() == failures
                        ? " like this."
                        : ": %,d of them like this.".formatted(one.count()));
    }

    /** How many interleavings were checked, and what came of it, in one or two sentences. */
    public String summary() {
        String rate =
                "%,d ms, %,.0f a second"
                        .formatted(time.toMillis(), executions * 1e9 / Math.max(1, time.toNanos()));
        StringBuilder text = new StringBuilder();
        if (complete) {
            text.append(
                    executions == 1
                            ? "The only interleaving was checked: "
                            : "All %,d interleavings were checked: ".formatted(executions));
            text.append(failures == 0 ? "correct" : "%,d failed".formatted(failures));
            text.append(" (").append(rate).append(')');
        } else {
            text.append(
                    "%,d interleavings were checked, but not all: %s (%s)"
                            .formatted(
                                    executions,
                                    failures == 0
                                            ? "none of them failed"
                                            : "%,d failed".formatted(failures),
                                    rate));
            text.append("\n")
                    .append(
                            gap.isEmpty()
                                    ? "The schedules or the time that were allowed were used up:"
                                            + " give more, or make the program smaller."
                                    : "There may be more that can not be visited: "
                                            + (gap.endsWith(".") ? gap : gap + "."));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(summary());
        for (Found one : found) {
            text.append("\n%,d failed like this:\n%s".formatted(one.count(), one.failure()));
        }
        report.warnings().forEach(warning -> text.append('\n').append(warning));
        report.races().forEach(race -> text.append('\n').append(Message.of(race)));
        return text.toString();
    }
}
