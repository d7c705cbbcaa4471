package dev.heddle.control;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the ends of loops that could go round for ever without a scheduling point: jumps backward
 * that are not preceded, in the same stretch of straight code, by a point. There a fiber looks
 * whether its run is out of time, and nothing else: it is no point, so nobody else can run.
 */
final class Loops {

    private final boolean wanted;

    /** The places that were passed already. */
    private final Set<Label> passed = new HashSet<>();

    /** Whether whoever comes here has come past a scheduling point since the last label. */
    private boolean hasPoint;

    Loops(boolean wanted) {
        this.wanted = wanted;
    }

    /** Begins at the first instruction of the method. */
    void restart() {
        passed.clear();
        hasPoint = false;
    }

    /** The next element of the method, in order. */
    void goesPast(CodeElement element) {
        if (wanted && element instanceof LabelTarget target) {
            passed.add(target.label());
            hasPoint = false;
        }
    }

    /** The element that comes next is preceded by a scheduling point. */
    void passesPoint() {
        hasPoint = true;
    }

    /** Whether this element is the end of such a loop. */
    boolean isEnd(CodeElement element) {
        return wanted
                && !hasPoint
                && element instanceof BranchInstruction jump
                && passed.contains(jump.target());
    }
}
