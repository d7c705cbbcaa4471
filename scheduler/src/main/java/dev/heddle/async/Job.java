package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Code that an executor runs for an event loop. Its end is one callback of the loop, which
 * completes a future.
 *
 * <p>The loop counts on it from the beginning to that callback; but if it is cancelled before a
 * thread has taken it, nobody waits for it any more.
 */
final class Job<T extends @Nullable Object> implements Runnable {

    private final Callable<T> code;
    private final Future<T> future;

    /** Set by the thread that runs it, or by the loop if it must not run any more. */
    private final AtomicBoolean taken = new AtomicBoolean();

    private @Nullable T result;
    private @Nullable Throwable failure;

    Job(Callable<T> code, Future<T> future) {
        this.code = code;
        this.future = future;
        future.loop.passes.expect();
        future.addDoneCallback(this::isDone);
    }

    /** On a thread of the executor. */
    @Override
    public void run() {
        if (!taken.compareAndSet(false, true)) {
            return;
        }
        try {
            result = code.call();
        } catch (Throwable thrown) {
            if (Thrown.isUnwinding(thrown)) {
                throw Thrown.again(thrown);
            }
            failure = thrown;
        }
        future.loop.post(this::arrive);
    }

    /** On the loop. */
    @SuppressWarnings("NullAway") // The result is the code's, null or not.
    private void arrive() {
        future.loop.passes.expectNoMore();
        if (future.isDone()) {
            return; // Cancelled: what the thread has done meanwhile is for nobody.
        }
        Throwable thrown = failure;
        if (thrown == null) {
            future.setResult(result);
        } else if (thrown instanceof CancelledError cancelled) {
            future.cancel(cancelled.getMessage());
        } else {
            future.setException(thrown);
        }
    }

    private void isDone(Future<T> done) {
        if (done.isCancelled()) {
            giveUp();
        }
    }

    /** It is not to be run, unless it already is. */
    void giveUp() {
        if (taken.compareAndSet(false, true)) {
            future.loop.passes.expectNoMore();
        }
    }
}
