package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/**
 * What a coroutine can wait for: a {@link Task}, a {@link Future}, a {@link Coroutine}, or a piece
 * of code, written as a lambda, that runs when it is awaited.
 *
 * <p>A lambda is a coroutine: awaited, it runs right there, in the task that awaits it; given to
 * {@link Async#createTask}, it becomes a task of its own.
 *
 * {@snippet :
 *     Awaitable<String> page = () -> fetch("page");
 *     String text = Async.run(page);
 * }
 *
 * @param <T> what waiting for it yields
 */
@FunctionalInterface
@API(status = API.Status.STABLE, since = "0.1")
public interface Awaitable<T extends @Nullable Object> {

    /**
     * Waits for it, while the other tasks of the event loop go on.
     *
     * @return its result
     * @throws Exception what it has failed with: the exception itself, not wrapped
     * @throws CancelledError if it was cancelled, or if the waiting task was
     */
    T await() throws Exception;
}
