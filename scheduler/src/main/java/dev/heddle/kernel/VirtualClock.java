package dev.heddle.kernel;

/**
 * The time of a run. It stands still while any fiber can run, and jumps to the next timer when none
 * can.
 */
public final class VirtualClock {

    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Calendar time at the beginning of every run. */
    private final long epochMillis;

    /**
     * What {@code System.nanoTime} says at the beginning of every run. Not 0, which {@code
     * FutureTask} takes for "not yet asked": a timed get would be late by a nanosecond.
     */
    private static final long NANO_TIME_ORIGIN = 1_000_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Virtual nanoseconds since the run began. Never goes back. */
    private long now;

    VirtualClock(long epochMillis) {
        this.epochMillis = epochMillis;
    }

    /** Virtual nanoseconds since the run began. */
    public long now() {
        return now;
    }

    /** What {@code System.nanoTime} says now. */
    public long nanoTime() {
        return NANO_TIME_ORIGIN + now;
    }

    /** What {@code System.currentTimeMillis} says now. */
    public long epochMillis() {
        return epochMillis + now / NANOS_PER_MILLI;
    }

    /** The deadline that is this many nanoseconds away, {@link #NEVER} if that is past all time. */
    public long deadline(long nanos) {
        long sum = now + Math.max(0, nanos);
        return sum < 0 ? NEVER : sum;
    }

    /** The deadline at a point of calendar time. */
    public long deadlineAt(long epochMillis) {
        if (epochMillis <= epochMillis()) {
            return now; // Subtracting could overflow.
        }
        long millis = epochMillis - epochMillis();
        return millis > NEVER / NANOS_PER_MILLI ? NEVER : deadline(millis * NANOS_PER_MILLI);
    }

    void advanceTo(long time) {
        if (time < now) {
            throw new IllegalStateException(
                    "Time went backwards, from " + now + " to " + time + ".");
        }
        now = time;
    }

    void reset() {
        now = 0;
    }
}
