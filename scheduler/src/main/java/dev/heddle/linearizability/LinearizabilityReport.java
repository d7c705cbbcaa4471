package dev.heddle.linearizability;

import dev.heddle.Failure;
import dev.heddle.Proof;
import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * What a check of an object has found.
 *
 * {@snippet :
 *     LinearizabilityReport report =
 *             Linearizability.of(AtomicInteger::new)
 *                     .operation("add", AtomicInteger::addAndGet, Arguments.ints(1, 2))
 *                     .scenarios(3)
 *                     .schedules(20)
 *                     .explore();
 *     System.out.println(report.constructions() + " objects in " + report.time());
 *     report.scenario().ifPresent(smallest -> System.out.println(smallest));
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class LinearizabilityReport {

    private final int scenarios;
    private final long runsUntilFound;
    private final long runs;
    private final long foundNanos;
    private final long nanos;
    private final int undecided;
    private final @Nullable Proof incomplete;
    private final @Nullable Failure failure;
    private final @Nullable Scenario first;
    private final @Nullable Scenario scenario;

    LinearizabilityReport(
            int scenarios,
            long runsUntilFound,
            long runs,
            long foundNanos,
            long nanos,
            int undecided,
            @Nullable Proof incomplete,
            @Nullable Failure failure,
            @Nullable Scenario first,
            @Nullable Scenario scenario) {
        this.scenarios = scenarios;
        this.runsUntilFound = runsUntilFound;
        this.runs = runs;
        this.foundNanos = foundNanos;
        this.nanos = nanos;
        this.undecided = undecided;
        this.incomplete = incomplete;
        this.failure = failure;
        this.first = first;
        this.scenario = scenario;
    }

    /** How many scenarios were tried, until one failed. */
    public int scenarios() {
        return scenarios;
    }

    /**
     * How many objects were made to be used by several threads, one for each run, until a scenario
     * had failed, or all had passed.
     */
    public long constructions() {
        return runsUntilFound;
    }

    /** How many were made in all, to make a failure smaller included. */
    public long allConstructions() {
        return runs;
    }

    /** How much real time it took until a scenario had failed, or all had passed. */
    public Duration foundAfter() {
        return Duration.ofNanos(foundNanos);
    }

    /** How much real time all of it took, making a failure smaller included. */
    public Duration time() {
        return Duration.ofNanos(nanos);
    }

    /** Of how many histories it was not found out whether they can be explained. */
    public int undecided() {
        return undecided;
    }

    /** The failure, if there is one: the smallest that was found. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** The scenario that fails, if one does. */
    public Optional<Scenario> scenario() {
        return failure == null ? Optional.empty() : Optional.ofNullable(scenario);
    }

    /** That scenario as it was found, before it was made smaller. */
    public Optional<Scenario> foundScenario() {
        return failure == null ? Optional.empty() : Optional.ofNullable(first);
    }

    /** Whether none has failed, and everything was found out that was to be. */
    public boolean passed() {
        return failure == null && undecided == 0 && incomplete == null;
    }

    /**
     * Does nothing if it has {@linkplain #passed passed}.
     *
     * @throws dev.heddle.ScheduleFailure if a scenario has failed
     * @throws LinearizabilityError if something was not found out
     */
    public void check() {
        if (failure != null) {
            throw failure.toError();
        }
        if (!passed()) {
            throw new LinearizabilityError(toString());
        }
    }

    @Override
    public String toString() {
        if (failure != null) {
            return failure.toString();
        }
        if (incomplete != null) {
            return "No failure was found, but not every interleaving was visited: " + incomplete;
        }
        if (undecided > 0) {
            return ("No failure was found, but of %,d histories it is not known whether an order of"
                            + " their operations explains them: that takes too long. Let threads"
                            + " call fewer operations, or give the model equal states.")
                    .formatted(undecided);
        }
        return "%,d scenarios in %,d runs, none failed (%,d ms)"
                .formatted(scenarios, runs, nanos / 1_000_000);
    }
}
