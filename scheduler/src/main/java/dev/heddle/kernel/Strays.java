package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fibers that keep their carrier although they only wait: in native code, or for the initialiser of
 * a class that another thread executes. The loop goes on without them, on a spare carrier, and they
 * come back to it at the next hook they reach.
 *
 * <p>A fiber strays in one of two ways. Where the wait is known beforehand it {@linkplain #goAway
 * says so itself}. Otherwise the thread that watches the run notices that nothing happens and
 * {@linkplain #noticed sends it away}, which must be right even if the fiber goes on at that very
 * moment: the mark is set first, then the fiber's stack is taken. The JVM takes the stack of a
 * mounted thread at a safepoint of that thread, so from then on it sees the mark at every hook; and
 * if the stack shows that it is not in a hook, it has not missed it in between. One that has no
 * carrier is nobody's to send away: the loop knows already that it waits, be it for something real,
 * and though it may have been the last to run.
 */
final class Strays {

    /** What a stray fiber waits for. */
    private enum Reason {
        NATIVE,
        INITIALISER
    }

    private record Stray(Fiber fiber, Reason reason) {}

    private static final VarHandle LOCKED;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(Strays.class, "locked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;

    /** The fibers that are away now. Guarded by {@link #lock}. */
    private final List<Stray> away = new ArrayList<>();

    /**
     * A monitor would not do: a fiber that waits for one leaves its carrier. Held for as long as it
     * takes to look at a stack.
     */
    @SuppressWarnings("UnusedVariable") // By LOCKED.
    private volatile boolean locked;

    /** Where the fiber stood that was looked at last. Only by the thread that watches. */
    private StackTraceElement[] seen = {};

    /** How much of the processor's time its carrier had taken by then. */
    private long seenTaken;

    Strays(Loop loop) {
        this.loop = loop;
    }

    private void lock() {
        while (!LOCKED.compareAndSet(this, false, true)) {
            Thread.onSpinWait();
        }
    }

    private void unlock() {
        locked = false;
    }

    // --- going
    // ------------------------------------------------------------------------------------

    /** The calling fiber is about to wait for something real, with its carrier. */
    void goAway(Fiber fiber) {
        if (fiber.isQuiet() || !loop.roster().hasOthers(fiber)) {
            return; // A class initialiser is one step, and who is unwound goes alone.
        }
        fiber.mask(); // Waking a carrier goes through hooks, at which it would come back at once.
        fiber.untellPinned(fiber.carrying());
        lock();
        try {
            fiber.stray = true;
            leave(fiber, Reason.NATIVE);
        } finally {
            unlock();
            fiber.unmask();
        }
    }

    /**
     * The thread that watches has seen no step for a while: if the fiber that runs waits for
     * something real, the loop goes on without it.
     *
     * <p>A native method on top is no wait yet: what the JVM makes when it is first needed takes
     * long on a busy machine, and is full of them. So in native code a fiber must be seen twice, at
     * the same place, and must have taken no time of the processor in between.
     *
     * @param again whether it was looked at before, and has made no step since
     * @return where the fiber stands in the program; empty if it does not wait for something real
     */
    String noticed(Fiber fiber, boolean again) {
        lock();
        fiber.stray = true; // Before the stack is taken: see above.
        unlock();
        // Without the lock: whoever looks at a stack waits for the driver, which may want the lock.
        StackTraceElement[] stack = ProgramThreads.stackOnCarrier(fiber);
        Carrier carrier = loop.driver().driving();
        long taken = carrier == null ? 0 : Processor.timeOf(carrier.thread());
        boolean stands =
                again && Arrays.equals(stack, seen) && taken - seenTaken < Processor.LITTLE_NANOS;
        seen = stack;
        seenTaken = taken;
        lock();
        try {
            if (!fiber.stray) {
                return ""; // It has come to a hook since, or has left its carrier.
            }
            Reason reason =
                    stack.length == 0
                                    || loop.current != fiber
                                    || fiber.isMasked()
                                    || Frames.isInTool(stack)
                            ? null
                            : reason(fiber, stack, stands);
            if (reason == null) {
                // It may have said itself, meanwhile, that it goes away: then the mark is its own.
                fiber.stray = isAway(fiber);
                return "";
            }
            leave(fiber, reason);
            return Frames.callSite(stack);
        } finally {
            unlock();
        }
    }

    private @Nullable Reason reason(Fiber fiber, StackTraceElement[] stack, boolean stands) {
        if (stack.length > 0 && (stack[0].isNativeMethod() || fiber.isInFunction())) {
            // Class loaders hold monitors of the JVM that are not the loop's as well, and to the
            // JVM all fibers are one owner: another one would load the same class.
            return stands && !Frames.isLoadingClass(stack) ? Reason.NATIVE : null;
        }
        return loop.roster().isInitialiserExecutedBesides(fiber) ? Reason.INITIALISER : null;
    }

    private void leave(Fiber fiber, Reason reason) {
        away.add(new Stray(fiber, reason));
        loop.outside.left(fiber, reason == Reason.NATIVE ? Wait.OUTSIDE : Wait.INITIALISER);
        loop.driver.goOnWithout(fiber);
    }

    // --- coming back
    // ------------------------------------------------------------------------------

    /** At a hook: the calling fiber may have been away, and if so waits until it is chosen. */
    void comeBack(Fiber fiber) {
        fiber.mask(); // What is done here goes through hooks as well.
        lock();
        boolean wasAway = forget(fiber);
        if (!wasAway) {
            fiber.stray = false; // It was only suspected.
        }
        unlock();
        if (wasAway) {
            loop.driver.waitForTurn(fiber);
        } else {
            fiber.unmask();
        }
    }

    private boolean isAway(Fiber fiber) {
        for (Stray stray : away) {
            if (stray.fiber == fiber) {
                return true;
            }
        }
        return false;
    }

    private boolean forget(Fiber fiber) {
        for (int i = away.size() - 1; i >= 0; i--) {
            if (away.get(i).fiber == fiber) {
                away.remove(i);
                return true;
            }
        }
        return false;
    }

    /** Whether the fibers that wait for something real all wait for class initialisers. */
    boolean areAllInInitialisers(int awaited) {
        lock();
        try {
            for (Stray stray : away) {
                if (stray.reason != Reason.INITIALISER) {
                    return false;
                }
            }
            return !away.isEmpty() && away.size() == awaited;
        } finally {
            unlock();
        }
    }

    /**
     * A fiber that was marked has left its carrier. Whether the loop has gone on without it before,
     * so that the carrier is not the one that drives any more.
     */
    boolean hasLeft(Fiber fiber) {
        lock();
        try {
            fiber.stray = false;
            boolean returns = fiber.returning;
            return forget(fiber) || returns;
        } finally {
            fiber.returning = false;
            unlock();
        }
    }

    /** Whether a fiber that is away keeps this carrier. */
    boolean keep(Carrier carrier) {
        lock();
        try {
            for (Stray stray : away) {
                if (stray.fiber.strayOn == carrier) {
                    return true;
                }
            }
            return false;
        } finally {
            unlock();
        }
    }

    void clear() {
        lock();
        away.clear();
        unlock();
    }
}
