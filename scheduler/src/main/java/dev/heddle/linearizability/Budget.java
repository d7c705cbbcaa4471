package dev.heddle.linearizability;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How much a search may do: so many steps, in so much time. A part of a budget is one itself, and
 * what is spent of it is spent of the whole.
 */
final class Budget {

    /** A step takes a microsecond, most often, and much longer where states are large. */
    private static final int STEPS_PER_LOOK = 64;

    /** As good as none, and far from where differences of times would overflow. */
    private static final long NO_LIMIT = Long.MAX_VALUE / 4;

    private final long most;
    private final long deadline;
    private final @Nullable Budget whole;
    private long steps;
    private boolean late;

    private Budget(long most, long deadline, @Nullable Budget whole) {
        this.most = most;
        this.deadline = deadline;
        this.whole = whole;
    }

    /** So many steps from now on; if there is a time, no longer than that. */
    static Budget of(long steps, @Nullable Duration time) {
        long nanos =
                time == null || time.compareTo(Duration.ofNanos(NO_LIMIT)) > 0
                        ? NO_LIMIT
                        : time.toNanos();
        return new Budget(steps, System.nanoTime() + nanos, null);
    }

    /** No more than these of the steps that are left. */
    Budget part(long mostSteps) {
        return new Budget(Math.min(mostSteps, left()), deadline, this);
    }

    /** Half of the steps and of the time that are left. */
    Budget half() {
        long now = System.nanoTime();
        return new Budget(left() / 2, now + (deadline - now) / 2, this);
    }

    private long left() {
        return most - steps;
    }

    /** How many steps were made. */
    long steps() {
        return steps;
    }

    /** Whether the time is over. */
    boolean isLate() {
        late |= System.nanoTime() - deadline >= 0;
        return late;
    }

    /** Makes a step; false if none is left, or no time. */
    boolean step() {
        boolean looks = steps % STEPS_PER_LOOK == 0;
        if (isUsedUp() || (looks && isLate())) {
            return false;
        }
        steps++;
        for (Budget larger = whole; larger != null; larger = larger.whole) {
            larger.steps++;
        }
        return true;
    }

    /** Whether no step is left, or the last one was refused since the time was over. */
    boolean isUsedUp() {
        return late || steps >= most;
    }
}
