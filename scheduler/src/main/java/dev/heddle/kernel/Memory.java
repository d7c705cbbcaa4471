package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * Passes on to an {@link Order}, if somebody looks for data races, what fibers access and what
 * orders it. Objects get their hash codes whether or not somebody looks: runs must be alike. A
 * fiber may come to the end of its stack in there; then nobody looks any more in that run.
 */
@Internal
public final class Memory {

    private final Loop loop;

    /** Who looks at all runs; null if nobody does. */
    private @Nullable Order looking;

    /** Who watches the runs from now on; null if nobody does. */
    private @Nullable Order watching;

    /** Both of them. */
    private @Nullable Order told;

    /** Set when a stack has overflown in here, by a mere write: there may be no room for a call. */
    boolean overflown;

    Memory(Loop loop) {
        this.loop = loop;
    }

    /** Lets somebody know what orders what in the runs from now on, or nobody. */
    public void tell(@Nullable Order order) {
        looking = order;
        told = both(looking, watching);
    }

    /** Lets somebody else know as well. */
    public void tellAlso(Order order) {
        looking = both(looking, order);
        told = both(looking, watching);
    }

    /** Lets who watches the runs from now on know besides, or nobody. */
    void watch(@Nullable Order order) {
        watching = order;
        told = both(looking, watching);
    }

    private static @Nullable Order both(@Nullable Order first, @Nullable Order second) {
        return first == null || second == null
                ? first == null ? second : first
                : new BothOrders(first, second);
    }

    /**
     * The calling fiber does what it has said at a scheduling point; ends the run if it must.
     *
     * @return the number of the place, or -1 if the run has too many or it is that of a monitor
     */
    int accesses(Fiber fiber, int site, Object object, int member, int access) {
        Throwable failure = null;
        int place = -1;
        Order order = order();
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            loop.chance().hashes().giveToAccessed(fiber, object);
            if ((access & Access.MONITOR) == 0) {
                place = loop.places.of(object, member, kindOf(access));
                if (order != null) {
                    failure = order.accesses(fiber, site, object, member, access, place);
                }
            }
        } catch (StackOverflowError e) {
            overflown = true;
            throw e; // It is the program's, here rather than a call earlier or later.
        } finally {
            fiber.flags = flags;
        }
        if (failure != null) {
            throw loop.unwinding.fail(fiber, failure);
        }
        return place;
    }

    /**
     * The calling fiber does, besides what it has said at the scheduling point that it has just
     * passed, this as well; ends the run if it must.
     */
    public void accessesToo(Fiber fiber, Object object, int member, int access) {
        if (!fiber.isQuiet()) {
            accesses(fiber, fiber.site, object, member, access);
        }
    }

    private static int kindOf(int access) {
        return (access & Access.CALL) != 0
                ? Places.CONTENTS
                : (access & Access.ELEMENT) != 0 ? Places.ELEMENT : Places.FIELD;
    }

    /** The calling fiber is going to do, where it is no point, what orders accesses to memory. */
    public void orders(Fiber fiber, Object object, int member, int access) {
        if (!fiber.isQuiet()) {
            tellOrder(fiber, object, member, access);
        }
    }

    /** The calling fiber is going to use this object in a call that is no point. */
    public void uses(Fiber fiber, Object object, int access) {
        Order order = told;
        if (order == null || fiber.isQuiet() || fiber.isLooking()) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            order.uses(fiber, object, access);
        } catch (StackOverflowError e) {
            overflown = true; // What the program calls next will have it.
        } finally {
            fiber.flags = flags;
        }
    }

    /** The calling fiber comes back from a call that has begun at this site. */
    public void returned(Fiber fiber, int site) {
        Order order = told;
        if (order != null && !fiber.isQuiet()) {
            order.returned(fiber, site);
        }
    }

    /** The calling fiber has made an object with final fields. */
    public void freezes(Fiber fiber, Object object) {
        Order order = told;
        if (order == null || fiber.isQuiet()) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            order.freezes(fiber, object);
        } catch (StackOverflowError e) {
            overflown = true; // What the program calls next will have it.
        } finally {
            fiber.flags = flags;
        }
    }

    /** What was released there comes before what the fiber does next. */
    void acquires(Fiber fiber, Object from, int member) {
        tellOrder(fiber, from, member, Access.READS);
    }

    /** What the fiber has done so far comes before what those do who acquire it there. */
    void releases(Fiber fiber, Object to, int member) {
        tellOrder(fiber, to, member, Access.WRITES);
    }

    private void tellOrder(Fiber fiber, Object object, int member, int access) {
        if (fiber.isLooking()) {
            return;
        }
        Order order = order();
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            give(fiber, object);
            if (order != null) {
                order.orders(fiber, object, member, access);
            }
        } catch (StackOverflowError e) {
            overflown = true; // The JDK does not expect one there; what it calls next has it.
        } finally {
            fiber.flags = flags;
        }
    }

    /** Objects of the kernel need no hash code that is the same in every run. */
    private void give(Fiber fiber, Object object) {
        if (!(object instanceof Fiber)) {
            loop.chance().hashes().giveToAccessed(fiber, object);
        }
    }

    /** Who looks, if nobody has come to the end of a stack in there. */
    private @Nullable Order order() {
        Order order = told;
        if (overflown && order != null) {
            overflown = false;
            order.givesUp();
        }
        return order;
    }

    /** What the running fiber has done so far comes before what another one, that waits, does. */
    void precedes(Fiber waiting) {
        Fiber running = loop.current;
        Order order = order();
        if (order == null || running == null || running == waiting) {
            return;
        }
        short flags = running.flags;
        running.flags |= Fiber.MASKED;
        try {
            order.precedes(running, waiting);
        } catch (StackOverflowError e) {
            overflown = true; // As above.
        } finally {
            running.flags = flags;
        }
    }

    /**
     * As {@link #precedes}; and the first does nothing more before it is handed over to in turn.
     */
    void handsOver(Fiber from, Fiber to) {
        if (told != null) {
            tellHandOver(from, to);
        }
    }

    private void tellHandOver(Fiber from, Fiber to) {
        Order order = order();
        if (order == null || from == to) {
            return;
        }
        short flags = from.flags;
        from.flags |= Fiber.MASKED;
        try {
            order.handsOver(from, to);
        } catch (StackOverflowError e) {
            overflown = true; // As above.
        } finally {
            from.flags = flags;
        }
    }

    /** The calling fiber takes turns with others no more. */
    void leavesTurns(Fiber fiber) {
        Order order = order();
        if (order == null) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            order.leavesTurns(fiber);
        } catch (StackOverflowError e) {
            overflown = true; // As above.
        } finally {
            fiber.flags = flags;
        }
    }

    /** A fiber sees whether a thread has ended; if it has, all it has done comes before. */
    public void seesWhetherEnded(Fiber fiber, Thread thread) {
        acquires(fiber, thread, Order.THREAD);
    }

    /** The calling fiber gives a permit to a thread that is in no run, or not any more. */
    public void givesInVain(Fiber fiber, Thread to) {
        Order order = order();
        if (order == null || fiber.isQuiet()) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            order.givesInVain(fiber, to);
        } catch (StackOverflowError e) {
            overflown = true; // As above.
        } finally {
            fiber.flags = flags;
        }
    }

    /** The calling fiber looks whether it was interrupted. */
    public void looksForInterrupt(Fiber fiber) {
        Order order = told;
        if (order == null || fiber.isQuiet() || fiber.isLooking()) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            order.looksForInterrupt(fiber);
        } catch (StackOverflowError e) {
            overflown = true; // As above.
        } finally {
            fiber.flags = flags;
        }
    }

    /** The calling fiber is going to wait for the end of a thread, unless that has ended. */
    void joins(Fiber fiber, Thread thread) {
        Order order = told;
        if (order == null || fiber.isQuiet()) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            order.joins(fiber, thread);
        } catch (StackOverflowError e) {
            overflown = true; // As above.
        } finally {
            fiber.flags = flags;
        }
    }

    /** A fiber begins. */
    void starts(Fiber fiber) {
        Order order = told;
        Fiber running = loop.current;
        if (order == null) {
            return;
        }
        if (running == null) {
            order.starts(null, fiber);
            return;
        }
        short flags = running.flags;
        running.flags |= Fiber.MASKED;
        try {
            order.starts(running, fiber);
        } catch (StackOverflowError e) {
            overflown = true; // As above.
        } finally {
            running.flags = flags;
        }
    }

    /** A fiber has ended. */
    void ends(Fiber fiber) {
        if (loop.ending == null) {
            releases(fiber, fiber.thread(), Order.THREAD);
        }
    }

    /** All that others have done so far comes before what this one does next. */
    void follows(Fiber fiber) {
        Order order = told;
        if (order == null) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            order.follows(fiber);
        } catch (StackOverflowError e) {
            overflown = true; // As above.
        } finally {
            fiber.flags = flags;
        }
    }

    /** A run begins. */
    void begins() {
        overflown = false;
        Order order = told;
        if (order != null) {
            order.begins(loop);
        }
    }
}
