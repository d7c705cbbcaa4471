package dev.heddle.async;

/** A {@link Queue} was shut down: it takes nothing any more, or has nothing left. */
public final class QueueShutDownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueShutDownException() {
        super("The queue was shut down.");
    }
}
