package dev.heddle.detect;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Order;

import org.jspecify.annotations.Nullable;

/**
 * What comes before what in a run, whoever gets a lock first: by the beginning and the end of
 * threads, volatile fields, atomics, futures, latches and the like. What a lock orders is left out,
 * since in another run it orders it the other way.
 */
final class LockClocks implements Order {

    /** The package of the locks, of their queues and conditions. */
    private static final String LOCKS = "java.util.concurrent.locks.";

    private final FiberClocks clocks = new FiberClocks();

    /** What a fiber knows; null if nobody looks. */
    @Nullable VectorClock of(Fiber fiber) {
        return clocks.of(fiber);
    }

    boolean hasGivenUp() {
        return clocks.hasGivenUp();
    }

    @Override
    public void begins(Loop run) {
        clocks.begin(run);
    }

    @Override
    public void starts(@Nullable Fiber by, Fiber fiber) {
        clocks.start(by, fiber);
    }

    @Override
    public void precedes(Fiber first, Fiber waiting) {
        if (!isOfALock(waiting, THREAD)) {
            clocks.precede(first, waiting);
        }
    }

    @Override
    public void handsOver(Fiber first, Fiber waiting) {
        clocks.handOver(first.id(), waiting.id());
    }

    @Override
    public void leavesTurns(Fiber fiber) {
        clocks.leaveTurns(fiber.id());
    }

    @Override
    public void follows(Fiber fiber) {
        clocks.follow(fiber);
    }

    @Override
    public @Nullable Throwable accesses(
            Fiber fiber, int site, Object object, int member, int access, int place) {
        if ((access & Access.ORDERS) != 0 && !isOfALock(object, member)) {
            clocks.orderByName(fiber, object, member, access);
        }
        return null;
    }

    @Override
    public void freezes(Fiber fiber, Object object) {
        // What a constructor has written is read by whoever gets the object: no lock has a part.
    }

    @Override
    public void givesUp() {
        clocks.giveUp();
    }

    @Override
    public void orders(Fiber fiber, Object object, int member, int access) {
        if (!isOfALock(object, member)) {
            clocks.order(fiber, object, member, access);
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
