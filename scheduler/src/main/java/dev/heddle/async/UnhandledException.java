package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/** Something went wrong in an event loop, and nobody dealt with it. */
@API(status = API.Status.STABLE, since = "0.1")
public final class UnhandledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnhandledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
