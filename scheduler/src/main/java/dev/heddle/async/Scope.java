package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/**
 * A block of a task that may cancel the task in order to leave the block: a time-out, or a group of
 * tasks.
 *
 * <p>In Python, the end of the block turns the {@link CancelledError} into what is thrown. Java's
 * {@code try} with resources can not: what has left the block stays, and {@code close} may only add
 * to it. So if nobody else wants the task cancelled, the cancellation arrives as that exception
 * already, {@link Thrown.Disguised disguised}; blocks on the way take it for the cancellation that
 * it is.
 */
abstract class Scope {

    final Task<?> task;

    /** The block around this one in the same task. */
    private final @Nullable Scope outer;

    /** How often the task had been asked to cancel itself when it entered the block. */
    final int level;

    Scope(Task<?> task) {
        this.task = task;
        this.outer = task.scope;
        this.level = task.cancelling();
        task.scope = this;
    }

    /** Whether it has asked the task to cancel itself and that was not taken back. */
    abstract boolean hasAsked();

    /** What the cancellation arrives as if only blocks want it, and this is the outermost. */
    abstract Throwable arrivingAs(Throwable cancellation);

    /** The task has left the block. */
    final void leave() {
        task.scope = outer;
    }

    /** What a cancellation arrives as, in a task that is in this block and was asked so often. */
    final Throwable arriving(int requests, Throwable cancellation) {
        Scope outermost = null;
        int asked = 0;
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.hasAsked()) {
                outermost = scope;
                asked++;
            }
        }
        return outermost != null && requests == outermost.level + asked
                ? outermost.arrivingAs(cancellation)
                : cancellation;
    }
}
