package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A coroutine that yields nothing: code that may wait, and may fail.
 *
 * {@snippet :
 *     Action wait = () -> Async.sleep(Duration.ofMillis(1));
 *     Async.run(wait);
 * }
 */
@FunctionalInterface
@API(status = API.Status.STABLE, since = "0.1")
public interface Action {

    /** Does it. */
    void run() throws Exception;

    /** The same as something that can be awaited, and yields null. */
    @SuppressWarnings("NullAway") // Null is what it yields.
    static Awaitable<@Nullable Void> awaitable(Action action) {
        Objects.requireNonNull(action, "There is no code to run.");
        return () -> {
            action.run();
            return null;
        };
    }
}
