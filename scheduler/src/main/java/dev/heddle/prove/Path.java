package dev.heddle.prove;

import dev.heddle.prove.Node.Asleep;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps of the present run, as a path through a tree of which only those branches are kept that
 * are still to be taken.
 */
abstract class Path {

    final Trace trace;
    final List<Node> path = new ArrayList<>();
    int length;

    /** Steps before this one were made in an earlier run in just the same way. */
    int fresh;

    /** Whether there was a run before the present one. */
    boolean begun;

    Path(Trace trace) {
        this.trace = trace;
    }

    /** The point after so many events. */
    final Node at(int depth, int known) {
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
            follows(path.get(depth - 1), node, depth);
        }
        return node;
    }

    /** The path comes to a point for the first time. */
    abstract void follows(Node before, Node node, int depth);

    /** Whose step is settled at a depth beyond the present one; -1 if none is. */
    int settled(int depth) {
        return depth < length ? path.get(depth).fiber : Trace.NONE;
    }

    /** Whether the events from this one on are new. */
    final boolean isFresh(int depth) {
        return depth >= fresh;
    }

    /** Whether what else could be chosen in the event after so many is still to be visited. */
    boolean isOpen(int depth) {
        return isFresh(depth);
    }

    /** The run has ended: what it has shown is noted. */
    abstract void ended();

    /** Races from this one on were found, and are noted at once. */
    void found(int from) {}

    /** The second event could come before the first: that is noted at once. */
    abstract void reverses(int first, int second);

    /** The next path is chosen; false if there is none. */
    final boolean advance() {
        while (length > 0) {
            int depth = length - 1;
            Node node = path.get(depth);
            if (node.others != null) {
                leaves(node, depth);
            }
            if (node.advance()) {
                node.taken++;
                fresh = depth;
                begun = true;
                return true;
            }
            length--;
        }
        return false;
    }

    /**
     * How much of all was visited by now, from 0 to 1, if what follows one of the steps that can be
     * taken at a point is as much as what follows another, and no more of them come to light.
     */
    final double part() {
        double part = 0;
        double share = 1;
        for (int depth = 0; depth < length; depth++) {
            Node node = path.get(depth);
            int left = 1;
            for (Branch branch = node.others; branch != null; branch = branch.next) {
                left++;
            }
            part += share * node.taken / (node.taken + left);
            share /= node.taken + left;
        }
        return part;
    }

    /** Another step is going to be taken at a point. */
    abstract void leaves(Node node, int depth);

    /** Another option of a choice in the step that is taken at a point is to be taken as well. */
    final void addOption(Node node, int fiber, int[] script) {
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

    /** All begins anew. */
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
}
