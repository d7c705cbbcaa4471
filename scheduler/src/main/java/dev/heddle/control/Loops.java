package dev.heddle.control;

import org.jspecify.annotations.Nullable;

/**
 * Finds the ends of loops that could go round for ever without a scheduling point: jumps backward
 * that are not preceded, in the same stretch of straight code, by a point. There a fiber looks
 * whether its run is out of time, and nothing else: it is no point, so nobody else can run.
 */
final class Loops {

    /** The places to which something refers; null if loops do not matter. */
    private final boolean @Nullable [] labels;

    /** Whether whoever comes here has come past a scheduling point since the last label. */
    private boolean hasPoint;

    Loops(boolean @Nullable [] labels) {
        this.labels = labels;
    }

    /** Begins at the first instruction of the method. */
    void restart() {
        hasPoint = false;
    }

    /** The next instruction of the method, in order. */
    void goesTo(int pc) {
        if (labels != null && labels[pc]) {
            hasPoint = false;
        }
    }

    /** The instruction that comes next is preceded by a scheduling point. */
    void passesPoint() {
        hasPoint = true;
    }

    /** Whether a jump so far is the end of such a loop. */
    boolean isEnd(int distance) {
        return labels != null && !hasPoint && distance <= 0;
    }
}
