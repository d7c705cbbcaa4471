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

    /** What the cancellation arrives as if this is the block that turns it into something else. */
    abstract Throwable arrivingAs(Throwable cancellation);

    /** The task has left the block. */
    final void leave() {
        task.scope = outer;
    }

    /**
     * What a cancellation arrives as, in a task that is in this block and was asked so often. Each
     * block that has asked takes that back as it is left, from the inside to the outside; the first
     * at which nobody else has asked since it was entered turns the cancellation into its own.
     */
    final Throwable arriving(int requests, Throwable cancellation) {
        int left = requests;
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.hasAsked()) {
                left--;
                if (left <= scope.level) {
                    return scope.arrivingAs(cancellation);
                }
            }
        }
        return cancellation;
    }
}
