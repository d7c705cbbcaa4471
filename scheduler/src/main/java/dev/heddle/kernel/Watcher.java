package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in a run, in the order in which it does. It must not touch the run. What is
 * of no interest to a watcher it need not implement.
 */
@Internal
public interface Watcher {

    /** Who is told, as long as this one watches, what orders what; null if nobody need be. */
    default @Nullable Order order() {
        return null;
    }

    /** A fiber goes on past a scheduling point and does what is to be done at that place. */
    default void passes(Fiber fiber, int site) {}

    /** A fiber begins to wait. */
    default void waits(Fiber fiber, Wait wait, @Nullable Object on) {}

    /** The wait that a fiber has just begun ends at a moment, if nobody ends it before. */
    default void setsTimer(Fiber fiber) {}

    /**
     * A fiber looks whether a thread has ended.
     *
     * @param waits whether it waits for that, but not for ever
     */
    default void looksWhetherEnded(Fiber fiber, Thread thread, boolean waits) {}

    /** A fiber ends another one's wait for a notification. */
    default void notifies(Fiber fiber, Fiber waiter) {}

    /** A fiber would end a wait for a notification, but nobody waits. */
    default void notifiesNobody(Fiber fiber) {}

    /** Time passes although threads can run; the fiber is the last that ran. */
    default void stalls(Fiber fiber, long nanos) {}

    /** A fiber has come to a point that the program has marked; that is no step. */
    default void marks(Fiber fiber, String name) {}

    /** A fiber has come to its end. */
    default void ends(Fiber fiber) {}

    /** The run is over; what the fibers that are left do from now on is no part of it. */
    default void over() {}

    /** An object is mentioned by this text in the account of how the run ended. */
    default void mentions(Object object, String text) {}
}
