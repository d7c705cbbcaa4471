package dev.heddle.prove;

import dev.heddle.prove.Node.Asleep;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What is still to be visited: optimal dynamic partial-order reduction (Abdulla, Aronis, Jonsson
 * and Sagonas, 2014). When a run has ended, each race of its new events adds to the point before
 * the first of the two a sequence of steps in which the second comes first, unless what was, or is
 * going to be, visited from there has that already.
 */
final class Search extends Path {

    private static final int[] NOTHING = {};

    /** Stands for more than one fiber. */
    private static final int MANY = -2;

    // scratch: who has touched each object
    private int[] owners = new int[64];

    // scratch: the events of a sequence that are left
    private int[] sequence = new int[64];

    /** The one of them that comes at another time than it did in the run. */
    private int moved;

    Search(Trace trace) {
        super(trace);
    }

    @Override
    void follows(Node before, Node node, int depth) {
        for (int i = 0; i < before.asleep.size(); i++) {
            Asleep one = before.asleep.get(i);
            if (one.fiber != before.fiber && !one.step.conflicts(trace, depth - 1)) {
                node.asleep.add(one);
            }
        }
        node.others = before.after;
        before.after = null;
        node.advance();
    }

    @Override
    int settled(int depth) {
        if (depth < length) {
            return super.settled(depth);
        }
        Branch branch = length == 0 ? null : path.get(length - 1).after;
        for (int i = length; i < depth && branch != null; i++) {
            branch = branch.first;
        }
        return branch == null ? Trace.NONE : branch.fiber;
    }

    /** Adds what the races that were found ask for. */
    @Override
    void ended() {
        found(0);
        if (trace.hasVaryingEvents()) {
            noteShared();
        }
    }

    /**
     * Notes which of the objects that steps came to first others have touched as well: what nobody
     * else touches, in all that follows a step, is of no account for what the step can be swapped
     * with. A step of several accesses makes many such objects.
     */
    private void noteShared() {
        int objects = trace.objects.count();
        if (owners.length < objects) {
            owners = new int[objects * 2];
        }
        Arrays.fill(owners, 0, objects, Trace.NONE);
        for (int event = 0; event < trace.count(); event++) {
            for (int effect = trace.from(event); effect < trace.to(event); effect++) {
                int object = Trace.object(trace.keyOf(effect));
                int fiber = trace.fiber(event);
                owners[object] =
                        owners[object] == Trace.NONE || owners[object] == fiber ? fiber : MANY;
            }
        }
        for (int depth = 0; depth < Math.min(length, trace.count()); depth++) {
            if (trace.isVarying(depth)) {
                noteShared(path.get(depth), depth);
            }
        }
    }

    private void noteShared(Node node, int event) {
        int from = trace.from(event);
        int size = trace.to(event) - from;
        BitSet shared = node.shared;
        if (shared == null) {
            shared = new BitSet(size);
            node.shared = shared;
            node.effects = size;
        } else if (node.effects != size) {
            node.effects = -1;
        }
        for (int i = 0; i < size; i++) {
            if (owners[Trace.object(trace.keyOf(from + i))] == MANY) {
                shared.set(i);
            }
        }
    }

    @Override
    void found(int from) {
        for (int race = from; race < trace.races(); race++) {
            reverses(trace.raceFirst(race), trace.raceSecond(race));
        }
    }

    /** What was taken need not be any more, as long as nobody does what it depends on. */
    @Override
    void leaves(Node node, int depth) {
        if (node.fiber != Trace.NONE && depth < trace.count()) {
            node.asleep.add(
                    new Asleep(
                            node.fiber,
                            trace.script(depth),
                            node.shared != null && node.effects >= 0
                                    ? Stored.of(trace, depth, node.known, node.shared)
                                    : Stored.of(trace, depth, node.known, false)));
            node.done++;
        }
    }

    /** Adds a branch in which the second event comes before the first. */
    @Override
    void reverses(int first, int second) {
        int size = 0;
        int count = trace.count();
        if (sequence.length < count) {
            sequence = new int[count * 2];
        }
        for (int event = first + 1; event < count; event++) {
            if (event != second && event != trace.end() && !trace.isBefore(first, event)) {
                sequence[size++] = event;
            }
        }
        sequence[size++] = second;
        moved = second;
        Node node = path.get(first);
        for (int i = 0; i < node.asleep.size(); i++) {
            Asleep one = node.asleep.get(i);
            int at = find(one.fiber, size);
            if (at >= 0
                    ? fits(one.script, sequence[at]) && isInitial(at, one.step)
                    : isIndependent(one.step, size)) {
                return;
            }
        }
        insert(node, size);
    }

    /**
     * Whether what is settled of the choices of a step is what was chosen in an event. What the one
     * that is moved has chosen may not be there to be chosen where it comes then: all that is will
     * be visited.
     */
    private boolean fits(int[] script, int event) {
        return event == moved || Branch.isPrefix(script, trace.script(event));
    }

    private int find(int fiber, int size) {
        for (int i = 0; i < size; i++) {
            if (trace.fiber(sequence[i]) == fiber) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether none of those before it in the sequence must come before it.
     *
     * @param first what it does if it comes first; null if that is not known
     */
    private boolean isInitial(int at, @Nullable Stored first) {
        if (sequence[at] == moved && trace.isVarying(moved)) {
            // What it does after those before it is known only if it is the same as before them.
            return at == 0 || isIndependent(first, at);
        }
        for (int i = 0; i < at; i++) {
            if (sequence[at] == moved
                    ? trace.isBeforeElsewhere(sequence[i], moved)
                    : trace.isBefore(sequence[i], sequence[at])) {
                return false;
            }
        }
        return true;
    }

    private boolean isIndependent(@Nullable Stored step, int size) {
        if (step == null) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            boolean isMoved = sequence[i] == moved;
            if ((isMoved && trace.isVarying(moved))
                    || step.conflicts(trace, sequence[i], isMoved)) {
                return false;
            }
        }
        return true;
    }

    private void insert(Node node, int length) {
        int size = length;
        Branch parent = null;
        Branch child = node.others;
        while (true) {
            Branch last = null;
            Branch found = null;
            for (; child != null && size > 0; child = child.next) {
                int at = find(child.fiber, size);
                if (at >= 0) {
                    if (fits(child.script, sequence[at]) && isInitial(at, child.step)) {
                        System.arraycopy(sequence, at + 1, sequence, at, size - at - 1);
                        size--;
                        found = child;
                        break;
                    }
                } else if (isIndependent(child.step, size)) {
                    found = child;
                    break;
                }
                last = child;
            }
            if (size == 0 && found == null) {
                return; // All of it will come.
            }
            if (found == null) {
                append(node, parent, last, size);
                return;
            }
            if (found.first == null) {
                return; // What follows is free, so it will come.
            }
            parent = found;
            child = found.first;
        }
    }

    private void append(Node node, @Nullable Branch parent, @Nullable Branch last, int size) {
        Branch chain = null;
        for (int i = size - 1; i >= 0; i--) {
            int event = sequence[i];
            boolean isMoved = event == moved;
            Branch branch =
                    new Branch(
                            trace.fiber(event),
                            isMoved ? NOTHING : trace.script(event),
                            0,
                            isMoved && trace.isVarying(event)
                                    ? null // Nobody knows what it will do there.
                                    : Stored.of(trace, event, node.known, isMoved));
            branch.first = chain;
            chain = branch;
        }
        if (last != null) {
            last.next = chain;
        } else if (parent != null) {
            parent.first = chain;
        } else {
            node.others = chain;
        }
    }
}
