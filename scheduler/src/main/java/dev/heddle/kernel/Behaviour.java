package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

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
 * <p>It is an approximation where nothing is known of a step: that is taken to have to do with the
 * other steps at the same site.
 */
final class Behaviour {

    private static final long BEGIN = 0x243F6A8885A308D3L;

    private final Places places;

    // What was done at each place, by its number.
    private long[] lastWrite = new long[256];
    private long[] reads = new long[256];

    /** Up to where these are of this run. */
    private int known;

    private long sum;

    Behaviour(Places places) {
        this.places = places;
    }

    void reset() {
        known = 0;
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
     * A fiber goes on past a scheduling point, and does what it was about to.
     *
     * @param accessed the place, if it is known, or -1
     */
    void passes(Fiber fiber, int accessed) {
        int access = fiber.access;
        if ((access & Access.MONITOR) != 0) {
            return; // It counts when it has entered.
        }
        int at = accessed < 0 ? places.ofSite(fiber.site) : accessed;
        if (at < 0) {
            return;
        }
        while (known <= at) {
            makeRoom();
        }
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
        if ((!byProgram && monitor.last == 0) || fiber.isLooking()) {
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
        if (!by.isLooking()) {
            to.mail += mix(by.past, to.lineage);
        }
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

    private void makeRoom() {
        if (known == reads.length) {
            long[] more = Arrays.copyOf(reads, known * 2);
            lastWrite = Arrays.copyOf(lastWrite, known * 2);
            reads = more;
        }
        lastWrite[known] = 0;
        reads[known] = 0;
        known++;
    }

    private static long mix(long one, long other) {
        long h = (one ^ Long.rotateLeft(other, 32)) * 0xBF58476D1CE4E5B9L + other;
        return (h ^ (h >>> 29)) * Mix.STEP;
    }
}
