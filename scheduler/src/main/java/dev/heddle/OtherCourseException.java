package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.HeddleException;

/**
 * A program that is replayed does not take the course that the token stands for: it is another one,
 * it has been changed, or it depends on something that is not under control.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OtherCourseException extends HeddleException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what to do. */
    public OtherCourseException(String message) {
        super(message);
    }

    /** With a message that says what to do, and what caused it. */
    public OtherCourseException(String message, Throwable cause) {
        super(message, cause);
    }
}
