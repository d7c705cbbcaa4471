package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;

/**
 * The kernel's own handle on {@code java.lang.Thread}: the few members that it needs and that are
 * not public, so that the thread a program holds looks as if the JVM ran it.
 *
 * <p>The packages of the JDK that are used here must have been opened to this module before this
 * class is initialised; the agent does that.
 */
final class Jdk {

    /** Values of {@code Thread.holder.threadStatus}, as the JVM itself sets them. */
    static final int STATUS_NEW = 0;

    static final int STATUS_RUNNABLE = 0x0001 | 0x0004;
    static final int STATUS_TERMINATED = 0x0002;

    private static final MethodHandle IS_TERMINATED;
    private static final MethodHandle DISPATCH_UNCAUGHT;
    private static final MethodHandle EXIT;
    private static final MethodHandle HOLDER;
    private static final MethodHandle CLEAR_INTERRUPT;
    private static final MethodHandle CONTAINER_ADD;
    private static final MethodHandle CONTAINER_REMOVE;
    private static final MethodHandle INHERIT_SCOPED_VALUES;
    private static final MethodHandle NEXT_THREAD_ID;
    private static final MethodHandle THREAD_ID;
    private static final MethodHandle SET_THREAD_ID;
    private static final VarHandle STATUS;
    private static final VarHandle INTERRUPTED;
    private static final VarHandle CONTAINER;
    private static final Class<?> SCOPE;
    private static final VarHandle UNCAUGHT_HANDLER;
    private static final VarHandle NAME;
    private static final VarHandle LOCK_OWNER;
    private static final VarHandle TASK;
    private static final MethodHandles.Lookup ALL_MEMBERS;

    /**
     * The container of threads that are in no pool or scope, in place of the JDK's own: that one
     * keeps every virtual thread, so those that a run leaves behind would stay for ever.
     */
    private static final Object ROOT_CONTAINER;

    private Jdk() {}

    static {
        try {
            Members thread = Members.of("java.lang.Thread");
            Members container = Members.of("jdk.internal.vm.ThreadContainer");
            MethodType ofThread = MethodType.methodType(void.class, Thread.class);
            MethodType isThread = MethodType.methodType(boolean.class, Thread.class);
            MethodType ofContainer = MethodType.methodType(void.class, Object.class, Thread.class);
            IS_TERMINATED = thread.method(isThread, "isTerminated");
            DISPATCH_UNCAUGHT =
                    thread.method(
                            MethodType.methodType(void.class, Thread.class, Throwable.class),
                            "dispatchUncaughtException",
                            Throwable.class);
            EXIT = thread.method(ofThread, "exit");
            CLEAR_INTERRUPT = thread.method(isThread, "getAndClearInterrupt");
            HOLDER = thread.getter(MethodType.methodType(Object.class, Thread.class), "holder");
            NEXT_THREAD_ID =
                    Members.of("java.lang.Thread$ThreadIdentifiers")
                            .method(MethodType.methodType(long.class), "next");
            THREAD_ID = thread.getter(MethodType.methodType(long.class, Thread.class), "tid");
            SET_THREAD_ID =
                    thread.finalField(
                            MethodType.methodType(void.class, Thread.class, long.class), "tid");
            STATUS = Members.of("java.lang.Thread$FieldHolder").field("threadStatus");
            TASK = Members.of("java.lang.Thread$FieldHolder").field("task");
            INTERRUPTED = thread.field("interrupted");
            CONTAINER_ADD = container.method(ofContainer, "add", Thread.class);
            CONTAINER_REMOVE = container.method(ofContainer, "remove", Thread.class);
            INHERIT_SCOPED_VALUES =
                    thread.method(
                            MethodType.methodType(void.class, Thread.class, Object.class),
                            "inheritScopedValueBindings",
                            container.type());
            CONTAINER = thread.field("container");
            SCOPE = Members.of("jdk.internal.misc.ThreadFlock$ThreadContainerImpl").type();
            UNCAUGHT_HANDLER = thread.field("uncaughtExceptionHandler");
            NAME = thread.field("name");
            LOCK_OWNER =
                    Members.of("java.util.concurrent.locks.AbstractOwnableSynchronizer")
                            .field("exclusiveOwnerThread");
            // By reflection: a lookup can not look into the class of lookups.
            Field allMembers = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
            allMembers.setAccessible(true);
            ALL_MEMBERS = (MethodHandles.Lookup) allMembers.get(null);
            ROOT_CONTAINER =
                    Members.of(
                                    "jdk.internal.vm.ThreadContainers$RootContainer$CountingRootContainer")
                            .constructor(MethodType.methodType(Object.class))
                            .invoke();
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Finds the members of any class. */
    static MethodHandles.Lookup allMembers() {
        return ALL_MEMBERS;
    }

    static void setRootContainer(Thread thread) {
        CONTAINER.setVolatile(thread, ROOT_CONTAINER);
    }

    static Object rootContainer() {
        return ROOT_CONTAINER;
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

    private static @Nullable Object holder(Thread platform) {
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

    /**
     * Whether a platform thread belongs to a scope that waits for its threads to leave it; others
     * only list them.
     */
    static boolean isAwaitedByScope(Thread platform) {
        return SCOPE.isInstance((Object) CONTAINER.getVolatile(platform));
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

    /** An id that no other thread has. */
    static long nextThreadId() {
        try {
            return (long) NEXT_THREAD_ID.invokeExact();
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The id by which the JVM knows who owns a monitor: not what a program sees. */
    static long threadId(Thread thread) {
        try {
            return (long) THREAD_ID.invokeExact(thread);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Changes the id by which the JVM knows who owns a monitor. */
    static void setThreadId(Thread thread, long id) {
        try {
            SET_THREAD_ID.invokeExact(thread, id);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** What a platform thread was given to execute, or null. */
    static @Nullable Object taskOf(Thread thread) {
        Object holder = holder(thread);
        return holder == null ? null : (Object) TASK.get(holder);
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
