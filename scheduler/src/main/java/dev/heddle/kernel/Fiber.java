package dev.heddle.kernel;

import dev.heddle.api.API;
import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A thread of the program under control: a JDK virtual thread whose scheduler is the loop, and the
 * {@link Thread} the program knows it by.
 *
 * <p>The two are the same object for a virtual thread of the program. For a platform thread the
 * program holds a {@code Thread} that is never started for real; its {@code run()} executes on a
 * virtual thread that is used again for other platform threads once it has ended.
 *
 * <p>A fiber is the scheduler of its own virtual thread: when the JDK hands a continuation to
 * {@link #execute}, the receiver says whose it is.
 *
 * <p>A strategy is handed fibers, and may ask them what is marked as {@link API}; all else is for
 * the inside.
 */
@Internal
public final class Fiber extends Carried {

    /** Hooks leave the fiber alone: it is executing the kernel's own code. */
    static final short MASKED = 1;

    /** The run has ended: the fiber must leave every blocking call by {@link Unwind}. */
    private static final short KILLED = 2;

    /** It looks at the claims of its run: it must leave no trace, and not wait. */
    static final short LOOKING = 4;

    /** Added once for every class initialiser that is being executed: they happen once in a JVM. */
    private static final short INITIALISING = 8;

    /**
     * The id of the body's thread in a run. It is that of {@code main}, which it nearly always is;
     * the JDK's pools and exchangers depend on the ids of their callers.
     */
    private static final long BODY_THREAD_ID = 1;

    final Loop loop;

    /** The virtual thread that carries the program's code; set once, right after construction. */
    private @Nullable Thread carrying;

    /**
     * The thread the program knows; the same as {@link #carrying} for a virtual thread of the
     * program.
     */
    private @Nullable Thread thread;

    /**
     * What a virtual thread of the program executes, or the body of the run; null for a platform
     * thread.
     */
    private @Nullable Runnable task;

    /**
     * Number of this fiber in its run, in the order in which threads were started; the first has 0.
     */
    int id;

    /**
     * The id that a virtual thread of the program was made with; 0 as long as it still has that,
     * since it was not started.
     */
    private long ownThreadId;

    /**
     * The run it belongs to: for a virtual thread that was not started yet, the one it was made in.
     */
    int generation;

    short flags;

    /**
     * How many hooks are being executed that are not to be preempted by points inside the JDK; used
     * only once such points were asked for.
     */
    private short hooks;

    /** The innermost class initialiser that is being executed, or null. */
    private @Nullable Initialiser initialiser;

    // --- what it does now
    // -------------------------------------------------------------------------

    Wait wait = Wait.NOTHING;

    /** What it waits for: a {@link Monitor}, a {@link Fiber} to join, or the blocker of a park. */
    @Nullable Object waitingFor;

    /** At which step it began to wait, the last time that it did. */
    long waitsSince;

    /** The monitor that it was made runnable to try to enter, until it tries. */
    @Nullable Monitor heirOf;

    /** The place in the program of its last scheduling point. */
    int site;

    // --- what it is about to do at that point; valid as long as it can run -----------------------

    /** The object, or for a static field the class; null if there is none. */
    @Nullable Object accessed;

    /** Which of the object's fields or elements. */
    int member;

    /** As in {@link Access}. */
    int access;

    // --- what it has done so far: see Behaviour
    // -------------------------------------------------------------------

    /** The number of the fiber that has started it, -1 if none has. */
    int starter;

    /** How many fibers it has started. */
    int started;

    /** Stands for it, by who has started whom. */
    long lineage;

    /** Stands for all that it has done. */
    long past;

    /** What it saw last, if it has done nothing since but look. */
    long lastSeen;

    /** What others have done to it that it has not noticed yet. */
    long mail;

    /**
     * True from the moment it has left for the loop on our own account until the loop resumes it.
     */
    boolean away;

    /**
     * True if it was about to leave, but found no room on its stack for that; see {@link #mend}.
     */
    boolean torn;

    /** True when the program's code has returned. */
    boolean finished;

    /** How often it has said that it spins since the run made progress at {@link #spinsSince}. */
    int spins;

    /** A step, as counted by the loop. */
    long spinsSince;

    /** Set when its timer fired before anything else woke it. */
    boolean timedOut;

    /** True when something real that it waited for has come, until it is resumed. */
    boolean comesFromOutside;

    /** Set when it was notified in {@code Object.wait}. */
    boolean notified;

    /** The permit of {@code LockSupport}. */
    boolean permit;

    /** How often it has been told to unwind and kept on blocking. */
    byte unwindings;

    /** While it is masked: who executes what its stack shows, in its place; else null. */
    @Nullable Fiber standIn;

    // --- membership: a fiber is in at most one set and has at most one timer
    // ------------------------

    /** The set it is in, or null; {@code slot} and {@code place} belong to that set. */
    @Nullable Fibers set;

    int slot;
    int place;

    /** Place in the timer queue, or -1. */
    int heapIndex = -1;

    long deadline;
    long timerSequence;

    /** Fibers that wait in {@code join} for this one; allocated when the first comes. */
    @Nullable Fibers joiners;

    /** The monitors of the JVM that it holds, as far as it can matter; made for the first. */
    private @Nullable RealMonitors real;

    /** How many monitors it has entered and not left, each as often as it was entered. */
    int nesting;

    /** The carrier it blocks while it is pinned and waits, or null. */
    @Nullable Carrier pinnedOn;

    /**
     * Set while the loop goes on without it, since it waits for something real and keeps its
     * carrier; see {@link Strays}.
     */
    boolean stray;

    /**
     * At how many steps of the loop it has called a function that is not Java's last, with -1 if it
     * has not: no frame of its stack tells of that.
     */
    private long functionAt = -1;

    /** Set while it leaves the carrier that it kept, to wait for its turn. */
    boolean returning;

    /** The carrier it keeps while it is {@link #stray}. */
    @Nullable Carrier strayOn;

    /** Whether what it starts now are threads of the JDK's own, not of the program. */
    private boolean internal;

    /**
     * What the result is known by of the task that it has begun to execute last, in a {@code
     * ForkJoinPool} or for a {@code CompletableFuture}; null if it has executed none.
     */
    @Nullable Object executes;

    /** How many calls it is in that take a lock only if it is free, or becomes so in time. */
    private int lockTries;

    /** Whose code it executes now, for a fiber that takes turns with others; else null. */
    private @Nullable Object guest;

    /** The class that it needed last, of those that are new in each run; see Initialisation. */
    @Nullable Class<?> needed;

    /** Added once for every call of the JDK it is in that is ended from outside the run. */
    int outsideCalls;

    /**
     * While it is blocked for a limited time in such a call: the moment of real time before which
     * that is not over.
     */
    long notBefore;

    /** Set while it polls a socket. */
    boolean polls;

    /**
     * Set while it is in a call of the JDK that waits in the JVM, as the virtual thread that
     * carries it; an interrupt has to reach that one.
     */
    private boolean waitsAsCarrying;

    /** Whether the virtual thread that carries it was interrupted, meanwhile, in its place. */
    private boolean passedOn;

    Fiber(Loop loop) {
        this.loop = loop;
    }

    /**
     * The fiber the calling code runs in, or null if it does not run in a fiber or hooks must not
     * act.
     */
    public static @Nullable Fiber current() {
        Executor scheduler = VirtualThreads.schedulerOf(Thread.currentThread());
        if (scheduler instanceof Fiber fiber) {
            if ((fiber.flags & MASKED) != 0) {
                Fiber other = fiber.standIn; // Nearly always there is none.
                return other == null || other.isMasked() ? null : other;
            }
            if (fiber.stray) {
                fiber.loop.strays.comeBack(fiber);
            }
            return fiber;
        }
        return null;
    }

    /**
     * As above, but a fiber that waited for something real does not wait for its turn first: for
     * code that does not touch the run.
     */
    public static @Nullable Fiber currentOutOfTurn() {
        return VirtualThreads.schedulerOf(Thread.currentThread()) instanceof Fiber fiber
                        && !fiber.isMasked()
                ? fiber
                : null;
    }

    /** The fiber that carries this virtual thread, whatever it is doing, or null. */
    static @Nullable Fiber carrying(Thread virtual) {
        return VirtualThreads.schedulerOf(virtual) instanceof Fiber fiber ? fiber : null;
    }

    /**
     * The thread by which the program knows this one: another one, if it is a virtual thread that
     * carries a platform thread, as classes of the JDK see it that are not rewritten.
     */
    public static Thread knownAs(Thread thread) {
        Fiber fiber = carrying(thread);
        Thread known = fiber == null ? null : fiber.thread;
        return known == null ? thread : known;
    }

    /** The loop this fiber belongs to. */
    public Loop loop() {
        return loop;
    }

    /** The number of this fiber in its run: 0 for the body, then in the order of being started. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public int id() {
        return id;
    }

    /** The number of the fiber that has started this one; -1 for the body. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public int starter() {
        return starter;
    }

    /** The thread the program knows this fiber by. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public Thread thread() {
        Thread known = thread;
        if (known == null) {
            throw new IllegalStateException("This fiber has no thread yet.");
        }
        return known;
    }

    /** The virtual thread that carries the program's code. */
    public Thread carrying() {
        Thread virtual = carrying;
        if (virtual == null) {
            throw new IllegalStateException("This fiber has no virtual thread yet.");
        }
        return virtual;
    }

    /**
     * It begins to execute a task.
     *
     * @param result the future that others wait for, or the task, if it is one itself
     */
    public void executes(Object result) {
        executes = result;
    }

    /** What it is waiting for. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public Wait waiting() {
        return wait;
    }

    /** The object it waits for, if there is one. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public @Nullable Object waitingFor() {
        return waitingFor;
    }

    /** Whether it waits for a limited time. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public boolean hasTimer() {
        return heapIndex >= 0;
    }

    /** The place in the program of its last scheduling point, as given to {@link Loop#point}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public int site() {
        return site;
    }

    /**
     * The object it is about to access, for a static field the class, or null; see {@link #access}.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public @Nullable Object accessed() {
        return accessed;
    }

    /** Which field or element of that object it is about to access, as a number. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public int member() {
        return member;
    }

    /** What it is about to do at its last scheduling point, as in {@link Access}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public int access() {
        return access;
    }

    /** It calls a function that is not Java's. */
    public void callsFunction() {
        functionAt = loop.steps();
    }

    /** Whether it may still be in a function that is not Java's: there was no step since. */
    boolean isInFunction() {
        return functionAt == loop.steps();
    }

    /** Hides the fiber from the hooks while the kernel, or code called by it, runs in it. */
    public void mask() {
        flags |= MASKED;
    }

    /** Ends what {@link #mask} began. */
    public void unmask() {
        flags &= ~MASKED;
    }

    /** Whether it is hidden from the hooks. */
    public boolean isMasked() {
        return (flags & MASKED) != 0;
    }

    /** The monitors of the JVM that it holds. */
    RealMonitors real() {
        RealMonitors monitors = real;
        if (monitors == null) {
            monitors = new RealMonitors();
            real = monitors;
        }
        return monitors;
    }

    /** Lets the other fibers into the monitors of the JVM that it holds. */
    void shareReal() {
        RealMonitors monitors = real;
        if (monitors != null) {
            monitors.inflate(loop.inflater);
        }
    }

    void kill() {
        flags |= KILLED;
    }

    /** Whether its run has ended and it only remains to be unwound. */
    public boolean isKilled() {
        return (flags & KILLED) != 0;
    }

    /** A hook begins: until it ends, points inside the JDK do nothing. */
    public void beginHook() {
        hooks++;
    }

    /** Ends what {@link #beginHook} began. */
    public void endHook() {
        hooks--;
    }

    /** Whether a hook is being executed that is not to be preempted by points inside the JDK. */
    public boolean isInHook() {
        return hooks != 0;
    }

    /**
     * A class initialiser begins: until it ends there are no scheduling points, since it is
     * executed in the first run only, and every run must be like the others.
     *
     * @param type a number that names the class, the same in every JVM
     */
    public void beginInitialising(int type) {
        flags += INITIALISING;
        initialiser = new Initialiser(type, initialiser);
    }

    /** Ends what {@link #beginInitialising} began. */
    public void endInitialising() {
        flags -= INITIALISING;
        Initialiser ended = initialiser;
        initialiser = ended == null ? null : ended.outer;
    }

    /** The class initialiser that is being executed, the innermost of several, or null. */
    @Nullable Initialiser initialiser() {
        return initialiser;
    }

    /** Sets whether what it starts from now on are threads of the JDK's own. */
    public void setInternal(boolean value) {
        internal = value;
    }

    /** Whether what it starts now are threads of the JDK's own. */
    public boolean isInternal() {
        return internal;
    }

    /** It tries to take a lock from now on, and does not insist. */
    public void beginLockTry() {
        lockTries++;
    }

    /** Ends what {@link #beginLockTry} began. */
    public void endLockTry() {
        lockTries--;
    }

    /** Whether it takes a lock only if it is free, or becomes so in time. */
    public boolean triesLock() {
        return lockTries > 0;
    }

    /** It is in a call of the JDK from now on that only the outside can end. */
    public void beginOutsideCall() {
        outsideCalls++;
    }

    /** Ends what {@link #beginOutsideCall} began. */
    public void endOutsideCall() {
        outsideCalls--;
    }

    /** Whose code it executes now, for a fiber that takes {@link Turns} with others; else null. */
    public @Nullable Object guest() {
        return guest;
    }

    /** Sets {@link #guest}. */
    public void setGuest(@Nullable Object value) {
        guest = value;
    }

    /** It polls a socket from now on, or does so no more. */
    public void setPolling(boolean polling) {
        polls = polling;
    }

    /** Whether an interrupt does not end its wait: platform threads read sockets undisturbed. */
    boolean isDeaf() {
        return polls && !isVirtual();
    }

    /** It is in a call of the JDK from now on that waits in the JVM and can be interrupted. */
    public void beginWaitAsCarrying() {
        waitsAsCarrying = !isVirtual();
        if (waitsAsCarrying && thread().isInterrupted()) {
            interruptCarrying();
        }
    }

    /** Ends what {@link #beginWaitAsCarrying} began: who has heard of an interrupt is rid of it. */
    public void endWaitAsCarrying() {
        waitsAsCarrying = false;
        if (passedOn) {
            passedOn = false;
            if (!Jdk.getAndClearInterrupt(carrying())) {
                Jdk.getAndClearInterrupt(thread());
            }
        }
    }

    /** Lets the virtual thread that carries it know of an interrupt, if it waits in its place. */
    void passInterruptOn() {
        if (waitsAsCarrying) {
            interruptCarrying();
        }
    }

    private void interruptCarrying() {
        passedOn = true;
        carrying().interrupt();
    }

    /** Whether it looks at {@link Claims}. */
    boolean isLooking() {
        return (flags & LOOKING) != 0;
    }

    /** Whether it is executing a class initialiser. */
    public boolean isInitialising() {
        return flags >= INITIALISING;
    }

    /** Whether scheduling points do nothing in it. */
    boolean isQuiet() {
        return flags != 0;
    }

    boolean isVirtual() {
        return thread == carrying;
    }

    /** Binds the virtual thread that carries this fiber. */
    void carryOn(Thread virtual) {
        carrying = virtual;
    }

    /**
     * From now on the JVM takes this virtual thread of the program for the owner of all monitors of
     * the loop.
     */
    void shareOwner() {
        ownThreadId = Jdk.threadId(carrying());
        Jdk.setThreadId(carrying(), loop.owner);
    }

    /** Ends what {@link #shareOwner} began. */
    void unshareOwner() {
        Jdk.setThreadId(carrying(), ownThreadId);
    }

    /**
     * The id of a thread as the program knows it.
     *
     * @param id the one that the JVM knows it by
     */
    public static long threadId(Thread thread, long id) {
        Fiber fiber = carrying(thread);
        if (fiber != null) {
            return fiber.ownThreadId == 0 ? id : fiber.ownThreadId;
        }
        Fiber asking = current();
        return asking != null && asking.loop.driver.body() == thread ? BODY_THREAD_ID : id;
    }

    /** Makes it ready to be started in a run. */
    void prepare(Thread known, @Nullable Runnable toRun) {
        thread = known;
        task = toRun;
        flags = 0;
        hooks = 0;
        initialiser = null;
        needed = null;
        wait = Wait.NOTHING;
        waitingFor = null;
        site = 0;
        access = Access.ALONE;
        away = false;
        torn = false;
        finished = false;
        timedOut = false;
        permit = false;
        unwindings = 0;
        standIn = null;
        spins = 0;
        spinsSince = 0;
        joiners = null;
        nesting = 0;
        RealMonitors monitors = real;
        if (monitors != null) {
            monitors.clear();
        }
        outsideCalls = 0;
        lockTries = 0;
        executes = null;
        heirOf = null;
        guest = null;
        polls = false;
        waitsAsCarrying = false;
        passedOn = false;
        stray = false;
        functionAt = -1;
        returning = false;
    }

    /** From now on the program knows it by another thread. */
    void goesBy(Thread known) {
        thread = known;
    }

    /** Called by the JDK when it wants the virtual thread to continue. */
    @Override
    public void execute(Runnable continuation) {
        if (away || loop.driver.inspection().isLooking()) {
            // It left on our own account, and the loop knows when to resume it; or the JDK thinks
            // that it may have missed its turn while somebody looked at it.
            return;
        }
        Fiber by = current();
        if (by != null) {
            by.hooks++;
        }
        boolean taken = loop.roster().submitted(this);
        if (by != null) {
            by.hooks--;
        }
        if (!taken) {
            throw new RejectedExecutionException(
                    "The Heddle run this virtual thread belongs to has ended.");
        }
    }

    /**
     * What the virtual thread executes. The one that carries a platform thread is used again: the
     * loop resumes it with another thread to run.
     *
     * <p>Every frame below the program's costs memory in each parked fiber, so there is only this
     * one.
     */
    @Override
    @SuppressWarnings(
            "DoNotCall") // Running a thread's code on a virtual thread is what a fiber is.
    public void run() {
        do {
            Throwable failure = null;
            try {
                Runnable toRun = task;
                if (toRun != null) {
                    toRun.run();
                } else {
                    thread().run();
                }
            } catch (Throwable thrown) {
                failure = thrown;
            }
            if (stray) {
                failure = comeBack(failure);
            }
            if (torn) {
                mend();
            }
            if (failure != null) {
                threw(failure);
            }
            if (isVirtual()) {
                beforeEnd();
                return;
            }
            leaveForReuse();
        } while (!finished);
    }

    /** It has not left after all; called when there is room again on its stack. */
    void mend() {
        torn = false;
        loop.driver.inspection().stays();
        VirtualThreads.stayed(carrying());
    }

    private @Nullable Throwable comeBack(@Nullable Throwable failure) {
        try {
            loop.strays.comeBack(this);
            return failure;
        } catch (Unwind end) {
            return end;
        }
    }

    private void threw(Throwable thrown) {
        // Unwind is the end of the run, and so of this thread.
        if (!(thrown instanceof Unwind)) {
            uncaught(thrown);
        }
    }

    private void leaveForReuse() {
        if (id != 0) {
            if (Jdk.isAwaitedByScope(thread())) {
                beforeEnd(); // It leaves its scope, which can be seen, a little before its end.
            }
            leaveThread();
        }
        beforeEnd();
        finished = true;
        away = true;
        accessed = null;
        needed = null;
        flags |= MASKED;
        loop.driver.inspection().leaves(this);
        VirtualThreads.leave(this, carrying());
    }

    private void beforeEnd() {
        try {
            loop.beforeEnd(this);
        } catch (Unwind end) {
            // Nothing is left of it that could be unwound.
        }
    }

    private void leaveThread() {
        try {
            Jdk.exit(thread());
        } catch (Unwind end) {
            // Leaving the thread's scopes would have had to wait, but the run is over.
        } catch (Throwable failure) {
            uncaught(failure);
        }
    }

    private void uncaught(Throwable failure) {
        hooks++;
        try {
            loop.unwinding.uncaught(this, failure);
        } catch (Unwind end) {
            // The handler of the exception had to wait, but the run is over.
        } finally {
            hooks--;
        }
    }

    @Override
    public String toString() {
        Thread known = thread;
        String name = known == null ? "" : known.getName();
        // Virtual threads usually have no name, but must be told apart in reports.
        return name.isEmpty() ? "thread #" + id : Printed.name(name);
    }
}
