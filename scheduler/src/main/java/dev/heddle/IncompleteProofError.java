package dev.heddle;

/** Thrown by {@link Proof#check}: no interleaving failed, but not all of them were visited. */
public final class IncompleteProofError extends AssertionError {

    private static final long serialVersionUID = 1L;

    IncompleteProofError(String message) {
        super(message);
    }
}
