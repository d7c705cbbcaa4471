package dev.heddle.prove;

import dev.heddle.prove.Node.Asleep;

import org.jspecify.annotations.Nullable;

/**
 * What is still to be visited: optimal dynamic partial-order reduction (Abdulla, Aronis, Jonsson
 * and Sagonas, 2014). When a run has ended, each race of its new events adds to the point before
 * the first of the two a sequence of steps in which the second comes first, unless what was, or is
 * going to be, visited from there has that already.
 */
final class Search extends Path {

    private static final int[] NOTHING = {};

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
    }

    @Override
    void found(int from) {
        for (int race = from; race < trace.races(); race++) {
            reverse(trace.raceFirst(race), trace.raceSecond(race));
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
                            Stored.of(trace, depth, node.known, false)));
            node.done++;
        }
    }

    /** Adds a branch in which the second event comes before the first. */
    private void reverse(int first, int second) {
        int size = 0;
        int count = trace.count();
        if (sequence.length < count) {
            sequence = new int[count * 2];
        }
        for (int event = first + 1; event < count; event++) {
            if (event != second && !trace.isBefore(first, event)) {
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
                    ? fits(one.script, sequence[at]) && isInitial(at)
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

    /** Whether none of those before it in the sequence must come before it. */
    private boolean isInitial(int at) {
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
            if (step.conflicts(trace, sequence[i], sequence[i] == moved)) {
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
                    if (fits(child.script, sequence[at]) && isInitial(at)) {
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
            Branch branch =
                    new Branch(
                            trace.fiber(event),
                            event == moved ? NOTHING : trace.script(event),
                            0,
                            Stored.of(trace, event, node.known, event == moved));
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
