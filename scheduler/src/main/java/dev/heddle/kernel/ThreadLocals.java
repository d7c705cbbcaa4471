package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/**
 * The thread locals, the seeds, the interrupt status and the properties of the thread a run borrows
 * for its first fiber. Each run begins with what the thread had when the run was asked for, and
 * afterwards the thread has that again: a run leaves no trace for the next one to depend on.
 */
final class ThreadLocals {

    private static final VarHandle MAP;
    private static final VarHandle INHERITABLE;
    private static final VarHandle TABLE;
    private static final VarHandle VALUE;
    private static final MethodHandle NEW_MAP;
    private static final MethodHandle SET;

    static {
        try {
            Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
            Class<?> entry = Class.forName("java.lang.ThreadLocal$ThreadLocalMap$Entry");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandles.Lookup inMap = MethodHandles.privateLookupIn(map, lookup);
            MethodHandles.Lookup inThread = MethodHandles.privateLookupIn(Thread.class, lookup);
            MAP = inThread.findVarHandle(Thread.class, "threadLocals", map).withInvokeBehavior();
            INHERITABLE =
                    inThread.findVarHandle(Thread.class, "inheritableThreadLocals", map)
                            .withInvokeBehavior();
            TABLE = inMap.findVarHandle(map, "table", entry.arrayType()).withInvokeBehavior();
            VALUE =
                    MethodHandles.privateLookupIn(entry, lookup)
                            .findVarHandle(entry, "value", Object.class)
                            .withInvokeBehavior();
            NEW_MAP =
                    inMap.findConstructor(
                                    map,
                                    MethodType.methodType(
                                            void.class, ThreadLocal.class, Object.class))
                            .asType(
                                    MethodType.methodType(
                                            Object.class, ThreadLocal.class, Object.class));
            SET =
                    inMap.findVirtual(
                                    map,
                                    "set",
                                    MethodType.methodType(
                                            void.class, ThreadLocal.class, Object.class))
                            .asType(
                                    MethodType.methodType(
                                            void.class,
                                            Object.class,
                                            ThreadLocal.class,
                                            Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread;
    private final @Nullable Object map;
    private final boolean interrupted;
    private final ThreadRandom random;
    private final String name;
    private final int priority;
    private final @Nullable ClassLoader contextClassLoader;
    private final Thread.@Nullable UncaughtExceptionHandler handler;

    /** Remembers what the thread has now and gives it a copy to work with. */
    ThreadLocals(Thread thread) {
        this.thread = thread;
        this.map = (Object) MAP.get(thread);
        this.interrupted = thread.isInterrupted();
        MAP.set(thread, copy(map));
        // It gets seeds as if it were new: those it has are from a time before the run.
        this.random = new ThreadRandom(thread);
        this.name = thread.getName();
        this.priority = thread.getPriority();
        this.contextClassLoader = thread.getContextClassLoader();
        this.handler = thread.getUncaughtExceptionHandler();
    }

    /** A thread that is never started, by which a body can be known in place of the given one. */
    @SuppressWarnings("ThreadPriorityCheck") // It only has to look the same.
    static Thread standIn(Thread original) {
        Thread standIn = new Thread(original.getThreadGroup(), null, original.getName(), 0, false);
        standIn.setDaemon(original.isDaemon());
        standIn.setPriority(original.getPriority());
        standIn.setContextClassLoader(original.getContextClassLoader());
        MAP.set(standIn, (Object) MAP.get(original));
        Jdk.setStatus(standIn, Jdk.STATUS_RUNNABLE);
        return standIn;
    }

    /** Whether a thread has thread locals, inherited ones included. */
    static boolean hasAny(Thread thread) {
        return (Object) MAP.get(thread) != null || (Object) INHERITABLE.get(thread) != null;
    }

    /** Takes all thread locals from a thread. */
    static void clear(Thread thread) {
        if ((Object) MAP.get(thread) != null) {
            MAP.set(thread, (Object) null);
        }
    }

    /** Gives the thread back what it had. */
    @SuppressWarnings("ThreadPriorityCheck") // It has had this one before.
    void restore() {
        MAP.set(thread, map);
        random.restore();
        if (thread.isInterrupted() != interrupted) {
            Jdk.setInterrupted(thread, interrupted);
        }
        if (!thread.getName().equals(name)) {
            thread.setName(name);
        }
        if (thread.getPriority() != priority) {
            thread.setPriority(priority);
        }
        if (thread.getContextClassLoader() != contextClassLoader) {
            thread.setContextClassLoader(contextClassLoader);
        }
        if (thread.getUncaughtExceptionHandler() != handler) {
            // A thread that has none says that its group is its handler.
            thread.setUncaughtExceptionHandler(handler instanceof ThreadGroup ? null : handler);
        }
    }

    private static @Nullable Object copy(@Nullable Object original) {
        Object copy = null;
        if (original != null) {
            for (Object entry : (@Nullable Object[]) TABLE.get(original)) {
                if (entry instanceof Reference<?> reference
                        && reference.get() instanceof ThreadLocal<?> key) {
                    copy = put(copy, key, (Object) VALUE.get(entry));
                }
            }
        }
        return copy;
    }

    private static Object put(@Nullable Object map, ThreadLocal<?> key, @Nullable Object value) {
        try {
            if (map == null) {
                return (Object) NEW_MAP.invokeExact(key, value);
            }
            SET.invokeExact(map, key, value);
            return map;
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }
}
