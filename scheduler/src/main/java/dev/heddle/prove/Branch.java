package dev.heddle.prove;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * A step that is still to be taken, in a tree of those that are: of a fiber, with what is chosen in
 * it, and the steps after it.
 */
final class Branch {

    final int fiber;

    /** What is chosen in it, as far as that is settled; beyond that the first of each. */
    final int[] script;

    /** From which choice on the other options are this branch's to add. */
    final int owned;

    /** What the step does; null if that is not known. */
    final @Nullable Stored step;

    /** The steps that may follow, in the order in which they are to be taken. */
    @Nullable Branch first;

    @Nullable Branch next;

    Branch(int fiber, int[] script, int owned, @Nullable Stored step) {
        this.fiber = fiber;
        this.script = script;
        this.owned = owned;
        this.step = step;
    }

    /** Whether what is settled of the choices is what was chosen there. */
    boolean fits(int[] chosen) {
        return isPrefix(script, chosen);
    }

    static boolean isPrefix(int[] script, int[] chosen) {
        return script.length <= chosen.length
                && Arrays.equals(script, 0, script.length, chosen, 0, script.length);
    }
}
