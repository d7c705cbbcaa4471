package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/**
 * Executes the runs of a loop: mounts the chosen fiber on the carrier, one after the other, until
 * the run has ended and all that is left of it has been unwound.
 *
 * <p>All fibers share one carrier. Only where a fiber has to wait while it is pinned (a native
 * frame or a class initialiser is below it) does it keep the carrier, and the driving moves on to a
 * spare one. At any moment one carrier at the most is driving.
 */
@Internal
public final class Driver {

    private static final long NOT_RUNNING = 0;
    private static final int MOST_IDLE = 4096;

    /** Much longer than the JDK holds a monitor, also if the machine is busy. */
    private static final long AT_ONCE_NANOS = 200_000_000;

    private static final long OUTSIDE_GRACE_NANOS = 20_000_000;
    private static final long INITIALISER_GRACE_NANOS = 1_000_000_000;

    private final Loop loop;

    private final Inspection inspection = new Inspection(this);

    /** Fibers that carried a platform thread that has ended; resumed for the next one. */
    private final ArrayDeque<Fiber> idle = new ArrayDeque<>();

    /** Who is to be resumed next; null if nobody can run. */
    private @Nullable Fiber next;

    /** Who has waited for something real for a moment, in its turn, which goes on; else null. */
    private @Nullable Fiber backAtOnce;

    /** The carrier that called {@link #run}; it returns only when the run is over. */
    private @Nullable Carrier home;

    /** The carrier that drives now. */
    private volatile @Nullable Carrier driving;

    /** Number of runs so far, the present one included. */
    private volatile int generation;

    /** The next fiber to unwind once the run has ended. */
    private int unwound;

    /** The thread the first fiber of the run is known by. */
    private @Nullable Thread body;

    /** True when the run and all that was left of it has come to its end. */
    private volatile boolean over;

    private boolean takesStacks = true;

    /** See {@link #allow}. */
    private volatile int timesAllowed = 1;

    /** Whether fibers were ever mounted on another carrier than that of the first run. */
    private boolean moved;

    /** Real time at which the present run began, or {@link #NOT_RUNNING}. */
    private volatile long began = NOT_RUNNING;

    /** The number of the run that was last asked to end since it took too long. */
    private volatile int outOfTime;

    /**
     * Set when a run of any loop is asked to end: a loop of the program that has no scheduling
     * point looks at nothing else. It may be reset too early by the run of another loop; but
     * whoever watches the run asks again and again.
     */
    private static volatile boolean anyOutOfTime;

    Driver(Loop loop) {
        this.loop = loop;
    }

    /**
     * Whether the account of a run that ended badly has the stacks of all threads; costs
     * milliseconds.
     */
    public void takeStacks(boolean take) {
        takesStacks = take;
    }

    /**
     * How many times as long as others the next runs may take, in real time: those that are known
     * to end, but are watched, which takes longer.
     */
    public void allow(int times) {
        timesAllowed = times;
    }

    int timesAllowed() {
        return timesAllowed;
    }

    boolean takesStacks() {
        return takesStacks;
    }

    /** Whether the fibers of this loop have ever gone from one carrier to another. */
    public boolean hasMoved() {
        return moved;
    }

    /** Lets threads from outside look at fibers. */
    Inspection inspection() {
        return inspection;
    }

    /** The carrier that drives now; null while the driving moves on, and before the first run. */
    @Nullable Carrier driving() {
        return driving;
    }

    @Nullable Thread body() {
        return body;
    }

    /** Whether the carrier that began the run is kept by a thread that waits for something real. */
    boolean isHomeKept() {
        Carrier first = home;
        return first != null && loop.strays.keep(first);
    }

    boolean isOver() {
        return over;
    }

    /** A number of the run that goes on: the next has the next one. */
    public int generation() {
        return generation;
    }

    /**
     * Executes the body, and every thread it starts, as one run on the calling carrier.
     *
     * @param body what the first fiber executes
     * @param identity the thread the first fiber is known by
     */
    Ending run(Carrier carrier, Runnable body, Thread identity) {
        int run = generation + 1; // Only this thread writes it.
        generation = run;
        loop.reset();
        this.body = identity;
        home = carrier;
        driving = carrier;
        unwound = 0;
        over = false;
        long start = System.nanoTime();
        began = start == NOT_RUNNING ? start + 1 : start;
        Fiber first = platformFiber();
        first.prepare(identity, body);
        Synchronizers.clearParkBlocker(identity);
        loop.roster().admit(first, false);
        next = loop.ending == null ? first : null; // The chooser may have failed already.
        drive(carrier);
        began = NOT_RUNNING;
        if (outOfTime == run) {
            anyOutOfTime = false;
        }
        Ending ending = loop.ending;
        if (ending == null) {
            throw new IllegalStateException("The loop came to its end, but the run did not.");
        }
        loop.current = null;
        loop.pools().reset();
        this.body = null;
        return ending;
    }

    /** A fiber for a platform thread. */
    Fiber platformFiber() {
        Fiber fiber = idle.pollLast();
        if (fiber == null) {
            fiber = new Fiber(loop);
            Thread virtual = makeUnseen(fiber);
            fiber.carryOn(virtual);
            Jdk.setThreadId(virtual, loop.owner);
            VirtualThreads.markStarted(virtual);
        }
        return fiber;
    }

    /** Makes a virtual thread that is none of the program's, and so takes none of its ids. */
    private static Thread makeUnseen(Fiber fiber) {
        Fiber by = Fiber.current();
        if (by == null) {
            return VirtualThreads.make(fiber, null, 0);
        }
        by.mask();
        try {
            return VirtualThreads.make(fiber, null, 0);
        } finally {
            by.unmask();
        }
    }

    // --- time limits
    // ------------------------------------------------------------------------------

    /** From any thread: how long the present run has been going on in real nanoseconds, else 0. */
    long elapsed() {
        long start = began;
        return start == NOT_RUNNING ? 0 : System.nanoTime() - start;
    }

    /**
     * From any thread: asks the run of this number, if it still goes on, to end at its next point.
     */
    void outOfTime(int run) {
        outOfTime = run;
        loop.attention = true;
        anyOutOfTime = true;
    }

    /** Whether it is worth looking whether the run one belongs to is out of time. */
    public static boolean isAnyOutOfTime() {
        return anyOutOfTime;
    }

    boolean isOutOfTime() {
        return outOfTime == generation;
    }

    // --- switching, on the side of the fiber
    // ------------------------------------------------------

    /**
     * Leaves the calling fiber for the chosen one and returns when it is resumed.
     *
     * @param mustLeave whether the fiber can not go on; otherwise it does if it is pinned
     */
    void switchTo(Fiber fiber, @Nullable Fiber chosen, boolean mustLeave) {
        fiber.shareReal();
        next = chosen;
        fiber.away = true;
        boolean left;
        try {
            inspection.leaves(fiber);
            left = VirtualThreads.leave(fiber, fiber.carrying());
        } catch (StackOverflowError e) {
            // The end of the program's stack: it is still here. Nothing may be called now.
            fiber.away = false;
            fiber.torn = true;
            next = null;
            loop.attention = true;
            throw e;
        }
        if (!left && !waitsPinned(fiber, mustLeave)) {
            return;
        }
        if (fiber.isKilled()) {
            throw loop.unwinding.unwind(fiber);
        }
    }

    /** False if the fiber, which is pinned, just goes on. */
    private boolean waitsPinned(Fiber fiber, boolean mustLeave) {
        inspection.stays();
        fiber.away = false;
        if (!mustLeave) {
            next = null;
            return false;
        }
        waitPinned(fiber);
        return true;
    }

    /** Leaves the carrier under the calling fiber and lets a spare one drive until it can go on. */
    private void waitPinned(Fiber fiber) {
        Carrier mine = drivingCarrier();
        fiber.mask();
        fiber.pinnedOn = mine;
        fiber.untellPinned(fiber.carrying());
        moveOn();
        mine.sleep();
        fiber.pinnedOn = null;
        loop.takesTurn(fiber);
        fiber.unmask();
    }

    /**
     * The loop goes on without the fiber that runs, which keeps its carrier; called by the fiber
     * itself, or by the thread that watches.
     */
    void goOnWithout(Fiber fiber) {
        fiber.strayOn = drivingCarrier();
        loop.current = null;
        next = null;
        moveOn();
    }

    /**
     * The calling fiber, without which the loop went on, and which is masked, waits for its turn.
     */
    void waitForTurn(Fiber fiber) {
        fiber.away = true;
        fiber.returning = true;
        fiber.told = true; // By the JVM itself, perhaps, while it waited.
        inspection.leaves(fiber);
        if (!VirtualThreads.leave(fiber, fiber.carrying())) {
            fiber.untellPinned(fiber.carrying());
            inspection.stays();
            fiber.away = false;
            fiber.returning = false;
            fiber.stray = false;
            Carrier mine = fiber.strayOn;
            if (mine == null) {
                throw new IllegalStateException("A stray fiber has lost its carrier.");
            }
            while (isGone(fiber)) {
                mine.sleep(); // For ever: its run has ended without it.
            }
            fiber.pinnedOn = mine;
            loop.outside.add(fiber, Outside.Kind.RETURN);
            mine.sleep();
            fiber.pinnedOn = null;
            loop.current = fiber;
        }
        fiber.unmask();
        if (fiber.isKilled()) {
            throw loop.unwinding.unwind(fiber);
        }
    }

    /** Whether the run of a fiber has ended without it. */
    private boolean isGone(Fiber fiber) {
        return over || fiber.generation != generation;
    }

    /**
     * The carrier of a fiber without which the loop went on is free again: the fiber waits for its
     * turn, or for something else that is real.
     */
    private void strayHasLeft(Fiber fiber, boolean told) {
        if (!fiber.away) {
            if (!told) {
                VirtualThreads.afterResume(fiber.carrying());
            }
        } else if (!isGone(fiber)) {
            loop.outside.add(fiber, Outside.Kind.RETURN);
        }
    }

    /** Leaves a fiber that does not let itself be unwound where it stands, for ever. */
    void abandon(Fiber fiber) {
        fiber.shareReal();
        fiber.away = true;
        next = null;
        inspection.leaves(fiber);
        VirtualThreads.leave(fiber, fiber.carrying());
        // Still here, so it is pinned: its carrier is lost as well.
        Carrier mine = drivingCarrier();
        fiber.untellPinned(fiber.carrying());
        moveOn();
        while (true) {
            mine.sleep();
        }
    }

    /** Whether this is the carrier that drives now; asked by the current thread about itself. */
    boolean isDriving(Thread current) {
        Carrier carrier = driving;
        return carrier != null && carrier.thread() == current;
    }

    private Carrier drivingCarrier() {
        Carrier carrier = driving;
        if (carrier == null) {
            throw new IllegalStateException("A fiber runs, but no carrier drives.");
        }
        return carrier;
    }

    /** Lets a spare carrier drive. */
    private void moveOn() {
        driving = null;
        moved = true;
        Carrier.execute(
                spare -> {
                    driving = spare;
                    drive(spare);
                });
    }

    // --- driving, on the side of the carrier
    // ------------------------------------------------------

    private void drive(Carrier me) {
        while (true) {
            Fiber fiber = next;
            next = null;
            if (fiber == null) {
                fiber = whenNobodyIsChosen();
                if (fiber == null) {
                    break;
                }
            }
            Carrier kept = fiber.pinnedOn;
            if (kept != null) {
                inspection.mountsNobody(); // It is mounted: on the other carrier.
                VirtualThreads.untellCarrier();
                driving = kept;
                kept.wake();
                if (me != home) {
                    return;
                }
                me.sleep(); // Until the carrier that drives when the run is over wakes it.
                break;
            }
            if (!resume(fiber, me)) {
                if (me != home) {
                    return;
                }
                me.sleep(); // As above.
                break;
            }
        }
        inspection.mountsNobody();
        if (!over) {
            over = true;
            Carrier first = home;
            if (first != null && first != me) {
                VirtualThreads.untellCarrier();
                first.wake();
            }
        }
    }

    /** Mounts a fiber until it leaves. False if the loop has gone on meanwhile, elsewhere. */
    private boolean resume(Fiber fiber, Carrier me) {
        inspection.mounts(fiber);
        if (fiber == backAtOnce) {
            backAtOnce = null;
            loop.current = fiber;
        } else {
            loop.takesTurn(fiber);
        }
        fiber.away = false;
        boolean ended;
        if (fiber.comesFromOutside) {
            fiber.comesFromOutside = false;
            ended = VirtualThreads.resumeFromOutside(fiber, fiber.carrying());
            if (fiber.stray && loop.strays.hasLeft(fiber)) {
                strayHasLeft(fiber, true);
                return false;
            }
        } else {
            VirtualThreads.resume(fiber, fiber.carrying(), me.thread());
            if (fiber.stray && loop.strays.hasLeft(fiber)) {
                strayHasLeft(fiber, false);
                return false;
            }
            if (fiber.away && !fiber.finished) {
                return true; // It has left for another fiber: the usual case.
            }
            ended = !fiber.away && VirtualThreads.afterResume(fiber.carrying());
        }
        if (ended) {
            ended(fiber);
        } else if (!fiber.away) {
            if (comesBackAtOnce(fiber)) {
                backAtOnce = fiber;
                next = fiber;
            } else {
                leftForReal(fiber);
                next = loop.ending == null ? loop.waiting.nextRunnable() : null;
            }
        } else if (fiber.finished) {
            ended(fiber);
            if (idle.size() < MOST_IDLE) {
                idle.addLast(fiber);
            }
        }
        return true;
    }

    /**
     * A fiber has left its carrier, but not for the loop. Mostly it wants a monitor that the JDK
     * has for the whole JVM, such as that of the list of all pools, while another loop is in it.
     * Such a monitor is held for a moment; so nobody else has its turn, and the run is as if
     * nothing had been. False if it takes longer, or is something else that it waits for.
     */
    private boolean comesBackAtOnce(Fiber fiber) {
        if (fiber.outsideCalls != 0 || !VirtualThreads.wantsMonitor(fiber.carrying())) {
            return false; // It waits for a socket, or the like, which may take long.
        }
        inspection.mountsNobody();
        loop.current = null; // Nobody runs who could be suspected.
        return loop.outside.comesBack(fiber, AT_ONCE_NANOS);
    }

    /** A fiber has left its carrier, but not for the loop: so the JDK itself makes it wait. */
    private void leftForReal(Fiber fiber) {
        loop.outside.left(fiber, Wait.OUTSIDE);
        if (fiber.outsideCalls == 0) {
            String what = "Thread '" + fiber + "' waits for something real, such as a monitor";
            String place = Frames.callSite(VirtualThreads.stack(fiber.carrying()));
            loop.uncontrolled().add("waits", what, place);
            loop.turns().blocksForReal(fiber, "waits for something real", place);
            if (loop.world.strict()) {
                loop.unwinding.refuse(fiber, what, place);
            }
        }
    }

    private void ended(Fiber fiber) {
        loop.roster().ended(fiber);
        if (loop.ending == null) {
            loop.lookAfterEnd();
        }
        next = loop.ending == null ? loop.waiting.nextRunnable() : null;
    }

    /**
     * Nobody can run: time has to pass, something has to come from outside, or the run has ended.
     */
    private @Nullable Fiber whenNobodyIsChosen() {
        inspection.mountsNobody();
        long waited = 0;
        while (loop.ending == null) {
            loop.outside.admit();
            if (!loop.runnable.isEmpty()) {
                Fiber chosen = loop.waiting.nextRunnable();
                if (chosen == null) {
                    continue; // The chooser has failed, and so has the run.
                }
                return chosen;
            }
            boolean passes = loop.time.canLetTimePass();
            long rest = passes ? loop.time.restOfRealTime() : 0;
            if (isOutOfTime()) {
                loop.ending = Endings.of(loop, Ending.Kind.TIME_LIMIT, null, null);
            } else if (!loop.outside.isAwaited()) {
                loop.ending = endOfStandstill();
            } else if (waited >= OUTSIDE_GRACE_NANOS && passes && rest <= 0) {
                loop.time.letTimePass();
            } else if (waited >= INITIALISER_GRACE_NANOS
                    && loop.strays.areAllInInitialisers(loop.outside.awaited())) {
                // Those who execute the initialisers are among those who wait.
                loop.ending = Endings.of(loop, Ending.Kind.DEADLOCK, null, null);
            } else {
                long before = System.nanoTime();
                loop.outside.sleep(
                        passes && rest <= 0
                                ? OUTSIDE_GRACE_NANOS - waited
                                : Math.min(OUTSIDE_GRACE_NANOS, passes ? rest : Long.MAX_VALUE));
                waited += System.nanoTime() - before;
                if (waited >= OUTSIDE_GRACE_NANOS) {
                    loop.outside.checkSources();
                }
            }
        }
        return nextToUnwind();
    }

    /** The end of a run in which nobody can run, and no time passes. */
    private Ending endOfStandstill() {
        if (!loop.clock().hasRunOut()) {
            return Endings.of(loop, kindOfStandstill(), null, null);
        }
        HeddleException ranOut =
                new HeddleException(
                        "Virtual time has run out: a run lasts for 292 years at the most, and"
                                + " somebody waits for a moment after that. Let the program wait"
                                + " for less, or end it sooner.");
        return Endings.of(loop, Ending.Kind.FAILED, Frames.trim(ranOut), null);
    }

    private Ending.Kind kindOfStandstill() {
        if (loop.roster().fiber(0) == null) {
            return Ending.Kind.LEAK;
        }
        return loop.timers.isEmpty() ? Ending.Kind.DEADLOCK : Ending.Kind.STANDSTILL;
    }

    /**
     * The run has ended: the next fiber that is left and must leave its blocking call, if there is
     * one.
     */
    private @Nullable Fiber nextToUnwind() {
        if (unwound == 0) {
            loop.strangers().runEnded();
            loop.remains().runEnded();
        }
        while (unwound < loop.roster().started()) {
            Fiber fiber = loop.roster().fiber(unwound++);
            if (fiber == null || Outside.isAway(fiber)) {
                continue; // Has ended, or waits for something real: it can not be resumed.
            }
            loop.unwinding.begin(fiber);
            if (fiber.away || fiber.pinnedOn != null) {
                return fiber;
            }
            neverRan(fiber);
        }
        return null;
    }

    private void neverRan(Fiber fiber) {
        Thread thread = fiber.thread();
        if (fiber.isVirtual()) {
            fiber.unshareOwner();
            Jdk.leaveContainer(thread);
        } else if (fiber.id != 0) {
            Jdk.exit(thread);
            Jdk.setStatus(thread, Jdk.STATUS_TERMINATED);
        }
    }
}
