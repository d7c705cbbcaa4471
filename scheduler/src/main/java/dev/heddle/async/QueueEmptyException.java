package dev.heddle.async;

/** A {@link Queue} has nothing, and who asked did not want to wait. */
public final class QueueEmptyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueEmptyException() {
        super("The queue is empty.");
    }
}
