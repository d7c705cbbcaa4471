package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/**
 * What code runs on that is put aside and taken up again by hand, outside of runs: a virtual thread
 * of the JDK that is resumed by nobody but its {@link Relay}.
 *
 * <p>As a {@link Fiber} is, it is the scheduler of its own virtual thread. Virtual threads that its
 * code makes inherit that scheduler, as the JDK has it; they are passed on to the JDK's.
 */
@Internal
public final class Stack extends Carried {

    /** Set once the first one is made: before that nobody can run on one. */
    private static volatile boolean anyMade;

    private final Relay relay;
    private final Runnable code;
    private final Thread thread;

    /** What the JDK submits when this thread can go on. */
    private final Object mine;

    /** As it was made. */
    private final String name;

    /** As it was made. */
    private final @Nullable ClassLoader loader;

    private @Nullable Object guest;

    /** Set by itself when it leaves for another stack, until it is resumed. */
    boolean away;

    /** Set when the JDK has submitted it, since what it really waited for has come. */
    private volatile boolean submitted;

    /** What its code has failed with, which is the end of it. */
    @Nullable Throwable failure;

    /** The carrier it keeps while it waits for its turn and can not leave it; or null. */
    @Nullable Thread pinnedOn;

    /** It may go on, on the carrier that it has kept. */
    private volatile boolean turn;

    private Stack(Relay relay, String name, Runnable code, Object guest) {
        this.relay = relay;
        this.code = code;
        this.name = name;
        this.guest = guest;
        this.thread = VirtualThreads.make(this, name, 0);
        this.mine = VirtualThreads.submittedFor(thread);
        this.loader = thread.getContextClassLoader();
    }

    static Stack make(Relay relay, String name, Runnable code, Object guest) {
        anyMade = true;
        Stack stack = new Stack(relay, name, code, guest);
        VirtualThreads.markStarted(stack.thread);
        return stack;
    }

    /** The stack that the calling code runs on, or null if it is none. */
    public static @Nullable Stack here() {
        if (!anyMade) {
            return null;
        }
        Thread current = Thread.currentThread();
        return VirtualThreads.schedulerOf(current) instanceof Stack stack && stack.thread == current
                ? stack
                : null;
    }

    /** The thread that its code sees. */
    public Thread thread() {
        return thread;
    }

    /** Whose code it executes now. */
    public @Nullable Object guest() {
        return guest;
    }

    /** Sets {@link #guest}. */
    public void setGuest(@Nullable Object value) {
        guest = value;
    }

    /**
     * Whether nothing is left on the thread of what has run on it, so that it is as good as new;
     * asked on this stack.
     */
    public boolean isAsNew() {
        return !thread.isInterrupted()
                && !ThreadLocals.hasAny(thread)
                && Jdk.ownUncaughtHandler(thread) == null
                && thread.getContextClassLoader() == loader
                && thread.getName().equals(name);
    }

    @Override
    public void run() {
        try {
            code.run();
        } catch (Throwable thrown) {
            failure = thrown; // The relay tells.
        }
    }

    @Override
    public void execute(Runnable continuation) {
        if (continuation != mine) {
            VirtualThreads.defaultScheduler().execute(continuation);
            return;
        }
        // Also if somebody has taken its stack; then nobody waits for this, and it does no harm.
        submitted = true;
        relay.wake();
    }

    /** On its carrier: whether it was submitted since this was last asked. */
    boolean takeSubmitted() {
        boolean was = submitted;
        if (was) {
            submitted = false;
        }
        return was;
    }

    // --- pinned
    // ----------------------------------------------------------------------------------

    /** On this stack, which could not leave its carrier: waits for its turn. */
    void waitForTurn() {
        boolean interrupted = false;
        while (!turn) {
            LockSupport.park(relay);
            interrupted |= Thread.interrupted();
        }
        turn = false;
        told = true; // The JDK has tried to unmount it.
        pinnedOn = null;
        if (interrupted) {
            thread.interrupt();
        }
    }

    /** Ends that. */
    void giveTurn() {
        turn = true;
        LockSupport.unpark(thread);
    }
}
