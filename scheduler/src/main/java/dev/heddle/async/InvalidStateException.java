package dev.heddle.async;

import dev.heddle.api.API;

/** A future was asked for what it does not have yet, or given what it has already. */
@API(status = API.Status.STABLE, since = "0.1")
public final class InvalidStateException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    InvalidStateException(String message) {
        super(message);
    }
}
