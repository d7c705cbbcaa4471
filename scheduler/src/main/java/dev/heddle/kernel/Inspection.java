package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;

/**
 * Lets a thread from outside a run look at a fiber that does not move meanwhile. The JVM walks the
 * stack of a virtual thread safely only if nobody mounts it at that time, and of our mounting it
 * knows nothing.
 *
 * <p>While somebody looks, the driver resumes nobody. So that this costs the driver no fence at
 * each switch, the looking thread pays for both: it has the JVM stop the carrier for a moment,
 * after which it sees all that the carrier had written before, and the carrier sees that somebody
 * looks.
 */
final class Inspection {

    /** How often a moment is awaited in which the fiber is neither mounted nor about to be. */
    private static final int MOST_TRIES = 10_000;

    private static final VarHandle MOUNTING;

    private static final VarHandle LEAVING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MOUNTING = lookup.findVarHandle(Inspection.class, "mounting", Fiber.class);
            LEAVING = lookup.findVarHandle(Inspection.class, "leaving", Fiber.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Driver driver;

    /** Written by the driver: whom it has resumed last, or is about to; null if nobody. */
    @SuppressWarnings("UnusedVariable") // By its handle only: the order of accesses matters.
    private @Nullable Fiber mounting;

    /**
     * Written by fibers: who is about to leave its carrier, or has left it; see {@link #leaves}.
     */
    @SuppressWarnings("UnusedVariable")
    private @Nullable Fiber leaving;

    /** Whether somebody looks. Whoever resumes a fiber reads it after {@link #mounting} is set. */
    private volatile boolean going;

    /** The thread that looks; only one at a time does. */
    private volatile @Nullable Thread looking;

    Inspection(Driver driver) {
        this.driver = driver;
    }

    // --- on the side of the driver --------------------------------------------------------------

    /** The driver is about to resume a fiber; returns when nobody looks. */
    void mounts(Fiber fiber) {
        LEAVING.setOpaque(this, (Fiber) null);
        MOUNTING.setOpaque(this, fiber);
        if (going) {
            waitUntilOver(fiber);
        }
    }

    /** The driver has nobody to resume. */
    void mountsNobody() {
        MOUNTING.setOpaque(this, (Fiber) null);
    }

    /**
     * A fiber is about to leave its carrier; returns when nobody looks. The JVM, having found it
     * mounted, relies on that until it has its stack.
     */
    void leaves(Fiber fiber) {
        LEAVING.setOpaque(this, fiber);
        if (going) {
            leaveWhenOver(fiber);
        }
    }

    /** A fiber could not leave its carrier, or there was no room on its stack for that. */
    void stays() {
        LEAVING.setOpaque(this, (Fiber) null);
    }

    /** In a loop, since a virtual thread that waits for a lock leaves its carrier for that. */
    private void leaveWhenOver(Fiber fiber) {
        do {
            LEAVING.setOpaque(this, (Fiber) null);
            while (going) {
                Thread.onSpinWait();
            }
            LEAVING.setOpaque(this, fiber);
        } while (going);
    }

    private void waitUntilOver(Fiber fiber) {
        do {
            mountsNobody();
            synchronized (this) {
                // Whoever looks holds this lock; having got it means that the look is over.
                MOUNTING.setOpaque(this, fiber);
            }
        } while (going);
    }

    // --- on the side of who looks ---------------------------------------------------------------

    /** Whether the calling thread is the one that looks. */
    boolean isLooking() {
        return Thread.currentThread() == looking;
    }

    /** Whether the calling thread needs no protection: it is part of the loop, or looks already. */
    boolean isInside() {
        Thread me = Thread.currentThread();
        Fiber fiber = Fiber.carrying(me);
        Carrier driving = driver.driving();
        return (fiber != null && fiber.loop.driver == driver)
                || isLooking()
                || (driving != null && driving.thread() == me);
    }

    /** Looks at a fiber while it does not move; null if no such moment came. */
    synchronized <T> @Nullable T look(Fiber fiber, Supplier<T> look) {
        looking = Thread.currentThread();
        going = true;
        try {
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                if (isStill(fiber)) {
                    return look.get();
                }
                pause();
            }
            return null;
        } finally {
            going = false;
            looking = null;
        }
    }

    /**
     * Whether the fiber, if it is away, stays so, and if it is mounted, too: from now on the driver
     * resumes nobody, and nobody leaves.
     */
    private boolean isStill(Fiber fiber) {
        Carrier driving = driver.driving();
        if (driving == null) {
            return false; // The driving is just moving on to another carrier.
        }
        stop(driving);
        return driving == driver.driving()
                && (MOUNTING.getAcquire(this) != fiber
                        || (VirtualThreads.isMounted(fiber.carrying())
                                && LEAVING.getAcquire(this) != fiber));
    }

    /** Taking its stack stops the carrier for a moment, wherever it is. */
    @SuppressWarnings("ReturnValueIgnored") // Stopping it is all that is wanted.
    private static void stop(Carrier carrier) {
        carrier.thread().getStackTrace();
    }

    @SuppressWarnings("ThreadPriorityCheck") // The driver is between two instructions.
    private static void pause() {
        Thread.yield();
    }
}
