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

    private static final Class<?> VIRTUAL;
    private static final MethodHandle NEW_VIRTUAL;
    private static final MethodHandle RESUME;
    private static final MethodHandle TRY_YIELD;
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
    private static final VarHandle UNCAUGHT_HANDLER;
    private static final VarHandle NATIVE_THREAD;
    private static final VarHandle NAME;
    private static final VarHandle LOCK_OWNER;
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
            MethodType ofThread = MethodType.methodType(void.class, Thread.class);
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
            RESUME =
                    virtual.findVirtual(
                                    VIRTUAL, "runContinuation", MethodType.methodType(void.class))
                            .asType(ofThread);
            TRY_YIELD =
                    virtual.findVirtual(VIRTUAL, "tryYield", MethodType.methodType(void.class))
                            .asType(ofThread);
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
            ROOT_CONTAINER =
                    Class.forName("jdk.internal.vm.ThreadContainers")
                            .getMethod("root")
                            .invoke(null);
            Class<?> factory = Class.forName("java.util.concurrent.Executors$DefaultThreadFactory");
            POOL_NUMBERS =
                    (AtomicInteger)
                            MethodHandles.privateLookupIn(factory, MethodHandles.lookup())
                                    .findStaticVarHandle(factory, "poolNumber", AtomicInteger.class)
                                    .get();
            NATIVE_THREAD = thread.findVarHandle(Thread.class, "eetop", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
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

    /** Marks a virtual thread as started without telling its container or its scheduler. */
    static void markStarted(Thread virtual) {
        CONTAINER.setVolatile(virtual, ROOT_CONTAINER);
        VIRTUAL_STATE.setVolatile(virtual, VIRTUAL_STARTED);
    }

    /** Mounts the virtual thread on the current carrier and runs it until it yields or ends. */
    static void resume(Thread virtual) {
        try {
            RESUME.invokeExact(virtual);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Unmounts the current virtual thread; returns at once if it is pinned. */
    static void tryYield(Thread virtual) {
        try {
            TRY_YIELD.invokeExact(virtual);
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
    static void leave(Thread thread) {
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

    /** Whether the JVM runs an operating-system thread for this object right now. */
    static boolean isNativelyAlive(Thread thread) {
        return (long) NATIVE_THREAD.get(thread) != 0;
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
