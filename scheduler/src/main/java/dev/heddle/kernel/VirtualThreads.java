package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;

/**
 * The JDK's virtual threads from the inside: making one with a scheduler of our own, mounting it on
 * a carrier, and leaving the carrier again.
 *
 * <p>The packages of the JDK that are used here must have been opened to this module before this
 * class is initialised; the agent does that.
 */
final class VirtualThreads {

    /** {@code VirtualThread.state} of a thread that has been started but never run. */
    private static final int STARTED = 1;

    /** The same of one that is mounted. */
    private static final int RUNNING = 2;

    /** The same of one that is about to leave its carrier, but could go on. */
    private static final int YIELDING = 10;

    /** The same of one that has left its carrier and could go on. */
    private static final int YIELDED = 11;

    private static final int BLOCKED = 13;
    private static final int UNBLOCKED = 14;

    /** Added to the state of one that has left its carrier, while somebody takes its stack. */
    private static final int SUSPENDED = 1 << 8;

    private static final Class<?> TYPE;
    private static final MethodHandle NEW;
    private static final MethodHandle SCHEDULER;
    private static final MethodHandle MOUNT;
    private static final MethodHandle UNMOUNT;
    private static final MethodHandle CONTINUATION;
    private static final MethodHandle SUBMITTED;
    private static final MethodHandle RUN;
    private static final MethodHandle IS_DONE;
    private static final MethodHandle YIELD;
    private static final MethodHandle SET_CURRENT;
    private static final VarHandle STATE;
    private static final VarHandle CARRIER;

    // How the JDK does the same, telling everybody.
    private static final MethodHandle RUN_CONTINUATION;
    private static final MethodHandle YIELD_CONTINUATION;
    private static final MethodHandle AFTER_YIELD;
    private static final MethodHandle AFTER_DONE;
    private static final MethodHandle TELL_OF_END;
    private static final MethodHandle TELL_OF_UNMOUNT;

    // What a virtual thread executes, its beginning and its end told to nobody.
    private static final MethodHandle UNTOLD;
    private static final MethodHandle SET_TARGET;

    private static final MethodHandle SNAPSHOT;
    private static final MethodHandle STACK_OF_SNAPSHOT;

    private static final Executor DEFAULT_SCHEDULER;

    /** Whether somebody must be told whenever a virtual thread is mounted or unmounted. */
    private static final boolean OBSERVED;

    private VirtualThreads() {}

    static {
        try {
            Members virtual = Members.of("java.lang.VirtualThread");
            Members continuation = Members.of("jdk.internal.vm.Continuation");
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            MethodType ofThread = MethodType.methodType(void.class, Thread.class);
            TYPE = virtual.type();
            NEW =
                    virtual.constructor(
                            MethodType.methodType(
                                    Thread.class,
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class),
                            Executor.class,
                            String.class,
                            int.class,
                            Runnable.class);
            SCHEDULER =
                    virtual.getter(
                            MethodType.methodType(Executor.class, Thread.class), "scheduler");
            MOUNT = virtual.method(ofThread, "mount");
            UNMOUNT = virtual.method(ofThread, "unmount");
            CONTINUATION =
                    virtual.getter(MethodType.methodType(Object.class, Thread.class), "cont");
            SUBMITTED =
                    virtual.getter(
                            MethodType.methodType(Object.class, Thread.class), "runContinuation");
            RUN = continuation.method(MethodType.methodType(void.class, Object.class), "run");
            IS_DONE =
                    continuation.method(
                            MethodType.methodType(boolean.class, Object.class), "isDone");
            MethodHandle yield =
                    continuation.method(
                            MethodType.methodType(boolean.class, scope), "yield", scope);
            MethodHandle scopeOfVirtualThreads =
                    virtual.method(MethodType.methodType(Object.class), "continuationScope");
            YIELD =
                    MethodHandles.insertArguments(
                            yield, 0, (Object) scopeOfVirtualThreads.invoke());
            SET_CURRENT =
                    Members.of("java.lang.Thread")
                            .method(
                                    MethodType.methodType(void.class, Thread.class, Thread.class),
                                    "setCurrentThread",
                                    Thread.class);
            STATE = virtual.field("state");
            CARRIER = virtual.field("carrierThread");
            RUN_CONTINUATION = virtual.method(ofThread, "runContinuation");
            YIELD_CONTINUATION =
                    virtual.method(
                            MethodType.methodType(boolean.class, Thread.class),
                            "yieldContinuation");
            AFTER_YIELD = virtual.method(ofThread, "afterYield");
            AFTER_DONE = virtual.method(ofThread, "afterDone");
            TELL_OF_END = virtual.method(ofThread, "notifyJvmtiEnd");
            TELL_OF_UNMOUNT =
                    MethodHandles.insertArguments(
                            virtual.method(
                                    MethodType.methodType(void.class, Thread.class, boolean.class),
                                    "notifyJvmtiUnmount",
                                    boolean.class),
                            1,
                            false);
            UNTOLD =
                    virtual.asRunnable(
                            MethodType.methodType(Runnable.class, Thread.class, Runnable.class),
                            "run",
                            Runnable.class);
            SET_TARGET =
                    continuation.finalField(
                            MethodType.methodType(void.class, Object.class, Runnable.class),
                            "target");
            Members snapshot = Members.of("jdk.internal.vm.ThreadSnapshot");
            SNAPSHOT =
                    snapshot.method(
                            MethodType.methodType(Object.class, Thread.class), "of", Thread.class);
            STACK_OF_SNAPSHOT =
                    snapshot.method(
                            MethodType.methodType(StackTraceElement[].class, Object.class),
                            "stackTrace");
            DEFAULT_SCHEDULER = (Executor) virtual.field("DEFAULT_SCHEDULER").get();
            OBSERVED = isObserved();
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Whether a debugger, or another agent that is not written in Java, was asked for when the JVM
     * was started: then it must be told of every switch.
     */
    private static boolean isObserved() throws ReflectiveOperationException {
        Object arguments =
                Class.forName("jdk.internal.misc.VM").getMethod("getRuntimeArguments").invoke(null);
        if (!(arguments instanceof String[] given)) {
            return false; // There are none.
        }
        for (String argument : given) {
            if (argument.startsWith("-agentlib:")
                    || argument.startsWith("-agentpath:")
                    || argument.startsWith("-Xrun")) {
                return true;
            }
        }
        return false;
    }

    /** A virtual thread for one of ours, who is its scheduler and what it executes. */
    static Thread make(Carried carried, @Nullable String name, int characteristics) {
        Carried.makesOne();
        Thread virtual = make(carried, name, characteristics, carried);
        if (!OBSERVED) {
            try {
                SET_TARGET.invokeExact(
                        (Object) CONTINUATION.invokeExact(virtual),
                        (Runnable) UNTOLD.invokeExact(virtual, (Runnable) carried));
            } catch (Throwable e) {
                throw Jdk.rethrow(e);
            }
        }
        return virtual;
    }

    /** A virtual thread that is resumed by nobody but the given scheduler. */
    static Thread make(
            Executor scheduler, @Nullable String name, int characteristics, Runnable task) {
        try {
            return (Thread) NEW.invokeExact(scheduler, name, characteristics, task);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /** Who schedules the virtual threads of this JVM that are in no run. */
    static Executor defaultScheduler() {
        return DEFAULT_SCHEDULER;
    }

    /** Marks a virtual thread as started without telling its container or its scheduler. */
    static void markStarted(Thread virtual) {
        Jdk.setRootContainer(virtual);
        STATE.setVolatile(virtual, STARTED);
    }

    /**
     * Mounts a virtual thread that {@link #leave left} its carrier, or was never run, on the
     * current carrier and runs it until it leaves or ends.
     *
     * <p>This is what {@code VirtualThread.runContinuation} does, without all that it does for
     * schedulers that must be told when the thread can be resumed: ours knows. Nor is the JVM told
     * of it unless somebody {@link #OBSERVED observes} it: once any agent is there (ours is),
     * telling it costs as much as the switch itself.
     *
     * @param carrier the thread that calls
     */
    static void resume(Carried carried, Thread virtual, Thread carrier) {
        try {
            boolean begins = (int) STATE.getOpaque(virtual) == STARTED;
            STATE.setOpaque(virtual, RUNNING);
            if (OBSERVED) {
                MOUNT.invokeExact(virtual);
            } else {
                CARRIER.setOpaque(virtual, carrier);
                if (begins) {
                    shareInterrupt(virtual, carrier);
                }
                SET_CURRENT.invokeExact(carrier, virtual);
            }
            try {
                RUN.invokeExact((Object) CONTINUATION.invokeExact(virtual));
            } finally {
                if (OBSERVED || (int) STATE.getOpaque(virtual) != YIELDED) {
                    UNMOUNT.invokeExact(virtual);
                } else {
                    SET_CURRENT.invokeExact(carrier, carrier);
                    // Whoever sees this sees that it has left.
                    CARRIER.setRelease(virtual, (Thread) null);
                }
                if (carried.told) {
                    carried.untell(virtual);
                }
            }
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /**
     * The carrier that calls is interrupted if, and only if, who is going to be mounted on it is.
     */
    private static void shareInterrupt(Thread virtual, Thread carrier) {
        if (virtual.isInterrupted()) {
            carrier.interrupt();
        } else if (carrier.isInterrupted()) {
            boolean _ = Thread.interrupted();
        }
    }

    /**
     * Whatever the current thread is, the JVM is told that this one was mounted here and has ended:
     * it drops what it has tied to this carrier. And once more, for then it has what belongs to the
     * carrier itself: there an agent has its mark that it is being asked about a class, and if who
     * loads the class is taken for mounted meanwhile, the mark stays, and it is asked no more.
     */
    static void untell(Thread virtual) {
        if (OBSERVED) {
            return; // It is told all.
        }
        try {
            TELL_OF_END.invokeExact(virtual);
            TELL_OF_UNMOUNT.invokeExact(virtual);
            TELL_OF_END.invokeExact(virtual);
            TELL_OF_UNMOUNT.invokeExact(virtual);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /** On a carrier that nobody is mounted on, before another one goes on in its place. */
    static void untellCarrier() {
        if (!OBSERVED) {
            // Of whom it is told does not matter.
            untell(make(DEFAULT_SCHEDULER, null, 0, () -> {}));
        }
    }

    /**
     * Does what remains after a resumed virtual thread has not {@link #leave left} by itself, but
     * has ended, or waits for something real. True if it has ended.
     */
    static boolean afterResume(Thread virtual) {
        try {
            if ((boolean) IS_DONE.invokeExact((Object) CONTINUATION.invokeExact(virtual))) {
                AFTER_DONE.invokeExact(virtual);
                return true;
            }
            AFTER_YIELD.invokeExact(virtual);
            return false;
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /** Resumes a virtual thread that has waited for something real. True if it has ended since. */
    static boolean resumeFromOutside(Carried carried, Thread virtual) {
        try {
            RUN_CONTINUATION.invokeExact(virtual);
            carried.untell(virtual);
            return Jdk.isTerminated(virtual);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /** Whether a virtual thread that has left its carrier wants a monitor of the JVM, or has it. */
    static boolean wantsMonitor(Thread virtual) {
        int state = (int) STATE.getVolatile(virtual) & ~SUSPENDED;
        return state == BLOCKED || state == UNBLOCKED;
    }

    /**
     * Unmounts the current virtual thread and returns when it is resumed; false if it is pinned.
     */
    static boolean leave(Carried carried, Thread virtual) {
        try {
            STATE.setOpaque(virtual, YIELDED);
            boolean left =
                    OBSERVED
                            ? (boolean) YIELD_CONTINUATION.invokeExact(virtual)
                            : (boolean) YIELD.invokeExact();
            if (!left) {
                STATE.setOpaque(virtual, RUNNING);
                carried.told = true; // Perhaps, if it waits while it is pinned.
            }
            return left;
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    // --- where nobody keeps others from looking -------------------------------------------------

    /** What the JDK gives to the scheduler of a virtual thread when that can go on. */
    static Object submittedFor(Thread virtual) {
        try {
            return (Object) SUBMITTED.invokeExact(virtual);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /**
     * As {@link #resume}, for threads of no run: others may take their stacks and interrupt them by
     * the JDK's own rules, so their states are those that the JDK expects.
     */
    static void resume(Stack stack, Thread carrier) {
        Thread virtual = stack.thread();
        try {
            int state = (int) STATE.getVolatile(virtual);
            while ((state & SUSPENDED) != 0 || !STATE.compareAndSet(virtual, state, RUNNING)) {
                Thread.onSpinWait(); // Somebody takes its stack.
                state = (int) STATE.getVolatile(virtual);
            }
            if (OBSERVED) {
                MOUNT.invokeExact(virtual);
            } else {
                CARRIER.setOpaque(virtual, carrier);
                shareInterrupt(virtual, carrier);
                SET_CURRENT.invokeExact(carrier, virtual);
            }
            try {
                RUN.invokeExact((Object) CONTINUATION.invokeExact(virtual));
            } finally {
                if (OBSERVED || !stack.away) {
                    UNMOUNT.invokeExact(virtual);
                } else {
                    SET_CURRENT.invokeExact(carrier, carrier);
                    CARRIER.setRelease(virtual, (Thread) null);
                }
                if (stack.told) {
                    stack.untell(stack.thread());
                }
                if (stack.away) {
                    STATE.setRelease(virtual, YIELDED);
                }
            }
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /** As {@link #leave}, for what was resumed by the method above. */
    static boolean leaveInSight(Stack stack) {
        Thread virtual = stack.thread();
        try {
            STATE.setOpaque(virtual, YIELDING);
            boolean left =
                    OBSERVED
                            ? (boolean) YIELD_CONTINUATION.invokeExact(virtual)
                            : (boolean) YIELD.invokeExact();
            if (!left) {
                STATE.setOpaque(virtual, RUNNING);
                stack.told = true; // As above.
            }
            return left;
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /** The current virtual thread was about to leave its carrier, but an error kept it. */
    static void stayed(Thread virtual) {
        STATE.setOpaque(virtual, RUNNING);
    }

    /** What the JDK puts into its dumps about a thread; null if it has ended. */
    static @Nullable Object snapshot(Thread thread) {
        try {
            return (Object) SNAPSHOT.invokeExact(thread);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /**
     * Where a virtual thread stands that does not move meanwhile: at most the innermost 1,024
     * frames, or what {@code MaxJavaStackTraceDepth} says, as of a platform thread.
     *
     * <p>Not by {@code getStackTrace}: of a thread that has left its carrier, that walks over all
     * frames in many small steps with Java code in between. In deep recursions, of which most
     * frames are in the heap, that takes seconds, and can crash the JVM. This is one step.
     */
    static StackTraceElement[] stack(Thread virtual) {
        if (virtual == Thread.currentThread()) {
            return virtual.getStackTrace();
        }
        Object taken = snapshot(virtual);
        if (taken == null) {
            return new StackTraceElement[0];
        }
        try {
            return (StackTraceElement[]) STACK_OF_SNAPSHOT.invokeExact(taken);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /** Whether a virtual thread has a carrier now. */
    static boolean isMounted(Thread virtual) {
        return (Thread) CARRIER.getAcquire(virtual) != null;
    }

    /** The scheduler of a virtual thread, or null for any other thread. */
    static @Nullable Executor schedulerOf(Thread thread) {
        if (thread.getClass() != TYPE) {
            return null;
        }
        try {
            return (Executor) SCHEDULER.invokeExact(thread);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }
}
