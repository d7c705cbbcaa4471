package dev.heddle.kernel;

import dev.heddle.api.API;

/**
 * A run has left something behind, or swallowed an exception, and was asked to fail if so. What it
 * was, and where it came from, stands in the account of the failure.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class RemainsError extends AssertionError implements Told {

    private static final long serialVersionUID = 1L;

    private final String message;

    RemainsError(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public String toString() {
        return Lines.printed(this);
    }
}
