package dev.heddle;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/** What an exploration has found. Call {@link #check} to fail if it has found anything. */
public final class Report {

    private final int schedules;
    private final int failures;
    private final long steps;
    private final long decisions;
    private final Duration time;
    private final @Nullable Failure failure;

    Report(
            int schedules,
            int failures,
            long steps,
            long decisions,
            Duration time,
            @Nullable Failure failure) {
        this.schedules = schedules;
        this.failures = failures;
        this.steps = steps;
        this.decisions = decisions;
        this.time = time;
        this.failure = failure;
    }

    /** How many schedules were run. */
    public int schedules() {
        return schedules;
    }

    /** How many of them failed; at most 1 unless the exploration went {@link Explorer#toTheEnd}. */
    public int failures() {
        return failures;
    }

    /** How many scheduling points all runs passed together. */
    public long steps() {
        return steps;
    }

    /** How many times there was something to choose, in all runs together. */
    public long decisions() {
        return decisions;
    }

    /** How much real time it took. */
    public Duration time() {
        return time;
    }

    /** The first failure. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether no schedule failed. */
    public boolean passed() {
        return failure == null;
    }

    /**
     * Does nothing if no schedule failed.
     *
     * @throws ScheduleFailure with everything that is known of the first failure
     */
    public void check() {
        if (failure != null) {
            throw failure.toError();
        }
    }

    @Override
    public String toString() {
        Failure first = failure;
        return first == null
                ? "%,d schedules, none failed (%,d scheduling points, %,d decisions, %,d ms)"
                        .formatted(schedules, steps, decisions, time.toMillis())
                : "%,d schedules, %,d failed%n%s".formatted(schedules, failures, first);
    }
}
