package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

/**
 * How fibers wait and are woken: while one waits it is not among the runnable ones, and the one
 * that runs says who runs next.
 */
final class Waiting {

    private final Loop loop;

    Waiting(Loop loop) {
        this.loop = loop;
    }

    /**
     * Takes the calling fiber out of the runnable ones until somebody wakes it or virtual time has
     * come to the deadline. {@link Fiber#timedOut} tells which.
     */
    void block(Fiber fiber, Wait wait, @Nullable Object on, long deadline) {
        block(fiber, null, wait, on, deadline);
    }

    /** As above; the fiber is a member of {@code set} while it is blocked. */
    void block(Fiber fiber, @Nullable Fibers set, Wait wait, @Nullable Object on, long deadline) {
        checkMayWait(fiber, wait, on);
        loop.lookAtClaims(fiber);
        Object guest = fiber.guest();
        if (guest != null && wait != Wait.TURN && wait != Wait.EVENT) {
            loop.turns().blocks(fiber, wait, guest);
        }
        loop.event(wait.code, fiber.id);
        // A wait counts as well: threads that do nothing but sleep must come to an end too.
        boolean look = ++loop.steps >= loop.nextLook || loop.attention;
        if (look) {
            loop.checkLimits(fiber);
        }
        loop.spinning.progress(loop.steps);
        try {
            leaveAndReturn(fiber, set, wait, on, deadline, look);
        } catch (StackOverflowError e) {
            // It is half in its wait. There may be no room to get it out again, so just this:
            loop.overflow = e;
            loop.attention = true;
            throw e;
        }
        fiber.wait = Wait.NOTHING;
        fiber.waitingFor = null;
        if (fiber.timedOut) {
            loop.behaviour.does(fiber, wait.code);
        }
    }

    /** Ends the wait of a fiber before it has begun, if it must not wait. */
    void checkMayWait(Fiber fiber, Wait wait, @Nullable Object on) {
        if (!fiber.isQuiet()) {
            return; // Nearly always.
        }
        if (fiber.isLooking()) {
            throw loop.claims().waits(wait, on);
        }
        if (fiber.isKilled()) {
            throw loop.unwinding.unwind(fiber);
        }
    }

    /**
     * The calling fiber waits for its turn, which it gives to another one that does. Nearly always
     * nobody else can run, so that nobody has to choose.
     *
     * <p>A processor foresees no return from a method that was called before the stack was changed,
     * so there should be few of them: what comes before is called, and this small enough to become
     * part of who calls it.
     */
    void handOver(Fiber from, Fiber to, @Nullable Object on) {
        if (!givesTurn(from, to, on)) {
            block(from, Wait.TURN, on, VirtualClock.NEVER);
            return;
        }
        try {
            loop.driver.switchTo(from, to, true);
        } catch (StackOverflowError e) {
            loop.overflow = e; // As in the method above.
            loop.attention = true;
            throw e;
        }
        from.wait = Wait.NOTHING;
        from.waitingFor = null;
    }

    /** False if others may come in between, so that the calling fiber has to wait as any other. */
    private boolean givesTurn(Fiber from, Fiber to, @Nullable Object on) {
        boolean alone = loop.runnable.size() == 1 && to.set == null && to.heapIndex < 0;
        if (!alone
                || from.isQuiet()
                || loop.attention
                || loop.ending != null
                || loop.steps + 1 >= loop.nextLook) {
            if (!from.isKilled()) {
                wake(to);
                loop.memory.handsOver(from, to);
            }
            return false;
        }
        loop.memory.handsOver(from, to);
        loop.lookAtClaims(from);
        loop.event(Wait.TURN.code, from.id);
        loop.spinning.progress(++loop.steps);
        from.wait = Wait.TURN;
        from.waitingFor = on;
        from.waitsSince = loop.steps;
        from.timedOut = false;
        try {
            loop.runnable.replaceOnly(from, to);
            Watcher told = loop.watcher();
            if (told != null) {
                told.waits(from, Wait.TURN, on);
            }
        } catch (StackOverflowError e) {
            loop.overflow = e; // As above.
            loop.attention = true;
            throw e;
        }
        return true;
    }

    private void leaveAndReturn(
            Fiber fiber,
            @Nullable Fibers set,
            Wait wait,
            @Nullable Object on,
            long deadline,
            boolean look) {
        loop.runnable.remove(fiber);
        if (set != null) {
            set.add(fiber);
        }
        fiber.wait = wait;
        fiber.waitingFor = on;
        fiber.waitsSince = loop.steps;
        Watcher told = loop.watcher();
        if (told != null) {
            told.waits(fiber, wait, on);
        }
        fiber.timedOut = false;
        if (deadline != VirtualClock.NEVER) {
            loop.timers.add(fiber, deadline);
            if (told != null) {
                told.setsTimer(fiber);
            }
        }
        if (look) {
            // Not before: else the deadline could be in the past already, and an unpark that came
            // after the fiber had looked for its permit would be lost.
            loop.attention = false;
            loop.outside.admit();
            loop.lookAtTime();
        }
        if (deadline == VirtualClock.NEVER
                && loop.ending == null
                && loop.circles().isClosedBy(fiber)) {
            loop.ending = Endings.of(loop, Ending.Kind.DEADLOCK, null, null);
        }
        // Waking others may have woken this one too: then it just goes on.
        Fiber chosen = loop.ending == null ? nextRunnable() : null;
        if (chosen != fiber) {
            loop.driver.switchTo(fiber, chosen, true);
        }
    }

    /** The calling fiber ends another one's wait for a notification. */
    void notifies(Fiber fiber, Fiber waiter) {
        Watcher told = loop.watcher();
        if (told != null) {
            told.notifies(fiber, waiter);
        }
    }

    /** The calling fiber could go on, but may be made to wait for its turn. */
    void pause(Fiber fiber) {
        loop.event(fiber.id, -4);
        if (loop.runnable.size() > 1) {
            loop.decide(fiber, false);
        }
    }

    /** Lets a blocked fiber wait for something else from now on, without a limit of loop.time. */
    void await(Fiber fiber, Fibers set, Wait wait) {
        if (fiber.heapIndex >= 0) {
            loop.timers.remove(fiber);
        }
        Fibers before = fiber.set;
        if (before != null) {
            before.remove(fiber);
        }
        set.add(fiber);
        fiber.wait = wait;
        fiber.waitsSince = loop.steps;
    }

    /** Makes a blocked fiber loop.runnable, whatever it waited for. */
    void wake(Fiber fiber) {
        loop.spinning.progress(loop.steps);
        if (fiber.heapIndex >= 0) {
            loop.timers.remove(fiber);
        }
        Fibers set = fiber.set;
        if (set != null) {
            set.remove(fiber);
        }
        loop.runnable.add(fiber);
    }

    /**
     * Chooses who runs after the calling fiber has come to an end or is blocked, letting time pass
     * if it must; null if nobody can run.
     */
    @Nullable Fiber nextRunnable() {
        Claims claimed = loop.claimed;
        if (claimed != null && claimed.isToLook()) {
            return claimed.next(); // Who looks, then asks for the next again.
        }
        while (loop.runnable.isEmpty()) {
            if (loop.outside.isAwaited() || !loop.time.canLetTimePass()) {
                return null;
            }
            loop.time.letTimePass();
        }
        return loop.runnable.size() == 1 ? loop.runnable.get(0) : loop.choices.next(null, false);
    }
}
