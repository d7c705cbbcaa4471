package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/** A task that waits in {@link Waiters}. */
final class Waiter extends Future<@Nullable Void> {

    /** Where it waits; null when it has left. */
    @Nullable Waiters in;

    private final Object label;

    @Nullable Waiter before;
    @Nullable Waiter after;

    Waiter(EventLoop loop, Waiters in) {
        super(loop);
        this.label = in.label();
        this.in = in;
    }

    /** Waits to be woken. */
    void pause() {
        if (!isDone()) {
            loop.awaiting("its turn").suspendUntilDone(this);
        }
    }

    @Override
    Object label() {
        return label;
    }
}
