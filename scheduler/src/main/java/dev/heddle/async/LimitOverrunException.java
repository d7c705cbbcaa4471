package dev.heddle.async;

import dev.heddle.api.API;

import java.io.IOException;

/**
 * There are more bytes before a separator than the limit of the stream allows. They are still there
 * to be read.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LimitOverrunException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int consumed;

    LimitOverrunException(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /** How many bytes are there that are no part of a separator. */
    public int consumed() {
        return consumed;
    }
}
