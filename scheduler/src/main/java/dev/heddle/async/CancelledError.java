package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/**
 * Thrown where a task waits, if it is cancelled, and where something is awaited that was cancelled.
 *
 * <p>It is an {@code Error} for the reason for which asyncio's is no {@code Exception}: code that
 * catches every exception in order to go on must not swallow a cancellation. Clean up in {@code
 * finally}; who catches it should throw it again.
 *
 * {@snippet :
 *     Task<String> task = Async.createTask("slow", () -> fetch("slow"));
 *     task.cancel();
 *     try {
 *         task.await();
 *     } catch (CancelledError e) {
 *         // It was cancelled: its finally blocks have run.
 *     }
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class CancelledError extends Error {

    private static final long serialVersionUID = 1L;

    /** A cancellation without a message. */
    public CancelledError() {
        this(null);
    }

    /**
     * A cancellation.
     *
     * @param message what {@link Future#cancel(String)} was given
     */
    public CancelledError(@Nullable String message) {
        super(message);
    }
}
