package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/**
 * The virtual-time event loop: it decides which fiber runs, one at a time, and what time it is.
 *
 * <p>Almost everything here happens inside the fibers themselves: a fiber that reaches a scheduling
 * point asks the {@link Chooser} who goes on, and only if that is another one does it leave for the
 * {@link Driver}, which resumes the chosen one on the same carrier. So a decision that changes
 * nothing costs a method call, one that switches costs one continuation yield, and nothing on that
 * path allocates, locks, or touches another thread.
 *
 * <p>A loop is used for one run after the other; {@link Driver#run} resets it.
 */
@Internal
public final class Loop {

    /** Stands for {@code Thread.onSpinWait} where a place is asked for. */
    public static final int SPIN = 2;

    /** Stands for the end of a thread where a place is asked for; see Blocking for others. */
    static final int END = 4;

    /** Stands for a look at a clock where a place is asked for. */
    public static final int READS_TIME = 5;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    final Choices choices;
    final Waiting waiting = new Waiting(this);
    final Unwinding unwinding = new Unwinding(this);
    final Limits limits;
    final Driver driver;
    final Fibers runnable = new Fibers();
    final TimerQueue timers = new TimerQueue();
    final World world;
    private final VirtualClock clock;
    final Outside outside = new Outside(this);
    final Spinning spinning = new Spinning(this);
    final Strays strays = new Strays(this);
    private final Uncontrolled uncontrolled = new Uncontrolled();
    private final Monitors monitors = new Monitors(this);
    private final Initialisation initialisation = new Initialisation(this);
    private final Blocking blocking = new Blocking(this);
    private final Circles circles = new Circles(this);
    private final Lasting lasting = new Lasting(this);
    private final Signals signals = new Signals(this);
    private final Steering steering = new Steering(this);
    private final Stalls stalls;
    private final ProgramThreads threads = new ProgramThreads(this);
    private final Pools pools = new Pools();
    private final Exits exits = new Exits(this);
    private final Groups groups = new Groups();
    private final Roster roster = new Roster(this);
    final PassingTime time = new PassingTime(this);
    private final Chance chance = new Chance(this);
    private final Turns turns = new Turns(this);
    final Memory memory = new Memory(this);
    private final Locks locks = new Locks(this);
    final Places places = new Places();
    final Behaviour behaviour = new Behaviour(places);
    private final Claims claims = new Claims(this);
    private final Marks marks = new Marks(this);
    private final Remains remains = new Remains(this);
    private final Strangers strangers = new Strangers(this);

    /** The id by which the JVM knows all fibers of this loop as owners of monitors. */
    final long owner = Jdk.nextThreadId();

    /** See {@link RealMonitors#inflate}. */
    final Object inflater = new Object();

    /** The fiber that executes now. */
    @Nullable Fiber current;

    /** What the program claims of the run, if there is something to look at; nearly always null. */
    @Nullable Claims claimed;

    long steps;

    /** The first step that needs a look at the limits, {@link #spinning} or {@link #stalls}. */
    long nextLook;

    /** The number of steps when the fiber that executes now was resumed. */
    private long turnBegan;

    private long digest;

    /**
     * Set, from any thread, to make the next scheduling point look at {@link #outside} and the
     * limits.
     */
    volatile boolean attention;

    /** Who is told what happens; nearly always nobody. */
    private @Nullable Watcher watcher;

    /** Bits of the packages of the JDK inside which fibers can be preempted. */
    private int inside;

    /**
     * Thrown by the end of the program's stack in the midst of a wait, which can not be made good:
     * the run fails at the next opportunity, even if the program has caught it. Null nearly always.
     */
    @Nullable StackOverflowError overflow;

    /** How the run ended; null as long as it goes on. */
    @Nullable Ending ending;

    final Failing failing = new Failing();

    /** A loop whose choices are made by the given chooser. */
    public Loop(Chooser chooser, Limits limits, World world) {
        this.choices = new Choices(this, chooser);
        this.limits = limits;
        this.world = world;
        this.clock = new VirtualClock(world.epoch());
        this.stalls = new Stalls(this, world.slack().toNanos(), world.earlyTimers());
        this.driver = new Driver(this);
    }

    /** Lets somebody see what happens in the runs from now on, or nobody. */
    public void watch(@Nullable Watcher told) {
        watcher = told;
        memory.watch(told == null ? null : told.order());
    }

    @Nullable Watcher watcher() {
        return watcher;
    }

    /** Lets fibers be preempted inside packages of the JDK, given as bits, in all runs. */
    public void preemptInside(int packages) {
        inside = packages;
    }

    /** Bits of the packages of the JDK inside which fibers can be preempted. */
    public int inside() {
        return inside;
    }

    /** Executes runs of this loop. */
    public Driver driver() {
        return driver;
    }

    /** What the program finds around it. */
    public World world() {
        return world;
    }

    /** The fibers of the run. */
    public Roster roster() {
        return roster;
    }

    /** The time of the run. */
    public VirtualClock clock() {
        return clock;
    }

    /** The monitors of the run. */
    public Monitors monitors() {
        return monitors;
    }

    /** Initialising the classes that are new in each run. */
    public Initialisation initialisation() {
        return initialisation;
    }

    /** The other ways to wait: sleep, park, join. */
    public Blocking blocking() {
        return blocking;
    }

    /** Who waits for whom. */
    Circles circles() {
        return circles;
    }

    /** Signals that nobody has heard. */
    public Signals signals() {
        return signals;
    }

    /** Moving time by hand. */
    public Steering steering() {
        return steering;
    }

    /** What was not under control in the runs so far. */
    public Uncontrolled uncontrolled() {
        return uncontrolled;
    }

    /**
     * The calling fiber does something that is not under control; ends the run if that is not
     * allowed.
     *
     * @param does what the thread does
     * @param what what it does it to
     * @param place where, as in a stack trace
     */
    public void uncontrolled(Fiber fiber, String does, String what, String place) {
        if (fiber.isKilled()) {
            return;
        }
        String sentence = "Thread '%s' %s %s".formatted(fiber, does, what);
        uncontrolled.add(does, sentence, place);
        turns.blocksForReal(fiber, does + " " + what, place);
        if (world.strict()) {
            unwinding.refuse(fiber, sentence, place);
            throw unwinding.unwind(fiber);
        }
    }

    /** The calling fiber is about to wait, with its carrier, for something real. */
    public void goOnWithout(Fiber fiber) {
        strays.goAway(fiber);
    }

    /**
     * As long as this holds, something may come from outside that nobody can be seen to wait for.
     */
    public void comesFrom(BooleanSupplier source) {
        outside.addSource(source);
    }

    /** Starting and asking about threads. */
    public ProgramThreads threads() {
        return threads;
    }

    /** What pools of the JDK find in the run, the common one among them. */
    public Pools pools() {
        return pools;
    }

    /** The thread groups of the run. */
    public Groups groups() {
        return groups;
    }

    /** What would end the JVM. */
    public Exits exits() {
        return exits;
    }

    /** Fibers that take turns, as coroutines do. */
    public Turns turns() {
        return turns;
    }

    /** The places in memory that the run touches. */
    public Places places() {
        return places;
    }

    /** What fibers access, and what orders it. */
    public Memory memory() {
        return memory;
    }

    /** The points of the program that the run has come to. */
    public Marks marks() {
        return marks;
    }

    /** What the run leaves behind. */
    public Remains remains() {
        return remains;
    }

    /** Threads that the run does not have. */
    public Strangers strangers() {
        return strangers;
    }

    /** What the program claims of the run. */
    public Claims claims() {
        return claims;
    }

    /** Whether runs go on when they have failed. */
    public Failing failing() {
        return failing;
    }

    /** Who takes which lock. */
    public Locks locks() {
        return locks;
    }

    /** What the program draws at random. */
    public Chance chance() {
        return chance;
    }

    // --- what is known of a run
    // -------------------------------------------------------------------

    /** How many scheduling points were passed. */
    public long steps() {
        return steps;
    }

    /** How many times there was something to choose. */
    public long decisions() {
        return choices.count();
    }

    /**
     * A hash over the ordered events of the run so far: every scheduling point with its place and
     * thread, every choice, every wait and every advance of the clock.
     */
    public long digest() {
        return digest;
    }

    /**
     * A number that stands for what the run has done so far: equal for two runs that differ only in
     * the order of what has nothing to do with each other.
     */
    public long behaviour() {
        return behaviour.number();
    }

    /** How many events came from threads that are not under control. */
    public int outsideEvents() {
        return outside.count();
    }

    /** The fiber is resumed, and executes until another one is. */
    void takesTurn(Fiber fiber) {
        current = fiber;
        turnBegan = steps;
    }

    /** How many scheduling points the fiber that executes now has passed since it was resumed. */
    long turn() {
        return steps - turnBegan;
    }

    // --- scheduling points
    // ------------------------------------------------------------------------

    /**
     * A place where the calling fiber can be preempted: right before something that others can
     * observe, of which nothing more is known.
     *
     * @param site a number that names the place, equal in every run of the same program
     */
    public void point(Fiber fiber, int site) {
        point(fiber, site, null, 0, Access.UNKNOWN);
    }

    /**
     * As above, where it is known what is about to be done.
     *
     * @param object what is accessed, for a static field its class; null if it is not there
     * @param member which field or element of it
     * @param access as in {@link Access}
     */
    public void point(Fiber fiber, int site, @Nullable Object object, int member, int access) {
        if (fiber.isQuiet()) {
            unwinding.passesPoint(fiber);
            return;
        }
        Claims claimed = this.claimed;
        if (claimed != null) {
            claimed.look(fiber);
        }
        fiber.site = site;
        fiber.accessed = object;
        fiber.member = member;
        fiber.access = access;
        event(site, fiber.id);
        countsStep(fiber);
        if (runnable.size() > 1) {
            decide(fiber, false);
        }
        Watcher told = watcher;
        if (told != null) {
            told.passes(fiber, site);
        }
        int place = -1;
        if (object != null) {
            place = memory.accesses(fiber, site, object, member, access);
        }
        behaviour.passes(fiber, place);
    }

    /**
     * As above in a class initialiser that has just begun, which keeps its carrier if others go
     * first. Where there are no others it is no event: so a run with one thread is the same,
     * whether its classes are new or not.
     */
    void pinnedPoint(Fiber fiber, int site) {
        if (fiber.isKilled() || fiber.isMasked() || runnable.size() < 2) {
            return;
        }
        fiber.site = site;
        fiber.access = Access.UNKNOWN;
        event(site, fiber.id);
        countsStep(fiber);
        Fiber chosen = choices.next(fiber, false);
        if (chosen == null) {
            throw unwinding.unwind(fiber);
        }
        if (chosen != fiber) {
            runnable.moveToEnd(fiber);
            driver.switchTo(fiber, chosen, true);
        }
        behaviour.passes(fiber, -1);
        Watcher told = watcher;
        if (told != null) {
            told.passes(fiber, site);
        }
    }

    /**
     * The calling fiber has done all that it had to do, and will have ended next: others may look
     * at it before, or time pass. Where there are no others it is no event, since nobody can see
     * it.
     */
    void beforeEnd(Fiber fiber) {
        if (ending != null || fiber.isQuiet() || roster.isAlone()) {
            return;
        }
        lookAtClaims(fiber);
        fiber.site = END;
        fiber.access = Access.ALONE;
        event(~END, fiber.id);
        countsStep(fiber);
        if (runnable.size() > 1) {
            decide(fiber, false);
        }
    }

    /** The calling fiber offers the others to go first. */
    public void letOthersGo(Fiber fiber, int site) {
        if (fiber.isQuiet()) {
            unwinding.passesPoint(fiber);
            return;
        }
        lookAtClaims(fiber);
        fiber.site = site;
        fiber.access = Access.ALONE;
        event(~site, fiber.id);
        countsStep(fiber);
        spinning.spins(fiber);
        runnable.moveToEnd(fiber);
        if (runnable.size() > 1) {
            decide(fiber, true);
        }
        Watcher told = watcher;
        if (told != null) {
            told.passes(fiber, site);
        }
    }

    /** The calling fiber has done one step: whatever is claimed of the run must still hold. */
    void lookAtClaims(Fiber fiber) {
        Claims claimed = this.claimed;
        if (claimed != null && !fiber.isQuiet()) {
            claimed.look(fiber);
        }
    }

    /**
     * The calling fiber goes round in a loop that may have no scheduling point: ends the run if it
     * is out of time. What is executed only once in a JVM is left alone.
     */
    public void goesRound(Fiber fiber) {
        if (driver.isOutOfTime() && !fiber.isMasked() && !fiber.isInitialising()) {
            throw unwinding.end(fiber, Ending.Kind.TIME_LIMIT);
        }
    }

    void decide(Fiber fiber, boolean yielding) {
        Fiber chosen = choices.next(fiber, yielding);
        if (chosen == null) {
            throw unwinding.unwind(fiber);
        }
        if (chosen != fiber) {
            runnable.moveToEnd(fiber);
            driver.switchTo(fiber, chosen, false);
        }
    }

    /** The calling fiber goes one step further. */
    private void countsStep(Fiber fiber) {
        if (++steps >= nextLook || attention) {
            attend(fiber);
            lookAtTime();
        }
    }

    /** The rare part of a scheduling point: something came from outside, or a limit was reached. */
    private void attend(Fiber fiber) {
        checkLimits(fiber);
        attention = false;
        outside.admit();
        if (ending != null && !fiber.isKilled()) {
            throw unwinding.unwind(fiber);
        }
    }

    void checkLimits(Fiber fiber) {
        if (fiber.torn) {
            fiber.mend();
        }
        StackOverflowError overflown = overflow;
        if (overflown != null && !fiber.isKilled()) {
            throw unwinding.fail(fiber, overflown);
        }
        if (steps >= limits.steps()) {
            throw unwinding.end(fiber, Ending.Kind.STEP_LIMIT);
        }
        if (driver.isOutOfTime()) {
            throw unwinding.end(fiber, Ending.Kind.TIME_LIMIT);
        }
        if (lasting.isFound()) {
            throw unwinding.end(fiber, Ending.Kind.DEADLOCK);
        }
    }

    /** The other rare part: time passes although somebody can run. */
    void lookAtTime() {
        if (steps >= nextLook) {
            long next = spinning.look(steps);
            stalls.look();
            nextLook = Math.min(limits.steps(), Math.min(next, stalls.nextStep()));
        }
    }

    /** Time has passed since nobody could run. */
    void lookAfterWait() {
        stalls.afterWait();
        nextLook = Math.min(nextLook, stalls.nextStep());
    }

    /** A fiber has come to its end: a timer may fire before anybody else does anything. */
    void lookAfterEnd() {
        if (world.earlyTimers()) {
            stalls.look();
        }
    }

    /** Makes the loop ready for a run. */
    void reset() {
        runnable.clear();
        timers.clear();
        monitors.clear();
        initialisation.reset();
        signals.reset();
        outside.clear();
        strays.clear();
        roster.reset();
        threads.reset();
        pools.reset();
        groups.reset();
        exits.reset();
        places.reset();
        behaviour.reset();
        current = null;
        claims.reset();
        marks.reset();
        remains.reset();
        strangers.reset();
        clock.reset();
        time.reset();
        steering.reset();
        stalls.reset();
        steps = 0;
        nextLook = 0;
        spinning.reset();
        lasting.reset();
        turnBegan = 0;
        digest = MIX;
        attention = false;
        overflow = null;
        ending = null;
        failing.reset();
        choices.begin();
        chance.begin();
        memory.begins();
        locks.begins();
    }

    /** Mixes an event into the digest. */
    void event(int what, int where) {
        long h = digest ^ (((long) what << 32) | (where & 0xffffffffL));
        h *= MIX;
        digest = h ^ (h >>> 29);
    }
}
