package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Carried;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Frames;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.ProgramThreads;
import dev.heddle.kernel.Runs;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** What the methods of {@code Thread} and of the builders of threads are in a run. */
final class ThreadHooks {

    private static final String THREAD = "java/lang/Thread";

    private static final String GROUP = "java/lang/ThreadGroup";

    private static final String HANDLER = "Ljava/lang/Thread$UncaughtExceptionHandler;";

    private static final long NANOS_PER_MILLI = 1_000_000;

    static final List<Call> CALLS =
            List.of(
                    HookTable.ofStatic(
                            "java/lang/Thread",
                            "currentThread",
                            "()Ljava/lang/Thread;",
                            "currentThread"),
                    HookTable.ofStatic("java/lang/Thread", "onSpinWait", "()V", "onSpinWait"));

    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            THREAD, "start", "()V", Form.TRY, "start", "(Ljava/lang/Thread;)Z"),
                    HookTable.patch(
                            THREAD,
                            "start",
                            "(Ljdk/internal/vm/ThreadContainer;)V",
                            Form.TRY,
                            "start",
                            "(Ljava/lang/Thread;Ljava/lang/Object;)Z"),
                    HookTable.patch(
                            THREAD,
                            "threadId",
                            "()J",
                            Form.FILTER,
                            "threadId",
                            "(JLjava/lang/Thread;)J"),
                    HookTable.patch(
                            THREAD, "join", "(J)V", Form.REPLACE, "join", "(Ljava/lang/Thread;J)V"),
                    HookTable.patch(
                            THREAD,
                            "join",
                            "(Ljava/time/Duration;)Z",
                            Form.BEFORE,
                            "joins",
                            "(Ljava/lang/Thread;Ljava/time/Duration;)V"),
                    HookTable.patch(THREAD, "sleepNanos", "(J)V", Form.REPLACE, "sleep", "(J)V"),
                    HookTable.patch(THREAD, "yield", "()V", Form.REPLACE, "yielding", "()V"),
                    HookTable.patch(
                            THREAD,
                            "interrupt",
                            "()V",
                            Form.AFTER,
                            "interrupted",
                            "(Ljava/lang/Thread;)V"),
                    HookTable.patch(
                            THREAD,
                            "getAndClearInterrupt",
                            "()Z",
                            Form.BEFORE,
                            "looksForInterrupt",
                            "(Ljava/lang/Thread;)V"),
                    HookTable.patch(
                            "java/lang/VirtualThread",
                            "getAndClearInterrupt",
                            "()Z",
                            Form.BEFORE,
                            "looksForInterrupt",
                            "(Ljava/lang/Thread;)V"),
                    HookTable.patch(
                            THREAD,
                            "blockedOn",
                            "(Lsun/nio/ch/Interruptible;)V",
                            Form.RECEIVER,
                            "blockedOnChannel",
                            "(Ljava/lang/Thread;)Ljava/lang/Thread;"),
                    HookTable.patch(
                            THREAD,
                            "getContextClassLoader",
                            "()Ljava/lang/ClassLoader;",
                            Form.RECEIVER,
                            "knownAs",
                            "(Ljava/lang/Thread;)Ljava/lang/Thread;"),
                    HookTable.patch(
                            THREAD,
                            "setContextClassLoader",
                            "(Ljava/lang/ClassLoader;)V",
                            Form.RECEIVER,
                            "knownAs",
                            "(Ljava/lang/Thread;)Ljava/lang/Thread;"),
                    HookTable.patch(
                            THREAD,
                            "threadState",
                            "()Ljava/lang/Thread$State;",
                            Form.TRY,
                            "threadState",
                            "(Ljava/lang/Thread;)Ljava/lang/Thread$State;"),
                    HookTable.patch(
                            THREAD,
                            "alive",
                            "()Z",
                            Form.TRY,
                            "alive",
                            "(Ljava/lang/Thread;)Ljava/lang/Boolean;"),
                    HookTable.patch(
                            THREAD,
                            "asyncGetStackTrace",
                            "()[Ljava/lang/StackTraceElement;",
                            Form.TRY,
                            "stack",
                            "(Ljava/lang/Thread;)[Ljava/lang/StackTraceElement;"),
                    HookTable.patch(
                            "java/lang/VirtualThread",
                            "asyncGetStackTrace",
                            "()[Ljava/lang/StackTraceElement;",
                            Form.TRY,
                            "stack",
                            "(Ljava/lang/Thread;)[Ljava/lang/StackTraceElement;"),
                    HookTable.patch(
                            "jdk/internal/vm/ThreadSnapshot",
                            "of",
                            "(Ljava/lang/Thread;)Ljdk/internal/vm/ThreadSnapshot;",
                            Form.TRY,
                            "snapshot",
                            "(Ljava/lang/Thread;)Ljava/lang/Object;"),
                    HookTable.patch(
                            THREAD,
                            "getStackTrace",
                            "()[Ljava/lang/StackTraceElement;",
                            Form.FILTER,
                            "trimmed",
                            "([Ljava/lang/StackTraceElement;Ljava/lang/Thread;)"
                                    + "[Ljava/lang/StackTraceElement;"),
                    HookTable.patch(
                            "jdk/internal/vm/ThreadContainers",
                            "root",
                            "()Ljdk/internal/vm/ThreadContainer;",
                            Form.REPLACE,
                            "rootContainer",
                            "()Ljava/lang/Object;"),
                    HookTable.patch(
                            THREAD,
                            "getAllThreads",
                            "()[Ljava/lang/Thread;",
                            Form.TRY,
                            "allThreads",
                            "()[Ljava/lang/Thread;"),
                    HookTable.patch(
                            THREAD,
                            "getAllStackTraces",
                            "()Ljava/util/Map;",
                            Form.TRY,
                            "allStacks",
                            "()Ljava/util/Map;"),
                    HookTable.patch(
                            THREAD,
                            "genThreadName",
                            "()Ljava/lang/String;",
                            Form.REPLACE,
                            "threadName",
                            "()Ljava/lang/String;"),
                    HookTable.patch(
                            "java/lang/Thread$ThreadIdentifiers",
                            "next",
                            "()J",
                            Form.REPLACE,
                            "nextThreadId",
                            "()J"),
                    HookTable.patch(
                            THREAD,
                            "setDefaultUncaughtExceptionHandler",
                            "(" + HANDLER + ")V",
                            Form.REPLACE,
                            "setDefaultHandler",
                            "(" + HANDLER + ")V"),
                    HookTable.patch(
                            THREAD,
                            "getDefaultUncaughtExceptionHandler",
                            "()" + HANDLER,
                            Form.REPLACE,
                            "defaultHandler",
                            "()" + HANDLER),
                    HookTable.patch(
                            GROUP,
                            "synchronizedAddWeak",
                            "(Ljava/lang/ThreadGroup;)V",
                            Form.TRY,
                            "groupMade",
                            "(Ljava/lang/ThreadGroup;Ljava/lang/ThreadGroup;)Z"),
                    HookTable.patch(
                            GROUP,
                            "synchronizedAddStrong",
                            "(Ljava/lang/ThreadGroup;)V",
                            Form.TRY,
                            "groupMade",
                            "(Ljava/lang/ThreadGroup;Ljava/lang/ThreadGroup;)Z"),
                    HookTable.patch(
                            GROUP,
                            "subgroups",
                            "()Ljava/util/List;",
                            Form.REPLACE,
                            "subgroups",
                            "(Ljava/lang/ThreadGroup;)Ljava/util/List;"),
                    HookTable.patch(
                            "java/lang/VirtualThread",
                            "start",
                            "(Ljdk/internal/vm/ThreadContainer;)V",
                            Form.BEFORE,
                            "startingVirtual",
                            "(Ljava/lang/Object;)V"),
                    HookTable.patch(
                            "java/lang/VirtualThread",
                            "joinNanos",
                            "(J)Z",
                            Form.REPLACE,
                            "joinVirtual",
                            "(Ljava/lang/Object;J)Z"),
                    HookTable.patch(
                            "java/lang/VirtualThread",
                            "interrupt",
                            "()V",
                            Form.AFTER,
                            "interrupted",
                            "(Ljava/lang/Thread;)V"),
                    HookTable.patch(
                            "java/lang/VirtualThread",
                            "yieldContinuation",
                            "()Z",
                            Form.AFTER,
                            "mountedByJdk",
                            "(Ljava/lang/Thread;)V"),
                    HookTable.patch(
                            "java/lang/VirtualThread",
                            "threadState",
                            "()Ljava/lang/Thread$State;",
                            Form.TRY,
                            "threadState",
                            "(Ljava/lang/Thread;)Ljava/lang/Thread$State;"),
                    HookTable.patch(
                            "java/lang/ThreadBuilders",
                            "newVirtualThread",
                            "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)"
                                + "Ljava/lang/Thread;",
                            Form.TRY,
                            "newVirtual",
                            "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)"
                                + "Ljava/lang/Thread;"));

    private ThreadHooks() {}

    /** In place of {@code Thread.currentThread()}. */
    public static Thread currentThread() {
        return Hooks.fiber().thread();
    }

    /** What {@code Thread.threadId} returns to the program. */
    public static long threadId(long id, Thread thread) {
        return Fiber.threadId(thread, id);
    }

    /**
     * The thread whose context class loader is meant: code of the JDK that is left as it is, such
     * as {@code ServiceLoader}, asks the virtual thread that carries the one of the program.
     */
    public static Thread knownAs(Thread thread) {
        return Fiber.knownAs(thread);
    }

    /** In place of {@code Thread.start()} of a platform thread, if this says so. */
    public static boolean start(Thread thread) {
        Fiber fiber = Fiber.current();
        if (fiber == null || InternalThreads.isInternal(fiber, thread)) {
            return false;
        }
        fiber.loop().threads().start(fiber, thread);
        return true;
    }

    /** In place of {@code Thread.start(ThreadContainer)} of a platform thread, if this says so. */
    public static boolean start(Thread thread, Object container) {
        Fiber fiber = Fiber.current();
        if (fiber == null || InternalThreads.isInternal(fiber, thread)) {
            return false;
        }
        fiber.loop().threads().start(fiber, thread, container);
        return true;
    }

    /** Before a virtual thread starts, by whomever it was made. */
    public static void startingVirtual(Object thread) {
        Fiber fiber = Fiber.current();
        if (fiber != null && !fiber.isInternal()) {
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
        return fiber.isInternal()
                ? ProgramThreads.newReal(name, characteristics, task)
                : fiber.loop().threads().newVirtual(name, characteristics, task);
    }

    /** In place of {@code Thread.join(long)}. */
    public static void join(Thread thread, long millis) throws InterruptedException {
        Hooks.checkTimeout(millis, "timeout");
        joinNanos(thread, millis > Long.MAX_VALUE / NANOS_PER_MILLI ? 0 : millis * NANOS_PER_MILLI);
    }

    /** In place of {@code VirtualThread.joinNanos}. */
    public static boolean joinVirtual(Object thread, long nanos) throws InterruptedException {
        return joinNanos((Thread) thread, nanos);
    }

    private static boolean joinNanos(Thread thread, long nanos) throws InterruptedException {
        Fiber fiber = Hooks.fiber();
        try {
            return fiber.loop().threads().join(fiber, thread, nanos);
        } catch (InterruptedException e) {
            throw Frames.trim(e);
        }
    }

    /** In place of {@code Thread.sleepNanos}. */
    public static void sleep(long nanos) throws InterruptedException {
        Fiber fiber = Hooks.fiber();
        try {
            fiber.loop().blocking().sleep(fiber, nanos);
        } catch (InterruptedException e) {
            throw Frames.trim(e);
        }
    }

    /** In place of {@code Thread.yield}. */
    public static void yielding() {
        Fiber fiber = Hooks.fiber();
        fiber.loop().letOthersGo(fiber, 1);
    }

    /** In place of {@code Thread.onSpinWait}. */
    public static void onSpinWait() {
        Fiber fiber = Hooks.fiber();
        fiber.loop().letOthersGo(fiber, Loop.SPIN);
    }

    /** After {@code Thread.interrupt} has set the flag; called by any thread. */
    public static void interrupted(Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        // One that only carries a thread is interrupted by us, and by nobody else.
        if (fiber != null && fiber.thread() == thread) {
            fiber.loop().blocking().interrupted(fiber, Fiber.current());
        }
    }

    /** Before a thread looks whether it was interrupted, after which it is not any more. */
    public static void looksForInterrupt(Thread thread) {
        Fiber fiber = Fiber.current();
        if (fiber != null && fiber.thread() == thread) {
            fiber.loop().memory().looksForInterrupt(fiber);
        }
    }

    /** It is about to go on after a wait of the JDK's, or could not leave its carrier for one. */
    public static void mountedByJdk(Thread virtual) {
        Carried.toldOf(virtual);
    }

    /** The thread whose interrupt closes a channel that it is going to wait for. */
    public static Thread blockedOnChannel(Thread thread) {
        Fiber fiber = Fiber.currentOutOfTurn();
        return fiber != null && fiber.carrying() == thread ? fiber.thread() : thread;
    }

    /** The state of a thread that is a fiber, for any thread that asks; null for other threads. */
    public static Thread.@Nullable State threadState(Thread thread) {
        looksAt(thread);
        Fiber fiber = Runs.fiberOf(thread);
        if (fiber != null) {
            return ProgramThreads.state(fiber);
        }
        return ProgramThreads.isEndedBody(thread) ? Thread.State.TERMINATED : null;
    }

    /**
     * A thread is joined for some time. The JDK looks for itself whether it was started, which it
     * demands, and whether it has ended.
     */
    public static void joins(Thread thread, @Nullable Duration duration) {
        Fiber fiber = Fiber.current();
        if (fiber != null && duration != null) {
            fiber.loop().threads().joins(fiber, thread, duration.isPositive());
        }
    }

    /** Whether a platform thread that is a fiber is alive, for any thread that asks; else null. */
    public static @Nullable Boolean alive(Thread thread) {
        looksAt(thread);
        if (Runs.fiberOf(thread) != null) {
            return Boolean.TRUE;
        }
        return ProgramThreads.isEndedBody(thread) ? Boolean.FALSE : null;
    }

    private static void looksAt(Thread thread) {
        Fiber asking = Fiber.current();
        if (asking != null) {
            asking.loop().memory().seesWhetherEnded(asking, thread);
        }
    }

    /** The stack of a thread that is a fiber; null for other threads, or if the JDK can take it. */
    public static StackTraceElement @Nullable [] stack(Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        StackTraceElement[] stack = fiber == null ? null : ProgramThreads.stack(fiber, thread);
        // Here as well as below: by then the thread may have ended, and nobody knows its fiber.
        return stack == null || fiber == Fiber.current() ? stack : Frames.trim(stack);
    }

    /** What a dump of all threads has about one that is a fiber; null as above. */
    public static @Nullable Object snapshot(Thread thread) {
        return ProgramThreads.snapshot(thread);
    }

    /** Takes this tool's frames out of what {@code Thread.getStackTrace} returns for a fiber. */
    public static StackTraceElement[] trimmed(StackTraceElement[] stack, Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        if (fiber == null) {
            // A run may have ended while its thread was looked at.
            fiber = Runs.carrying(thread);
        }
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
        return Hooks.fiber().loop().threads().nextName();
    }

    /** In place of {@code Thread.ThreadIdentifiers.next}. */
    public static long nextThreadId() {
        return Hooks.fiber().loop().threads().nextId();
    }

    /** In place of {@code Thread.setDefaultUncaughtExceptionHandler}. */
    public static void setDefaultHandler(Thread.@Nullable UncaughtExceptionHandler handler) {
        Hooks.fiber().loop().threads().setDefaultHandler(handler);
    }

    /** In place of {@code Thread.getDefaultUncaughtExceptionHandler}. */
    public static Thread.@Nullable UncaughtExceptionHandler defaultHandler() {
        return Hooks.fiber().loop().threads().defaultHandler();
    }

    /** In place of the JDK's own account of the groups in a group, if this returns true. */
    public static boolean groupMade(ThreadGroup parent, ThreadGroup group) {
        Fiber fiber = Fiber.current();
        if (fiber == null || fiber.isInitialising()) {
            return false;
        }
        fiber.loop().groups().add(parent, group);
        return true;
    }

    /** In place of {@code ThreadGroup.subgroups}. */
    public static List<ThreadGroup> subgroups(ThreadGroup parent) {
        return Hooks.fiber().loop().groups().in(parent);
    }
}
