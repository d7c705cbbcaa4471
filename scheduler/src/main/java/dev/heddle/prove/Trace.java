package dev.heddle.prove;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The events of one run, what each did to which places, and which of them come before which (vector
 * clocks); and from that, the races: pairs of events that could have come in the other order. All
 * state is in arrays that are used again in the next run.
 *
 * <p>An event is a step of a fiber that others can notice. Fibers are known by numbers that are the
 * same in all runs of a search.
 */
final class Trace {

    static final int NONE = -1;

    final Objects objects = new Objects();

    /** The places that were touched, and by which effects last. */
    private final Touched touched = new Touched();

    // --- events
    private int count;
    private int[] fibers = new int[64];
    private int[] indices = new int[64];
    private int[] froms = new int[65];
    private boolean[] global = new boolean[64];

    /** Whether, come at another time, it may have done something else. */
    private boolean[] varying = new boolean[64];

    private boolean varies;
    private boolean hasVarying;
    private int[][] scripts = new int[64][];

    /** For each event, how many events of each fiber come before it, itself included. */
    private int[] clocks = new int[64 * 8];

    /** The same without what comes before only since it happened to be so. */
    private int[] certain = new int[64 * 8];

    private int width = 8;

    // --- effects of events, in their order
    private int effects;
    private int[] places = new int[256];
    private byte[] kinds = new byte[256];
    private int[] eventOf = new int[256];

    /** Whether who asked for the place right before would have got it. */
    private boolean[] available = new boolean[256];

    /** Whether it might have been a write, or none, had something else been there. */
    private boolean[] conditional = new boolean[256];

    /** The effect that wrote there before, or -1. */
    private int[] writeBefore = new int[256];

    /** The effect that read there before, since the last write, or -1. */
    private int[] readBefore = new int[256];

    // --- fibers
    private int[] lastEvent = new int[8];
    private int[] eventCount = new int[8];

    /** What must come before the next event of each fiber, besides its own: it can not be else. */
    private int[] hard = new int[8 * 8];

    private boolean[] hasHard = new boolean[8];
    private int lastGlobal = NONE;

    // --- the step that goes on
    private int stepEffects;
    private boolean stepGlobal;

    /** How many of its effects are what it has waited for, to be written after this event. */
    private int awaited;

    private int awaitedSince;

    /** Whether the step is one that was not made, since its fiber waits for what it takes. */
    private boolean waits;

    private final int[] NO_SCRIPT = {};

    /**
     * The event with which a run ends that daemons took part in; -1 if there was none. It can not
     * come before what they do.
     */
    private int end = NONE;

    // --- races
    private int races;

    /** How many there were before something was said. */
    private int said;

    private int[] raceFirst = new int[64];
    private int[] raceSecond = new int[64];

    // scratch
    private int[] before = new int[8];
    private int[] dependOn = new int[16];
    private int[] dependBy = new int[16];
    private int depends;

    void reset() {
        touched.reset();
        objects.reset();
        Arrays.fill(scripts, 0, count, null);
        count = 0;
        effects = 0;
        stepEffects = 0;
        stepGlobal = false;
        varies = false;
        hasVarying = false;
        awaited = 0;
        end = NONE;
        Arrays.fill(lastEvent, NONE);
        Arrays.fill(eventCount, 0);
        Arrays.fill(hard, 0);
        Arrays.fill(hasHard, false);
        lastGlobal = NONE;
        races = 0;
        froms[0] = 0;
    }

    /** So many fibers may take part from now on. */
    void makeRoomFor(int fiber) {
        if (fiber < width) {
            return;
        }
        int wider = Math.max(fiber + 1, width * 2);
        clocks = widened(clocks, fibers.length, wider);
        certain = widened(certain, fibers.length, wider);
        hard = widened(hard, width, wider);
        hard = Arrays.copyOf(hard, wider * wider);
        int before = width;
        lastEvent = Arrays.copyOf(lastEvent, wider);
        Arrays.fill(lastEvent, before, wider, NONE);
        eventCount = Arrays.copyOf(eventCount, wider);
        hasHard = Arrays.copyOf(hasHard, wider);
        this.before = new int[wider];
        width = wider;
    }

    private int[] widened(int[] rows, int number, int wider) {
        int[] more = new int[Math.max(number, 1) * wider];
        for (int row = 0; row < number && (row + 1) * width <= rows.length; row++) {
            System.arraycopy(rows, row * width, more, row * wider, width);
        }
        return more;
    }

    // --- what is known of events ----------------------------------------------------------------

    int count() {
        return count;
    }

    int fiber(int event) {
        return fibers[event];
    }

    int from(int event) {
        return froms[event];
    }

    int to(int event) {
        return froms[event + 1];
    }

    boolean isGlobal(int event) {
        return global[event];
    }

    /**
     * Whether an event might have touched other places, had what it has looked at been otherwise:
     * it is more than one access.
     */
    boolean isVarying(int event) {
        return varying[event];
    }

    /** Whether any event is so. */
    boolean hasVaryingEvents() {
        return hasVarying;
    }

    /** Whether the events from now on are so. */
    void varies(boolean value) {
        varies = value;
    }

    int[] script(int event) {
        int[] script = scripts[event];
        return script == null ? NO_SCRIPT : script;
    }

    byte kind(int effect) {
        return kinds[effect];
    }

    long keyOf(int effect) {
        return touched.keys[places[effect]];
    }

    /** Whether the first event comes before the second in every run that is like this one. */
    boolean isBefore(int first, int second) {
        return clocks[second * width + fibers[first]] >= indices[first];
    }

    /**
     * Whether the first event comes before the second, or has to do with it, wherever the second
     * may come.
     */
    boolean isBeforeElsewhere(int first, int second) {
        if (certain[second * width + fibers[first]] >= indices[first]
                || global[first]
                || global[second]) {
            return true;
        }
        for (int i = from(first); i < to(first); i++) {
            for (int k = from(second); k < to(second); k++) {
                if (places[i] == places[k] && Kind.conflict(kinds[i], kindElsewhere(k))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Stands for an event, what was chosen in it, and what comes before it. */
    long hash(int event) {
        long hash = fibers[event] * MIX + indices[event];
        for (int i = 0; i < width; i++) {
            int before = clocks[event * width + i];
            if (before > 0) {
                hash = mixed(hash ^ mixed(before * MIX + i));
            }
        }
        for (int choice : script(event)) {
            hash = mixed(hash + choice + 1);
        }
        return mixed(hash);
    }

    private static final long MIX = 0x9E3779B97F4A7C15L;

    static long mixed(long number) {
        long z = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The last event of a fiber so far, or -1. */
    int last(int fiber) {
        return lastEvent[fiber];
    }

    int races() {
        return races;
    }

    /** The run ends with this event; of the races from one on those with these fibers are none. */
    void endsWith(int event, int from, IntPredicate daemons) {
        end = event;
        int kept = from;
        for (int race = from; race < races; race++) {
            if (!daemons.test(fiber(raceFirst[race]))) {
                raceFirst[kept] = raceFirst[race];
                raceSecond[kept++] = raceSecond[race];
            }
        }
        races = kept;
    }

    /** The event with which the run has ended, if daemons took part in it; or -1. */
    int end() {
        return end;
    }

    int raceFirst(int race) {
        return raceFirst[race];
    }

    int raceSecond(int race) {
        return raceSecond[race];
    }

    // --- places ---------------------------------------------------------------------------------

    /** A place: an object, which member of it, and which sort of a member. */
    long key(Object object, int member, int sort) {
        return ((long) objects.of(object) << 34) | ((long) sort << 32) | (member & 0xffffffffL);
    }

    static int object(long key) {
        return (int) (key >>> 34);
    }

    private static int sort(long key) {
        return (int) (key >>> 32) & 3;
    }

    static long member(long key) {
        return key & 0x3ffffffffL;
    }

    // --- the step that goes on ------------------------------------------------------------------

    /** The step does this; returns which of its effects that is. */
    int does(long key, byte kind, boolean free) {
        int place = touched.place(key);
        for (int i = 0; i < stepEffects; i++) {
            int effect = effects + i;
            if (places[effect] == place) {
                kinds[effect] = both(kinds[effect], kind);
                return effect;
            }
        }
        int effect = effects + stepEffects;
        if (effect == places.length) {
            int size = effect * 2;
            places = Arrays.copyOf(places, size);
            kinds = Arrays.copyOf(kinds, size);
            eventOf = Arrays.copyOf(eventOf, size);
            available = Arrays.copyOf(available, size);
            conditional = Arrays.copyOf(conditional, size);
            writeBefore = Arrays.copyOf(writeBefore, size);
            readBefore = Arrays.copyOf(readBefore, size);
        }
        places[effect] = place;
        kinds[effect] = kind;
        available[effect] = free;
        conditional[effect] = false;
        stepEffects++;
        return effect;
    }

    /** What it is called that does first one thing and then another in one step. */
    private static byte both(byte first, byte then) {
        if (first == Kind.TAKE || first == Kind.CONSUME) {
            return first;
        }
        if (first == Kind.AWAIT) {
            return Kind.reads(then) ? first : Kind.TAKE;
        }
        if (first == Kind.READ && then == Kind.TAKE) {
            return Kind.WRITE; // It had a look before, so it did not wait.
        }
        if (first == Kind.READ && then == Kind.CONSUME) {
            return Kind.WRITE; // It has given itself the permit.
        }
        return Kind.reads(then) ? first : (first == Kind.READ ? then : Kind.WRITE);
    }

    /** What an effect of the step turns out to be. */
    void becomes(int effect, byte kind) {
        kinds[effect] = kind;
    }

    /** Whether an effect of the step writes depends on what is there. */
    void isConditional(int effect, boolean value) {
        conditional[effect] = value;
    }

    /** What an effect may be if what came before it had been something else. */
    byte kindElsewhere(int effect) {
        return conditional[effect] ? Kind.WRITE : kinds[effect];
    }

    /** Whether all that an event did was to read. */
    boolean onlyReads(int event) {
        if (global[event] || scripts[event] != null) {
            return false;
        }
        for (int effect = from(event); effect < to(event); effect++) {
            if (kinds[effect] != Kind.READ) {
                return false;
            }
        }
        return true;
    }

    /** Whether what an event has read there was written since, or may have been. */
    boolean isChangedSince(int event) {
        if (lastGlobal > event) {
            return true;
        }
        for (int effect = from(event); effect < to(event); effect++) {
            int write = touched.lastWrite[places[effect]];
            if (write != NONE && eventOf[write] > event) {
                return true;
            }
        }
        return false;
    }

    /**
     * The step could not have been made before something was written of what events have read.
     *
     * @param read some events of the same fiber, from an index to another
     */
    void awaits(int[] read, int from, int to) {
        for (int i = from; i < to; i++) {
            for (int effect = from(read[i]); effect < to(read[i]); effect++) {
                does(touched.keys[places[effect]], Kind.READ, false);
            }
        }
        awaitedSince = read[from];
        awaited = stepEffects;
    }

    /** Whether what the step has waited for would have come without an event and all after it. */
    private boolean isAwaitedWithout(int first) {
        if (lastGlobal > awaitedSince && !isBefore(first, lastGlobal)) {
            return true;
        }
        for (int effect = effects; effect < effects + awaited; effect++) {
            int write = touched.lastWrite[places[effect]];
            while (write != NONE && eventOf[write] > awaitedSince) {
                if (!isBefore(first, eventOf[write])) {
                    return true;
                }
                write = writeBefore[write];
            }
        }
        return false;
    }

    /** It can not be swapped with anything. */
    void doesAnything() {
        stepGlobal = true;
    }

    /** Whether the step has to do with what threads wait for. */
    boolean orders() {
        for (int effect = effects; effect < effects + stepEffects; effect++) {
            if (sort(touched.keys[places[effect]]) == Accesses.SYNC) {
                return true;
            }
        }
        return false;
    }

    boolean hasEffect() {
        return stepEffects > 0 || stepGlobal;
    }

    // --- order that can not be otherwise --------------------------------------------------------

    /** An event must come before the next one of a fiber. */
    void precedes(int event, int fiber) {
        if (event == NONE) {
            return;
        }
        hasHard[fiber] = true;
        joinInto(hard, fiber * width, event);
    }

    /** What must come before the next event of one fiber must come before that of another too. */
    void inherits(int from, int fiber) {
        if (hasHard[from]) {
            hasHard[fiber] = true;
            for (int i = 0; i < width; i++) {
                int there = fiber * width + i;
                hard[there] = Math.max(hard[there], hard[from * width + i]);
            }
        }
    }

    /** All events so far come before all later ones. */
    void barrier() {
        for (int fiber = 0; fiber < width; fiber++) {
            hasHard[fiber] = true;
            System.arraycopy(eventCount, 0, hard, fiber * width, width);
        }
    }

    /** All events so far come before the later ones of a fiber. */
    void follows(int fiber) {
        hasHard[fiber] = true;
        System.arraycopy(eventCount, 0, hard, fiber * width, width);
    }

    private void joinInto(int[] rows, int at, int event) {
        int row = event * width;
        for (int i = 0; i < width; i++) {
            if (clocks[row + i] > rows[at + i]) {
                rows[at + i] = clocks[row + i];
            }
        }
    }

    // --- a step has ended -----------------------------------------------------------------------

    /**
     * The step was an event.
     *
     * @param looks whether races with earlier events are to be found
     * @return its number
     */
    int commit(int fiber, int[] script, boolean looks) {
        int event = count;
        if (event == fibers.length) {
            grow();
        }
        fibers[event] = fiber;
        indices[event] = eventCount[fiber] + 1;
        global[event] = stepGlobal;
        varying[event] = varies;
        hasVarying |= varies;
        scripts[event] = script.length == 0 ? null : script;
        froms[event] = effects;
        int end = effects + stepEffects;
        froms[event + 1] = end;
        // What comes before without any doubt.
        Arrays.fill(before, 0);
        int own = lastEvent[fiber];
        if (own != NONE) {
            System.arraycopy(clocks, own * width, before, 0, width);
        }
        if (hasHard[fiber]) {
            for (int i = 0; i < width; i++) {
                before[i] = Math.max(before[i], hard[fiber * width + i]);
            }
            hasHard[fiber] = false;
            Arrays.fill(hard, fiber * width, (fiber + 1) * width, 0);
        }
        depends = 0;
        if (stepGlobal) {
            for (int other = 0; other < width; other++) {
                if (other != fiber && lastEvent[other] != NONE) {
                    depend(lastEvent[other], NONE);
                }
            }
        } else if (lastGlobal != NONE) {
            depend(lastGlobal, NONE);
        }
        for (int effect = effects; effect < end; effect++) {
            eventOf[effect] = event;
            int place = places[effect];
            int write = touched.lastWrite[place];
            writeBefore[effect] = write;
            if (write != NONE) {
                depend(eventOf[write], effect);
            }
            if (Kind.reads(kinds[effect])) {
                continue;
            }
            for (int read = touched.lastRead[place]; read != NONE; read = readBefore[read]) {
                depend(eventOf[read], effect);
            }
        }
        int row = event * width;
        System.arraycopy(before, 0, clocks, row, width);
        System.arraycopy(before, 0, certain, row, width);
        for (int i = 0; i < depends; i++) {
            joinInto(clocks, row, dependOn[i]);
        }
        if (looks) {
            findRaces(event, end);
        }
        clocks[row + fiber] = indices[event];
        for (int effect = effects; effect < end; effect++) {
            int place = places[effect];
            if (Kind.reads(kinds[effect])) {
                readBefore[effect] = touched.lastRead[place];
                touched.lastRead[place] = effect;
            } else {
                touched.lastWrite[place] = effect;
                touched.lastRead[place] = NONE;
            }
        }
        if (stepGlobal) {
            lastGlobal = event;
        }
        lastEvent[fiber] = event;
        eventCount[fiber]++;
        effects = end;
        stepEffects = 0;
        stepGlobal = false;
        awaited = 0;
        count++;
        return event;
    }

    /** The step was none. */
    void drop() {
        stepEffects = 0;
        stepGlobal = false;
        awaited = 0;
    }

    /**
     * What a fiber would do next, but can not since it waits: an event after the last, until {@link
     * #unsay}; its races are found.
     */
    int say(int fiber, long key, byte kind) {
        said = races;
        does(key, kind, false);
        int before = lastWrite(key);
        int readers = touched.lastRead[touched.place(key)];
        waits = true;
        int event = commit(fiber, NO_SCRIPT, true);
        waits = false;
        int place = touched.place(key);
        touched.lastWrite[place] = before;
        touched.lastRead[place] = readers;
        return event;
    }

    /**
     * As above, of what might have come, but has not: nobody waits for it, and no races are found.
     */
    int says(int fiber, long key, byte kind) {
        said = races;
        does(key, kind, false);
        int writtenBy = lastWrite(key);
        int readers = touched.lastRead[touched.place(key)];
        boolean had = hasHard[fiber];
        int[] row = Arrays.copyOfRange(hard, fiber * width, (fiber + 1) * width);
        int event = commit(fiber, NO_SCRIPT, false);
        hasHard[fiber] = had;
        System.arraycopy(row, 0, hard, fiber * width, width);
        int place = touched.place(key);
        touched.lastWrite[place] = writtenBy;
        touched.lastRead[place] = readers;
        return event;
    }

    private int lastWrite(long key) {
        return touched.lastWrite[touched.place(key)];
    }

    /** Takes back what was said last. */
    void unsay(int lastOfFiber) {
        count--;
        int fiber = fibers[count];
        effects = froms[count];
        lastEvent[fiber] = lastOfFiber;
        eventCount[fiber]--;
        races = said;
    }

    private void depend(int on, int by) {
        if (depends == dependOn.length) {
            dependOn = Arrays.copyOf(dependOn, depends * 2);
            dependBy = Arrays.copyOf(dependBy, depends * 2);
        }
        dependOn[depends] = on;
        dependBy[depends++] = by;
    }

    private void findRaces(int event, int end) {
        int found = races;
        for (int i = 0; i < depends; i++) {
            int by = dependBy[i];
            if (by == NONE || !Kind.waits(kinds[by])) {
                race(dependOn[i], event, NONE, end);
            } else if (kinds[by] == Kind.CONSUME) {
                race(dependOn[i], event, NONE, end);
            } else if (eventOf[lastOf(by)] != dependOn[i]) {
                race(dependOn[i], event, NONE, end); // Somebody who has only looked.
            }
        }
        for (int effect = effects; effect < end; effect++) {
            byte kind = kinds[effect];
            if (kind == Kind.TAKE || kind == Kind.AWAIT) {
                // Not with who has freed it, but with who had taken it before that.
                int write = writeBefore[effect];
                while (write != NONE && !available[write]) {
                    write = writeBefore[write];
                }
                if (write != NONE) {
                    race(eventOf[write], event, effect, end);
                }
            }
        }
        // The same pair by several places counts once.
        int kept = found;
        for (int i = found; i < races; i++) {
            boolean isNew = true;
            for (int k = found; k < kept && isNew; k++) {
                isNew = raceFirst[k] != raceFirst[i];
            }
            if (isNew) {
                raceFirst[kept++] = raceFirst[i];
            }
        }
        races = kept;
    }

    private int lastOf(int effect) {
        int write = writeBefore[effect];
        return write == NONE ? effect : write;
    }

    /**
     * Looks whether an event could come before an earlier one.
     *
     * @param through the effect by which the two have to do with each other although there may be
     *     others between them at that place; or -1 if one depends on the other directly
     */
    private void race(int first, int event, int through, int end) {
        int fiber = fibers[first];
        if (fiber == fibers[event] || before[fiber] >= indices[first]) {
            return;
        }
        for (int i = 0; i < depends; i++) {
            int other = dependOn[i];
            if (other != first
                    && (through == NONE || dependBy[i] != through)
                    && isBefore(first, other)
                    && (through == NONE || isPossibleWithout(other, end))) {
                return; // It is with that one.
            }
        }
        if (!isPossibleWithout(first, end)) {
            return;
        }
        if (awaited > 0 && !isAwaitedWithout(first)) {
            return;
        }
        if (races == raceFirst.length) {
            raceFirst = Arrays.copyOf(raceFirst, races * 2);
            raceSecond = Arrays.copyOf(raceSecond, races * 2);
        }
        raceFirst[races] = first;
        raceSecond[races++] = event;
    }

    /**
     * Whether all that the new event waits for could be had if an event, and all after it, had not
     * been.
     */
    private boolean isPossibleWithout(int first, int end) {
        for (int effect = effects; effect < end; effect++) {
            if (Kind.waits(kinds[effect]) && !isAvailableWithout(first, effect)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an effect that waits could be had if an event, and all after it, had not been. */
    private boolean isAvailableWithout(int first, int effect) {
        int place = places[effect];
        if (kinds[effect] == Kind.CONSUME) {
            for (int given = touched.lastRead[place]; given != NONE; given = readBefore[given]) {
                if (!isBefore(first, eventOf[given])) {
                    return true;
                }
            }
            return false;
        }
        int dropped = NONE;
        int write = touched.lastWrite[place];
        while (write != NONE && isBefore(first, eventOf[write])) {
            dropped = write;
            write = writeBefore[write];
        }
        return dropped == NONE ? !waits : available[dropped];
    }

    private void grow() {
        int size = count * 2;
        fibers = Arrays.copyOf(fibers, size);
        indices = Arrays.copyOf(indices, size);
        froms = Arrays.copyOf(froms, size + 1);
        global = Arrays.copyOf(global, size);
        varying = Arrays.copyOf(varying, size);
        scripts = Arrays.copyOf(scripts, size);
        clocks = Arrays.copyOf(clocks, size * width);
        certain = Arrays.copyOf(certain, size * width);
    }
}
