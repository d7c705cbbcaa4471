package dev.heddle;

import dev.heddle.api.API;

import java.time.Duration;
import java.util.List;

/**
 * What visiting every interleaving has come to. Call {@link #check} to fail if one failed, or if
 * not all were visited.
 *
 * {@snippet :
 *     Proof proof = Heddle.prove(body);
 *     proof.check(); // Fails if an interleaving did, or if not all were visited.
 *     System.out.println(proof.interleavings() + " interleavings: " + proof.summary());
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Proof {

    private final long executions;
    private final long estimate;
    private final long failures;
    private final long steps;
    private final Duration time;
    private final boolean complete;
    private final String gap;
    private final long redundant;

    /** How many preemptions were allowed; -1 if any number. */
    private final int preemptions;

    private final long leftOut;
    private final long spinning;
    private final long spurious;
    private final long earlyTimeouts;
    private final int otherKinds;
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
            long estimate,
            long failures,
            long steps,
            Duration time,
            boolean complete,
            String gap,
            long redundant,
            int preemptions,
            long leftOut,
            long spinning,
            long spurious,
            long earlyTimeouts,
            int otherKinds,
            boolean allowIncomplete,
            List<Found> found,
            Report report) {
        this.executions = executions;
        this.estimate = estimate;
        this.failures = failures;
        this.steps = steps;
        this.time = time;
        this.complete = complete;
        this.gap = gap;
        this.redundant = redundant;
        this.preemptions = preemptions;
        this.leftOut = leftOut;
        this.spinning = spinning;
        this.spurious = spurious;
        this.earlyTimeouts = earlyTimeouts;
        this.otherKinds = otherKinds;
        this.allowIncomplete = allowIncomplete;
        this.found = List.copyOf(found);
        this.report = report;
    }

    /** How many times the program was run: once for each interleaving, if the search is optimal. */
    public long executions() {
        return executions;
    }

    /**
     * About how many executions there would have been in the end, by what was known when the search
     * stopped: usually too few. As many as there were if everything was visited, or if preemptions
     * were bounded, where nothing is known of it.
     */
    public long estimate() {
        return estimate;
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
        return complete && leftOut == 0;
    }

    /** Whether every interleaving was visited that the bound on preemptions, if any, allows. */
    public boolean isCompleteWithin() {
        return complete;
    }

    /** How many different interleavings were visited. */
    public long interleavings() {
        return executions - redundant;
    }

    /**
     * How many times some thread could have gone on, which was not visited since it would have been
     * one preemption more than were allowed; 0 if no interleaving was left out.
     */
    public long leftOut() {
        return leftOut;
    }

    /** Of how many executions it turned out that an earlier one had been the same. */
    public long redundant() {
        return redundant;
    }

    /**
     * In how many interleavings a thread went round in a loop that changes nothing, until another
     * did: the loop is gone through once for each change of what it looks at, not any number of
     * times.
     */
    public long spinning() {
        return spinning;
    }

    /**
     * In how many interleavings a wait has ended for no reason: see {@link Prover#spuriousWakeups}.
     */
    public long spurious() {
        return spurious;
    }

    /**
     * In how many interleavings a timer has fired although somebody could still run: see {@link
     * Prover#earlyTimeouts}.
     */
    public long earlyTimeouts() {
        return earlyTimeouts;
    }

    /** How many more ways to fail there are than {@link #found} has. */
    public int otherKinds() {
        return otherKinds;
    }

    /** The failures, grouped by how and where they failed. */
    public List<Found> found() {
        return found;
    }

    /** What else was seen: data races, what was not under control. */
    public Report report() {
        return report;
    }

    /**
     * Whether no interleaving failed, and all were visited that a bound on preemptions allows, or
     * need not be.
     */
    public boolean passed() {
        return failures == 0 && (complete || allowIncomplete) && report.unreached().isEmpty();
    }

    /**
     * Does nothing if the proof has {@linkplain #passed passed}.
     *
     * @throws ScheduleFailure with what is known of the first failure
     * @throws IncompleteProofError if none failed, but not every interleaving was visited that a
     *     bound on preemptions allows
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

    private String within() {
        if (preemptions < 0 || (complete && leftOut == 0)) {
            return "";
        }
        return preemptions == 0
                ? " without preemption"
                : " with at most %d preemption%s"
                        .formatted(preemptions, preemptions == 1 ? "" : "s");
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
        if (isComplete() && interleavings() == 1) {
            return "The only interleaving there is failed like this.";
        }
        String among =
                (complete
                                ? "Of all %,d interleavings%s, %,d failed"
                                : "Of %,d interleavings%s that were checked, but are not all, %,d"
                                        + " failed")
                        .formatted(interleavings(), within(), failures);
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
                    interleavings() == 1
                            ? "The only interleaving%s was checked: ".formatted(within())
                            : "All %,d interleavings%s were checked: "
                                    .formatted(interleavings(), within()));
            text.append(failures == 0 ? "correct" : "%,d failed".formatted(failures));
            text.append(" (").append(rate).append(')');
            if (spurious > 0) {
                text.append("\nIn %,d of them a wait has ended for no reason.".formatted(spurious));
            }
            if (earlyTimeouts > 0) {
                text.append(
                        "\nIn %,d of them a time-out came although somebody could still run."
                                .formatted(earlyTimeouts));
            }
            if (spinning > 0) {
                text.append(
                        "\nIn %,d of them a thread went round in a loop until something changed."
                                .formatted(spinning));
            }
            if (leftOut > 0) {
                text.append(
                        "\n%,d branches that need more preemptions were left out."
                                .formatted(leftOut));
            }
        } else {
            text.append(
                    "%,d interleaving%s checked, but not all%s%s: %s (%s)"
                            .formatted(
                                    interleavings(),
                                    interleavings() == 1 ? " was" : "s were",
                                    within(),
                                    estimate > executions
                                            ? " (of about %,d)".formatted(estimate)
                                            : "",
                                    failures == 0
                                            ? "none of them failed"
                                            : "%,d failed".formatted(failures),
                                    rate));
            text.append("\n")
                    .append(
                            gap.isEmpty()
                                    ? "The schedules or the time that were allowed were used up:"
                                            + " give more, bound the preemptions, make the program"
                                            + " smaller, or let the next one go on (resume)."
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
        if (otherKinds > 0) {
            text.append("\nThere are %,d more ways to fail.".formatted(otherKinds));
        }
        report.warnings().forEach(warning -> text.append('\n').append(warning));
        text.append(Message.of(report.races()));
        return text.toString();
    }
}
