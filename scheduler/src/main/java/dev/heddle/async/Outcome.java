package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/**
 * What something has come to: a result or a failure.
 *
 * {@snippet :
 *     for (Outcome<String> outcome : outcomes) {
 *         log.add(outcome.isSuccess() ? outcome.get() : "failed");
 *     }
 * }
 *
 * @param value its result, or null
 * @param failure what it has failed with, a {@link CancelledError} among others, or null
 * @param <T> the type of the result
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Outcome<T extends @Nullable Object>(@Nullable T value, @Nullable Throwable failure) {

    /** Of a future that is done. */
    static <T extends @Nullable Object> Outcome<T> of(Future<T> future) throws Exception {
        Throwable failure = future.failure();
        return failure == null
                ? new Outcome<>(future.result(), null)
                : new Outcome<>(null, failure);
    }

    /** Whether it has a result. */
    public boolean isSuccess() {
        return failure == null;
    }

    /** The result, or else throws the failure. */
    public @Nullable T get() throws Exception {
        if (failure != null) {
            throw Thrown.again(failure);
        }
        return value;
    }
}
