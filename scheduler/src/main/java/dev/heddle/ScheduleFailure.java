package dev.heddle;

import dev.heddle.api.API;

/**
 * Thrown by a test one of whose schedules has failed. The message says what went wrong and how to
 * replay it; the cause is what the program threw, if it threw something.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ScheduleFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    ScheduleFailure(Failure failure) {
        this(failure, failure.toString());
    }

    /** With more in its message. */
    ScheduleFailure(Failure failure, String message) {
        super(message, failure.cause().orElse(null));
        this.failure = failure;
    }

    /** The failure. */
    public Failure failure() {
        return failure;
    }
}
