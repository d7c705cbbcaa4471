package dev.heddle.async;

import dev.heddle.api.API;

/** A {@link Queue} has nothing, and who asked did not want to wait. */
@API(status = API.Status.STABLE, since = "0.1")
public final class QueueEmptyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueEmptyException() {
        super("The queue is empty.");
    }
}
