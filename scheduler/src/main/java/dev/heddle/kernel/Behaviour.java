package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What a run does, as one number: equal for two runs that differ only in the order of what has
 * nothing to do with each other, and almost certainly different for any two others.
 *
 * <p>Every step of a fiber gets a number that is mixed from that of the fiber's step before, the
 * place, and those of the steps before it that it can not be swapped with: the last that has
 * written what it accesses, and, if it writes itself, all that have read it since. The behaviour is
 * the sum of them all, so their order plays no other part. (This is the happens-before relation,
 * hashed.) Fibers are known by who has started them, not by their numbers, which depend on the
 * order of starting.
 *
 * <p>Objects are known by their identity hash codes, and nothing is kept of them, so that this
 * keeps none alive. It is an approximation where two objects share one, and where nothing is known
 * of a step: that is taken to have to do with the other steps at the same place.
 */
final class Behaviour {

    /** A run with more than this many places in memory begins to forget. */
    private static final int MOST_PLACES = 1 << 16;

    private static final int SMALLEST = 256;

    private static final long CALLED = 0x5851F42D4C957F2DL;
    private static final long BEGIN = 0x243F6A8885A308D3L;

    // Places by hashing; 0 where there is none. All three are as long.
    private long[] places = new long[SMALLEST];
    private long[] lastWrite = new long[SMALLEST];
    private long[] reads = new long[SMALLEST];

    /** Where the places are, so that they can be taken away quickly. */
    private int[] used = new int[SMALLEST / 2];

    private int size;
    private long sum;

    void reset() {
        for (int i = 0; i < size; i++) {
            places[used[i]] = 0;
        }
        size = 0;
        sum = BEGIN;
    }

    /** The behaviour of the run so far. */
    long number() {
        return sum;
    }

    /** A fiber becomes part of the run. */
    void begins(Fiber fiber, @Nullable Fiber starter) {
        fiber.started = 0;
        fiber.starter = starter == null ? -1 : starter.id;
        fiber.past = starter == null ? BEGIN : mix(starter.lineage, ++starter.started);
        fiber.lineage = fiber.past;
        fiber.mail = 0;
        fiber.lastSeen = 0;
    }

    /**
     * A fiber goes on past a scheduling point, and does what it was about to. The object that it
     * accesses has been given a hash code by {@link Memory}.
     */
    void passes(Fiber fiber) {
        int access = fiber.access;
        Object object = fiber.accessed;
        if ((access & Access.MONITOR) != 0) {
            return; // It counts when it has entered.
        }
        long place = fiber.member & 0xffffffffL;
        if (access == Access.UNKNOWN) {
            place = fiber.site;
        } else if (object != null) {
            place += (long) System.identityHashCode(object) << 32;
        }
        int at = find((place ^ (access & Access.CALL) * CALLED) | 1L << 63);
        long seen = fiber.site + lastWrite[at];
        long step = mix(fiber.past, seen);
        if (access != Access.UNKNOWN && (access & Access.WRITES) == 0) {
            if (fiber.lastSeen == seen) {
                return; // It looks again, as in a loop, and sees the same.
            }
            fiber.lastSeen = seen;
            reads[at] += step;
        } else {
            fiber.lastSeen = 0;
            step = mix(step, reads[at]);
            lastWrite[at] = step;
            reads[at] = 0;
        }
        fiber.past = step;
        sum += step;
    }

    /**
     * A fiber has entered a monitor. Those that the JDK enters on its own account do not count:
     * most of that it does the first time only.
     */
    void enters(Fiber fiber, Monitor monitor) {
        boolean byProgram =
                (fiber.access & Access.MONITOR) != 0 && fiber.accessed == monitor.object;
        if (!byProgram && monitor.last == 0) {
            return;
        }
        long step = mix(fiber.past, monitor.last);
        monitor.last = step;
        fiber.past = step;
        sum += step;
    }

    /** A fiber does something that has to do with nobody else. */
    void does(Fiber fiber, int what) {
        long step = mix(fiber.past, what);
        fiber.past = step;
        sum += step;
    }

    /** A fiber does something to another, which will notice some time: order does not matter. */
    void tells(Fiber by, Fiber to) {
        to.mail += mix(by.past, to.lineage);
    }

    /** A fiber notices what others have done to it. */
    void hears(Fiber fiber) {
        if (fiber.mail != 0) {
            long step = mix(fiber.past, fiber.mail);
            fiber.mail = 0;
            fiber.past = step;
            sum += step;
        }
    }

    private int find(long place) {
        int mask = places.length - 1;
        int at = (int) ((place * Mix.STEP) >>> 40) & mask;
        while (places[at] != place) {
            if (places[at] == 0) {
                return add(place, at);
            }
            at = (at + 1) & mask;
        }
        return at;
    }

    private int add(long place, int at) {
        int where = at;
        if (size == used.length) {
            grow();
            int mask = places.length - 1;
            where = (int) ((place * Mix.STEP) >>> 40) & mask;
            while (places[where] != 0) {
                where = (where + 1) & mask;
            }
        }
        places[where] = place;
        lastWrite[where] = 0;
        reads[where] = 0;
        used[size++] = where;
        return where;
    }

    private void grow() {
        long[] oldPlaces = places;
        long[] oldWrites = lastWrite;
        long[] oldReads = reads;
        int[] oldUsed = used;
        int oldSize = size;
        boolean forgets = oldSize >= MOST_PLACES;
        int length = forgets ? oldPlaces.length : oldPlaces.length * 2;
        places = new long[length];
        lastWrite = new long[length];
        reads = new long[length];
        used = new int[length / 2];
        size = 0;
        for (int i = 0; i < oldSize && !forgets; i++) {
            int from = oldUsed[i];
            int to = add(oldPlaces[from], free(oldPlaces[from]));
            lastWrite[to] = oldWrites[from];
            reads[to] = oldReads[from];
        }
    }

    /** Where a place is to go that is not there. */
    private int free(long place) {
        int mask = places.length - 1;
        int at = (int) ((place * Mix.STEP) >>> 40) & mask;
        while (places[at] != 0) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private static long mix(long one, long other) {
        long h = (one ^ Long.rotateLeft(other, 32)) * 0xBF58476D1CE4E5B9L + other;
        return (h ^ (h >>> 29)) * Mix.STEP;
    }
}
