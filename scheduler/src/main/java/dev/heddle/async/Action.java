package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** A coroutine that yields nothing: code that may wait, and may fail. */
@FunctionalInterface
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
