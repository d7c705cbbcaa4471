package dev.heddle.shrink;

import dev.heddle.kernel.Chooser.Choice;

/**
 * A name for one decision of a run, packed into a number: which kind of decision it is, which
 * thread had come to it, and how far that thread had come.
 *
 * <p>A place is counted along its own thread. So it means the same in another run in which other
 * threads have done more or less before, where the number of the decision would not.
 */
final class Place {

    /** Who goes on at a scheduling point of a thread that could go on itself. */
    static final int POINT = 0;

    /** Who goes on after a thread that can not go on, or lets others go first. */
    static final int FORCED = 1;

    private static final int FIRST_CHOICE = 2;

    private static final int ORDINAL_BITS = 10;
    private static final int COUNT_BITS = 28;
    private static final int THREAD_BITS = 20;

    private static final long MOST_ORDINAL = (1L << ORDINAL_BITS) - 1;
    private static final long MOST_COUNT = (1L << COUNT_BITS) - 1;
    private static final long MOST_THREAD = (1L << THREAD_BITS) - 1;

    private Place() {}

    /** The kind of a decision that is not about who goes on. */
    static int kindOf(Choice choice) {
        return switch (choice) {
            case GRANT -> FIRST_CHOICE;
            case NOTIFY -> 3;
            case SPURIOUS -> 4;
            case CHANCE -> 5;
            case STALL -> 6;
            case READY -> 7;
            case NETWORK -> 8;
            case CHOOSE -> 9;
        };
    }

    /**
     * The place of a decision.
     *
     * @param thread the number of the thread that had come to it, or -1
     * @param count how many scheduling points that thread had behind it
     * @param ordinal how many decisions of this kind it has come to since then
     */
    static long of(int kind, int thread, long count, int ordinal) {
        return ((((long) kind << THREAD_BITS | (thread & MOST_THREAD)) << COUNT_BITS
                                | Math.min(count, MOST_COUNT))
                        << ORDINAL_BITS)
                | Math.min(ordinal, MOST_ORDINAL);
    }

    static int kind(long place) {
        return (int) (place >>> (ORDINAL_BITS + COUNT_BITS + THREAD_BITS));
    }

    static int thread(long place) {
        return (int) ((place >>> (ORDINAL_BITS + COUNT_BITS)) & MOST_THREAD);
    }

    static long count(long place) {
        return (place >>> ORDINAL_BITS) & MOST_COUNT;
    }

    /** Whether it belongs to a thread at all. */
    static boolean isThread(long place) {
        return thread(place) != MOST_THREAD;
    }

    static int ordinal(long place) {
        return (int) (place & MOST_ORDINAL);
    }

    /** The scheduling point of the same thread that lies so many points further on. */
    static long moved(long place, long by) {
        return of(kind(place), thread(place), count(place) + by, 0);
    }

    /** Whether a decision of this kind is about who goes on. */
    static boolean isSwitch(int kind) {
        return kind < FIRST_CHOICE;
    }

    /** Whether what is chosen there is a number, and not a thread or whether something happens. */
    static boolean isDrawn(int kind) {
        return kind == kindOf(Choice.CHANCE)
                || kind == kindOf(Choice.STALL)
                || kind == kindOf(Choice.READY)
                || kind == kindOf(Choice.NETWORK)
                || kind == kindOf(Choice.CHOOSE);
    }
}
