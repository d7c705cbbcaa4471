package dev.heddle.kernel;

import dev.heddle.api.API;

/**
 * The failure of a run in which the program has asked for the end of the JVM. The JVM lives on; the
 * stack trace says who has asked.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ExitException extends HeddleException {

    private static final long serialVersionUID = 1L;

    private final int status;

    ExitException(String method, int status) {
        super(
                "The program called Runtime.%s(%d), which would have ended the JVM, and the test with it. Heddle ends the run instead, as a failure. Keep the call out of what is tested, or hand it in as something that a test can replace."
                        .formatted(method, status));
        this.status = status;
    }

    /** The status the program has asked for. */
    public int status() {
        return status;
    }
}
