package dev.heddle.prove;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What is still to be visited, if no more than so many preemptions are allowed: all ways to go on
 * at each point, unless one came there before that had as many left. Two ways come to one point if
 * they have the same events, ordered in the same way (Musuvathi and Qadeer, 2007), and the same
 * fiber goes on without a preemption. That visits all that can be reached within the bound, where
 * the reduction by races would miss what it finds by interleavings beyond.
 */
final class Bounded extends Path {

    /** So many points are remembered; beyond that some are visited more than once. */
    private static final int MOST_POINTS = 1 << 22;

    private final int most;

    /** The points that were visited, and how many preemptions there were up to there. */
    private final Hashed points = new Hashed(MOST_POINTS);

    /** The whole interleavings that were visited. */
    private final Hashed ends = new Hashed(MOST_POINTS);

    /** The hash of the events up to each depth. */
    private long[] hashes = new long[64];

    /** Whether the run goes on as one has that was before. */
    private boolean isKnown;

    private long leftOut;
    private long leftOutBefore;
    private boolean wasNew;

    Bounded(Trace trace, int most) {
        super(trace);
        this.most = most;
    }

    @Override
    void follows(Node before, Node node, int depth) {
        node.preemptions = before.preemptions + (isPreemption(before, before.fiber) ? 1 : 0);
    }

    private static boolean isPreemption(Node node, int fiber) {
        return node.goesOn != Trace.NONE && node.goesOn != fiber;
    }

    /** A run begins. */
    void begins() {
        isKnown = false;
        leftOutBefore = leftOut;
        points.keep();
        ends.keep();
    }

    /**
     * The run is at a point at which nothing is settled yet.
     *
     * @param goesOn whose step would be no preemption; -1 if nobody's would be one
     * @param options the fibers that can make a step there
     * @return whose step is taken
     */
    int choose(Node node, int goesOn, int[] options, int count) {
        boolean isOption = false;
        int chosen = options[0];
        for (int i = 0; i < count; i++) {
            isOption |= options[i] == node.tentative;
            if (options[i] == goesOn) {
                chosen = goesOn;
            }
        }
        if (isOption && node.goesOn == goesOn) {
            return node.tentative; // It was asked before, and nobody could tell what was done.
        }
        node.goesOn = goesOn;
        node.tentative = chosen;
        if (isKnown) {
            return chosen;
        }
        leftOut -= node.leftOut;
        node.leftOut = 0;
        node.others = null;
        for (int i = count - 1; i >= 0; i--) {
            int fiber = options[i];
            if (fiber == chosen) {
                continue;
            }
            if (isPreemption(node, fiber) && node.preemptions == most) {
                node.leftOut++;
            } else {
                Branch branch = new Branch(fiber, NOTHING, 0, null);
                branch.next = node.others;
                node.others = branch;
            }
        }
        leftOut += node.leftOut;
        return chosen;
    }

    private static final int[] NOTHING = {};

    /** An event was added to the trace. */
    void adds(int event) {
        if (event + 1 >= hashes.length) {
            hashes = java.util.Arrays.copyOf(hashes, hashes.length * 2);
        }
        hashes[event + 1] = hashes[event] + trace.hash(event);
        if (isKnown || !isFresh(event)) {
            return;
        }
        Node node = path.get(event);
        int preemptions = node.preemptions + (isPreemption(node, node.fiber) ? 1 : 0);
        long point = (hashes[event + 1] + node.fiber) * 0x9E3779B97F4A7C15L;
        isKnown = !points.lower(point ^ (point >>> 31), preemptions);
    }

    @Override
    void ended() {
        long hash = hashes[trace.count()];
        wasNew = ends.lower(hash ^ (hash >>> 29), 0);
    }

    /** Whether the run that has ended was another than all before. */
    boolean wasNew() {
        return wasNew;
    }

    /** How many branches were not taken since they would have had too many preemptions. */
    long leftOut() {
        return leftOut;
    }

    @Override
    boolean isOpen(int depth) {
        return !isKnown && super.isOpen(depth);
    }

    void write(DataOutputStream out) throws IOException {
        points.write(out);
        ends.write(out);
        out.writeLong(leftOut);
    }

    void read(DataInputStream in) throws IOException {
        points.read(in);
        ends.read(in);
        leftOut = in.readLong();
        hashes = new long[1 << 16];
    }

    @Override
    void reverses(int first, int second) {} // All that can be done at a point is.

    @Override
    void leaves(Node node, int depth) {}

    @Override
    void restart() {
        super.restart();
        points.clear();
        ends.clear();
        leftOut = 0;
    }

    @Override
    void repeat() {
        super.repeat();
        points.undo();
        ends.undo();
        leftOut = leftOutBefore;
    }
}
