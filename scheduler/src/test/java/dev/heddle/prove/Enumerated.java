package dev.heddle.prove;

import dev.heddle.prove.RandomPrograms.Kind;
import dev.heddle.prove.RandomPrograms.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the inequivalent interleavings of a random program, and the states they end in, without
 * running it and without a line of Heddle's: a model of what each operation does, all ways to go on
 * from every state, and for each interleaving its canonical form: what each thread did, and, at
 * each place it touched, how many writes had been there before. Interleavings have the same form if
 * and only if they differ in the order of independent steps alone.
 */
final class Enumerated {

    /** What the model does not have. */
    private static final Set<Kind> UNKNOWN =
            EnumSet.complementOf(EnumSet.of(Kind.INTERRUPT, Kind.INTERRUPTED, Kind.IS_INTERRUPTED));

    static {
        UNKNOWN.removeAll(EnumSet.range(Kind.READ, Kind.JOIN));
    }

    /** What waits inside the JDK, by parking. */
    private static final Set<Kind> PARKING =
            EnumSet.of(
                    Kind.LOCKED,
                    Kind.AWAIT,
                    Kind.SIGNAL,
                    Kind.SIGNAL_ALL,
                    Kind.ACQUIRE,
                    Kind.AWAIT_LATCH);

    private enum Do {
        READ,
        WRITE,
        COPIED,
        CAS,
        ADD,
        ENTER,
        EXIT,
        LOCK,
        UNLOCK,
        TRY_LOCK,
        WAIT,
        REENTER,
        NOTIFY,
        NOTIFY_ALL,
        AWAIT,
        RETAKE,
        SIGNAL,
        SIGNAL_ALL,
        ACQUIRE,
        TRY_ACQUIRE,
        RELEASE,
        COUNT_DOWN,
        AWAIT_LATCH,
        PARK,
        UNPARK,
        JOIN,
        INTERRUPT,
        INTERRUPTED,
        IS_INTERRUPTED,
        END,
        MARK
    }

    /**
     * A step.
     *
     * @param place the place it touches, or a thread
     * @param value what it writes; or how many steps it leaves out
     */
    private record Step(Do what, int place, int value) {}

    // Places, two of each.
    private static final int VARS = 0;
    private static final int VOLATILES = 2;
    private static final int ELEMENTS = 4;
    private static final int ATOMICS = 6;
    private static final int MONITORS = 8;
    private static final int LOCKS = 10;
    private static final int SEMAPHORES = 12;
    private static final int LATCHES = 14;
    private static final int PERMITS = 16;
    private static final int FLAGS = 19;
    private static final int THREAD_ENDS = 22;
    private static final int PLACES = 25;

    private static final int NOBODY = -1;

    /** How many interleavings there are, and where they end. */
    record Found(long traces, Set<String> ends, Set<String> stuck) {}

    private final List<List<Step>> code = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();
    private final Set<String> ends = new HashSet<>();
    private final Set<String> stuck = new HashSet<>();
    private final int most;
    private long traces;

    /** The threads that somebody interrupts, so that it matters when they look for that. */
    private final Set<Integer> disturbed;

    /** Those of which one of them awaits the end, so that it matters when that comes. */
    private final Set<Integer> joined;

    /** The same, as far as it comes to that. */
    private final Set<Integer> interrupted = new HashSet<>();

    private final Set<Integer> awaited = new HashSet<>();

    private Enumerated(
            List<List<Op>> program, int most, Set<Integer> disturbed, Set<Integer> joined) {
        this.most = most;
        this.disturbed = disturbed;
        this.joined = joined;
        for (List<Op> ops : program) {
            List<Step> steps = new ArrayList<>();
            compile(ops, code.size(), steps);
            if (joined.contains(code.size())) {
                steps.add(new Step(Do.END, THREAD_ENDS + code.size(), 0));
            }
            code.add(steps);
        }
    }

    /**
     * Counts; null if the model does not have something that the program does, or if there are more
     * interleavings, their beginnings included, than wanted.
     */
    static @Nullable Found of(List<List<Op>> program, int most) {
        if (!hasAll(program)) {
            return null;
        }
        Set<Integer> disturbed = targets(program, Kind.INTERRUPT);
        Set<Integer> joined = disturbed.isEmpty() ? Set.of() : targets(program, Kind.JOIN);
        while (true) { // Until none of them is there to which it never comes.
            Enumerated model = new Enumerated(program, most, disturbed, joined);
            Found found = model.count();
            if (found == null
                    || (model.interrupted.equals(disturbed) && model.awaited.equals(joined))) {
                return found;
            }
            disturbed = model.interrupted;
            joined = model.awaited;
        }
    }

    private static Set<Integer> targets(List<List<Op>> program, Kind kind) {
        Set<Integer> targets = new HashSet<>();
        for (List<Op> ops : program) {
            for (Op op : RandomPrograms.flat(ops)) {
                if (op.kind() == kind) {
                    targets.add(op.a());
                }
            }
        }
        return targets;
    }

    /**
     * A thread that has to wait inside the JDK uses up the permit that somebody has given it to end
     * another wait, and an interrupt ends its wait, and so it matters whether it comes in vain.
     * Such programs are left out, since here nobody does.
     */
    private static boolean hasAll(List<List<Op>> program) {
        Set<Integer> unparked = new HashSet<>();
        for (List<Op> ops : program) {
            for (Op op : RandomPrograms.flat(ops)) {
                if (UNKNOWN.contains(op.kind())) {
                    return false;
                }
                if (op.kind() == Kind.UNPARK || op.kind() == Kind.INTERRUPT) {
                    unparked.add(op.a());
                }
            }
        }
        for (int me = 0; me < program.size(); me++) {
            List<Op> ops = RandomPrograms.flat(program.get(me));
            if (unparked.contains(me) && ops.stream().anyMatch(op -> PARKING.contains(op.kind()))) {
                return false;
            }
        }
        return true;
    }

    private static void compile(List<Op> ops, int me, List<Step> to) {
        for (Op op : ops) {
            int at = op.a() % 2;
            int value = op.b() + 1 + me * 10;
            switch (op.kind()) {
                case READ -> to.add(new Step(Do.READ, VARS + at, 1));
                case WRITE -> to.add(new Step(Do.WRITE, VARS + at, value));
                case COPY -> {
                    to.add(new Step(Do.READ, VARS + 1 - at, 0));
                    to.add(new Step(Do.COPIED, VARS + at, 0));
                }
                case READ_VOLATILE -> to.add(new Step(Do.READ, VOLATILES + at, 1));
                case WRITE_VOLATILE -> to.add(new Step(Do.WRITE, VOLATILES + at, value));
                case READ_ELEMENT -> to.add(new Step(Do.READ, ELEMENTS + at, 1));
                case WRITE_ELEMENT -> to.add(new Step(Do.WRITE, ELEMENTS + at, value));
                case CAS -> to.add(new Step(Do.CAS, ATOMICS + at, op.b()));
                case ADD -> to.add(new Step(Do.ADD, ATOMICS + at, 0));
                case SYNCHRONIZED -> {
                    to.add(new Step(Do.ENTER, MONITORS + at, 0));
                    compile(op.inside(), me, to);
                    to.add(new Step(Do.EXIT, MONITORS + at, 0));
                }
                case LOCKED -> {
                    to.add(new Step(Do.LOCK, LOCKS + at, 0));
                    compile(op.inside(), me, to);
                    to.add(new Step(Do.UNLOCK, LOCKS + at, 0));
                }
                case TRY_LOCK -> {
                    List<Step> inside = new ArrayList<>();
                    compile(op.inside(), me, inside);
                    to.add(new Step(Do.TRY_LOCK, LOCKS + at, inside.size() + 1));
                    to.addAll(inside);
                    to.add(new Step(Do.UNLOCK, LOCKS + at, 0));
                }
                case WAIT -> {
                    to.add(new Step(Do.ENTER, MONITORS + at, 0));
                    to.add(new Step(Do.WAIT, MONITORS + at, 1));
                    to.add(new Step(Do.REENTER, MONITORS + at, 0));
                    to.add(new Step(Do.EXIT, MONITORS + at, 0));
                }
                case NOTIFY, NOTIFY_ALL -> {
                    to.add(new Step(Do.ENTER, MONITORS + at, 0));
                    Do what = op.kind() == Kind.NOTIFY ? Do.NOTIFY : Do.NOTIFY_ALL;
                    to.add(new Step(what, MONITORS + at, 0));
                    to.add(new Step(Do.EXIT, MONITORS + at, 0));
                }
                case AWAIT -> {
                    to.add(new Step(Do.LOCK, LOCKS + at, 0));
                    to.add(new Step(Do.AWAIT, LOCKS + at, 0));
                    to.add(new Step(Do.RETAKE, LOCKS + at, 0));
                    to.add(new Step(Do.UNLOCK, LOCKS + at, 0));
                }
                case SIGNAL, SIGNAL_ALL -> {
                    to.add(new Step(Do.LOCK, LOCKS + at, 0));
                    Do what = op.kind() == Kind.SIGNAL ? Do.SIGNAL : Do.SIGNAL_ALL;
                    to.add(new Step(what, LOCKS + at, 0));
                    to.add(new Step(Do.UNLOCK, LOCKS + at, 0));
                }
                case ACQUIRE -> to.add(new Step(Do.ACQUIRE, SEMAPHORES + at, 0));
                case TRY_ACQUIRE -> to.add(new Step(Do.TRY_ACQUIRE, SEMAPHORES + at, 0));
                case RELEASE -> to.add(new Step(Do.RELEASE, SEMAPHORES + at, 0));
                case COUNT_DOWN -> to.add(new Step(Do.COUNT_DOWN, LATCHES + at, 0));
                case AWAIT_LATCH -> to.add(new Step(Do.AWAIT_LATCH, LATCHES + at, 0));
                case PARK -> to.add(new Step(Do.PARK, PERMITS + me, 0));
                case UNPARK -> to.add(new Step(Do.UNPARK, PERMITS + op.a(), 0));
                case JOIN -> to.add(new Step(Do.JOIN, op.a(), 0));
                case INTERRUPT -> to.add(new Step(Do.INTERRUPT, op.a(), 0));
                case INTERRUPTED -> to.add(new Step(Do.INTERRUPTED, 0, 0));
                case IS_INTERRUPTED -> to.add(new Step(Do.IS_INTERRUPTED, op.a(), 0));
                default -> throw new IllegalArgumentException(op.toString());
            }
            to.add(new Step(Do.MARK, 0, 0));
        }
    }

    /** Where all threads are, and what is where. */
    private static final class State {
        final int[] values;

        /** How many writes have been at each place. */
        final int[] writes;

        final int[] owner;
        final int[] holds;
        final int[] pc;
        final int[] copied;

        /** How many times a thread that waits had entered; it is still to be woken if negative. */
        final int[] saved;

        final StringBuilder[] seen;
        final StringBuilder[] done;

        /** Whom an interrupt has kept from a notification. */
        final boolean[] undone;

        /** Whether each waits for the end of another one. */
        final boolean[] joining;

        /** Those who wait at each monitor or lock to be woken, in the order of coming. */
        final List<List<Integer>> waiting;

        /** Those who have been signalled and wait for the lock, first in, first out. */
        final List<List<Integer>> queue;

        State(int threads) {
            values = new int[PLACES];
            writes = new int[PLACES];
            owner = new int[PLACES];
            holds = new int[PLACES];
            java.util.Arrays.fill(owner, NOBODY);
            values[SEMAPHORES] = 1;
            values[LATCHES] = 1;
            values[LATCHES + 1] = 2;
            pc = new int[threads];
            copied = new int[threads];
            saved = new int[threads];
            undone = new boolean[threads];
            joining = new boolean[threads];
            seen = new StringBuilder[threads];
            done = new StringBuilder[threads];
            waiting = new ArrayList<>();
            queue = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                seen[i] = new StringBuilder();
                done[i] = new StringBuilder();
            }
            for (int i = 0; i < PLACES; i++) {
                waiting.add(new ArrayList<>());
                queue.add(new ArrayList<>());
            }
        }

        State(State other) {
            values = other.values.clone();
            writes = other.writes.clone();
            owner = other.owner.clone();
            holds = other.holds.clone();
            pc = other.pc.clone();
            copied = other.copied.clone();
            saved = other.saved.clone();
            undone = other.undone.clone();
            joining = other.joining.clone();
            seen = new StringBuilder[pc.length];
            done = new StringBuilder[pc.length];
            waiting = new ArrayList<>();
            queue = new ArrayList<>();
            for (int i = 0; i < pc.length; i++) {
                seen[i] = new StringBuilder(other.seen[i]);
                done[i] = new StringBuilder(other.done[i]);
            }
            for (int i = 0; i < PLACES; i++) {
                waiting.add(new ArrayList<>(other.waiting.get(i)));
                queue.add(new ArrayList<>(other.queue.get(i)));
            }
        }

        void reads(int me, int place) {
            done[me].append('r').append(place).append(':').append(writes[place]).append(' ');
        }

        void writes(int me, int place) {
            done[me].append('w').append(place).append(':').append(writes[place]++).append(' ');
        }

        /** The canonical form of the interleaving that has led here. */
        String form() {
            return String.join("|", done);
        }

        String end() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 2; i++) {
                text.append(values[VARS + i]).append(',').append(values[VOLATILES + i]);
                text.append(',').append(values[ELEMENTS + i]).append(',');
                text.append(values[ATOMICS + i]).append(' ');
            }
            for (StringBuilder one : seen) {
                text.append('|').append(one);
            }
            return text.toString();
        }
    }

    private @Nullable Found count() {
        State first = new State(code.size());
        for (int me = 0; me < code.size(); me++) {
            mark(first, me);
        }
        Deque<State> open = new ArrayDeque<>();
        open.push(first);
        while (!open.isEmpty()) {
            State state = open.pop();
            boolean isLast = true;
            for (int me = 0; me < code.size(); me++) {
                for (State next : next(state, me)) {
                    isLast = false;
                    if (visited.add(next.form())) {
                        open.push(next);
                    }
                }
            }
            if (isLast) {
                traces++;
                boolean all = true;
                for (int me = 0; me < code.size(); me++) {
                    all &= hasEnded(state, me);
                }
                (all ? ends : stuck).add(state.end());
            }
            if (visited.size() > most) {
                return null;
            }
        }
        return new Found(traces, ends, stuck);
    }

    private boolean hasEnded(State state, int me) {
        return state.pc[me] == code.get(me).size();
    }

    /** All ways in which a thread can make its next step; none if it has to wait. */
    private List<State> next(State state, int me) {
        if (hasEnded(state, me)) {
            return List.of();
        }
        Step step = code.get(me).get(state.pc[me]);
        if (!isPossible(state, me, step)) {
            return List.of();
        }
        if (step.what() == Do.NOTIFY && !state.waiting.get(step.place()).isEmpty()) {
            List<State> all = new ArrayList<>();
            for (Integer waiter : state.waiting.get(step.place())) {
                State next = new State(state);
                wake(next, step.place(), waiter);
                mayEndWaits(next, me);
                next.done[me].append('n').append(waiter).append(' ');
                all.add(passed(next, me));
            }
            return all;
        }
        State next = new State(state);
        make(next, me, step);
        return List.of(passed(next, me));
    }

    private State passed(State state, int me) {
        state.done[me].append('.'); // Steps that nobody else can notice count as well.
        if (!state.joining[me]) {
            state.pc[me]++;
        }
        mark(state, me);
        return state;
    }

    /** What is no step comes along with the one before it. */
    private void mark(State state, int me) {
        while (!hasEnded(state, me) && code.get(me).get(state.pc[me]).what() == Do.MARK) {
            state.seen[me].append(';');
            state.pc[me]++;
        }
    }

    /** Comes to wait for the end of another thread. */
    private void join(State state, int me, int other) {
        if (!disturbed.contains(me)) {
            return;
        }
        awaited.add(other);
        state.reads(me, THREAD_ENDS + other);
        if (looks(state, me)) {
            return;
        }
        state.joining[me] = !hasEnded(state, other);
    }

    /** Looks for an interrupt; whether there was one, of which the thread has heard now. */
    private boolean looks(State state, int me) {
        if (!disturbed.contains(me)) {
            return false;
        }
        boolean is = state.values[FLAGS + me] == 1;
        state.writes(me, FLAGS + me);
        state.writes(me, PERMITS + me);
        if (is) {
            state.values[FLAGS + me] = 0;
            state.seen[me].append('i');
        }
        return is;
    }

    /** What may end a wait that an interrupt can end too. */
    private void mayEndWaits(State state, int me) {
        for (Integer other : disturbed) {
            state.reads(me, FLAGS + other);
        }
    }

    private boolean isPossible(State state, int me, Step step) {
        int place = step.place();
        return switch (step.what()) {
            case ENTER, LOCK -> state.owner[place] == NOBODY || state.owner[place] == me;
            case REENTER -> state.saved[me] > 0 && state.owner[place] == NOBODY;
            case RETAKE ->
                    state.owner[place] == NOBODY
                            && !state.queue.get(place).isEmpty()
                            && state.queue.get(place).getFirst() == me;
            case ACQUIRE -> state.values[place] > 0;
            case AWAIT_LATCH -> state.values[place] == 0;
            case PARK -> state.values[place] > 0 || state.values[FLAGS + me] == 1;
            case JOIN ->
                    disturbed.contains(me)
                            ? !state.joining[me]
                                    || hasEnded(state, place)
                                    || state.values[FLAGS + me] == 1
                            : hasEnded(state, place);
            default -> true;
        };
    }

    private static void wake(State state, int place, Integer waiter) {
        state.waiting.get(place).remove(waiter);
        state.saved[waiter] = Math.abs(state.saved[waiter]);
    }

    private static void take(State state, int me, int place, int count) {
        state.owner[place] = me;
        state.holds[place] = count;
        state.writes(me, place);
    }

    private static void free(State state, int me, int place) {
        state.owner[place] = NOBODY;
        state.holds[place] = 0;
        state.writes(me, place);
    }

    private void make(State state, int me, Step step) {
        int place = step.place();
        int[] values = state.values;
        switch (step.what()) {
            case READ -> {
                state.reads(me, place);
                state.copied[me] = values[place];
                if (step.value() == 1) {
                    state.seen[me].append(values[place]);
                }
            }
            case WRITE -> {
                values[place] = step.value();
                state.writes(me, place);
            }
            case COPIED -> {
                values[place] = state.copied[me] + 1;
                state.writes(me, place);
            }
            case CAS -> {
                boolean changes = values[place] == step.value();
                state.seen[me].append(changes ? 1 : 0);
                if (changes) {
                    values[place]++;
                    state.writes(me, place);
                } else {
                    state.reads(me, place);
                }
            }
            case ADD -> {
                state.seen[me].append(values[place]++);
                state.writes(me, place);
            }
            case ENTER, LOCK -> {
                if (state.owner[place] == me) {
                    state.holds[place]++;
                } else {
                    take(state, me, place, 1);
                }
            }
            case EXIT, UNLOCK -> {
                if (--state.holds[place] == 0) {
                    free(state, me, place);
                }
            }
            case TRY_LOCK -> {
                boolean gets = state.owner[place] == NOBODY || state.owner[place] == me;
                state.seen[me].append(gets ? 1 : 0);
                if (!gets) {
                    state.reads(me, place);
                    state.pc[me] += step.value();
                } else if (state.owner[place] == me) {
                    state.holds[place]++;
                } else {
                    take(state, me, place, 1);
                }
            }
            case WAIT, AWAIT -> {
                if (step.value() == 1 && looks(state, me)) {
                    state.pc[me]++; // It does not wait, and so need not enter again.
                    return;
                }
                state.saved[me] = -state.holds[place];
                state.waiting.get(place).add(me);
                free(state, me, place);
            }
            case REENTER -> {
                take(state, me, place, state.saved[me]);
                if (state.undone[me]) {
                    state.undone[me] = false;
                    looks(state, me);
                }
            }
            case RETAKE -> {
                state.queue.get(place).removeFirst();
                take(state, me, place, state.saved[me]);
            }
            case NOTIFY_ALL -> {
                mayEndWaits(state, me);
                for (Integer waiter : List.copyOf(state.waiting.get(place))) {
                    wake(state, place, waiter);
                }
            }
            case SIGNAL, SIGNAL_ALL -> {
                List<Integer> all = List.copyOf(state.waiting.get(place));
                int count = step.what() == Do.SIGNAL ? Math.min(1, all.size()) : all.size();
                for (Integer waiter : all.subList(0, count)) {
                    wake(state, place, waiter);
                    state.queue.get(place).add(waiter);
                }
            }
            case ACQUIRE -> {
                values[place]--;
                state.writes(me, place);
            }
            case TRY_ACQUIRE -> {
                boolean gets = values[place] > 0;
                state.seen[me].append(gets ? 1 : 0);
                if (gets) {
                    values[place]--;
                    state.writes(me, place);
                } else {
                    state.reads(me, place);
                }
            }
            case RELEASE -> {
                values[place]++;
                state.writes(me, place);
            }
            case COUNT_DOWN -> {
                values[place] = Math.max(0, values[place] - 1);
                state.writes(me, place);
            }
            case AWAIT_LATCH -> state.reads(me, place);
            case PARK -> {
                values[place] = 0; // If there is none, it was interrupted.
                state.writes(me, place);
            }
            case UNPARK -> {
                values[place] = 1;
                state.reads(me, place);
            }
            case NOTIFY -> mayEndWaits(state, me); // Nobody waits to be notified.
            case JOIN -> {
                if (state.joining[me]) {
                    state.joining[me] = false;
                    looks(state, me);
                } else {
                    join(state, me, place);
                }
            }
            case INTERRUPT -> {
                interrupted.add(place);
                values[FLAGS + place] = 1;
                state.writes(me, FLAGS + place);
                state.reads(me, PERMITS + place);
                for (int object = MONITORS; object < LOCKS; object++) {
                    if (state.waiting.get(object).contains(place)) {
                        wake(state, object, place);
                        state.undone[place] = true;
                    }
                }
            }
            case INTERRUPTED -> {
                int length = state.seen[me].length();
                boolean is = looks(state, me);
                state.seen[me].setLength(length);
                state.seen[me].append(is ? 1 : 0);
            }
            case IS_INTERRUPTED -> {
                state.reads(me, FLAGS + place);
                state.seen[me].append(values[FLAGS + place]);
            }
            case END -> {
                state.writes(me, place);
                mayEndWaits(state, me);
            }
            case MARK -> {
                // It is no step.
            }
        }
    }
}
