package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/**
 * Stacks that hand a turn to each other outside of runs, at the price of leaving a carrier and
 * mounting it again: the one that leaves says who is next, and the carrier resumes that one. So
 * there is no scheduler in between, and no OS thread switches.
 *
 * <p>The turn comes from outside, from a thread that waits meanwhile, and goes back there. As long
 * as it is inside, a carrier drives: nearly always the same one. If the stack that has the turn
 * waits for something real, the carrier waits with it, since nobody else may go on.
 */
@Internal
public final class Relay {

    /** As the length of a {@link #pause}: until it is ended. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** Is given the turn back. */
    public interface Outside {
        /**
         * On the carrier, when nobody is on it any more.
         *
         * @param failure why the relay can not go on, or null
         */
        void back(@Nullable Throwable failure);
    }

    /** Who waits for the turn to come back; null while nobody drives. */
    private @Nullable Outside outside;

    /** Set by who has the turn when it has said who is next. */
    private boolean handed;

    /** Who is next; null if that is the outside. */
    private @Nullable Stack next;

    /** For how long the carrier sleeps before that. */
    private long pause;

    /** The carrier that drives, or null. */
    private volatile @Nullable Thread driving;

    private Relay() {}

    /** A relay, or null if the inside of the JDK is not open to this library. */
    public static @Nullable Relay ifPossible() {
        return Opened.look() ? new Relay() : null;
    }

    /**
     * A stack whose code begins when it is first given the turn. The code must not end before
     * {@link #retire} was called.
     */
    public Stack newStack(String name, Runnable code, Object guest) {
        return Stack.make(this, name, code, guest);
    }

    /** From outside: gives a stack the turn, and returns at once. */
    public void begin(Stack first, Outside whenBack) {
        outside = whenBack;
        goOnWith(first);
    }

    private void goOnWith(@Nullable Stack first) {
        Carrier.execute(
                carrier -> {
                    driving = carrier.thread();
                    drive(first, carrier.thread());
                });
    }

    // --- on the stack that has the turn
    // -----------------------------------------------------------

    /** Hands the turn to another stack, or to the outside, and returns when it is given back. */
    public void handOver(Stack from, @Nullable Stack to) {
        next = to;
        handed = true;
        leave(from);
    }

    /** Hands the turn over, as above, but does not want it back: the code must return now. */
    public void retire(Stack from, @Nullable Stack to) {
        from.setGuest(null);
        next = to;
        handed = true;
    }

    /**
     * Waits for a while, or until the calling thread is woken by {@link #wake}; it may end sooner.
     */
    public void pause(Stack stack, long nanos) {
        if (nanos <= 0) {
            return;
        }
        next = stack;
        handed = true;
        pause = nanos;
        stack.away = true;
        if (!leaveCarrier(stack)) {
            handed = false;
            pause = 0;
            park(nanos); // The stack and its carrier at once.
        }
    }

    /** From any thread: ends a {@link #pause}, or the next one. */
    public void wake() {
        LockSupport.unpark(driving);
    }

    private void leave(Stack from) {
        from.away = true;
        if (!leaveCarrier(from)) {
            Stack chosen = next;
            handed = false;
            from.pinnedOn = driving;
            from.untellPinned(from.thread());
            goOnWith(chosen);
            from.waitForTurn();
        }
    }

    private static boolean leaveCarrier(Stack stack) {
        boolean left = false;
        try {
            left = VirtualThreads.leaveInSight(stack);
        } finally {
            if (!left) {
                stack.away = false;
            }
        }
        return left;
    }

    private void park(long nanos) {
        if (nanos == FOR_EVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }

    // --- on the carrier
    // ---------------------------------------------------------------------------

    private void drive(@Nullable Stack first, Thread me) {
        Throwable failure = null;
        try {
            Stack stack = first;
            while (stack != null) {
                Thread kept = stack.pinnedOn;
                if (kept != null) {
                    handed = false;
                    VirtualThreads.untellCarrier();
                    driving = kept;
                    stack.giveTurn();
                    clearInterrupt();
                    return; // The other carrier drives on, as soon as it is free.
                }
                stack = resume(stack, me);
            }
        } catch (Throwable thrown) {
            failure = thrown;
        }
        clearInterrupt();
        driving = null;
        Outside waiting = outside;
        outside = null;
        if (waiting == null) {
            throw new IllegalStateException("Nobody has given the turn to this relay.", failure);
        }
        waiting.back(failure);
    }

    /** Mounts a stack until it says who is next. */
    private @Nullable Stack resume(Stack stack, Thread carrier) {
        handed = false;
        stack.away = false;
        VirtualThreads.resume(stack, carrier);
        if (!stack.away && !VirtualThreads.afterResume(stack.thread())) {
            awaitReal(stack);
        }
        if (!handed) {
            throw new IllegalStateException(
                    "'%s' has ended without handing the turn over."
                            .formatted(stack.thread().getName()),
                    stack.failure);
        }
        long nanos = pause;
        if (nanos != 0) {
            pause = 0;
            clearInterrupt();
            park(nanos);
        }
        return next;
    }

    /** The stack has left its carrier since it waits for something real, and all others with it. */
    private void awaitReal(Stack stack) {
        do {
            while (!stack.takeSubmitted()) {
                clearInterrupt();
                LockSupport.park(this);
            }
        } while (!VirtualThreads.resumeFromOutside(stack, stack.thread()) && !stack.away);
    }

    /** It was meant for the stack that was on this carrier, which could not park with it. */
    private static void clearInterrupt() {
        boolean _ = Thread.interrupted();
    }
}
