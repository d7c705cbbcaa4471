package dev.heddle.kernel;

import dev.heddle.api.API;

/** Something is wrong with how Heddle is used or set up; the message says what to do. */
@API(status = API.Status.STABLE, since = "0.1")
public class HeddleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what to do. */
    public HeddleException(String message) {
        super(message);
    }

    /** With a message that says what to do, and what caused it. */
    public HeddleException(String message, Throwable cause) {
        super(message, cause);
    }
}
