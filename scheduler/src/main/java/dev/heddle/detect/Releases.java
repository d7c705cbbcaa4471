package dev.heddle.detect;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What was released at each place that orders accesses, for those who acquire it there.
 *
 * <p>Mostly whoever releases has acquired before, at the same place, so that all that was released
 * there is what that one knew. Then one number tells what there is to be known, and a lock that
 * does not change hands costs a comparison.
 */
final class Releases {

    /** Stands for more than what the last one knew. */
    private static final long MIXED = -1;

    private final Clocks clocks;

    /** By the number of the place; null where nothing was released. */
    private @Nullable VectorClock[] released = new VectorClock[256];

    /** Who has released last and when, if that one knew all that was released, or MIXED. */
    private long[] stamps = new long[256];

    /** How much that one had learned by then, so that its own time is all that may be new. */
    private int[] versions = new int[256];

    /** Up to where these are in use. */
    private int touched;

    Releases(Clocks clocks) {
        this.clocks = clocks;
    }

    /** What was released at a place comes before what this fiber does next. */
    void acquire(int place, VectorClock clock) {
        VectorClock there = place < touched ? released[place] : null;
        if (there != null && !knowsAll(clock, stamps[place])) {
            clock.join(there);
        }
    }

    /** What the fiber with this number has done so far comes before what is acquired there. */
    void release(int place, int id, VectorClock clock) {
        makeRoomFor(place);
        VectorClock there = released[place];
        long stamp = stamps[place];
        if (there == null) {
            there = clocks.next();
            there.take(clock);
            stamps[place] = Stamp.of(id, clock);
            released[place] = there;
        } else if (knowsAll(clock, stamp)) {
            if (Stamp.fiberOf(stamp) == id && versions[place] == clock.version()) {
                there.set(id, clock.get(id));
            } else {
                there.take(clock);
            }
            stamps[place] = Stamp.of(id, clock);
        } else {
            boolean all = stamp == MIXED && clock.covers(there);
            there.join(clock);
            stamps[place] = all ? Stamp.of(id, clock) : MIXED;
        }
        versions[place] = clock.version();
        clock.tick(id);
    }

    /** Whether nothing was released there that this clock does not know. */
    private static boolean knowsAll(VectorClock clock, long stamp) {
        return stamp != MIXED && clock.get(Stamp.fiberOf(stamp)) >= Stamp.timeOf(stamp);
    }

    private void makeRoomFor(int place) {
        if (place >= stamps.length) {
            int size = Integer.highestOneBit(place) * 2;
            released = Arrays.copyOf(released, size);
            versions = Arrays.copyOf(versions, size);
            stamps = Arrays.copyOf(stamps, size); // Last: there may be no room on the stack.
        }
        touched = Math.max(touched, place + 1);
    }

    /** Forgets all of it. */
    void reset() {
        Arrays.fill(released, 0, touched, null);
        touched = 0;
    }
}
