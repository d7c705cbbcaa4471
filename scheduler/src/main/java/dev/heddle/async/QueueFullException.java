package dev.heddle.async;

/** A {@link Queue} has no room, and who had something did not want to wait. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueFullException() {
        super("The queue is full.");
    }
}
