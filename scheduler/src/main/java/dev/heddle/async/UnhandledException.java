package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/** Something went wrong in an event loop, and nobody dealt with it. */
public final class UnhandledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnhandledException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
