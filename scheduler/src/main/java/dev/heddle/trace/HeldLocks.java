package dev.heddle.trace;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Held;

import java.util.ArrayList;
import java.util.List;

/**
 * Which locks threads hold: monitors, and those locks of the JDK that the program has been seen to
 * use.
 */
final class HeldLocks {

    /** Locks of the JDK that are remembered; with more, some that are held may not be told. */
    private static final int MOST_LOCKS = 1_000;

    private final List<Object> locks = new ArrayList<>();

    HeldLocks() {}

    /** A fiber is at a scheduling point: it may use a lock there. */
    void passes(Fiber fiber) {
        Object accessed = (fiber.access() & Access.CALL) != 0 ? fiber.accessed() : null;
        if (accessed != null && isLock(accessed) && locks.size() < MOST_LOCKS) {
            add(accessed);
        }
    }

    /** The objects whose monitors a fiber holds, in no order that means anything. */
    List<Object> monitors(Fiber fiber) {
        return Held.monitors(fiber);
    }

    /** The other locks that it holds, in the order in which they were first used. */
    List<Object> others(Fiber fiber) {
        return locks.isEmpty() ? List.of() : Held.locks(fiber, locks);
    }

    private static boolean isLock(Object object) {
        return object.getClass().getName().startsWith("java.util.concurrent.locks.");
    }

    private void add(Object lock) {
        for (Object known : locks) {
            if (known == lock) {
                return;
            }
        }
        locks.add(lock);
    }
}
