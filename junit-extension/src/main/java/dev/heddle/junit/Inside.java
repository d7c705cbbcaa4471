package dev.heddle.junit;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Runs;

/** Whether the calling thread is inside of a schedule. */
final class Inside {

    private Inside() {}

    static boolean isInSchedule() {
        // Without a run there may be no control, and then nobody can be asked.
        return Runs.anyGoing() && Fiber.current() != null;
    }
}
