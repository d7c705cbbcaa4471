package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;

/**
 * The kernel's own handle on the JDK's threads: the few members of {@code java.lang.Thread} and
 * {@code VirtualThread} that it needs and that are not public.
 *
 * <p>The package {@code java.lang} must have been opened to this module before this class is
 * initialised; the agent does that.
 */
final class Jdk {

    /** Values of {@code Thread.holder.threadStatus}, as the JVM itself sets them. */
    static final int STATUS_NEW = 0;

    static final int STATUS_RUNNABLE = 0x0001 | 0x0004;
    static final int STATUS_TERMINATED = 0x0002;

    /** {@code VirtualThread.state} of a thread that has been started but never run. */
    private static final int VIRTUAL_STARTED = 1;

    /** The same of one that is mounted. */
    private static final int VIRTUAL_RUNNING = 2;

    /** The same of one that has left its carrier and could go on. */
    private static final int VIRTUAL_YIELDED = 11;

    private static final Class<?> VIRTUAL;
    private static final MethodHandle NEW_VIRTUAL;
    private static final MethodHandle RESUME;
    private static final MethodHandle MOUNT;
    private static final MethodHandle UNMOUNT;
    private static final MethodHandle AFTER_YIELD;
    private static final MethodHandle AFTER_DONE;
    private static final MethodHandle YIELD;
    private static final MethodHandle YIELD_TOLD;
    private static final MethodHandle SET_CURRENT;
    private static final MethodHandle CONTINUATION;
    private static final MethodHandle RUN;
    private static final MethodHandle IS_DONE;
    private static final MethodHandle SCHEDULER;
    private static final MethodHandle IS_TERMINATED;
    private static final MethodHandle DISPATCH_UNCAUGHT;
    private static final MethodHandle EXIT;
    private static final MethodHandle HOLDER;
    private static final MethodHandle CLEAR_INTERRUPT;
    private static final MethodHandle CONTAINER_ADD;
    private static final MethodHandle CONTAINER_REMOVE;
    private static final MethodHandle INHERIT_SCOPED_VALUES;
    private static final VarHandle STATUS;
    private static final VarHandle INTERRUPTED;
    private static final VarHandle VIRTUAL_STATE;
    private static final VarHandle CONTAINER;
    private static final VarHandle CARRIER;

    /** Whether somebody must be told whenever a virtual thread is mounted or unmounted. */
    private static final boolean OBSERVED;

    private static final VarHandle UNCAUGHT_HANDLER;
    private static final VarHandle NAME;
    private static final VarHandle LOCK_OWNER;

    /**
     * The container of threads that are in no pool or scope, in place of the JDK's own: that one
     * keeps every virtual thread, so those that a run leaves behind would stay for ever.
     */
    private static final Object ROOT_CONTAINER;

    /** Numbers the pools that have the JDK's default thread factory, in their threads' names. */
    private static final AtomicInteger POOL_NUMBERS;

    private Jdk() {}

    static {
        try {
            VIRTUAL = Class.forName("java.lang.VirtualThread");
            Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
            MethodHandles.Lookup thread =
                    MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            MethodHandles.Lookup virtual =
                    MethodHandles.privateLookupIn(VIRTUAL, MethodHandles.lookup());
            NEW_VIRTUAL =
                    virtual.findConstructor(
                                    VIRTUAL,
                                    MethodType.methodType(
                                            void.class,
                                            Executor.class,
                                            String.class,
                                            int.class,
                                            Runnable.class))
                            .asType(
                                    MethodType.methodType(
                                            Thread.class,
                                            Executor.class,
                                            String.class,
                                            int.class,
                                            Runnable.class));
            RESUME = method(virtual, VIRTUAL, "runContinuation");
            MOUNT = method(virtual, VIRTUAL, "mount");
            UNMOUNT = method(virtual, VIRTUAL, "unmount");
            AFTER_YIELD = method(virtual, VIRTUAL, "afterYield");
            AFTER_DONE = method(virtual, VIRTUAL, "afterDone");
            YIELD_TOLD =
                    virtual.findVirtual(
                                    VIRTUAL,
                                    "yieldContinuation",
                                    MethodType.methodType(boolean.class))
                            .asType(MethodType.methodType(boolean.class, Thread.class));
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            Object virtualThreads =
                    virtual.findStatic(VIRTUAL, "continuationScope", MethodType.methodType(scope))
                            .invoke();
            YIELD =
                    MethodHandles.insertArguments(
                            MethodHandles.lookup()
                                    .findStatic(
                                            continuation,
                                            "yield",
                                            MethodType.methodType(boolean.class, scope)),
                            0,
                            virtualThreads);
            SET_CURRENT =
                    thread.findVirtual(
                            Thread.class,
                            "setCurrentThread",
                            MethodType.methodType(void.class, Thread.class));
            CARRIER =
                    virtual.findVarHandle(VIRTUAL, "carrierThread", Thread.class)
                            .withInvokeBehavior();
            OBSERVED = isObserved();
            CONTINUATION =
                    virtual.findGetter(VIRTUAL, "cont", continuation)
                            .asType(MethodType.methodType(Object.class, Thread.class));
            RUN =
                    MethodHandles.lookup()
                            .findVirtual(continuation, "run", MethodType.methodType(void.class))
                            .asType(MethodType.methodType(void.class, Object.class));
            IS_DONE =
                    MethodHandles.lookup()
                            .findVirtual(
                                    continuation, "isDone", MethodType.methodType(boolean.class))
                            .asType(MethodType.methodType(boolean.class, Object.class));
            SCHEDULER =
                    virtual.findGetter(VIRTUAL, "scheduler", Executor.class)
                            .asType(MethodType.methodType(Executor.class, Thread.class));
            IS_TERMINATED =
                    thread.findVirtual(
                            Thread.class, "isTerminated", MethodType.methodType(boolean.class));
            DISPATCH_UNCAUGHT =
                    thread.findVirtual(
                            Thread.class,
                            "dispatchUncaughtException",
                            MethodType.methodType(void.class, Throwable.class));
            EXIT = thread.findVirtual(Thread.class, "exit", MethodType.methodType(void.class));
            CLEAR_INTERRUPT =
                    thread.findVirtual(
                            Thread.class,
                            "getAndClearInterrupt",
                            MethodType.methodType(boolean.class));
            Class<?> holder = Class.forName("java.lang.Thread$FieldHolder");
            HOLDER =
                    thread.findGetter(Thread.class, "holder", holder)
                            .asType(MethodType.methodType(Object.class, Thread.class));
            STATUS =
                    MethodHandles.privateLookupIn(holder, MethodHandles.lookup())
                            .findVarHandle(holder, "threadStatus", int.class)
                            .withInvokeBehavior();
            INTERRUPTED = thread.findVarHandle(Thread.class, "interrupted", boolean.class);
            VIRTUAL_STATE = virtual.findVarHandle(VIRTUAL, "state", int.class).withInvokeBehavior();
            MethodHandles.Lookup inContainer =
                    MethodHandles.privateLookupIn(container, MethodHandles.lookup());
            MethodType ofContainer = MethodType.methodType(void.class, Object.class, Thread.class);
            CONTAINER_ADD =
                    inContainer
                            .findVirtual(
                                    container,
                                    "add",
                                    MethodType.methodType(void.class, Thread.class))
                            .asType(ofContainer);
            CONTAINER_REMOVE =
                    inContainer
                            .findVirtual(
                                    container,
                                    "remove",
                                    MethodType.methodType(void.class, Thread.class))
                            .asType(ofContainer);
            INHERIT_SCOPED_VALUES =
                    thread.findVirtual(
                                    Thread.class,
                                    "inheritScopedValueBindings",
                                    MethodType.methodType(void.class, container))
                            .asType(MethodType.methodType(void.class, Thread.class, Object.class));
            CONTAINER =
                    thread.findVarHandle(Thread.class, "container", container).withInvokeBehavior();
            UNCAUGHT_HANDLER =
                    thread.findVarHandle(
                            Thread.class,
                            "uncaughtExceptionHandler",
                            Thread.UncaughtExceptionHandler.class);
            NAME = thread.findVarHandle(Thread.class, "name", String.class);
            LOCK_OWNER =
                    MethodHandles.privateLookupIn(
                                    AbstractOwnableSynchronizer.class, MethodHandles.lookup())
                            .findVarHandle(
                                    AbstractOwnableSynchronizer.class,
                                    "exclusiveOwnerThread",
                                    Thread.class);
            Class<?> counting =
                    Class.forName(
                            "jdk.internal.vm.ThreadContainers$RootContainer$CountingRootContainer");
            ROOT_CONTAINER =
                    MethodHandles.privateLookupIn(counting, MethodHandles.lookup())
                            .findConstructor(counting, MethodType.methodType(void.class))
                            .invoke();
            Class<?> factory = Class.forName("java.util.concurrent.Executors$DefaultThreadFactory");
            POOL_NUMBERS =
                    (AtomicInteger)
                            MethodHandles.privateLookupIn(factory, MethodHandles.lookup())
                                    .findStaticVarHandle(factory, "poolNumber", AtomicInteger.class)
                                    .get();
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

    /** A virtual thread that is resumed by nobody but the given scheduler. */
    static Thread newVirtual(
            Executor scheduler, @Nullable String name, int characteristics, Runnable task) {
        try {
            return (Thread) NEW_VIRTUAL.invokeExact(scheduler, name, characteristics, task);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static Object rootContainer() {
        return ROOT_CONTAINER;
    }

    /** Marks a virtual thread as started without telling its container or its scheduler. */
    static void markStarted(Thread virtual) {
        CONTAINER.setVolatile(virtual, ROOT_CONTAINER);
        VIRTUAL_STATE.setVolatile(virtual, VIRTUAL_STARTED);
    }

    private static MethodHandle method(MethodHandles.Lookup lookup, Class<?> type, String name)
            throws ReflectiveOperationException {
        return lookup.findVirtual(type, name, MethodType.methodType(void.class))
                .asType(MethodType.methodType(void.class, Thread.class));
    }

    /**
     * Mounts a virtual thread that {@link #leave left} its carrier, or was never run, on the
     * current carrier and runs it until it leaves or ends.
     *
     * <p>This is what {@code VirtualThread.runContinuation} does, without all that it does for
     * schedulers that must be told when the thread can be resumed: ours knows. Nor is the JVM told
     * of each switch unless somebody {@link #OBSERVED observes} it: since an agent was attached
     * while the JVM ran, telling it costs as much as the switch itself. It is told of beginnings
     * and ends.
     *
     * @param carrier the thread that calls
     */
    static void resume(Thread virtual, Thread carrier) {
        try {
            boolean told = OBSERVED || (int) VIRTUAL_STATE.getOpaque(virtual) == VIRTUAL_STARTED;
            VIRTUAL_STATE.setOpaque(virtual, VIRTUAL_RUNNING);
            if (told) {
                MOUNT.invokeExact(virtual);
            } else {
                CARRIER.setOpaque(virtual, carrier);
                SET_CURRENT.invokeExact(carrier, virtual);
            }
            try {
                RUN.invokeExact((Object) CONTINUATION.invokeExact(virtual));
            } finally {
                if (OBSERVED || (int) VIRTUAL_STATE.getOpaque(virtual) != VIRTUAL_YIELDED) {
                    UNMOUNT.invokeExact(virtual);
                } else {
                    SET_CURRENT.invokeExact(carrier, carrier);
                    CARRIER.setOpaque(virtual, (Thread) null);
                }
            }
        } catch (Throwable e) {
            throw rethrow(e);
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
            throw rethrow(e);
        }
    }

    /** Resumes a virtual thread that has waited for something real. True if it has ended since. */
    static boolean resumeFromOutside(Thread virtual) {
        try {
            RESUME.invokeExact(virtual);
            return isTerminated(virtual);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /**
     * Unmounts the current virtual thread and returns when it is resumed; false if it is pinned.
     */
    static boolean leave(Thread virtual) {
        try {
            VIRTUAL_STATE.setOpaque(virtual, VIRTUAL_YIELDED);
            boolean left =
                    OBSERVED
                            ? (boolean) YIELD_TOLD.invokeExact(virtual)
                            : (boolean) YIELD.invokeExact();
            if (!left) {
                VIRTUAL_STATE.setOpaque(virtual, VIRTUAL_RUNNING);
            }
            return left;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The scheduler of a virtual thread, or null for any other thread. */
    static @Nullable Executor schedulerOf(Thread thread) {
        if (thread.getClass() != VIRTUAL) {
            return null;
        }
        try {
            return (Executor) SCHEDULER.invokeExact(thread);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static boolean isTerminated(Thread thread) {
        try {
            return (boolean) IS_TERMINATED.invokeExact(thread);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static int status(Thread platform) {
        return (int) STATUS.getVolatile(holder(platform));
    }

    static void setStatus(Thread platform, int status) {
        STATUS.setVolatile(holder(platform), status);
    }

    private static Object holder(Thread platform) {
        try {
            return (Object) HOLDER.invokeExact(platform);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Does what the JVM does when an exception leaves {@code run()}. */
    static void dispatchUncaught(Thread thread, Throwable failure) {
        try {
            DISPATCH_UNCAUGHT.invokeExact(thread, failure);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Makes a platform thread that is about to start a member of a pool or scope of the JDK. */
    static void enter(Thread platform, Object container) {
        if ((Object) CONTAINER.getVolatile(platform) != null) {
            throw new IllegalThreadStateException();
        }
        CONTAINER.setVolatile(platform, container);
        boolean inherited = false;
        try {
            CONTAINER_ADD.invokeExact(container, platform);
            INHERIT_SCOPED_VALUES.invokeExact(platform, container);
            inherited = true;
        } catch (Throwable e) {
            throw rethrow(e);
        } finally {
            if (!inherited) {
                leave(container, platform);
            }
        }
    }

    /** Takes a thread that will never run out of the pool or scope of the JDK it belongs to. */
    static void leaveContainer(Thread thread) {
        leave((Object) CONTAINER.getVolatile(thread), thread);
    }

    private static void leave(Object container, Thread platform) {
        try {
            CONTAINER_REMOVE.invokeExact(container, platform);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /**
     * Does what the JVM does when a platform thread ends: leaves its container, drops references.
     */
    static void exit(Thread platform) {
        try {
            EXIT.invokeExact(platform);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static boolean getAndClearInterrupt(Thread thread) {
        try {
            return (boolean) CLEAR_INTERRUPT.invokeExact(thread);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static void setInterrupted(Thread thread, boolean value) {
        INTERRUPTED.setVolatile(thread, value);
    }

    /** The handler that was set on this very thread, or null. */
    static Thread.@Nullable UncaughtExceptionHandler ownUncaughtHandler(Thread thread) {
        return (Thread.UncaughtExceptionHandler) UNCAUGHT_HANDLER.getVolatile(thread);
    }

    /** Names the virtual thread that carries a platform thread after it, for debuggers. */
    static void setName(Thread carrying, String name) {
        NAME.setOpaque(carrying, name);
    }

    static void resetPoolNumbers() {
        POOL_NUMBERS.set(1);
    }

    /** The thread that holds a lock of java.util.concurrent exclusively, or null. */
    static @Nullable Thread ownerOf(Object blocker) {
        return blocker instanceof AbstractOwnableSynchronizer lock
                ? (Thread) LOCK_OWNER.getVolatile(lock)
                : null;
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException rethrow(Throwable e) throws T {
        throw (T) e;
    }
}
