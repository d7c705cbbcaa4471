package dev.heddle.async;

import dev.heddle.api.API;

/** A {@link Queue} has no room, and who had something did not want to wait. */
@API(status = API.Status.STABLE, since = "0.1")
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueFullException() {
        super("The queue is full.");
    }
}
