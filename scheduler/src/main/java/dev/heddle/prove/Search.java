package dev.heddle.prove;

import dev.heddle.prove.Node.Asleep;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What is still to be visited: optimal dynamic partial-order reduction (Abdulla, Aronis, Jonsson
 * and Sagonas, 2014). The steps of the present run are a path through a tree of which only those
 * branches are kept that are still to be taken. When a run has ended, each race of its new events
 * adds to the point before the first of the two a sequence of steps in which the second comes
 * first, unless what was, or is going to be, visited from there has that already.
 */
final class Search {

    private final Trace trace;
    private final List<Node> path = new ArrayList<>();
    private int length;

    /** Steps before this one were made in an earlier run in just the same way. */
    private int fresh;

    /** Whether there was a run before the present one. */
    private boolean begun;

    /** How many branches were not taken since they would have had too many preemptions. */
    private long leftOut;

    // scratch: the events of a sequence that are left
    private int[] sequence = new int[64];

    /** The one of them that comes at another time than it did in the run. */
    private int moved;

    Search(Trace trace) {
        this.trace = trace;
    }

    /** The point after so many events. */
    Node at(int depth, int known) {
        if (depth < length) {
            return path.get(depth);
        }
        if (depth == path.size()) {
            path.add(new Node());
        }
        Node node = path.get(depth);
        node.clear();
        node.known = known;
        length = depth + 1;
        if (depth > 0) {
            Node before = path.get(depth - 1);
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
        return node;
    }

    /** Whose step is settled at a depth beyond the present one; -1 if none is. */
    int settled(int depth) {
        if (depth < length) {
            return path.get(depth).fiber;
        }
        Branch branch = length == 0 ? null : path.get(length - 1).after;
        for (int i = length; i < depth && branch != null; i++) {
            branch = branch.first;
        }
        return branch == null ? Trace.NONE : branch.fiber;
    }

    /** Whether the events from this one on are new. */
    boolean isFresh(int depth) {
        return depth >= fresh;
    }

    /** Adds what the races that were found ask for. */
    void reverseAll() {
        for (int race = 0; race < trace.races(); race++) {
            reverse(trace.raceFirst(race), trace.raceSecond(race));
        }
    }

    /** The next path is chosen; false if there is none. */
    boolean advance() {
        while (length > 0) {
            int depth = length - 1;
            Node node = path.get(depth);
            if (node.others != null && node.fiber != Trace.NONE && depth < trace.count()) {
                node.asleep.add(
                        new Asleep(
                                node.fiber,
                                trace.script(depth),
                                Stored.of(trace, depth, node.known, false)));
                node.done++;
            }
            if (node.advance()) {
                fresh = depth;
                begun = true;
                return true;
            }
            length--;
        }
        return false;
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
                    ? Branch.isPrefix(one.script, trace.script(sequence[at])) && isInitial(at)
                    : isIndependent(one.step, size)) {
                return;
            }
        }
        insert(node, size);
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
                    if (child.fits(trace.script(sequence[at])) && isInitial(at)) {
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
                            trace.script(event),
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

    /** Another option of a choice in the step that is taken at a point is to be taken as well. */
    void addOption(Node node, int fiber, int[] script) {
        for (Branch other = node.others; other != null; other = other.next) {
            if (other.fiber == fiber && Branch.isPrefix(script, other.script)) {
                return;
            }
        }
        for (Asleep done : node.asleep) {
            if (done.fiber == fiber && Branch.isPrefix(script, done.script)) {
                return;
            }
        }
        Branch branch = new Branch(fiber, script, script.length, null);
        branch.next = node.others;
        node.others = branch;
    }

    void restart() {
        length = 0;
        fresh = 0;
        begun = false;
    }

    /** The last run is to be made once more, as if it had not been. */
    void repeat() {
        if (!begun) {
            length = 0;
        } else {
            length = fresh + 1;
            Node node = path.get(fresh);
            node.after = node.planned;
        }
    }

    long leftOut() {
        return leftOut;
    }
}
