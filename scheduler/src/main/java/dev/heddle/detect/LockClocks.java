package dev.heddle.detect;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Order;
import dev.heddle.kernel.Places;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What comes before what in a run, whoever gets a lock first: by the beginning and the end of
 * threads, volatile fields, atomics, futures, latches and the like. What a lock orders is left out,
 * since in another run it orders it the other way.
 */
final class LockClocks implements Order {

    /** The package of the locks, of their queues and conditions. */
    private static final String LOCKS = "java.util.concurrent.locks.";

    /** A member of each object: all that orders it but is not known by the name of a field. */
    private static final int ANY = 0;

    private final Clocks clocks = new Clocks();
    private final Releases releases = new Releases(clocks);
    private @Nullable VectorClock[] fibers = new VectorClock[16];
    private int known;
    private @Nullable Loop loop;

    /** Whether the run has too many fibers. */
    private boolean gaveUp;

    /** What a fiber knows; null if nobody looks. */
    @Nullable VectorClock of(Fiber fiber) {
        int id = fiber.id();
        return gaveUp || id < 0 || id >= known ? null : fibers[id];
    }

    boolean hasGivenUp() {
        return gaveUp;
    }

    @Override
    public void begins(Loop run) {
        loop = run;
        Arrays.fill(fibers, 0, known, null);
        releases.reset();
        clocks.reset();
        known = 0;
        gaveUp = false;
    }

    @Override
    public void starts(@Nullable Fiber by, Fiber fiber) {
        int id = fiber.id();
        if (id >= Races.MOST_FIBERS) {
            gaveUp = true;
        }
        if (gaveUp) {
            return;
        }
        if (id >= fibers.length) {
            fibers = Arrays.copyOf(fibers, Math.max(id + 1, fibers.length * 2));
        }
        VectorClock clock = clocks.next();
        fibers[id] = clock;
        known = Math.max(known, id + 1);
        VectorClock parent = by == null ? null : of(by);
        if (by != null && parent != null) {
            clock.join(parent);
            parent.tick(by.id());
        }
        clock.set(id, clock.get(id) + 1);
    }

    @Override
    public void precedes(Fiber first, Fiber waiting) {
        VectorClock known = of(first);
        VectorClock clock = of(waiting);
        if (known != null && clock != null && !isOfALock(waiting, THREAD)) {
            clock.joinAs(waiting.id(), known);
            known.tick(first.id());
        }
    }

    @Override
    public void follows(Fiber fiber) {
        VectorClock clock = of(fiber);
        for (int id = 0; id < known && clock != null; id++) {
            VectorClock theirs = fibers[id];
            if (theirs != null && theirs != clock) {
                clock.join(theirs);
                theirs.tick(id);
            }
        }
    }

    @Override
    public @Nullable Throwable accesses(
            Fiber fiber, int site, Object object, int member, int access, int place) {
        if ((access & Access.ORDERS) != 0) {
            if ((access & Access.READS) != 0) {
                orders(fiber, object, ANY, Access.READS);
            }
            orders(fiber, object, member, access);
        }
        return null;
    }

    @Override
    public void freezes(Fiber fiber, Object object) {
        // What a constructor has written is read by whoever gets the object: no lock has a part.
    }

    @Override
    public void givesUp() {
        gaveUp = true;
    }

    @Override
    public void orders(Fiber fiber, Object object, int member, int access) {
        VectorClock clock = of(fiber);
        Loop run = loop;
        if (clock == null || run == null || isOfALock(object, member)) {
            return;
        }
        int place = run.places().of(object, member, Places.ORDER);
        if (place < 0) {
            gaveUp = true;
            return;
        }
        if ((access & Access.READS) != 0) {
            releases.acquire(place, clock);
        }
        if ((access & Access.WRITES) != 0) {
            releases.release(place, fiber.id(), clock);
        }
    }

    /** An unpark of who waits for a lock is a part of unlocking it. */
    private static boolean isOfALock(Object object, int member) {
        if (member == MONITOR) {
            return true;
        }
        Object on = object instanceof Fiber fiber ? fiber.waitingFor() : object;
        return on != null && on.getClass().getName().startsWith(LOCKS);
    }
}
