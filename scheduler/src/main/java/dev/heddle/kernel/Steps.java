package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * What counts as a step of a run, for all who count them: passing a scheduling point, beginning to
 * wait, notifying somebody, an amount of time that passes although threads can run, and the end of
 * a thread.
 */
@Internal
public final class Steps {

    private Steps() {}

    /** Whether a wait is a step of the program: a coroutine's thread may have nothing to do. */
    public static boolean isStep(Wait wait, @Nullable Object on) {
        return on != null || !isOfCoroutine(wait);
    }

    /** Whether the end of a fiber is a step: coroutines have come to theirs before. */
    public static boolean isEnd(Fiber fiber) {
        return fiber.guest() == null;
    }

    /** Whether it is a coroutine that waits, or what runs it. */
    public static boolean isOfCoroutine(Wait wait) {
        return wait == Wait.TURN || wait == Wait.EVENT;
    }
}
