package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@link Thread}'s own methods do to fibers: make, start, join, and ask about them. */
@Internal
public final class ProgramThreads {

    private static final StackTraceElement[] NOWHERE = {};

    private final Loop loop;

    /**
     * Where ids of threads that are made in runs begin: beyond those of the JVM's other threads.
     */
    private static final long FIRST_ID = 1_000_001;

    /** How many threads were named in this run. */
    private int named;

    /** The id of the thread that is made next. */
    private long nextId;

    /** The default handler of uncaught exceptions; what a run sets does not outlive it. */
    private Thread.@Nullable UncaughtExceptionHandler defaultHandler;

    ProgramThreads(Loop loop) {
        this.loop = loop;
    }

    /** Starts a platform thread. */
    public void start(Fiber by, Thread thread) {
        start(by, thread, null);
    }

    /** Starts a platform thread that belongs to a pool or scope of the JDK. */
    public void start(Fiber by, Thread thread, @Nullable Object container) {
        if (Jdk.status(thread) != Jdk.STATUS_NEW) {
            throw Frames.trim(new IllegalThreadStateException());
        }
        if (by.isKilled()) {
            // A pool that replaces a worker must know that it got none, or it waits for it for
            // ever.
            throw loop.unwinding.unwind(by);
        }
        if (container != null) {
            Jdk.enter(thread, container);
        }
        Fiber fiber = loop.driver().platformFiber();
        fiber.prepare(thread, null);
        Jdk.setName(fiber.carrying(), thread.getName());
        Jdk.setStatus(thread, Jdk.STATUS_RUNNABLE);
        loop.roster().admit(fiber, thread.isDaemon());
    }

    /** Makes a virtual thread of the program; it becomes part of the run when it is started. */
    public Thread newVirtual(@Nullable String name, int characteristics, Runnable task) {
        Fiber fiber = new Fiber(loop);
        Thread thread = VirtualThreads.make(fiber, name, characteristics);
        fiber.carryOn(thread);
        fiber.prepare(thread, task);
        fiber.id = -1;
        fiber.generation = loop.driver().generation();
        return thread;
    }

    /** Makes a virtual thread that the JVM itself schedules. */
    public static Thread newReal(@Nullable String name, int characteristics, Runnable task) {
        return VirtualThreads.make(VirtualThreads.defaultScheduler(), name, characteristics, task);
    }

    /** Fails if a virtual thread that is about to be started in a run was made outside of it. */
    public static void checkControlled(Thread virtual) {
        if (Fiber.carrying(virtual) == null) {
            throw new IllegalStateException(
                    "The virtual thread '"
                            + virtual.getName()
                            + "' was made before the Heddle run in which it is started, so it can"
                            + " not be controlled. Make it, or the factory that makes it, inside"
                            + " the run.");
        }
    }

    /** A fiber is about to look whether a thread was started, and has ended; then it may wait. */
    public void joins(Fiber fiber, Thread thread, boolean waits) {
        loop.memory.joins(fiber, thread);
        Watcher told = loop.watcher();
        if (told != null) {
            told.looksWhetherEnded(fiber, thread, waits);
        }
    }

    /** Waits for a thread to end, at most the given nanoseconds; 0 means without limit. */
    public boolean join(Fiber fiber, Thread thread, long nanos) throws InterruptedException {
        loop.memory.joins(fiber, thread);
        Fiber other = loop.roster().fiberOf(thread);
        if (other != null && (other.id < 0 || loop.roster().fiber(other.id) != other)) {
            other = null; // Not started, or has ended.
        }
        if (other == null) {
            if (Jdk.getAndClearInterrupt(fiber.thread())) {
                throw new InterruptedException();
            }
            if (!isEndedBody(thread) && thread.isAlive()) {
                throw new IllegalStateException(
                        "The thread '"
                                + thread.getName()
                                + "' was started outside the Heddle run that joins it, so it can"
                                + " not be controlled. Start it inside the run.");
            }
            loop.blocking().looksWhetherEnded(fiber, thread, nanos);
            loop.memory.seesWhetherEnded(fiber, thread);
            return true;
        }
        loop.blocking().join(fiber, other, nanos);
        loop.memory.seesWhetherEnded(fiber, thread);
        return loop.roster().fiber(other.id) != other;
    }

    /**
     * Whether this is the thread that the calling fiber's run has borrowed for its body, and the
     * body has ended: the thread itself lives on.
     */
    public static boolean isEndedBody(Thread thread) {
        Fiber asking = Fiber.current();
        return asking != null && asking.loop.roster().isEndedBody(thread);
    }

    /** The state of a fiber's thread, as the program would see it without control. */
    public static Thread.@Nullable State state(Fiber fiber) {
        if (fiber.id < 0 || fiber.loop.roster().fiber(fiber.id) != fiber) {
            return null; // Not yet started, or ended: the thread itself knows.
        }
        return switch (fiber.wait) {
            case NOTHING -> Thread.State.RUNNABLE;
            case MONITOR, OUTSIDE, INITIALISER, CLASS -> Thread.State.BLOCKED;
            case OTHERS, TURN -> Thread.State.WAITING;
            case NOTIFICATION, UNPARK, TIME, THREAD, EVENT ->
                    fiber.set == fiber.loop.runnable
                            ? Thread.State.RUNNABLE
                            : fiber.hasTimer() ? Thread.State.TIMED_WAITING : Thread.State.WAITING;
        };
    }

    /**
     * The stack of a fiber's thread, for any thread that asks; null if the JVM may be asked for it:
     * the thread is a virtual one, and asks for itself.
     */
    public static StackTraceElement @Nullable [] stack(Fiber fiber, Thread asked) {
        return asked == Thread.currentThread() && asked == fiber.carrying() ? null : stack(fiber);
    }

    /** Where a fiber stands, for any thread that asks. */
    static StackTraceElement[] stack(Fiber fiber) {
        Thread virtual = fiber.carrying();
        Inspection inspection = fiber.loop.driver.inspection();
        if (inspection.isInside()) {
            return VirtualThreads.stack(virtual);
        }
        StackTraceElement[] stack = inspection.look(fiber, () -> VirtualThreads.stack(virtual));
        return stack == null ? NOWHERE : stack;
    }

    /**
     * Where a fiber stands that is on its carrier, for a thread from outside; empty if it is not.
     * Nobody is put on a carrier meanwhile, so one that is there afterwards has been all along.
     */
    static StackTraceElement[] stackOnCarrier(Fiber fiber) {
        Thread virtual = fiber.carrying();
        StackTraceElement[] stack =
                fiber.loop
                        .driver
                        .inspection()
                        .look(
                                fiber,
                                () -> {
                                    StackTraceElement[] taken = VirtualThreads.stack(virtual);
                                    return VirtualThreads.isMounted(virtual) ? taken : NOWHERE;
                                });
        return stack == null ? NOWHERE : stack;
    }

    /**
     * What the JDK puts into its dumps about a virtual thread; null if the thread is not a fiber's,
     * or the JDK may look for itself.
     */
    public static @Nullable Object snapshot(Thread virtual) {
        Fiber fiber = Fiber.carrying(virtual);
        if (fiber == null) {
            return null;
        }
        Inspection inspection = fiber.loop.driver.inspection();
        return inspection.isInside()
                ? null
                : inspection.look(fiber, () -> VirtualThreads.snapshot(virtual));
    }

    /** The platform threads of the run that are alive, in the order in which they were started. */
    public Thread[] platformThreads() {
        List<Thread> threads = new ArrayList<>();
        for (int id = 0; id < loop.roster().started(); id++) {
            Fiber fiber = loop.roster().fiber(id);
            if (fiber != null && !fiber.isVirtual()) {
                threads.add(fiber.thread());
            }
        }
        return threads.toArray(Thread[]::new);
    }

    /** Where the platform threads of the run stand. */
    public Map<Thread, StackTraceElement[]> stacks() {
        Map<Thread, StackTraceElement[]> stacks = new HashMap<>();
        for (Thread thread : platformThreads()) {
            stacks.put(thread, thread.getStackTrace());
        }
        return stacks;
    }

    /** A name for a thread that was given none: in every run they begin with {@code Thread-0}. */
    public String nextName() {
        return "Thread-" + named++;
    }

    /**
     * An id for a thread that is being made: in every run they begin with the same. Threads of
     * other runs may have it too. The JVM, which knows the owners of monitors by their ids, does
     * not come upon it: no thread of a run is executed under its own.
     */
    public long nextId() {
        return nextId++;
    }

    /** What {@code Thread.setDefaultUncaughtExceptionHandler} has set in this run. */
    public void setDefaultHandler(Thread.@Nullable UncaughtExceptionHandler handler) {
        defaultHandler = handler;
    }

    /** The default handler of uncaught exceptions, for this run. */
    public Thread.@Nullable UncaughtExceptionHandler defaultHandler() {
        return defaultHandler;
    }

    /** The container of the threads of a run that are in no pool or scope. */
    public static Object rootContainer() {
        return Jdk.rootContainer();
    }

    void reset() {
        named = 0;
        nextId = FIRST_ID;
        defaultHandler = Thread.getDefaultUncaughtExceptionHandler();
    }

    /** What a parked fiber gave as its blocker. */
    public static @Nullable Object blocker(Fiber fiber) {
        return fiber.wait == Wait.UNPARK ? fiber.waitingFor : null;
    }
}
