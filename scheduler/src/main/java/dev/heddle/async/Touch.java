package dev.heddle.async;

import dev.heddle.kernel.Interplay;
import dev.heddle.kernel.Runs;

import org.jspecify.annotations.Nullable;

/**
 * Says what the calling code is about to do with something that tasks share, for whoever wants to
 * know which of their steps can be swapped; see {@link Interplay}.
 */
final class Touch {

    private Touch() {}

    /** It looks at it. */
    static void reads(Object what) {
        touches(what, Interplay.STATE, false);
    }

    /** It changes it, or may do so. */
    static void writes(Object what) {
        touches(what, Interplay.STATE, true);
    }

    /** It does that to one part of it. */
    static void touches(Object what, int member, boolean writes) {
        Interplay told = told();
        if (told != null) {
            told.touches(what, member, writes);
        }
    }

    /** It does something of which it is not known with what it can be swapped. */
    static void mixes() {
        Interplay told = told();
        if (told != null) {
            told.mixes();
        }
    }

    private static @Nullable Interplay told() {
        Worker worker = Runs.anyGoing() ? Worker.current() : null;
        return worker == null ? null : worker.loop.told;
    }
}
