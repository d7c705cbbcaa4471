package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/**
 * Is told what goes wrong in an event loop without reaching anybody else.
 *
 * {@snippet :
 *     runner.loop().setExceptionHandler((loop, event) -> problems.add(event.message()));
 * }
 */
@FunctionalInterface
@API(status = API.Status.STABLE, since = "0.1")
public interface ExceptionHandler {

    /**
     * What went wrong.
     *
     * @param message in words
     * @param exception what was thrown, or null if nothing was
     * @param handle the callback that failed, or null
     * @param future the task or future it is about, or null
     */
    record Event(
            String message,
            @Nullable Throwable exception,
            @Nullable Handle handle,
            @Nullable Future<?> future) {

        @Override
        public String toString() {
            String about = future == null ? "" : " " + future + ".";
            String thrown = exception == null ? "" : " " + exception;
            return message + about + thrown;
        }
    }

    /** Deals with it. */
    void handle(EventLoop loop, Event event);
}
