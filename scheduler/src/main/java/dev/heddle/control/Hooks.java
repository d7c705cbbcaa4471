package dev.heddle.control;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Frames;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.ProgramThreads;
import dev.heddle.kernel.Runs;
import dev.heddle.kernel.VirtualClock;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Where the instrumented code comes in: every public method here is called, by way of the classes
 * that {@link HookClasses} makes, in place of, before, or after an operation of the program or of
 * the JDK.
 *
 * <p>A method that replaces an operation of the JDK (see {@link HookTable}) is called in fibers
 * only. The others are called by every thread as long as any run is going on, and must leave
 * threads alone that are not fibers. None may rely on anything that is itself instrumented.
 */
final class Hooks {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private Hooks() {}

    // --- general
    // ----------------------------------------------------------------------------------

    /** Whether the calling code is part of a run. */
    public static boolean inRun() {
        return Fiber.current() != null;
    }

    private static Fiber fiber() {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            throw new IllegalStateException("A hook for fibers was called outside a run.");
        }
        return fiber;
    }

    // --- memory and scheduling points
    // -------------------------------------------------------------

    /**
     * Before an access to memory that other threads may see, or a call of a class they may share.
     */
    public static void point(int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().point(fiber, Sites.stable(site));
        }
    }

    /** At the beginning of a class initialiser. */
    public static void initialiserBegins() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginInitialising();
        }
    }

    /** At the end of a class initialiser. */
    public static void initialiserEnds() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.endInitialising();
        }
    }

    // --- monitors
    // ---------------------------------------------------------------------------------

    /** In place of {@code monitorenter}. */
    public static void monitorEnter(Object object, int site) {
        Fiber fiber = fiber();
        Loop loop = fiber.loop();
        if (object == null) {
            throw Frames.trim(
                    new NullPointerException(
                            "Cannot enter synchronized block because value is null"));
        }
        loop.point(fiber, Sites.stable(site));
        loop.monitors().enter(fiber, object);
    }

    /** Before the JDK itself enters a monitor; never preempts. */
    public static void jdkMonitorEnter(Object object) {
        Fiber fiber = Fiber.current();
        if (fiber != null && object != null) {
            fiber.loop().monitors().enter(fiber, object);
        }
    }

    /** Right before the JDK itself leaves a monitor; never preempts. */
    public static void jdkMonitorExit(Object object) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().monitors().exit(fiber, object);
        }
    }

    /**
     * At the beginning of a synchronized method of a class that was loaded before the agent came.
     */
    @SuppressWarnings("DoNotCallSuggester") // Only rewritten classes call it.
    public static void lateSynchronized(String method) {
        throw new IllegalStateException(
                "The synchronized method "
                        + method
                        + " can not be controlled, because its class was loaded before Heddle"
                        + " attached. Attach earlier: add -javaagent:<path of heddle-scheduler.jar>"
                        + " to the JVM's options (with Maven: argLine of the surefire plugin), or"
                        + " use heddle-junit, which attaches before any test class is loaded.");
    }

    /** In place of {@code monitorexit}. */
    public static void monitorExit(Object object) {
        Fiber fiber = fiber();
        fiber.loop().monitors().exit(fiber, object);
    }

    /** In place of {@code Object.wait()}. */
    public static void await(Object object) throws InterruptedException {
        await(object, 0);
    }

    /** In place of {@code Object.wait(long)}. */
    public static void await(Object object, long millis) throws InterruptedException {
        checkTimeout(millis, "timeout");
        awaitNanos(
                object, millis > Long.MAX_VALUE / NANOS_PER_MILLI ? 0 : millis * NANOS_PER_MILLI);
    }

    /** In place of {@code Object.wait(long, int)}. */
    public static void await(Object object, long millis, int nanos) throws InterruptedException {
        checkTimeout(millis, "timeoutMillis");
        if (nanos < 0 || nanos > 999_999) {
            throw Frames.trim(
                    new IllegalArgumentException("nanosecond timeout value out of range"));
        }
        // As the JDK does: a fraction counts as a whole millisecond.
        await(object, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
    }

    /** The JDK's methods name the parameter in different ways. */
    private static void checkTimeout(long millis, String parameter) {
        if (millis < 0) {
            throw Frames.trim(new IllegalArgumentException(parameter + " value is negative"));
        }
    }

    private static void awaitNanos(Object object, long nanos) throws InterruptedException {
        Fiber fiber = fiber();
        checkPresent(object);
        try {
            fiber.loop().monitors().await(fiber, object, nanos);
        } catch (InterruptedException e) {
            throw Frames.trim(e);
        } catch (IllegalMonitorStateException e) {
            throw Frames.trim(e);
        }
    }

    /** A call on null fails before anything else does. */
    private static void checkPresent(@Nullable Object object) {
        if (object == null) {
            throw Frames.trim(new NullPointerException());
        }
    }

    /** In place of {@code Object.notify()}. */
    public static void notifyOne(Object object) {
        Fiber fiber = fiber();
        checkPresent(object);
        try {
            fiber.loop().monitors().notifyOne(fiber, object);
        } catch (IllegalMonitorStateException e) {
            throw Frames.trim(e);
        }
    }

    /** In place of {@code Object.notifyAll()}. */
    public static void notifyEvery(Object object) {
        Fiber fiber = fiber();
        checkPresent(object);
        try {
            fiber.loop().monitors().notifyEvery(fiber, object);
        } catch (IllegalMonitorStateException e) {
            throw Frames.trim(e);
        }
    }

    /** In place of {@code Thread.holdsLock}. */
    public static boolean holdsLock(Object object) {
        Fiber fiber = fiber();
        checkPresent(object);
        return fiber.loop().monitors().isHeld(fiber, object);
    }

    // --- threads
    // ----------------------------------------------------------------------------------

    /** In place of {@code Thread.currentThread()}. */
    public static Thread currentThread() {
        return fiber().thread();
    }

    /** In place of {@code Thread.start()} of a platform thread. */
    public static void start(Thread thread) {
        Fiber fiber = fiber();
        fiber.loop().threads().start(fiber, thread);
    }

    /** In place of {@code Thread.start(ThreadContainer)} of a platform thread. */
    public static void start(Thread thread, Object container) {
        Fiber fiber = fiber();
        fiber.loop().threads().start(fiber, thread, container);
    }

    /** Before a virtual thread starts, by whomever it was made. */
    public static void startingVirtual(Object thread) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            ProgramThreads.checkControlled((Thread) thread);
        }
    }

    /** In place of making a virtual thread, if this returns one. */
    public static @Nullable Thread newVirtual(
            @Nullable Executor scheduler,
            @Nullable String name,
            int characteristics,
            @Nullable Runnable task) {
        Fiber fiber = Fiber.current();
        if (fiber == null || scheduler != null || task == null) {
            return null;
        }
        return fiber.loop().threads().newVirtual(name, characteristics, task);
    }

    /** In place of {@code Thread.join(long)}. */
    public static void join(Thread thread, long millis) throws InterruptedException {
        checkTimeout(millis, "timeout");
        joinNanos(thread, millis > Long.MAX_VALUE / NANOS_PER_MILLI ? 0 : millis * NANOS_PER_MILLI);
    }

    /** In place of {@code VirtualThread.joinNanos}. */
    public static boolean joinVirtual(Object thread, long nanos) throws InterruptedException {
        return joinNanos((Thread) thread, nanos);
    }

    private static boolean joinNanos(Thread thread, long nanos) throws InterruptedException {
        Fiber fiber = fiber();
        try {
            return fiber.loop().threads().join(fiber, thread, nanos);
        } catch (InterruptedException e) {
            throw Frames.trim(e);
        }
    }

    /** In place of {@code Thread.sleepNanos}. */
    public static void sleep(long nanos) throws InterruptedException {
        Fiber fiber = fiber();
        try {
            fiber.loop().blocking().sleep(fiber, nanos);
        } catch (InterruptedException e) {
            throw Frames.trim(e);
        }
    }

    /** In place of {@code Thread.yield}. */
    public static void yielding() {
        Fiber fiber = fiber();
        fiber.loop().letOthersGo(fiber, 1);
    }

    /** In place of {@code Thread.onSpinWait}. */
    public static void onSpinWait() {
        Fiber fiber = fiber();
        fiber.loop().letOthersGo(fiber, 2);
    }

    /** After {@code Thread.interrupt} has set the flag; called by any thread. */
    public static void interrupted(Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        if (fiber != null) {
            fiber.loop().blocking().interrupted(fiber, Fiber.current());
        }
    }

    /** The state of a thread that is a fiber, for any thread that asks; null for other threads. */
    public static Thread.@Nullable State threadState(Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        if (fiber != null) {
            return ProgramThreads.state(fiber);
        }
        return ProgramThreads.isEndedBody(thread) ? Thread.State.TERMINATED : null;
    }

    /** Whether a platform thread that is a fiber is alive, for any thread that asks; else null. */
    public static @Nullable Boolean alive(Thread thread) {
        if (Runs.fiberOf(thread) != null) {
            return Boolean.TRUE;
        }
        return ProgramThreads.isEndedBody(thread) ? Boolean.FALSE : null;
    }

    /** The stack of a platform thread that is a fiber; null for other threads. */
    public static StackTraceElement @Nullable [] stack(Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        return fiber == null ? null : ProgramThreads.stack(fiber, thread);
    }

    /** Takes this tool's frames out of what {@code Thread.getStackTrace} returns for a fiber. */
    public static StackTraceElement[] trimmed(StackTraceElement[] stack, Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        if (fiber == null) {
            return stack;
        }
        return fiber == Fiber.current() ? Frames.trimOwn(stack) : Frames.trim(stack);
    }

    /** The platform threads of the run, for a fiber that asks; null for other threads. */
    public static Thread @Nullable [] allThreads() {
        Fiber fiber = Fiber.current();
        return fiber == null ? null : fiber.loop().threads().platformThreads();
    }

    /** The stacks of the platform threads of the run, for a fiber that asks; else null. */
    public static @Nullable Map<Thread, StackTraceElement[]> allStacks() {
        Fiber fiber = Fiber.current();
        return fiber == null ? null : fiber.loop().threads().stacks();
    }

    /** In place of {@code ThreadContainers.root}. */
    public static Object rootContainer() {
        return ProgramThreads.rootContainer();
    }

    /** In place of {@code Thread.genThreadName}. */
    public static String threadName() {
        return fiber().loop().threads().nextName();
    }

    // --- LockSupport
    // ------------------------------------------------------------------------------

    /** In place of {@code LockSupport.park()}. */
    public static void park() {
        park(null, VirtualClock.NEVER);
    }

    /** In place of {@code LockSupport.park(Object)}. */
    public static void park(@Nullable Object blocker) {
        park(blocker, VirtualClock.NEVER);
    }

    /** In place of {@code LockSupport.parkNanos(long)}. */
    public static void parkNanos(long nanos) {
        parkNanos(null, nanos);
    }

    /** In place of {@code LockSupport.parkNanos(Object, long)}. */
    public static void parkNanos(@Nullable Object blocker, long nanos) {
        if (nanos > 0) {
            park(blocker, fiber().loop().clock().deadline(nanos));
        }
    }

    /** In place of {@code LockSupport.parkUntil(long)}. */
    public static void parkUntil(long epochMillis) {
        parkUntil(null, epochMillis);
    }

    /** In place of {@code LockSupport.parkUntil(Object, long)}. */
    public static void parkUntil(@Nullable Object blocker, long epochMillis) {
        park(blocker, fiber().loop().clock().deadlineAt(epochMillis));
    }

    /** In place of the JDK's own {@code Unsafe.park}. */
    public static void unsafePark(Object unsafe, boolean absolute, long time) {
        if (absolute) {
            parkUntil(null, time);
        } else if (time == 0) {
            park(null, VirtualClock.NEVER);
        } else {
            parkNanos(null, time);
        }
    }

    private static void park(@Nullable Object blocker, long deadline) {
        Fiber fiber = fiber();
        fiber.loop().blocking().park(fiber, blocker, deadline);
    }

    /** In place of {@code LockSupport.unpark}, called by any thread, if this says so. */
    public static boolean unpark(@Nullable Thread thread) {
        Fiber fiber = thread == null ? null : Runs.fiberOf(thread);
        if (fiber == null) {
            return false;
        }
        fiber.loop().blocking().unparked(fiber, Fiber.current());
        return true;
    }

    /** In place of the JDK's own {@code Unsafe.unpark}. */
    public static void unsafeUnpark(Object unsafe, Object thread) {
        if (thread instanceof Thread known) {
            unpark(known);
        }
    }

    /** The object a parked fiber waits for, for {@code LockSupport.getBlocker}; null for others. */
    public static @Nullable Object blocker(Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        return fiber == null ? null : ProgramThreads.blocker(fiber);
    }

    // --- time
    // -------------------------------------------------------------------------------------

    /** In place of {@code System.nanoTime}. */
    public static long nanoTime() {
        return fiber().loop().clock().nanoTime();
    }

    /** In place of {@code System.currentTimeMillis}. */
    public static long currentTimeMillis() {
        return fiber().loop().clock().epochMillis();
    }
}
