package dev.heddle.prove;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A point of the present run: the step that is taken there, and those that are still to be. */
final class Node {

    /** A step that need not be taken any more, as long as nobody does what it depends on. */
    static final class Asleep {
        final int fiber;
        final int[] script;
        final Stored step;

        Asleep(int fiber, int[] script, Stored step) {
            this.fiber = fiber;
            this.script = script;
            this.step = step;
        }
    }

    /** Whose step is taken; -1 if that is not settled. */
    int fiber;

    int[] script = {};

    /** From which choice on the other options of that step are still to be added. */
    int owned;

    /** What follows that step. */
    @Nullable Branch after;

    /** The same, until another step is taken here. */
    @Nullable Branch planned;

    /** Other steps to be taken here. */
    @Nullable Branch others;

    /** How many objects were known before. */
    int known;

    /** What need not be taken; the last {@link #done} of it were taken here. */
    final List<Asleep> asleep = new ArrayList<>();

    int done;

    /** How many steps were taken here before, with all that follows. */
    int taken;

    /**
     * Of the effects of the step that is taken, by their index: those on objects that others have
     * touched as well, in any run with that step here. Null if that was not looked at.
     */
    @Nullable BitSet shared;

    /** How many effects the step has; -1 if they were not the same each time. */
    int effects;

    /** Where preemptions are counted: how many there were before this step. */
    int preemptions;

    /** Where they are counted: any other fiber's step would be one more; -1 if none would. */
    int goesOn;

    /** Where they are counted: who is chosen, unless all he does is seen by nobody. */
    int tentative;

    /** Where they are counted: how many steps would have been too many. */
    int leftOut;

    /** Whether the step is one of time that was made when nobody could run. */
    boolean isLate;

    void clear() {
        fiber = Trace.NONE;
        script = NOTHING;
        owned = 0;
        after = null;
        planned = null;
        others = null;
        asleep.clear();
        done = 0;
        taken = 0;
        shared = null;
        preemptions = 0;
        goesOn = Trace.NONE;
        tentative = Trace.NONE;
        leftOut = 0;
        isLate = false;
    }

    private static final int[] NOTHING = {};

    /** Takes the next of the other steps; false if there is none. */
    boolean advance() {
        Branch next = others;
        if (next == null) {
            return false;
        }
        others = next.next;
        shared = null;
        isLate = false;
        fiber = next.fiber;
        script = next.script;
        owned = next.owned;
        after = next.first;
        planned = next.first;
        return true;
    }

    boolean isAsleep(int who) {
        for (int i = 0; i < asleep.size(); i++) {
            if (asleep.get(i).fiber == who) {
                return true;
            }
        }
        return false;
    }
}
