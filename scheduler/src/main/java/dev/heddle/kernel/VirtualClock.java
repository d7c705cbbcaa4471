package dev.heddle.kernel;

import dev.heddle.api.Internal;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of a run. It stands still while any fiber can run, and jumps to the next timer when none
 * can, unless the run's {@link World} says otherwise.
 *
 * <p>All that the program can ask for is made from the one number {@link #now}, so the clocks agree
 * at every moment: calendar time is the epoch plus that, and the milliseconds are its whole ones.
 */
@Internal
public final class VirtualClock {

    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Calendar time at the beginning of every run. */
    private final Instant epoch;

    /** The same in whole milliseconds, rounded down... */
    private final long epochMillis;

    /** ...and the nanoseconds that this leaves out: from 0 to 999,999. */
    private final long epochRest;

    /**
     * What {@code System.nanoTime} says at the beginning of every run. Not 0, which {@code
     * FutureTask} takes for "not yet asked": a timed get would be late by a nanosecond.
     */
    private static final long NANO_TIME_ORIGIN = 1_000_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Who waits for longer than this, 255 years, means for ever. */
    private static final long FOR_EVER = NEVER - NEVER / 8;

    /** Virtual nanoseconds since the run began. Never goes back. */
    private long now;

    /** Whether somebody was to wait for a moment that is past all time, and not for ever. */
    private boolean ranOut;

    VirtualClock(Instant epoch) {
        this.epoch = epoch;
        this.epochMillis = epoch.toEpochMilli();
        this.epochRest = Duration.between(Instant.ofEpochMilli(epochMillis), epoch).toNanos();
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
        // Not (epochRest + now) / ...: now can be as large as a number can be.
        return epochMillis
                + now / NANOS_PER_MILLI
                + (epochRest + now % NANOS_PER_MILLI) / NANOS_PER_MILLI;
    }

    /** What {@code Instant.now} says now. */
    public Instant instant() {
        return epoch.plusNanos(now);
    }

    /** The deadline that is this many nanoseconds away, {@link #NEVER} if that is past all time. */
    public long deadline(long nanos) {
        long sum = now + Math.max(0, nanos);
        if (sum >= 0) {
            return sum;
        }
        ranOut |= nanos < FOR_EVER;
        return NEVER;
    }

    /** The deadline at a point of calendar time: when {@link #epochMillis} first says so. */
    public long deadlineAt(long millis) {
        if (millis <= epochMillis()) {
            return now; // Subtracting could overflow.
        }
        long since = millis - epochMillis;
        boolean never = since < 0 || since > NEVER / NANOS_PER_MILLI;
        // As many milliseconds as there are are for ever; a date of some millennium is a date.
        ranOut |= never && millis < FOR_EVER;
        return never ? NEVER : since * NANOS_PER_MILLI - epochRest;
    }

    /** Whether somebody waits in vain, since time does not last as long as that. */
    boolean hasRunOut() {
        return ranOut;
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
        ranOut = false;
    }
}
