package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * Is told what fibers access, and what orders the accesses of one before those of another, as the
 * Java memory model sees it. Somebody who looks for data races is; else nobody. It must not touch
 * the run.
 */
@Internal
public interface Order {

    /** Stands for the monitor of an object, among its members. */
    int MONITOR = -1;

    /** Stands for the permit and the interrupts of a fiber, and for the end of a thread. */
    int THREAD = -2;

    /** A run begins. */
    void begins(Loop loop);

    /** A fiber begins; what its starter has done so far comes before. */
    void starts(@Nullable Fiber by, Fiber fiber);

    /** What one fiber has done so far comes before what another one, that waits, does next. */
    void precedes(Fiber first, Fiber waiting);

    /**
     * As {@link #precedes}, and the first does nothing more before another one hands over to it in
     * turn: of fibers that do so among themselves, only one can go on at a time.
     */
    default void handsOver(Fiber first, Fiber waiting) {
        precedes(first, waiting);
    }

    /** A fiber that has handed over, or was handed over to, does so no more, and goes on alone. */
    default void leavesTurns(Fiber fiber) {}

    /** A fiber gives a permit to a thread that is in no run, or not any more: it has ended. */
    default void givesInVain(Fiber fiber, Thread to) {}

    /** A fiber looks whether it was interrupted, and is not any more when it has seen that. */
    default void looksForInterrupt(Fiber fiber) {}

    /** A fiber is going to wait for the end of a thread, unless that has ended. */
    default void joins(Fiber fiber, Thread thread) {}

    /** All that any fiber has done until now comes before what this one does next. */
    void follows(Fiber fiber);

    /**
     * A fiber does, without being preempted any more, what it has said at a scheduling point.
     *
     * @param object what is accessed, for a static field its class
     * @param member which field or element of it
     * @param access as in {@link Access}
     * @param place the number of the place, or -1 if the run has too many of them
     * @return what the run is to fail with, or null
     */
    @Nullable Throwable accesses(
            Fiber fiber, int site, Object object, int member, int access, int place);

    /**
     * A fiber has made an object with final fields: what can be reached through those is as it was
     * then, at least, for whoever comes to it that way.
     */
    void freezes(Fiber fiber, Object object);

    /** It was left in the midst of something, and can not go on in this run. */
    void givesUp();

    /**
     * A fiber does what orders accesses: if it reads there, what was written there comes before
     * what it does next; and what it has done so far, if it writes, before what those do who read.
     *
     * @param access as in {@link Access}
     */
    void orders(Fiber fiber, Object object, int member, int access);

    /**
     * A fiber comes back from a call of a shared object, which was a scheduling point with this
     * site. Of a call that was left by an exception that is not told.
     */
    default void returned(Fiber fiber, int site) {}

    /**
     * A fiber calls a method of the JDK, where that is no scheduling point, which uses this object:
     * its own, or one that it is given.
     *
     * @param access as in {@link Access}
     */
    default void uses(Fiber fiber, Object object, int access) {}
}
