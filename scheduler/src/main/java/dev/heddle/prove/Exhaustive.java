package dev.heddle.prove;

import dev.heddle.control.Views;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.FewNumbers;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Interplay;
import dev.heddle.kernel.Locking;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Monitor;
import dev.heddle.kernel.Order;
import dev.heddle.kernel.Resources;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.Watcher;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

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

    static final int FIELD = 0;
    private static final int ELEMENT = 1;
    static final int CONTENTS = 2;
    private static final int SYNC = 3;

    /** Among the members of what threads wait on: who waits for its conditions. */
    private static final int CONDITION = 1;

    /** A fiber takes locks or the like, where the program says so. */
    private static final int TAKES = 1;

    /** It has waited for one of those, or for one of the conditions of a lock. */
    private static final int WAITS = 2;

    /** The program has given it a permit. */
    private static final int UNPARKED = 4;

    /** It was interrupted. */
    private static final int INTERRUPTED = 8;

    /** Views of views of views are looked through so far. */
    private static final int DEEPEST_VIEW = 8;

    /** A call that uses a larger array counts as one that may do anything. */
    private static final int MOST_ELEMENTS = 64;

    /** More options than this are not visited. */
    static final int MOST_OPTIONS = FewNumbers.MOST;

    private static final int[] NOTHING = {};

    private final Trace trace = new Trace();
    private final Path search;
    private final Spins spins = new Spins(trace);
    private final OpenCalls calls = new OpenCalls();

    /** Steps of tasks of an event loop; while they are events there is no other thread. */
    private final TaskSteps tasks;

    /** How many waits may end for no reason in a run, how many have, and in how many runs. */
    private final int mostSpurious;

    /** What is drawn at random from at most so many numbers is chosen. */
    private final int mostDrawn;

    private int spuriousInRun;
    private long spuriousRuns;
    private long spinning;

    /** The same, if there is a bound; else null. */
    private final @Nullable Bounded bounded;

    /** Who can make a step at the point that the run is at. */
    private int[] options = new int[8];

    /** The numbers of fibers by who has started whom: the same in all runs. */
    private final Map<Long, Integer> numbers = new HashMap<>();

    // --- by the number of a fiber in the search
    private @Nullable Fiber[] fibers = new Fiber[8];

    /** Whether it has not run yet. */
    private boolean[] isNew = new boolean[8];

    /** The place of the lock that it waits for, or -1. */
    private long[] wants = {-1, -1, -1, -1, -1, -1, -1, -1};

    /** What it parks for, until it goes on; null if it does not, or for nothing. */
    private @Nullable Object[] parkedFor = new Object[8];

    private boolean[] parked = new boolean[8];

    /** What it still looks at, now and again, although it has waited for it long enough. */
    private @Nullable Object[] late = new Object[8];

    /** Whether somebody has given it a permit that it has not used yet. */
    private boolean[] given = new boolean[8];

    /** What was seen of it, in any run: {@link #TAKES} and others. */
    private int[] seen = new int[8];

    /** Whether it has ended, and what its last event was. */
    private int[] endedAfter = new int[8];

    private @Nullable Object[] ended = new Object[8];

    // --- by the number of a fiber in the run
    private int[] local = new int[8];

    private @Nullable Loop loop;
    private boolean over;
    private long now;

    // --- the step that goes on
    private @Nullable Fiber stepping;
    private int step;

    /** Whether the step began when the fiber was chosen at a point, which it has not passed yet. */
    private boolean isAtPoint;

    private boolean isEager;

    /** The place at which the fiber stood when the step began. */
    private int stepSite;

    private @Nullable Object stepObject;
    private int stepMember;

    private int stepKnown;

    /** Whether the fiber has ended in the step. */
    private boolean ends;

    /** Whether the step gives a permit, but to nobody so far. */
    private boolean givesNone;

    /** What the step may have changed: an atomic, or an array and an index; and what was there. */
    private @Nullable Object tried;

    private int triedAt;
    private int triedEffect;
    private long triedNumber;
    private @Nullable Object triedObject;

    /** Where the step has stored something. */
    private @Nullable Object stored;

    private int storedAt;

    /** What the step takes, unless it comes to wait for it. */
    private @Nullable Object taking;

    /** Whether elements of this array are what the step is about. */
    private @Nullable Object arrayCalled;

    /**
     * Whether the JDK has done more in the step than one access, depending on what it has found.
     */
    private boolean isCall;

    private int[] choices = new int[8];
    private int chosen;

    // What was done to others in the step, to be ordered when it is known to be an event.
    private int[] told = new int[8];
    private int toldCount;

    /** What comes before what the fiber does after the step. */
    private int[] after = new int[8];

    private int afterCount;

    /** Whether all that was done so far does. */
    private boolean isAfterAll;

    // --- the search
    private boolean startsAreEvents;
    private boolean endsAreEvents;
    private boolean startsAreSeen;
    private boolean endsAreSeen;

    /**
     * Whether it can be seen that somebody comes for a lock, a permit of a semaphore or a latch in
     * vain. Usually not; but one who waits there uses up a permit that it was given for another
     * wait, and may be interrupted: then it matters whether it waits already.
     */
    private boolean waitsAreEvents;

    private boolean waitsAreSeen;
    private boolean restart;
    private boolean restarted;
    private boolean redundant;
    private long redundantRuns;
    private String gap = "";
    private String gapBefore = "";

    /**
     * A search.
     *
     * @param preemptions visits all that needs no more of them; with -1 everything
     * @param spurious how many waits may end in a run without anybody having ended them
     * @param drawn each number is visited of those that are drawn at random from at most so many
     */
    public Exhaustive(int preemptions, int spurious, int drawn) {
        bounded = preemptions < 0 ? null : new Bounded(trace, preemptions);
        search = bounded == null ? new Search(trace) : bounded;
        mostSpurious = spurious;
        mostDrawn = drawn;
        tasks = new TaskSteps(this, trace, bounded != null);
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

    /** The run has ended, and is to be made once more, as if it had not been. */
    public void repeat() {
        close();
        restart = false;
        gap = gapBefore;
        search.repeat();
    }

    /** The run has ended. False if there is nothing left to be run. */
    public boolean advance() {
        close();
        if (tasks.restarts()) {
            restart = true;
            gap = gapBefore; // What it would say of this run it will say again.
        }
        gapBefore = gap;
        restarted = false;
        if (restart || spins.hasLearned()) {
            restart = false;
            tasks.restarted();
            restarted = true;
            startsAreEvents |= startsAreSeen;
            endsAreEvents |= endsAreSeen;
            waitsAreEvents |= waitsAreSeen;
            spinning = 0;
            spuriousRuns = 0;
            redundantRuns = 0;
            search.restart();
            return true;
        }
        if (search.settled(trace.count()) != Trace.NONE) {
            isOtherwise(); // It has ended before what was settled could be done.
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
            spuriousRuns += spuriousInRun > 0 ? 1 : 0;
        }
        return search.advance();
    }

    /** Those who wait for what somebody has taken could have come before him. */
    private void wouldGoOn() {
        for (int number = 0; number < fibers.length; number++) {
            if (wants[number] >= 0) {
                int last = trace.last(number);
                int from = trace.races();
                trace.say(number, wants[number], Kind.TAKE);
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
        out.writeBoolean(startsAreEvents);
        out.writeBoolean(endsAreEvents);
        out.writeBoolean(waitsAreEvents);
        tasks.write(out);
        out.writeInt(numbers.size());
        for (Map.Entry<Long, Integer> one : numbers.entrySet()) {
            out.writeLong(one.getKey());
            out.writeInt(one.getValue());
        }
        Frontier.write(out, seen);
        out.writeLong(redundantRuns);
        out.writeLong(spinning);
        out.writeLong(spuriousRuns);
        out.writeUTF(gap);
        spins.write(out);
        if (bounded != null) {
            bounded.write(out);
        }
        Frontier.write(out, search);
    }

    /** Goes on with what a search of the same kind has written, before the first run. */
    public void read(DataInputStream in) throws IOException {
        startsAreEvents = in.readBoolean();
        endsAreEvents = in.readBoolean();
        waitsAreEvents = in.readBoolean();
        tasks.read(in);
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            long lineage = in.readLong();
            int number = in.readInt();
            numbers.put(lineage, number);
            makeRoomFor(number);
        }
        int[] all = Frontier.readInts(in);
        System.arraycopy(all, 0, seen, 0, Math.min(all.length, seen.length));
        redundantRuns = in.readLong();
        spinning = in.readLong();
        spuriousRuns = in.readLong();
        gap = in.readUTF();
        gapBefore = gap;
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
        return gap;
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
        spins.begin();
        calls.begin();
        spuriousInRun = 0;
        over = false;
        now = 0;
        stepping = null;
        step = Trace.NONE;
        effectless();
        redundant = false;
        startsAreSeen = false;
        endsAreSeen = false;
        waitsAreSeen = false;
        Arrays.fill(given, false);
        Arrays.fill(fibers, null);
        Arrays.fill(parkedFor, null);
        Arrays.fill(parked, false);
        Arrays.fill(late, null);
        Arrays.fill(ended, null);
        Arrays.fill(wants, -1);
        Arrays.fill(isNew, false);
        Arrays.fill(endedAfter, Trace.NONE);
    }

    private void effectless() {
        tried = null;
        stored = null;
        triedObject = null;
        taking = null;
        arrayCalled = null;
        isCall = false;
        chosen = 0;
        toldCount = 0;
        afterCount = 0;
        isAfterAll = false;
        ends = false;
        givesNone = false;
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
        close();
        if (current != null) {
            arrives(current);
        }
        Fiber next = choose(runnable, current, yielding);
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

    /** Gives a number to what a fiber is going to touch. */
    private void arrives(Fiber fiber) {
        Object object = fiber.accessed();
        if (object != null) {
            know(object);
            if (fiber.waiting() == Wait.NOTHING && !isNew[numberOf(fiber)]) {
                spins.comes(numberOf(fiber), fiber.site(), fiber);
            }
        }
    }

    private void know(Object object) {
        trace.objects.of(object);
        Object sync = Resources.syncOf(object);
        if (sync != null) {
            trace.objects.of(sync);
        }
    }

    /** What was stored somewhere can be found there by others. */
    private void publishes(Object object, int member) {
        if (tasks.areGoing() && stored != null) {
            knowStored(); // The step has stored it meanwhile.
        }
        stored = object;
        storedAt = member;
    }

    private void knowStored() {
        Object value = null;
        if (stored instanceof Object[] array) {
            value = array[storedAt];
        }
        stored = null;
        if (value != null) {
            know(value);
        }
    }

    private Fiber choose(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (isEager(fiber) && !(yielding && fiber == current)) {
                return fiber;
            }
        }
        Node node = search.at(trace.count(), trace.objects.count());
        if (node.fiber != Trace.NONE) {
            Fiber settled = fibers[node.fiber];
            if (settled != null && runnable.contains(settled)) {
                return settled;
            }
            // Before it can go on others come in vain, or do what nobody notices.
        }
        if (bounded != null) {
            Fiber chosen = within(bounded, node, runnable, current, yielding);
            if (chosen != null) {
                return chosen;
            }
        } else if (current != null
                && !yielding
                && !node.isAsleep(numberOf(current))
                && isEnabled(current)) {
            return current;
        }
        Fiber best = null;
        Fiber sleeping = null;
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (fiber == current && yielding && runnable.size() > 1) {
                continue;
            }
            if (isEnabled(fiber)) {
                if (node.isAsleep(numberOf(fiber))) {
                    sleeping = fiber;
                } else if (best == null || numberOf(fiber) < numberOf(best)) {
                    best = fiber;
                }
            }
        }
        if (best != null) {
            return best;
        }
        if (sleeping != null) {
            return sleeping;
        }
        for (int i = 0; i < runnable.size(); i++) {
            if (Resources.endsTheRun(runnable.get(i))) {
                return runnable.get(i);
            }
        }
        return current != null && !yielding ? current : other(runnable, current);
    }

    /** Who goes on, if preemptions are counted; null if all who are there would have to wait. */
    private @Nullable Fiber within(
            Bounded bounded,
            Node node,
            Fibers runnable,
            @Nullable Fiber current,
            boolean yielding) {
        int before = trace.count() == 0 ? Trace.NONE : trace.fiber(trace.count() - 1);
        int goesOn = Trace.NONE;
        int count = 0;
        if (options.length < runnable.size()) {
            options = new int[runnable.size() * 2];
        }
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (!isEnabled(fiber) || (fiber == current && yielding && runnable.size() > 1)) {
                continue;
            }
            int number = numberOf(fiber);
            options[count++] = number;
            if (number == before) {
                goesOn = number;
            }
        }
        if (count == 0) {
            return null;
        }
        Arrays.sort(options, 0, count);
        return fibers[bounded.choose(node, goesOn, options, count)];
    }

    private static Fiber other(Fibers runnable, @Nullable Fiber current) {
        for (int i = 0; i < runnable.size(); i++) {
            if (runnable.get(i) != current) {
                return runnable.get(i);
            }
        }
        return runnable.get(0);
    }

    /** Whether what a fiber does next is nothing that others could notice. */
    private boolean isEager(Fiber fiber) {
        if (isNew[numberOf(fiber)]) {
            return !startsAreEvents;
        }
        return switch (fiber.waiting()) {
            case NOTHING ->
                    fiber.access() == Access.ALONE
                            && !endsAreEvents
                            && !Resources.endsTheRun(fiber);
            case THREAD, TIME -> !startsAreEvents;
            default -> false;
        };
    }

    /** Whether a fiber would not have to wait at once. */
    private boolean isEnabled(Fiber fiber) {
        if (spins.isIdle(numberOf(fiber))) {
            return false;
        }
        switch (fiber.waiting()) {
            case NOTHING -> {
                if (isNew[numberOf(fiber)]) {
                    return true;
                }
                if (Resources.endsTheRun(fiber)) {
                    return false; // What daemons could do yet would be seen by nobody.
                }
            }
            case MONITOR, NOTIFICATION -> {
                return !(fiber.waitingFor() instanceof Monitor monitor) || monitor.owner() == null;
            }
            case UNPARK -> {
                if (waitsAreEvents || Resources.isTooLate(fiber)) {
                    return true;
                }
                Object on = parkedFor[numberOf(fiber)];
                Object sync = on == null ? null : Resources.syncOf(on);
                return sync == null || Resources.isFree(sync, fiber);
            }
            default -> {
                return true;
            }
        }
        int access = fiber.access();
        Object object = fiber.accessed();
        if (object == null) {
            return access != Access.UNKNOWN
                    || Sort.of(fiber.site()) != Sort.PARK
                    || Resources.hasPermit(fiber);
        }
        if ((access & Access.MONITOR) != 0) {
            Fiber owner = Resources.holder(fiber.loop(), object);
            return owner == null || owner == fiber;
        }
        if ((access & Access.CALL) != 0 && Sort.of(fiber.site()) == Sort.TAKE && !waitsAreEvents) {
            Object sync = Resources.syncOf(object);
            boolean isCondition = sync != null && !isOwner(object);
            return sync == null || isCondition || Resources.isFree(sync, fiber);
        }
        return true;
    }

    /** Whether it is a number in several parts, which are read and written in many ways. */
    private static boolean isSum(Object object) {
        return object instanceof LongAdder
                || object instanceof LongAccumulator
                || object instanceof DoubleAdder
                || object instanceof DoubleAccumulator;
    }

    /** Whether this is what the program knows of a lock, a semaphore or a latch. */
    private static boolean isOwner(Object object) {
        return object instanceof java.util.concurrent.locks.ReentrantLock
                || object instanceof java.util.concurrent.Semaphore
                || object instanceof java.util.concurrent.CountDownLatch;
    }

    // --- steps ----------------------------------------------------------------------------------

    private int numberOf(Fiber fiber) {
        return local[fiber.id()];
    }

    private void begin(Fiber fiber) {
        stepping = fiber;
        step = numberOf(fiber);
        stepSite = fiber.site();
        stepObject = fiber.accessed();
        stepMember = fiber.member();
        isAtPoint = fiber.waiting() == Wait.NOTHING && !isNew[step];
        isEager = isEager(fiber);
        isNew[step] = false;
        stepKnown = trace.objects.count();
        looksAtTime();
        usesWhatIsCalled();
    }

    /** What is left of the calls in which the fiber is may be done in any step. */
    private void usesWhatIsCalled() {
        for (int at = calls.depth(step) - 1; at >= 0; at--) {
            Object object = calls.object(step, at);
            if (object != null) {
                touchesView(object, calls.kind(step, at));
            }
        }
    }

    /** If time has passed, what was done before comes before all that is done later. */
    private void looksAtTime() {
        Loop of = loop;
        if (of != null && of.clock().now() != now) {
            now = of.clock().now();
            if (bounded == null) {
                wouldGoOn(); // In time; later it can not be seen any more.
            } else if (gap.isEmpty()) {
                gap =
                        "time passed, and what comes with it may come in another order within the"
                                + " bound on preemptions; leave the bound out";
            }
            if (!waitsAreEvents && isQueueSeen()) {
                waitsMatter();
            }
            trace.barrier();
        }
    }

    /**
     * Whether one who has come for something in vain stands in a queue with others now, so that who
     * of them came first can be seen later: of those who need not wait in it for time to pass,
     * nobody comes before it is free.
     */
    private boolean isQueueSeen() {
        for (int one = 0; one < parked.length; one++) {
            Object sync = parked[one] ? parkedFor[one] : null;
            if (sync == null || !Resources.isSync(sync) || Resources.isLatch(sync)) {
                continue;
            }
            for (int other = 0; other < parked.length; other++) {
                Object on = parked[other] && other != one ? parkedFor[other] : null;
                if (on != null && Resources.syncOf(on) == sync) {
                    return true;
                }
            }
        }
        return false;
    }

    /** From now on who waits in vain is looked at: all begins anew. */
    private void waitsMatter() {
        waitsAreSeen = true;
        restart = true;
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
            stepping = fiber;
        } else if (fiber != stepping || isLater()) {
            close();
            begin(fiber);
            isAtPoint = false;
        }
        return true;
    }

    /** The step has ended. */
    private void close() {
        if (stepping == null) {
            return;
        }
        if (stored != null) {
            knowStored();
        }
        if (tried != null && isUnchanged()) {
            trace.becomes(triedEffect, Kind.READ);
        }
        int event = trace.last(step);
        if (trace.hasEffect() || chosen > 0) {
            int depth = trace.count();
            Node node = search.at(depth, stepKnown);
            if (isEager) {
                turnsOutToBeSeen();
            }
            if (node.fiber == Trace.NONE) {
                redundant |= node.isAsleep(step);
                node.fiber = step;
            } else if (node.fiber != step) {
                isOtherwise();
            }
            int[] script = chosen == 0 ? NOTHING : Arrays.copyOf(choices, chosen);
            trace.varies(tasks.areGoing() || isCall);
            event = trace.commit(step, script, bounded == null && search.isFresh(depth));
            if (bounded != null) {
                bounded.adds(event);
            }
            if (tasks.areGoing()) {
                tasks.closed(event);
            } else {
                spins.did(step, stepSite, stepObject, stepMember, event);
            }
        } else {
            trace.drop();
        }
        if (ends) {
            endedAfter[step] = event;
        }
        for (int i = 0; i < toldCount; i++) {
            trace.precedes(event, told[i]);
            trace.inherits(step, told[i]);
        }
        for (int i = 0; i < afterCount; i++) {
            trace.precedes(after[i], step);
        }
        if (isAfterAll) {
            trace.follows(step);
        }
        if (givesNone) {
            gap = "a permit was given to a thread that had ended, and may have come in time";
        }
        stepping = null;
        effectless();
    }

    /** What was taken to be seen by nobody is, so everything begins anew. */
    private void turnsOutToBeSeen() {
        startsAreSeen = true;
        endsAreSeen = true;
        restart = true;
    }

    // --- steps of tasks -------------------------------------------------------------------------

    /** The step that goes on, if one does, has ended. */
    void endsStep() {
        close();
    }

    /** The next step begins, and lasts until it is ended: a task's, or the thread's around them. */
    void beginsStep(int number) {
        Loop of = loop;
        stepping = of == null ? null : Resources.running(of);
        step = number;
        stepSite = 0;
        stepObject = null;
        stepMember = 0;
        isAtPoint = false;
        isEager = false;
        stepKnown = trace.objects.count();
        looksAtTime();
        usesWhatIsCalled();
    }

    /** The number of who makes the step that goes on. */
    int present() {
        Loop of = loop;
        Fiber running = of == null ? null : Resources.running(of);
        return running != null && isTold(running) ? step : Trace.NONE;
    }

    /** What the step does comes before what somebody else does next. */
    void precedes(int number) {
        if (present() != Trace.NONE) {
            tell(number);
        }
    }

    /** The point that the run is at. */
    Node node() {
        return search.at(trace.count(), trace.objects.count());
    }

    /** The run is not as another was that has begun alike. */
    void isOtherwise() {
        gap = "a run was not the same when it was repeated";
    }

    boolean isOver() {
        return over;
    }

    /** A number for who comes from there, the same in all runs. */
    int numberFor(long lineage) {
        Integer known = numbers.get(lineage);
        int number = known == null ? numbers.size() : known;
        if (known == null) {
            numbers.put(lineage, number);
        }
        makeRoomFor(number);
        return number;
    }

    void touches(Object object, int member, int sort, boolean writes) {
        touches(object, member, sort, writes ? Kind.WRITE : Kind.READ, false);
    }

    private boolean isUnchanged() {
        Object object = tried;
        return switch (object) {
            case AtomicInteger number -> number.getPlain() == triedNumber;
            case AtomicLong number -> number.getPlain() == triedNumber;
            case AtomicBoolean flag -> (flag.getPlain() ? 1 : 0) == triedNumber;
            case AtomicReference<?> reference -> reference.getPlain() == triedObject;
            case Semaphore semaphore -> Resources.permits(semaphore) == triedNumber;
            case int[] array -> array[triedAt] == triedNumber;
            case long[] array -> array[triedAt] == triedNumber;
            case Object[] array -> array[triedAt] == triedObject;
            case null -> false;
            default -> Resources.isSync(object) && Resources.state(object) == triedNumber;
        };
    }

    /** The step may change this, or may not. */
    private void tries(Object object, int at, int effect) {
        if (tried != null || tasks.areGoing()) {
            return; // The same once more, or another one, which is taken to be written.
        }
        switch (object) {
            case AtomicInteger number -> triedNumber = number.getPlain();
            case AtomicLong number -> triedNumber = number.getPlain();
            case AtomicBoolean flag -> triedNumber = flag.getPlain() ? 1 : 0;
            case AtomicReference<?> reference -> triedObject = reference.getPlain();
            case Semaphore semaphore -> triedNumber = Resources.permits(semaphore);
            case int[] array -> triedNumber = array[at];
            case long[] array -> triedNumber = array[at];
            case Object[] array -> triedObject = array[at];
            default -> {
                if (!Resources.isSync(object)) {
                    return;
                }
                triedNumber = Resources.state(object);
            }
        }
        tried = object;
        trace.isConditional(effect, true);
        triedAt = at;
        triedEffect = effect;
    }

    private static boolean isAtomic(Object object) {
        return object instanceof AtomicInteger
                || object instanceof AtomicLong
                || object instanceof AtomicBoolean
                || object instanceof AtomicReference<?>;
    }

    private void touches(Object object, int member, int sort, byte kind, boolean free) {
        byte does = kind;
        if (tasks.areGoing()) {
            does = Kind.reads(kind) ? Kind.READ : Kind.WRITE; // Nobody waits: all others do.
        }
        trace.does(trace.key(object, member, sort), does, free);
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
            stepping = fiber;
            asks(fiber, site);
            return;
        }
        if (fiber != stepping || !isAtPoint) {
            close();
            isNew[numberOf(fiber)] = false;
            begin(fiber);
        }
        isAtPoint = false;
        if (fiber.accessed() != null) {
            spins.comes(step, site, fiber); // If nobody was asked, since there is nobody else.
        }
        spins.steps(step);
        Object still = late[step];
        if (still != null) {
            if (fiber.access() == Access.ALONE) {
                endsLate(still, false); // The JDK lets others go first, and tries again.
            } else {
                late[step] = null;
            }
        }
        asks(fiber, site);
    }

    private void asks(Fiber fiber, int site) {
        if (fiber.accessed() == null && fiber.access() == Access.UNKNOWN) {
            Sort sort = Sort.of(site);
            givesNone = sort == Sort.UNPARK;
            if (sort == Sort.ANYTHING || sort == Sort.THREAD || sort == Sort.STATE) {
                asksForState(sort);
                trace.doesAnything();
            }
        }
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
        byte kind = (access & Access.WRITES) == 0 ? Kind.READ : Kind.WRITE;
        if ((access & Access.CALL) == 0) {
            touches(object, member, (access & Access.ELEMENT) != 0 ? ELEMENT : FIELD, kind, false);
            if (kind == Kind.WRITE) {
                publishes(object, member);
            }
            return null;
        }
        calls(Sort.of(site), object, kind);
        if ((access & Access.RETURNS) != 0 && mayCallBack(object)) {
            calls.opens(step, site, object, kind);
        }
        return null;
    }

    @Override
    public void returned(Fiber fiber, int site) {
        if (isTold(fiber)) {
            calls.returns(step, site);
        }
    }

    private void calls(Sort sort, Object object, byte kind) {
        if (sort == Sort.ANYTHING || sort == Sort.THREAD || sort == Sort.STATE) {
            asksForState(sort);
            endsAreSeen(sort);
            trace.doesAnything();
            return;
        }
        if (isAtomic(object)) {
            int effect = trace.does(trace.key(object, 0, CONTENTS), kind, false);
            if (kind == Kind.WRITE && sort != Sort.WRITE) {
                tries(object, 0, effect);
            }
            return;
        }
        if (object instanceof AtomicIntegerArray
                || object instanceof AtomicLongArray
                || object instanceof AtomicReferenceArray<?>) {
            arrayCalled = sort == Sort.WRITE ? null : object;
            return; // Which element it is will be told.
        }
        if (sort == Sort.TAKE && Resources.syncOf(object) != null) {
            sees(step, TAKES);
        }
        if (sort == Sort.QUEUE && Resources.syncOf(object) != null && !waitsAreEvents) {
            waitsMatter();
        }
        if (sort == Sort.SIGNAL && !isOwner(object)) {
            Object sync = Resources.syncOf(object);
            if (sync != null) {
                touches(sync, CONDITION, SYNC, Kind.READ, false);
            }
        }
        if (isOwner(object)) {
            Object sync = java.util.Objects.requireNonNull(Resources.syncOf(object));
            boolean free = Resources.isFree(sync, null);
            if (waitsAreEvents && sort == Sort.TAKE) {
                taking = sync;
                comesFor(sync);
            } else if (Resources.isLock(sync)) {
                if (sort == Sort.TRY || kind == Kind.READ) {
                    touches(sync, 0, SYNC, Kind.READ, free);
                }
            } else if (sort == Sort.TAKE) {
                taking = sync;
                touches(sync, 0, SYNC, Resources.isLatch(sync) ? Kind.AWAIT : Kind.TAKE, free);
            } else {
                int effect = trace.does(trace.key(sync, 0, SYNC), kind, free);
                if (kind == Kind.WRITE && sort != Sort.GIVE && object instanceof Semaphore) {
                    tries(object, 0, effect);
                }
            }
            return;
        }
        String type = object.getClass().getName();
        if (type.startsWith("java.util.concurrent.") && !isSum(object)) {
            return; // All that is in there is told.
        }
        if (isMemory(object, type)) {
            trace.doesAnything();
            return;
        }
        touchesView(object, kind);
    }

    /** Whether it is a view of memory. */
    private static boolean isMemory(Object object, String type) {
        return type.startsWith("java.nio.") || object instanceof java.lang.foreign.MemorySegment;
    }

    /** Whether it may call the program in the midst of a call of which nobody tells more. */
    private static boolean mayCallBack(Object object) {
        String type = object.getClass().getName();
        return !type.startsWith("java.util.concurrent.")
                && !type.startsWith("java.lang.")
                && !isMemory(object, type);
    }

    /** A call uses a collection, and what that looks at if it is a view. */
    private void touchesView(Object object, byte kind) {
        Object at = object;
        for (int depth = 0; Views.mayBeView(at.getClass()); depth++) {
            if (!Views.changes(at)) {
                return;
            }
            Object behind = Views.behind(at);
            if (behind == null || depth == DEEPEST_VIEW) {
                trace.doesAnything();
                return;
            }
            touches(at, 0, CONTENTS, kind, false);
            at = behind;
        }
        if (at.getClass().isArray()) {
            touchesAll(at, kind);
        } else {
            touches(at, 0, CONTENTS, kind, false);
        }
    }

    private void touchesAll(Object array, byte kind) {
        int length = Array.getLength(array);
        if (length > MOST_ELEMENTS) {
            trace.doesAnything();
            return;
        }
        for (int i = 0; i < length; i++) {
            touches(array, i, ELEMENT, kind, false);
        }
    }

    @Override
    public void uses(Fiber fiber, Object object, int access) {
        if (!isTold(fiber)) {
            return;
        }
        byte kind = (access & Access.WRITES) == 0 ? Kind.READ : Kind.WRITE;
        if (!object.getClass().isArray()) {
            if (!(object instanceof String)) {
                calls(Sort.PLAIN, object, kind);
            }
            return;
        }
        touchesAll(object, kind);
    }

    private void asksForState(Sort sort) {
        if (sort == Sort.STATE) {
            gap =
                    "the state of a thread was asked for, and who would have to wait for a monitor"
                            + " or a lock is not visited while it does";
        }
    }

    /** Somebody asks about threads: so it matters when they end. */
    private void endsAreSeen(Sort sort) {
        if (sort != Sort.ANYTHING && !endsAreEvents) {
            endsAreSeen = true;
            restart = true;
        }
    }

    @Override
    public void orders(Fiber fiber, Object object, int member, int access) {
        if (!isTold(fiber)) {
            return;
        }
        if (member == THREAD) {
            if (tasks.areGoing()) {
                if (object instanceof Fiber) {
                    tasks.mixes();
                }
                return;
            }
            if (object instanceof Fiber other) {
                permit(fiber, other, (access & Access.WRITES) != 0);
            } else {
                threadEnds(fiber, object, (access & Access.WRITES) != 0);
            }
            return;
        }
        if (member == MONITOR) {
            return; // Told as a lock.
        }
        if (Resources.isSync(object)
                || isNode(object)
                || object == AbstractQueuedSynchronizer.class) {
            if (waitsAreEvents && Resources.isSync(object)) {
                comesFor(object);
            }
            return; // Told as what it means.
        }
        byte kind = (access & Access.WRITES) == 0 ? Kind.READ : Kind.WRITE;
        if (isAtomic(object)) {
            int effect = trace.does(trace.key(object, 0, CONTENTS), kind, false);
            isCall |= object != stepObject;
            if (access == (Access.READS | Access.WRITES)) {
                tries(object, 0, effect);
            } else if (kind == Kind.WRITE && tried == object) {
                trace.isConditional(effect, false);
                tried = null;
            }
            return;
        }
        if (object instanceof ForkJoinTask<?>[]) {
            // Its workers look where another has left off by reads of which nobody tells.
            gap =
                    "a ForkJoinPool was used, as CompletableFuture does if it is given no executor,"
                            + " and who of its workers finds a task is not visited; use another"
                            + " executor";
        }
        int effect = trace.does(trace.key(object, member, SYNC), kind, false);
        isCall |= arrayCalled == null;
        if (kind == Kind.WRITE && isArrayOf(arrayCalled, object) && (access & Access.READS) != 0) {
            tries(object, member - 1, effect);
        }
    }

    /** Whether this is what such an atomic array keeps its elements in. */
    private static boolean isArrayOf(@Nullable Object atomics, Object object) {
        return switch (atomics) {
            case AtomicIntegerArray all -> object instanceof int[] a && a.length == all.length();
            case AtomicLongArray all -> object instanceof long[] a && a.length == all.length();
            case AtomicReferenceArray<?> all ->
                    object instanceof Object[] a && a.length == all.length();
            case null, default -> false;
        };
    }

    private static boolean isNode(Object object) {
        String name = object.getClass().getName();
        return name.startsWith("java.util.concurrent.locks.AbstractQueued")
                && name.indexOf("Node", 40) >= 0;
    }

    /** A permit is given, or taken. */
    private void permit(Fiber by, Fiber of, boolean gives) {
        int whose = numberOf(of);
        Object on = parkedFor[whose];
        Object sync = on == null ? null : Resources.syncOf(on);
        if (gives) {
            givesNone = false;
            given[whose] = true;
            if (Sort.of(by.site()) == Sort.UNPARK) {
                sees(whose, UNPARKED);
            }
            if (sync == null || waitsAreEvents) {
                touches(of, 0, SYNC, Kind.READ, false);
            }
            if (parked[whose] && !Resources.isRunnable(of)) {
                parked[whose] = false; // Else it goes on for another reason.
                if (sync != null && !waitsAreEvents) {
                    tell(whose);
                }
            }
            return;
        }
        boolean isLate = parked[whose];
        boolean has = given[whose] && !isLate;
        given[whose] = false;
        parked[whose] = false;
        parkedFor[whose] = null;
        wants[whose] = -1;
        if (sync == null && taking != null) {
            return; // It was there when it came to wait for something else.
        }
        if (sync == null) {
            touches(of, 0, SYNC, has ? Kind.CONSUME : Kind.WRITE, true);
        } else if (waitsAreEvents) {
            taking = sync;
            touches(of, 0, SYNC, has ? Kind.CONSUME : Kind.WRITE, true);
            touches(sync, 0, SYNC, Kind.WRITE, false);
        } else if (isLate) {
            late[whose] = sync;
            endsLate(sync, on != sync);
        } else if (!Resources.isLock(sync)) {
            taking = sync;
            boolean free = Resources.isFree(sync, null);
            touches(sync, 0, SYNC, Resources.isLatch(sync) ? Kind.AWAIT : Kind.TAKE, free);
        }
    }

    /** As if the thread had not ended yet: before that, it may have come in time. */
    @Override
    public void givesInVain(Fiber by, Thread to) {
        if (!isTold(by) || tasks.areGoing()) {
            return;
        }
        for (int i = 0; i < ended.length; i++) {
            Fiber of = fibers[i];
            if (ended[i] == to && of != null) {
                givesNone = false;
                touches(of, 0, SYNC, Kind.READ, false);
            }
        }
    }

    /**
     * A wait has ended that nobody has ended: it was for so long. The fiber looks once more whether
     * it can have it; and who ends waits for a condition does not find it there any more.
     */
    private void endsLate(Object sync, boolean isOfCondition) {
        if (isOfCondition) {
            touches(sync, CONDITION, SYNC, Kind.WRITE, false);
        }
        int effect = trace.does(trace.key(sync, 0, SYNC), Kind.READ, false);
        if (!Resources.isLock(sync) && !Resources.isLatch(sync)) {
            trace.becomes(effect, Kind.WRITE);
            tries(sync, 0, effect);
        }
    }

    /** This is so of a fiber; it may be that from now on it matters who waits already. */
    private void sees(int fiber, int what) {
        int all = seen[fiber] | what;
        seen[fiber] = all;
        boolean byPermits = (all & UNPARKED) != 0 && (all & (TAKES | WAITS)) != 0;
        boolean byInterrupts = (all & INTERRUPTED) != 0 && (all & TAKES) != 0;
        if (!waitsAreEvents && (byPermits || byInterrupts)) {
            waitsMatter();
        }
    }

    /**
     * The fiber looks whether it can have this, where it matters whether it waits: if it can not,
     * it uses up a permit that it was given for something else.
     */
    private void comesFor(Object sync) {
        Fiber fiber = stepping;
        if (fiber != null) {
            touches(sync, 0, SYNC, Kind.WRITE, false);
            touches(fiber, 0, SYNC, Kind.WRITE, true);
        }
    }

    private void threadEnds(Fiber by, Object thread, boolean ends) {
        if (ends) {
            this.ends = true;
            ended[numberOf(by)] = thread;
            if (endsAreEvents) {
                touches(thread, 0, SYNC, Kind.WRITE, false);
            }
            return;
        }
        for (int i = 0; i < ended.length; i++) {
            if (ended[i] == thread) {
                comesAfter(endedAfter[i]);
            }
        }
    }

    /**
     * What the fiber does from now on comes after an event: what it has done in this very step does
     * not, so that this would have to be a step of its own, were there more to come in it.
     */
    private void comesAfter(int event) {
        if (!trace.hasEffect()) {
            trace.precedes(event, step);
            return;
        }
        if (afterCount == after.length) {
            after = Arrays.copyOf(after, afterCount * 2);
        }
        after[afterCount++] = event;
    }

    private void tell(int fiber) {
        if (toldCount == told.length) {
            told = Arrays.copyOf(told, toldCount * 2);
        }
        told[toldCount++] = fiber;
    }

    private void makeRoomFor(int number) {
        if (number >= fibers.length) {
            int size = number * 2;
            fibers = Arrays.copyOf(fibers, size);
            isNew = Arrays.copyOf(isNew, size);
            parked = Arrays.copyOf(parked, size);
            late = Arrays.copyOf(late, size);
            given = Arrays.copyOf(given, size);
            seen = Arrays.copyOf(seen, size);
            ended = Arrays.copyOf(ended, size);
            int had = wants.length;
            wants = Arrays.copyOf(wants, size);
            Arrays.fill(wants, had, size, -1);
            parkedFor = Arrays.copyOf(parkedFor, size);
            int before = endedAfter.length;
            endedAfter = Arrays.copyOf(endedAfter, size);
            Arrays.fill(endedAfter, before, size, Trace.NONE);
        }
        trace.makeRoomFor(number);
        spins.makeRoomFor(number);
        calls.makeRoomFor(number);
    }

    @Override
    public void starts(@Nullable Fiber by, Fiber fiber) {
        int id = fiber.id();
        if (id >= local.length) {
            local = Arrays.copyOf(local, Math.max(id + 1, id * 2));
        }
        if (tasks.isWorker()) {
            local[id] = step;
            return;
        }
        if (by != null) {
            tasks.threadBegins();
        }
        int number = numberFor(Resources.lineage(fiber));
        local[id] = number;
        fibers[number] = fiber;
        isNew[number] = true;
        if (by != null && isTold(by)) {
            tell(number);
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
            if (isEnding(waiting)) {
                tell(numberOf(waiting));
            } else {
                trace.doesAnything(); // It may notice now or later that it was interrupted.
            }
            if (Resources.isInterrupted(waiting)) {
                sees(numberOf(waiting), INTERRUPTED);
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
                isAfterAll = true;
            } else {
                trace.follows(step);
            }
        }
    }

    @Override
    public void notifies(Fiber fiber, Fiber waiter) {
        if (isTold(fiber)) {
            tell(numberOf(waiter));
        }
    }

    @Override
    public void freezes(Fiber fiber, Object object) {}

    @Override
    public void givesUp() {
        gap = "a thread came to the end of its stack";
    }

    @Override
    public @Nullable Throwable takes(Fiber fiber, Object lock) {
        if (isTold(fiber)) {
            // A call that has looked at something first would have done so, and then waited.
            boolean isLookedAt = isCall && wants[step] < 0;
            wants[step] = -1;
            isAtPoint = false; // If it was woken for no reason, this is no point.
            boolean isSync = Resources.isSync(lock);
            if (isSync && waitsAreEvents) {
                comesFor(lock);
            } else if (isSync
                    || !(lock instanceof java.util.concurrent.locks.AbstractOwnableSynchronizer)) {
                byte kind = fiber.triesLock() || isLookedAt ? Kind.WRITE : Kind.TAKE;
                touches(lock, isSync ? 0 : MONITOR, SYNC, kind, true);
            }
        }
        return null;
    }

    @Override
    public void releases(Fiber fiber, Object lock) {
        if (isTold(fiber)) {
            boolean isSync = Resources.isSync(lock);
            if (isSync
                    || !(lock instanceof java.util.concurrent.locks.AbstractOwnableSynchronizer)) {
                touches(lock, isSync ? 0 : MONITOR, SYNC, Kind.WRITE, false);
            }
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
        int number = numberOf(fiber);
        Object on = wait == Wait.UNPARK ? Resources.parksFor(fiber) : said;
        if (wait == Wait.MONITOR && on instanceof Monitor monitor) {
            wants[number] = trace.key(monitor.object(), MONITOR, SYNC);
            seesThatItIsTaken(wants[number]);
        }
        if (wait != Wait.UNPARK) {
            return;
        }
        Object lock = on == null ? null : Resources.syncOf(on);
        if (lock != null) {
            sees(number, WAITS);
        }
        if (waitsAreEvents && lock != null) {
            comesFor(lock);
        } else if (lock != null && lock == on && !Resources.isLatch(lock)) {
            wants[number] = trace.key(lock, 0, SYNC);
            seesThatItIsTaken(wants[number]);
        }
        parked[number] = true;
        parkedFor[number] = on;
        Object sync = taking;
        if (!waitsAreEvents && sync != null && on != null && Resources.syncOf(on) == sync) {
            trace.drop(); // It has come in vain.
        }
        if (!waitsAreEvents && lock != null && lock == on && !Resources.isLatch(lock)) {
            if (Resources.isFree(lock, fiber)) {
                waitsMatter(); // It wants more than one, or is fair to who came before.
            }
        }
    }

    /** Who has looked at something else in the step before goes no further since it is taken. */
    private void seesThatItIsTaken(long lock) {
        if (isCall) {
            trace.does(lock, Kind.READ, false);
        }
    }

    @Override
    public void over() {
        over = true;
    }

    // --- choices --------------------------------------------------------------------------------

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        if (choice == Choice.GRANT && bounded == null) {
            return firstToCome(among);
        }
        int[] options = new int[among.size()];
        for (int i = 0; i < options.length; i++) {
            options[i] = numberOf(among.get(i));
        }
        Arrays.sort(options);
        int picked = option(options);
        Fiber fiber = fibers[picked];
        return fiber == null || !among.contains(fiber) ? among.oldest() : fiber;
    }

    /** Who tries first to enter a monitor is no choice of its own: it is who enters it first. */
    private Fiber firstToCome(Fibers among) {
        for (int depth = trace.count() + 1; ; depth++) {
            int number = search.settled(depth);
            if (number == Trace.NONE) {
                return among.oldest();
            }
            Fiber fiber = fibers[number];
            if (fiber != null && among.contains(fiber)) {
                return fiber;
            }
        }
    }

    @Override
    public boolean happens(Choice choice) {
        if (choice != Choice.SPURIOUS || spuriousInRun >= mostSpurious || stepping == null) {
            return false;
        }
        boolean ends = option(new int[] {0, 1}) == 1;
        if (ends) {
            spuriousInRun++;
        }
        return ends;
    }

    @Override
    public int draw(Choice choice, int bound) {
        if (choice == Choice.CHANCE) {
            return FewNumbers.root(mostDrawn);
        }
        if ((choice == Choice.NETWORK || choice == Choice.STALL) && bound > 1) {
            gap = "what a slow machine, or a network, may do was not varied";
        }
        if ((choice != Choice.READY && choice != Choice.CHOOSE) || bound < 2) {
            return 0;
        }
        if (choice == Choice.READY && tasks.areGoing()) {
            Loop of = loop;
            return of == null || over ? 0 : tasks.choose(of.turns(), bound);
        }
        if (choice == Choice.CHOOSE) {
            Loop of = loop;
            Fiber asking = of == null ? null : Resources.running(of);
            if (asking == null || !isTold(asking)) {
                return 0;
            }
        } else if (stepping == null) {
            return 0;
        }
        if (bound > MOST_OPTIONS) {
            gap = "a choice has %,d options".formatted(bound);
            return 0;
        }
        int[] options = new int[bound];
        for (int i = 0; i < bound; i++) {
            options[i] = i;
        }
        return option(options);
    }

    private int option(int[] options) {
        int depth = trace.count();
        Node node = search.at(depth, stepKnown);
        int at = chosen;
        boolean isSettled = node.fiber == step && at < node.script.length;
        int picked = isSettled ? node.script[at] : options[0];
        if (isSettled && Arrays.binarySearch(options, picked) < 0) {
            isOtherwise();
            picked = options[0];
        }
        if (chosen == choices.length) {
            choices = Arrays.copyOf(choices, chosen * 2);
        }
        if (search.isOpen(depth) && at >= node.owned) {
            for (int i = options.length - 1; i >= 0; i--) {
                if (options[i] != picked) {
                    int[] script = Arrays.copyOf(choices, at + 1);
                    script[at] = options[i];
                    search.addOption(node, step, script);
                }
            }
        }
        choices[chosen++] = picked;
        return picked;
    }
}
