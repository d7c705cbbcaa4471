package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/** A task that waits in {@link Waiters}. */
final class Waiter extends Future<@Nullable Void> {

    /** Where it waits; null when it has left. */
    @Nullable Waiters in;

    @Nullable Waiter before;
    @Nullable Waiter after;

    Waiter(EventLoop loop, Waiters in) {
        super(loop);
        this.in = in;
    }

    /** Waits to be woken. */
    void pause() {
        if (!isDone()) {
            loop.awaiting("its turn").suspendUntilDone(this);
        }
    }

    @Override
    public String toString() {
        return "its turn";
    }
}
