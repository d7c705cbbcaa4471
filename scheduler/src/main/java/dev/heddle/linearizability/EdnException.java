package dev.heddle.linearizability;

/** A text is not EDN, or no history. */
public final class EdnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EdnException(String message) {
        super(message);
    }
}
