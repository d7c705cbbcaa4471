package dev.heddle.prove;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.FewNumbers;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Interplay;
import dev.heddle.kernel.Locking;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Order;
import dev.heddle.kernel.Resources;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.Watcher;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.Exchanger;

/**
 * Visits every interleaving once, two of them being the same if they differ only in the order of
 * steps that have nothing to do with each other. It follows the path that the {@link Search} says,
 * then goes on as it likes, and tells the {@link Trace} what each step did.
 *
 * <p>Who would have to wait for a lock is not chosen before it is free: so a run has no step in
 * which somebody comes in vain. If nobody else is left, those who would wait do, and the kernel
 * finds the deadlock, or lets time pass.
 */
public final class Exhaustive implements Strategy, Watcher, Order, Locking {

    static {
        Loaded.all();
    }

    private final Trace trace = new Trace();
    private final Threads threads = new Threads();
    private final Findings findings = new Findings();
    private final Step step = new Step(trace);
    private final Spins spins = new Spins(trace);

    /** What is still to be visited. */
    private final Path search;

    /** The same, if there is a bound; else null. */
    private final @Nullable Bounded bounded;

    /** Steps of tasks of an event loop; while they are events there is no other thread. */
    private final TaskSteps tasks;

    private final Candidates candidates;
    private final Accesses accesses;
    private final Waits waits;
    private final Interrupts interrupts;
    private final Options options;
    private final Early early;

    /** What is drawn at random from at most so many numbers is chosen. */
    private final int mostDrawn;

    /** What all ends of threads touch of which one has to be the last. */
    private final Object theLast = new Object();

    private @Nullable Loop loop;
    private boolean over;
    private long now;

    // --- what is told of the search
    private long spuriousRuns;
    private long earlyRuns;
    private long spinning;
    private boolean restarted;
    private boolean redundant;
    private long redundantRuns;

    /**
     * A search.
     *
     * @param preemptions visits all that needs no more of them; with -1 everything
     * @param spurious how many waits may end in a run without anybody having ended them
     * @param earlyTimeouts the first times, so many, that time passes it may although somebody can
     *     run; 0 if there is a bound on preemptions
     * @param drawn each number is visited of those that are drawn at random from at most so many
     */
    public Exhaustive(int preemptions, int spurious, int earlyTimeouts, int drawn) {
        bounded = preemptions < 0 ? null : new Bounded(trace, preemptions);
        search = bounded == null ? new Search(trace) : bounded;
        mostDrawn = drawn;
        tasks = new TaskSteps(this, trace, bounded != null || earlyTimeouts > 0);
        candidates = new Candidates(trace, search, threads, findings, spins);
        accesses = new Accesses(trace, step, findings, tasks);
        waits = new Waits(trace, threads, step, findings, accesses);
        interrupts = new Interrupts(trace, threads, step, findings, accesses);
        options = new Options(trace, search, threads, step, findings, spurious);
        early = new Early(trace, search, threads, findings, earlyTimeouts);
        // Who comes for something in vain may wait there until his time is up.
        findings.waitsAreEvents = early.isAllowed();
    }

    /** Who wants to know what steps of tasks have to do with each other. */
    public Interplay interplay() {
        return tasks;
    }

    /** Visits each order of the steps of tasks, whether they can be swapped or not. */
    public void visitsEachOrderOfTasks() {
        tasks.visitsEachOrder();
    }

    // --- the search -----------------------------------------------------------------------------

    /** Whether no run of the search was made before this one. */
    public boolean isFirstRun() {
        return !search.begun;
    }

    /** The run has ended, and is to be made once more, as if it had not been. */
    public void repeat() {
        close();
        findings.repeat();
        spins.repeat();
        search.repeat();
    }

    /** The run has ended. False if there is nothing left to be run. */
    public boolean advance() {
        close();
        findings.spinsWithPermit(spins, threads);
        if (tasks.restarts()) {
            findings.restart();
        }
        restarted = findings.restarts() || spins.hasLearned();
        if (restarted) {
            findings.restarted();
            early.restarted();
            tasks.restarted();
            spinning = 0;
            spuriousRuns = 0;
            earlyRuns = 0;
            redundantRuns = 0;
            search.restart();
            return true;
        }
        if (search.settled(trace.count()) != Trace.NONE) {
            findings.isOtherwise(); // It has ended before what was settled could be done.
        }
        search.ended();
        if (bounded == null) {
            wouldGoOn();
        } else {
            redundant = !bounded.wasNew();
        }
        if (redundant) {
            redundantRuns++;
        } else {
            spinning += spins.hasCut() ? 1 : 0;
            spuriousRuns += options.spurious() > 0 ? 1 : 0;
            earlyRuns += early.fired() > 0 ? 1 : 0;
        }
        return search.advance();
    }

    /** Those who wait for what somebody has taken could have come before him. */
    private void wouldGoOn() {
        for (int number = 0; number < threads.fibers.length; number++) {
            if (threads.wants[number] >= 0) {
                int last = trace.last(number);
                int from = trace.races();
                trace.say(number, threads.wants[number], Kind.TAKE);
                search.found(from);
                trace.unsay(last);
            }
        }
    }

    /** How much of all was visited, from 0 to 1, as far as can be known now. */
    public double part() {
        return search.part();
    }

    /** Writes down what is still to be visited, after {@link #advance}. */
    public void write(DataOutputStream out) throws IOException {
        findings.write(out);
        tasks.write(out);
        threads.write(out);
        out.writeLong(redundantRuns);
        out.writeLong(spinning);
        out.writeLong(spuriousRuns);
        out.writeLong(earlyRuns);
        early.write(out);
        spins.write(out);
        if (bounded != null) {
            bounded.write(out);
        }
        Frontier.write(out, search);
    }

    /** Goes on with what a search of the same kind has written, before the first run. */
    public void read(DataInputStream in) throws IOException {
        findings.read(in);
        tasks.read(in);
        makeRoomFor(threads.read(in));
        redundantRuns = in.readLong();
        spinning = in.readLong();
        spuriousRuns = in.readLong();
        earlyRuns = in.readLong();
        early.read(in);
        spins.read(in);
        if (bounded != null) {
            bounded.read(in);
        }
        Frontier.read(in, search);
    }

    /** Whether all begins anew, as if there had been no run before. */
    public boolean hasRestarted() {
        return restarted;
    }

    /** In how many runs a wait has ended for no reason. */
    public long spuriousRuns() {
        return spuriousRuns;
    }

    /** In how many runs a timer has fired although somebody could run. */
    public long earlyRuns() {
        return earlyRuns;
    }

    /** In how many runs somebody went round in a loop that changes nothing. */
    public long spinning() {
        return spinning;
    }

    /** Whether the last run was as another before it. */
    public boolean wasRedundant() {
        return redundant;
    }

    /** How many ways to go on were not visited since they would need more preemptions. */
    public long leftOut() {
        return bounded == null ? 0 : bounded.leftOut();
    }

    /** How many runs were made of which it turned out that they had been made before. */
    public long redundantRuns() {
        return redundantRuns;
    }

    /** Why not everything was visited although nothing is left; empty if everything was. */
    public String gap() {
        return findings.gap();
    }

    /** How many events the last run had. */
    public int events() {
        return trace.count();
    }

    @Override
    public String name() {
        return "exhaustive";
    }

    @Override
    public boolean usesSeed() {
        return false;
    }

    @Override
    public void begin(long seed) {
        trace.reset();
        tasks.begins();
        if (bounded != null) {
            bounded.begins();
        }
        threads.begin();
        findings.begin();
        spins.begin();
        accesses.begin();
        options.begin();
        early.begin(this);
        over = false;
        now = 0;
        step.fiber = null;
        step.number = Trace.NONE;
        step.clear();
        redundant = false;
    }

    // --- who runs next --------------------------------------------------------------------------

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        if (tasks.areGoing()) {
            Fiber alone = alone(runnable);
            if (alone != null) {
                return alone;
            }
            tasks.mixes(); // There is somebody else.
        }
        if (yielding && current != null && goesThrough(current)) {
            return current;
        }
        close();
        if (early.isAllowed()) {
            looksAtTime(); // That is a step, before that of whoever is chosen.
        }
        if (current != null) {
            arrives(current);
        }
        Fiber next = candidates.choose(runnable, current, yielding);
        begin(next);
        return next;
    }

    /** Who has handed the turn on and comes to its end, or has got it and begins; or null. */
    private static @Nullable Fiber alone(Fibers runnable) {
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (fiber.access() == Access.ALONE && fiber.waiting() == Wait.NOTHING) {
                return fiber;
            }
        }
        return null;
    }

    /** Whether a fiber that spins goes on in the same step. */
    private boolean goesThrough(Fiber fiber) {
        Loop of = loop;
        return of != null
                && of.clock().now() == now
                && spins.goesThrough(fiber, threads.numberOf(fiber), now, Resources.runnable(of));
    }

    /** Gives a number to what a fiber is going to touch. */
    private void arrives(Fiber fiber) {
        Object object = fiber.accessed();
        if (object != null) {
            accesses.know(object);
            if (fiber.waiting() == Wait.NOTHING && !threads.isNew[threads.numberOf(fiber)]) {
                spins.comes(threads.numberOf(fiber), fiber.site(), fiber);
            }
        }
    }

    // --- steps ----------------------------------------------------------------------------------

    private void begin(Fiber fiber) {
        int number = threads.numberOf(fiber);
        boolean isAtPoint = fiber.waiting() == Wait.NOTHING && !threads.isNew[number];
        step.begin(fiber, number, isAtPoint, candidates.isEager(fiber));
        spins.begins(number);
        threads.isNew[number] = false;
        looksAtTime();
        accesses.usesWhatIsCalled();
    }

    @Override
    public void looksWhetherEnded(Fiber fiber, Thread thread, boolean waits) {
        if ((early.isAllowed() || !waits) && isTold(fiber) && !tasks.areGoing()) {
            if (waits) {
                early.seesJoin();
            }
            if (!findings.endsAreEvents) {
                findings.endsMatter();
            }
            accesses.touches(thread, 0, Accesses.SYNC, Kind.READ, false);
        }
    }

    private long moment() {
        Loop of = loop;
        return of == null ? now : of.clock().now();
    }

    /** If time has passed, what was done before comes before all that is done later. */
    private void looksAtTime() {
        Loop of = loop;
        if (of != null && of.clock().now() != now) {
            now = of.clock().now();
            if (early.allHaveWaited(of)) {
                return;
            }
            if (bounded == null) {
                wouldGoOn(); // In time; later it can not be seen any more.
            } else if (findings.gap().isEmpty()) {
                findings.misses(
                        "time passed, and what comes with it may come in another order within the"
                                + " bound on preemptions; leave the bound out");
            }
            if (!findings.waitsAreEvents && waits.isQueueSeen()) {
                findings.waitsMatter();
            }
            trace.barrier();
        }
    }

    /** Whether time has passed since the step began: it has ended then, in a wait. */
    private boolean isLater() {
        Loop of = loop;
        return of != null && of.clock().now() != now;
    }

    /** Something is told of a fiber: it may have begun a step of which nobody was asked. */
    private boolean isTold(Fiber fiber) {
        if (over || fiber.id() < 0) {
            return false;
        }
        if (tasks.areGoing()) {
            step.fiber = fiber;
        } else if (fiber != step.fiber || isLater()) {
            close();
            begin(fiber);
            step.isAtPoint = false;
        }
        return true;
    }

    /** The step has ended. */
    private void close() {
        if (step.fiber == null) {
            return;
        }
        if (step.stored != null) {
            accesses.knowStored();
        }
        step.attempt.ends();
        early.ends(step.ends, moment());
        int event = trace.last(step.number);
        if (trace.hasEffect() || step.chosen > 0) {
            int depth = trace.count();
            Node node = search.at(depth, step.known);
            if (step.isEager) {
                findings.startsMatter(); // What nobody can notice, somebody can.
            }
            if (node.fiber == Trace.NONE) {
                redundant |= node.isAsleep(step.number);
                node.fiber = step.number;
            } else if (node.fiber != step.number) {
                findings.isOtherwise();
            }
            trace.varies(tasks.areGoing() || step.isCall);
            int races = trace.races();
            event =
                    trace.commit(
                            step.number, step.script(), bounded == null && search.isFresh(depth));
            if (step.endsRun) {
                trace.endsWith(event, races, this::isDaemon);
            }
            if (bounded != null) {
                bounded.adds(event);
            }
            if (tasks.areGoing()) {
                tasks.closed(event);
            } else {
                spins.did(step.number, step.site, step.object, step.member, event);
            }
            early.ended(event, true, moment());
        } else {
            trace.drop();
            early.ended(event, false, moment());
        }
        if (step.ends) {
            threads.endedAfter[step.number] = event;
        }
        step.endsAs(event);
        if (step.looks) {
            interrupts.hasLooked(step.fiber, step.number);
        }
        if (step.givesNone) {
            findings.misses(
                    "a permit was given to a thread that had ended, and may have come in time");
        }
        step.fiber = null;
        step.clear();
    }

    // --- steps of tasks -------------------------------------------------------------------------

    /** The step that goes on, if one does, has ended. */
    void endsStep() {
        close();
    }

    /** The next step begins, and lasts until it is ended: a task's, or the thread's around them. */
    void beginsStep(int number) {
        Loop of = loop;
        step.begin(of == null ? null : Resources.running(of), number);
        looksAtTime();
        accesses.usesWhatIsCalled();
    }

    /** The number of who makes the step that goes on. */
    int present() {
        Loop of = loop;
        Fiber running = of == null ? null : Resources.running(of);
        return running != null && isTold(running) ? step.number : Trace.NONE;
    }

    /** What the step does comes before what somebody else does next. */
    void precedes(int number) {
        if (present() != Trace.NONE) {
            step.tell(number);
        }
    }

    /** The point that the run is at. */
    Node node() {
        return search.at(trace.count(), trace.objects.count());
    }

    /** The run is not as another was that has begun alike. */
    void isOtherwise() {
        findings.isOtherwise();
    }

    boolean isOver() {
        return over;
    }

    /** A number for who comes from there, the same in all runs. */
    int numberFor(long lineage) {
        int number = threads.numberFor(lineage);
        makeRoomFor(number);
        return number;
    }

    private void makeRoomFor(int number) {
        threads.makeRoomFor(number);
        findings.makeRoomFor(number);
        trace.makeRoomFor(number);
        spins.makeRoomFor(number);
        accesses.makeRoomFor(number);
    }

    void touches(Object object, int member, int sort, boolean writes) {
        accesses.touches(object, member, sort, writes ? Kind.WRITE : Kind.READ, false);
    }

    // --- what is told of a run ------------------------------------------------------------------

    @Override
    public void begins(Loop of) {
        loop = of;
    }

    @Override
    public void passes(Fiber fiber, int site) {
        if (over || fiber.id() < 0) {
            return;
        }
        if (tasks.areGoing()) {
            step.fiber = fiber;
            accesses.asks(fiber, site);
            return;
        }
        if (fiber == step.fiber && goesThrough(fiber)) {
            spins.goneThrough(step.number);
            return;
        }
        if (fiber != step.fiber || !step.isAtPoint) {
            close();
            threads.isNew[threads.numberOf(fiber)] = false;
            begin(fiber);
        }
        step.isAtPoint = false;
        if (fiber.accessed() != null) {
            spins.comes(
                    step.number, site, fiber); // If nobody was asked, since there is nobody else.
        }
        Loop of = loop;
        spins.steps(fiber, step.number, now, of == null ? 0 : Resources.runnable(of));
        if (site == Loop.SPIN) {
            interrupts.spins(fiber, step.number);
        } else if (site == Loop.READS_TIME) {
            early.looks();
        }
        Object still = threads.late[step.number];
        if (still != null) {
            if (fiber.access() == Access.ALONE) {
                waits.endsLate(still, false); // The JDK lets others go first, and tries again.
            } else {
                threads.late[step.number] = null;
            }
        }
        accesses.asks(fiber, site);
    }

    @Override
    public @Nullable Throwable accesses(
            Fiber fiber, int site, Object object, int member, int access, int place) {
        if (!isTold(fiber)) {
            return null;
        }
        if ((access & Access.MONITOR) != 0) {
            return null; // Told when it has entered.
        }
        Sort sort = (access & Access.CALL) == 0 || tasks.areGoing() ? Sort.PLAIN : Sort.of(site);
        if (sort == Sort.INTERRUPT && object instanceof Thread thread) {
            interrupts.interrupts(thread);
        } else if (sort == Sort.IS_INTERRUPTED && object instanceof Thread thread) {
            interrupts.asks(thread);
        } else {
            accesses.accesses(site, object, member, access);
            if (object instanceof Exchanger<?> && !tasks.areGoing()) {
                interrupts.looks(fiber, step.number); // Nobody tells that it does.
            }
        }
        return null;
    }

    @Override
    public void returned(Fiber fiber, int site) {
        if (isTold(fiber)) {
            accesses.returned(site);
        }
    }

    @Override
    public void uses(Fiber fiber, Object object, int access) {
        if (isTold(fiber)) {
            accesses.uses(object, access);
        }
    }

    @Override
    public void orders(Fiber fiber, Object object, int member, int access) {
        if (!isTold(fiber) || member == MONITOR) {
            return; // Monitors are told as locks.
        }
        if (member != THREAD) {
            accesses.orders(object, member, access);
        } else if (tasks.areGoing()) {
            if (object instanceof Fiber) {
                tasks.mixes();
            }
        } else if (object instanceof Fiber other && other.id() < 0) {
            return; // Not started yet: the step says that it has given a permit to nobody.
        } else if (object instanceof Fiber other) {
            waits.permit(fiber, other, (access & Access.WRITES) != 0);
        } else {
            threadEnds(fiber, object, (access & Access.WRITES) != 0);
        }
    }

    /** Whether it was a daemon, so that what it saw of the last thread could not be otherwise. */
    private boolean isDaemon(int number) {
        boolean is = threads.isDaemon(number);
        if (is) {
            findings.lastEndMatters(); // It could, if another thread ended last.
        }
        return is;
    }

    @Override
    public void givesInVain(Fiber by, Thread to) {
        if (isTold(by) && !tasks.areGoing()) {
            waits.givesInVain(to);
        }
    }

    private void threadEnds(Fiber by, Object thread, boolean ends) {
        if (ends && Resources.isLast(by) && runEnds(by)) {
            return;
        }
        if (ends) {
            if (findings.endsAreEvents && (trace.hasEffect() || step.chosen > 0)) {
                close(); // It is a step of its own, also if nobody was asked since nobody is left.
                begin(by);
                step.isAtPoint = false;
            }
            step.ends = true;
            step.endsRun = Resources.endsTheRun(by) && threads.hasDaemons();
            threads.ended[threads.numberOf(by)] = thread;
            interrupts.ends(by, threads.numberOf(by));
            if (findings.endsAreEvents) {
                accesses.touches(thread, 0, Accesses.SYNC, Kind.WRITE, false);
                if (findings.lastEndIsEvent && !Resources.isDaemon(by)) {
                    accesses.touches(theLast, 0, Accesses.SYNC, Kind.WRITE, false);
                }
            }
            return;
        }
        for (int i = 0; i < threads.ended.length; i++) {
            if (threads.ended[i] == thread) {
                step.comesAfter(threads.endedAfter[i]);
            }
        }
    }

    /**
     * The last thread that is no daemon comes to its end, and with it the run: whatever daemons
     * could do was done before, but for what comes when a timer fires, which it may do before that.
     *
     * @return whether it was noted as what it is to everybody: no step, or one that comes after all
     */
    private boolean runEnds(Fiber by) {
        if (!findings.waitsAreEvents && waits.isQueueSeen()) {
            findings.waitsMatter(); // As when time passes, which it does not any more.
        }
        // With others that are no daemons it would have come before them as well, and be seen.
        boolean isAfterAll = threads.essential == 1 || !findings.endsAreEvents;
        if (early.isAwaited()) {
            if (trace.hasEffect() || step.chosen > 0) {
                close(); // As of any thread's end.
                begin(by);
                step.isAtPoint = false;
            }
            if (isAfterAll) {
                trace.follows(step.number);
            }
            early.looks();
        }
        return isAfterAll;
    }

    @Override
    public void starts(@Nullable Fiber by, Fiber fiber) {
        if (tasks.isWorker()) {
            threads.isKnownAs(fiber, step.number);
            return;
        }
        if (by != null) {
            tasks.threadBegins();
        }
        int number = numberFor(Resources.lineage(fiber));
        threads.begins(fiber, number);
        interrupts.starts(fiber, number);
        if (by != null && isTold(by)) {
            threads.startedBy[number] = step.number;
            step.tell(number);
            if (findings.beginningsAreEvents() && !tasks.areGoing()) {
                accesses.starts(fiber.thread());
            }
        }
    }

    @Override
    public void handsOver(Fiber from, Fiber to) {
        if (!tasks.areGoing()) {
            precedes(from, to);
        }
    }

    @Override
    public void precedes(Fiber first, Fiber waiting) {
        if (tasks.areGoing()) {
            tasks.mixes();
        }
        if (first != waiting && isTold(first)) {
            if (!tasks.areGoing() && Sort.of(first.site()) == Sort.INTERRUPT) {
                return; // That was told as a call of the program.
            }
            if (isEnding(waiting)) {
                step.tell(threads.numberOf(waiting));
            } else {
                trace.doesAnything(); // It may notice now or later that it was interrupted.
            }
            if (Resources.isInterrupted(waiting)) {
                findings.sees(threads.numberOf(waiting), Findings.INTERRUPTED);
            }
        }
    }

    /** Whether it is on the way out of a wait, or in one that an interrupt ends. */
    private static boolean isEnding(Fiber fiber) {
        return switch (fiber.waiting()) {
            case TURN, EVENT -> true;
            case NOTIFICATION, TIME, THREAD, UNPARK -> !Resources.isRunnable(fiber);
            default -> false;
        };
    }

    @Override
    public void follows(Fiber fiber) {
        if (isTold(fiber)) {
            if (trace.hasEffect()) {
                step.isAfterAll = true;
            } else {
                trace.follows(step.number);
            }
        }
    }

    @Override
    public void notifies(Fiber fiber, Fiber waiter) {
        if (isTold(fiber)) {
            step.tell(threads.numberOf(waiter));
            if (!tasks.areGoing()) {
                interrupts.mayEndWaits();
            }
        }
    }

    @Override
    public void notifiesNobody(Fiber fiber) {
        if (isTold(fiber) && !tasks.areGoing()) {
            interrupts.mayEndWaits();
        }
    }

    @Override
    public void looksForInterrupt(Fiber fiber) {
        if (isTold(fiber) && !tasks.areGoing() && Sort.of(fiber.site()) != Sort.INTERRUPT) {
            interrupts.looks(fiber, step.number);
        }
    }

    @Override
    public void joins(Fiber fiber, Thread thread) {
        if (isTold(fiber) && !tasks.areGoing()) {
            if (findings.joinsAreEvents) {
                accesses.joins(thread);
            } else if (!threads.hasStarted(step.number, thread)) {
                findings.joinsMatter();
            }
            interrupts.joins(step.number, thread);
        }
    }

    @Override
    public void freezes(Fiber fiber, Object object) {}

    @Override
    public void givesUp() {
        findings.misses("a thread came to the end of its stack");
    }

    @Override
    public @Nullable Throwable takes(Fiber fiber, Object lock) {
        if (isTold(fiber)) {
            waits.takes(fiber, lock);
        }
        return null;
    }

    @Override
    public void releases(Fiber fiber, Object lock) {
        if (isTold(fiber)) {
            waits.releases(lock);
        }
    }

    @Override
    public void waits(Fiber fiber, Wait wait, @Nullable Object said) {
        if (!isTold(fiber)) {
            return;
        }
        if (tasks.areGoing()) {
            if (wait == Wait.TURN || wait == Wait.EVENT) {
                return;
            }
            tasks.mixes(); // Nobody goes on until it does.
        }
        waits.waits(fiber, wait, said);
    }

    @Override
    public void setsTimer(Fiber fiber) {
        if (early.isAllowed() && isTold(fiber)) {
            early.sets(fiber);
        }
    }

    /** A loop has a timer of its own, besides those of threads. */
    void loopSetsTimer() {
        if (early.isAllowed()) {
            findings.misses("timers of an event loop were not let fire while others could go on");
        }
    }

    @Override
    public void over() {
        over = true;
    }

    // --- choices --------------------------------------------------------------------------------

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        return options.pick(choice, among);
    }

    @Override
    public boolean happens(Choice choice) {
        return options.happens(choice);
    }

    @Override
    public int draw(Choice choice, int bound) {
        if (choice == Choice.CHANCE) {
            return FewNumbers.root(mostDrawn);
        }
        if (choice == Choice.STALL && early.isAllowed()) {
            return bound > 2 ? early.most() : firesEarly() ? 1 : 0;
        }
        if ((choice == Choice.NETWORK || choice == Choice.STALL) && bound > 1) {
            findings.misses("what a slow machine, or a network, may do was not varied");
        }
        if ((choice != Choice.READY && choice != Choice.CHOOSE) || bound < 2) {
            return 0;
        }
        Loop of = loop;
        if (choice == Choice.READY && tasks.areGoing()) {
            return of == null || over ? 0 : tasks.choose(of.turns(), bound);
        }
        if (choice == Choice.CHOOSE) {
            Fiber asking = of == null ? null : Resources.running(of);
            if (asking == null || !isTold(asking)) {
                return 0;
            }
        } else if (step.fiber == null) {
            return 0;
        }
        return options.draw(bound);
    }

    /** Whether the next timer fires now, although somebody can run. */
    private boolean firesEarly() {
        Loop of = loop;
        if (of == null || over) {
            return false;
        }
        close();
        looksAtTime(); // It may have passed right before.
        if (!early.isNext()) {
            return false;
        }
        now = Math.max(now, early.fires(of));
        return true;
    }
}
