package dev.heddle;

import dev.heddle.api.API;

/** Thrown by {@link Proof#check}: no interleaving failed, but not all of them were visited. */
@API(status = API.Status.STABLE, since = "0.1")
public final class IncompleteProofError extends AssertionError {

    private static final long serialVersionUID = 1L;

    IncompleteProofError(String message) {
        super(message);
    }
}
