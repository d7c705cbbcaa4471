package dev.heddle.kernel;

import dev.heddle.api.Internal;

import java.time.Duration;

/**
 * What a run may take.
 *
 * @param steps how many scheduling points it may pass
 * @param time how much real time it may take
 * @param unwindings how often a thread may go on blocking after it was told that the run is over,
 *     before it is left where it stands
 */
@Internal
public record Limits(long steps, Duration time, int unwindings) {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    /** A million steps and ten seconds. */
    public static final Limits DEFAULT = new Limits(1_000_000, Duration.ofSeconds(10), 100);

    /** Checks the values. */
    public Limits {
        if (steps < 1) {
            throw new IllegalArgumentException(
                    "The step limit must be at least 1, but is " + steps + ".");
        }
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(
                    "The time limit must be positive, but is " + time + ".");
        }
        if (unwindings < 1 || unwindings > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "The limit of unwindings must be from 1 to 127, but is " + unwindings + ".");
        }
    }

    /**
     * So many times the real time in nanoseconds; any longer than a number can say is as good as
     * for ever.
     */
    long nanos(int times) {
        return time.compareTo(LONGEST.dividedBy(times)) < 0
                ? time.toNanos() * times
                : Long.MAX_VALUE;
    }
}
