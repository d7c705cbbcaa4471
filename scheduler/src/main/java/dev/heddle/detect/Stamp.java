package dev.heddle.detect;

/** A moment of a fiber: its number, and its own clock. Never 0, and never negative. */
final class Stamp {

    private static final int TIME_BITS = 40;
    private static final long TIME = (1L << TIME_BITS) - 1;

    private Stamp() {}

    /** Now. */
    static long of(int fiber, VectorClock clock) {
        return of(fiber, clock.get(fiber));
    }

    static long of(int fiber, int time) {
        return ((long) (fiber + 1) << TIME_BITS) | time;
    }

    static int fiberOf(long stamp) {
        return (int) (stamp >>> TIME_BITS) - 1;
    }

    static int timeOf(long stamp) {
        return (int) (stamp & TIME);
    }

    /** Whether a moment is not known to come before what a fiber does now. */
    static boolean isUnordered(long stamp, int id, VectorClock clock) {
        if (stamp <= 0) {
            return false;
        }
        int other = fiberOf(stamp);
        return other != id && timeOf(stamp) > clock.get(other);
    }
}
