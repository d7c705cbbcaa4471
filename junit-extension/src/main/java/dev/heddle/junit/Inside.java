package dev.heddle.junit;

import dev.heddle.kernel.Fiber;

/** Whether the calling thread is inside of a schedule. */
final class Inside {

    private Inside() {}

    static boolean isInSchedule() {
        return Fiber.current() != null;
    }
}
