package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.HeddleException;

/**
 * A proof can not go on from a file: that is of another program, or of this one before it was
 * changed, has other bounds, or is damaged. See {@link Prover#resume}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OtherProofException extends HeddleException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what to do. */
    OtherProofException(String message) {
        super(message);
    }

    /** With a message that says what to do, and what caused it. */
    OtherProofException(String message, Throwable cause) {
        super(message, cause);
    }
}
