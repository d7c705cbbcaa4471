package dev.heddle.linearizability;

import dev.heddle.api.API;

/** A text is not EDN, or no history. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EdnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EdnException(String message) {
        super(message);
    }
}
