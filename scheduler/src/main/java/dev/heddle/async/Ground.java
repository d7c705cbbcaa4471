package dev.heddle.async;

import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

/** What an event loop stands on: where its stacks come from, and what time it is. */
interface Ground {

    /** A point in time that never comes. */
    long NEVER = Long.MAX_VALUE;

    /** The time, in nanoseconds. */
    long now();

    /** A task was made, here. */
    default void made(Task<?> task) {}

    /** A worker for the calling thread, which is going to run the loop until it stops. */
    Worker enter(EventLoop loop);

    /** The calling thread does not run the loop any more. */
    void exit(Worker root);

    /** A worker that begins to work when it first gets the turn. */
    Worker newWorker(EventLoop loop);

    /**
     * Waits for a point in time, or for {@link #wake}.
     *
     * @param awaits what is waited for on that worker, or null if nothing is
     * @param expected whether something may come from other threads
     * @return false if neither can ever happen
     */
    boolean sleep(Worker worker, long until, boolean expected, @Nullable Object awaits);

    /** From any thread: the loop has something to do. */
    void wake();

    /** Whether its threads are the JDK's, and can be watched by others. */
    boolean isWatched();

    /** The time that it takes to compute something, in nanoseconds since some point in time. */
    long realTime();

    /** How many processors there are. */
    int processors();

    /** An exception has reached nobody who could deal with it. */
    void fail(Throwable failure);

    /**
     * Which of several, that may all come next, does; 0 for the oldest.
     *
     * @param among who they are
     */
    int choose(int count, Turns.Candidates among);

    /** The turns of the run of Heddle that this is in, or null if it is in none. */
    @Nullable Turns turns();

    /** Whether time is that of the real clock. */
    boolean isReal();

    /** Whether {@link #choose} may give something else than 0. */
    boolean chooses();
}
