package dev.heddle.kernel;

/**
 * A run has left something behind, or swallowed an exception, and was asked to fail if so. What it
 * was, and where it came from, stands in the account of the failure.
 */
public final class RemainsError extends AssertionError {

    private static final long serialVersionUID = 1L;

    RemainsError(String message) {
        super(message);
    }
}
