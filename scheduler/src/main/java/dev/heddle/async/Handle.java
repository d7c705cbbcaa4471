package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/**
 * A callback that is to be called by an event loop, and can still be cancelled.
 *
 * {@snippet :
 *     Handle callback = Async.loop().callSoon(() -> log.add("called"));
 *     callback.cancel();
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public sealed class Handle implements Ready permits TimerHandle, Handle.OfFuture {

    private @Nullable Runnable callback;

    /** The values of context variables that it is called with. */
    final Values values;

    private boolean cancelled;

    Handle(@Nullable Runnable callback, Values values) {
        this.callback = callback;
        this.values = values;
    }

    /** Sees to it that it is never called; does nothing if it was already. */
    public void cancel() {
        Touch.writes(this);
        cancelled = true;
        callback = null;
    }

    /** Whether it was cancelled. */
    public boolean isCancelled() {
        Touch.reads(this);
        return cancelled;
    }

    /** Calls it; the loop has seen to the context. */
    void call() throws Exception {
        Runnable called = callback;
        if (called != null) {
            called.run();
        }
    }

    /** What it calls, for messages. */
    @Nullable Object called() {
        return callback;
    }

    @Override
    public String toString() {
        Touch.reads(this);
        return cancelled ? "a cancelled callback" : "the callback " + called();
    }

    /** One of the callbacks of a future that is done. */
    static final class OfFuture<T extends @Nullable Object> extends Handle {

        private final Future<T> future;
        private final Future.Callback<T> what;

        OfFuture(Future<T> future, Future.Callback<T> what, Values values) {
            super(null, values);
            this.future = future;
            this.what = what;
        }

        @Override
        void call() throws Exception {
            what.done(future);
        }

        @Override
        Object called() {
            return what;
        }
    }
}
