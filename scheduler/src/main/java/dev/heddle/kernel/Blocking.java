package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/** The ways to wait that need no monitor: sleep, park, join; and what ends them. */
@Internal
public final class Blocking {

    /** Stands for {@code Thread.sleep(0)} where a place is asked for. */
    private static final int ZERO_SLEEP = 3;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Loop loop;

    Blocking(Loop loop) {
        this.loop = loop;
    }

    /** Lets the calling fiber wait for virtual time to pass. */
    public void sleep(Fiber fiber, long nanos) throws InterruptedException {
        if (Jdk.getAndClearInterrupt(fiber.thread())) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            loop.letOthersGo(fiber, ZERO_SLEEP);
        } else {
            loop.waiting.block(fiber, Wait.TIME, null, loop.clock().deadline(nanos));
        }
        if (Jdk.getAndClearInterrupt(fiber.thread())) {
            throw new InterruptedException();
        }
    }

    /**
     * Waits for the permit of {@code LockSupport}; returns as well when interrupted, when virtual
     * time comes to the deadline. Unlike on the JVM, never for no reason.
     */
    public void park(Fiber fiber, @Nullable Object blocker, long wanted) {
        long deadline = fiber.polls ? inWholeMillis(wanted) : wanted;
        if (fiber.permit) {
            fiber.permit = false;
            unparked(fiber);
            loop.behaviour.hears(fiber);
            return;
        }
        boolean interrupted = !fiber.isDeaf() && fiber.thread().isInterrupted();
        if (interrupted || deadline <= loop.clock().now()) {
            if (fiber.isKilled()) {
                throw loop.unwinding.unwind(fiber);
            }
            if (interrupted) {
                unparked(fiber);
            }
            return;
        }
        if (fiber.outsideCalls == 0) {
            loop.waiting.block(fiber, Wait.UNPARK, blocker, deadline);
        } else {
            if (deadline != VirtualClock.NEVER) {
                fiber.notBefore = System.nanoTime() + deadline - loop.clock().now();
            }
            loop.outside.expect();
            try {
                loop.waiting.block(fiber, Wait.UNPARK, blocker, deadline);
            } finally {
                loop.outside.expectNoMore();
            }
        }
        fiber.permit = false;
        loop.behaviour.hears(fiber);
        unparked(fiber);
    }

    private void unparked(Fiber fiber) {
        loop.memory.acquires(fiber, fiber, Order.THREAD);
    }

    /**
     * The JDK subtracts from the time-out of a socket the few microseconds that it took to come
     * here; those are not to be seen in virtual time.
     */
    private long inWholeMillis(long deadline) {
        long left = deadline - loop.clock().now();
        long rest = left % NANOS_PER_MILLI;
        return deadline == VirtualClock.NEVER || rest == 0
                ? deadline
                : loop.clock().deadline(left - rest + NANOS_PER_MILLI);
    }

    /** Gives a fiber its permit. */
    public void unpark(Fiber fiber) {
        fiber.permit = true;
        Fiber by = loop.current;
        if (by != null) {
            loop.memory.releases(by, fiber, Order.THREAD); // To itself as well: it is a permit.
            if (by != fiber) {
                loop.behaviour.tells(by, fiber);
            }
        }
        if (fiber.wait == Wait.UNPARK && fiber.set == null) {
            loop.waiting.wake(fiber);
        }
    }

    /** Waits for another fiber to end, at most the given nanoseconds; 0 means without limit. */
    public void join(Fiber fiber, Fiber other, long nanos) throws InterruptedException {
        if (Jdk.getAndClearInterrupt(fiber.thread())) {
            throw new InterruptedException();
        }
        Fibers joiners = other.joiners;
        if (joiners == null) {
            joiners = new Fibers();
            other.joiners = joiners;
        }
        long deadline = nanos == 0 ? VirtualClock.NEVER : loop.clock().deadline(nanos);
        looksWhetherEnded(fiber, other.thread(), nanos);
        loop.waiting.block(fiber, joiners, Wait.THREAD, other, deadline);
        if (fiber.timedOut) {
            looksWhetherEnded(fiber, other.thread(), nanos);
        }
        if (Jdk.getAndClearInterrupt(fiber.thread())) {
            throw new InterruptedException();
        }
    }

    /** A fiber that waits for a thread to end, but not for ever, looks whether it has. */
    void looksWhetherEnded(Fiber fiber, Thread thread, long nanos) {
        Watcher told = loop.watcher();
        if (nanos > 0 && told != null) {
            told.looksWhetherEnded(fiber, thread, true);
        }
    }

    /**
     * Wakes a fiber whose thread was just interrupted, if what it waits for can be interrupted. May
     * be called from any thread; from outside the run it takes effect at the next scheduling point.
     */
    public void interrupted(Fiber fiber, @Nullable Fiber by) {
        if (by == null || by.loop != loop) {
            loop.outside.addFromThread(fiber, Outside.Kind.INTERRUPT);
        } else if (by == fiber) {
            loop.memory.looksForInterrupt(fiber); // As the JDK does who has heard of it too early.
        } else {
            interrupt(fiber);
        }
    }

    /**
     * Gives a fiber its permit from any thread. What the JDK does on the carrier when a virtual
     * thread has ended, such as to wake who waits for a scope, is part of the run.
     */
    public void unparked(Fiber fiber, @Nullable Fiber by) {
        if (by == null ? !loop.driver().isDriving(Thread.currentThread()) : by.loop != loop) {
            loop.outside.addFromThread(fiber, Outside.Kind.UNPARK);
        } else {
            unpark(fiber);
        }
    }

    void interrupt(Fiber fiber) {
        loop.memory.precedes(fiber); // By whatever it notices: that hides little.
        if (loop.runnable.contains(fiber)) {
            return; // It will see the flag when it comes to wait.
        }
        switch (fiber.wait) {
            case NOTIFICATION, TIME, THREAD -> loop.waiting.wake(fiber);
            case UNPARK -> {
                if (!fiber.isDeaf()) {
                    fiber.passInterruptOn();
                    loop.waiting.wake(fiber);
                }
            }
            case OUTSIDE -> fiber.passInterruptOn();
            case TURN, EVENT -> loop.turns().interrupted(fiber);
            case NOTHING, MONITOR, OTHERS, INITIALISER, CLASS -> {}
        }
    }
}
