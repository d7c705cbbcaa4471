package dev.heddle.prove;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Resources;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Timers that fire although threads can run. Time is one more thread, which is known by a number as
 * the others are: its step is that the next timer fires. That can not be swapped with a step that
 * sets a timer, looks at a clock, or has to do with what threads wait for, since one of those who
 * wait may have a timer, or may have had one; and it comes before what those do next who are woken.
 * With all else it can.
 *
 * <p>Of its own accord a run lets time pass only when nobody can run; so what could have come in
 * between is looked for. After each step that has to do with time it is said that time could make
 * its step now; and of that, and of each such step before it, it is noted that time's could have
 * come first, if somebody still waits for a moment without those steps and all that comes after
 * them. That time passes since nobody can run is the same step.
 *
 * <p>So it is for the first times that it passes in a run, as many as were allowed: whether one is
 * early differs between runs that are the same interleaving, so those can not be counted. Of the
 * later ones each comes when nobody can run, and all before it comes before all after it.
 */
final class Early {

    /** Whose lineage time has among the threads. */
    private static final long LINEAGE = 0x71e3_c10c_0a11_7000L;

    /** What all steps touch that have to do with time. */
    private final Object clock = new Object();

    private final Trace trace;
    private final Path search;
    private final Threads threads;
    private final Findings findings;

    /** How many times, counted from the beginning of a run, time may pass early. */
    private final int most;

    /**
     * How many times it has passed, as long as it may; and how many of them although some can run.
     */
    private int passed;

    private int fired;

    /** The number of time among the threads; -1 if it makes no steps. */
    private int number = Trace.NONE;

    private long key;

    /** The steps that have to do with time, since it has passed last. */
    private int[] events = new int[16];

    private int count;

    /**
     * Whether the step that goes on has to do with time, besides the timers that it sets or ends.
     */
    private boolean concernsStep;

    /** Whether anybody waits for a thread to end until his time is up: in any run before. */
    private boolean joinsEnd;

    /** Whether somebody has done so in this run. */
    private boolean joinIsSeen;

    // --- the timers that were set, as far as they matter
    private @Nullable Fiber[] fibers = new Fiber[8];
    private long[] numbers = new long[8];
    private long[] deadlines = new long[8];

    /** By which event it was set; -1 if by one before time has passed last. */
    private int[] setBy = new int[8];

    /** By which event its wait was ended; -1 if it waits still. */
    private int[] endedBy = new int[8];

    private int timers;

    /** From this one on they were set in the step that goes on. */
    private int known;

    Early(Trace trace, Path search, Threads threads, Findings findings, int most) {
        this.trace = trace;
        this.search = search;
        this.threads = threads;
        this.findings = findings;
        this.most = most;
    }

    /** The first times, so many, that time passes in a run it may although somebody can run. */
    int most() {
        return most;
    }

    /** Whether a timer may fire early at all. */
    boolean isAllowed() {
        return most > 0;
    }

    /** How many timers have fired in the run although somebody could go on. */
    int fired() {
        return fired;
    }

    /** A run begins; time has this number. */
    void begin(Exhaustive all) {
        if (most == 0) {
            return;
        }
        number = all.numberFor(LINEAGE);
        key = trace.key(clock, 0, Accesses.CONTENTS);
        passed = 0;
        fired = 0;
        count = 0;
        concernsStep = false;
        joinIsSeen = false;
        Arrays.fill(fibers, 0, timers, null);
        timers = 0;
        known = 0;
    }

    /** All begins anew, with what was found. */
    void restarted() {
        joinsEnd |= joinIsSeen;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeBoolean(joinsEnd);
    }

    void read(DataInputStream in) throws IOException {
        joinsEnd = in.readBoolean();
    }

    /** Whether somebody waits for a moment that may still come early. */
    boolean isAwaited() {
        if (passed < most) {
            for (int i = 0; i < timers; i++) {
                Fiber fiber = fibers[i];
                if (fiber != null && Resources.hasTimer(fiber, numbers[i])) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The step that goes on looks at a clock, or has to do with time for another reason. */
    void looks() {
        concernsStep = true;
    }

    /** Somebody waits for a thread to end until his time is up. */
    void seesJoin() {
        if (!joinsEnd) {
            joinIsSeen = true;
            findings.restart(); // When a thread ends was not taken to have to do with time.
        }
    }

    /** A fiber, which begins to wait, has set a timer. */
    void sets(Fiber fiber) {
        concernsStep = true;
        if (timers == numbers.length) {
            fibers = Arrays.copyOf(fibers, timers * 2);
            numbers = Arrays.copyOf(numbers, timers * 2);
            deadlines = Arrays.copyOf(deadlines, timers * 2);
            setBy = Arrays.copyOf(setBy, timers * 2);
            endedBy = Arrays.copyOf(endedBy, timers * 2);
        }
        fibers[timers] = fiber;
        numbers[timers] = Resources.timerNumber(fiber);
        deadlines[timers] = Resources.deadline(fiber);
        setBy[timers] = Trace.NONE;
        endedBy[timers++] = Trace.NONE;
    }

    /** Whether somebody has ended the wait that a timer was set for, and not time. */
    private boolean isEnded(int timer, long present) {
        Fiber fiber = fibers[timer];
        return fiber != null
                && !Resources.hasTimer(fiber, numbers[timer])
                && deadlines[timer] > present;
    }

    /**
     * The step ends: if it has to do with time, it says so.
     *
     * @param isEnd whether all that it is about is that a thread ends
     * @param present a moment up to which timers may have fired since
     */
    void ends(boolean isEnd, long present) {
        if (most == 0) {
            return;
        }
        for (int i = 0; i < known; i++) {
            concernsStep |= endedBy[i] == Trace.NONE && isEnded(i, present);
        }
        concernsStep |= (!isEnd || joinsEnd) && trace.orders();
        if (concernsStep) {
            trace.does(key, Kind.READ, false);
        }
    }

    /** The step was this event, or none. */
    void ended(int event, boolean isEvent, long present) {
        if (most == 0) {
            return;
        }
        boolean concerns = concernsStep || (isEvent && trace.isGlobal(event));
        concernsStep = false;
        if (!isEvent) {
            return;
        }
        for (int i = 0; i < timers; i++) {
            if (i >= known) {
                setBy[i] = event;
            } else if (endedBy[i] == Trace.NONE && isEnded(i, present)) {
                endedBy[i] = event;
            }
        }
        known = timers;
        if (!concerns) {
            return;
        }
        if (count == events.length) {
            events = Arrays.copyOf(events, count * 2);
        }
        events[count++] = event;
        if (passed < most && search.isFresh(event)) {
            couldHaveComeFirst(event);
        }
    }

    /** After this event, of those that have to do with time: it could have come before each. */
    private void couldHaveComeFirst(int last) {
        for (int i = 0; i < count; i++) {
            int first = events[i];
            // Without the last one it is as it was after those before it.
            if ((first == last || !trace.isBefore(first, last)) && isPossibleWithout(first)) {
                saysThatItComes(first);
            }
        }
    }

    /** Whether somebody would wait for a moment if an event, and all after it, had not been. */
    private boolean isPossibleWithout(int first) {
        for (int i = 0; i < timers; i++) {
            boolean isSet = setBy[i] == Trace.NONE || !trace.isBefore(first, setBy[i]);
            boolean isEnded = endedBy[i] != Trace.NONE && !trace.isBefore(first, endedBy[i]);
            if (isSet && !isEnded) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is time's turn, at the point that the run is at, although somebody can run. */
    boolean isNext() {
        if (most == 0) {
            return false;
        }
        Node node = search.at(trace.count(), trace.objects.count());
        return node.fiber == number && !node.isLate;
    }

    /**
     * The next timer is going to fire although somebody can run.
     *
     * @return the moment for which it was set
     */
    long fires(Loop loop) {
        fired++;
        long moment = Resources.deadline(Resources.timer(loop, 0));
        step(moment);
        return moment;
    }

    /** Time has passed since nobody could run. Whether that was a step. */
    boolean allHaveWaited(Loop loop) {
        if (most == 0) {
            return false;
        }
        long moment = loop.clock().now();
        boolean isStep = passed < most;
        if (isStep) {
            Node node = search.at(trace.count(), trace.objects.count());
            if (node.fiber != Trace.NONE && node.fiber != number) {
                findings.isOtherwise();
            }
            node.fiber = number;
            node.isLate = true;
            step(moment);
        } else {
            forget(moment);
        }
        return isStep;
    }

    private void step(long moment) {
        passed++;
        trace.does(key, Kind.WRITE, false);
        trace.varies(false);
        int event = trace.commit(number, NO_CHOICES, false);
        for (int i = 0; i < timers; i++) {
            Fiber fiber = fibers[i];
            if (fiber != null && endedBy[i] == Trace.NONE && deadlines[i] <= moment) {
                trace.precedes(event, threads.numberOf(fiber));
            }
        }
        forget(moment);
    }

    private static final int[] NO_CHOICES = {};

    private void saysThatItComes(int first) {
        trace.varies(false);
        int before = trace.last(number);
        int step = trace.says(number, key, Kind.WRITE);
        search.reverses(first, step);
        trace.unsay(before);
    }

    /** Time comes to a moment: what was before it is before all that has to do with time. */
    private void forget(long moment) {
        int kept = 0;
        for (int i = 0; i < timers; i++) {
            Fiber fiber = fibers[i];
            if (fiber != null && endedBy[i] == Trace.NONE && deadlines[i] > moment) {
                fibers[kept] = fiber;
                numbers[kept] = numbers[i];
                deadlines[kept] = deadlines[i];
                setBy[kept] = Trace.NONE;
                endedBy[kept++] = Trace.NONE;
            }
        }
        Arrays.fill(fibers, kept, timers, null);
        timers = kept;
        known = kept;
        count = 0;
    }
}
