package dev.heddle.async;

import dev.heddle.api.API;

/** A {@link Queue} was shut down: it takes nothing any more, or has nothing left. */
@API(status = API.Status.STABLE, since = "0.1")
public final class QueueShutDownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueShutDownException() {
        super("The queue was shut down.");
    }
}
