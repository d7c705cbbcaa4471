package dev.heddle.detect;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Vector clocks that are used again in the next run, so that runs allocate none. */
final class Clocks {

    private @Nullable VectorClock[] all = new VectorClock[64];
    private int used;

    /** A clock that knows nothing. */
    VectorClock next() {
        if (used == all.length) {
            all = Arrays.copyOf(all, used * 2);
        }
        VectorClock clock = all[used];
        if (clock == null) {
            clock = new VectorClock();
            all[used] = clock;
        }
        used++;
        return clock;
    }

    /** None is in use any more. */
    void reset() {
        for (int i = 0; i < used; i++) {
            VectorClock clock = all[i];
            if (clock != null) {
                clock.clear();
            }
        }
        used = 0;
    }
}
