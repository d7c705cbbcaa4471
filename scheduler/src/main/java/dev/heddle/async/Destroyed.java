package dev.heddle.async;

/**
 * Thrown in a task that was left pending when its event loop was closed, so that its {@code
 * finally} blocks run and no thread stays behind: what Python's {@code GeneratorExit} is.
 *
 * <p>It is a {@code ThreadDeath} for the same reason as the kernel's {@code Unwind}.
 */
@SuppressWarnings("removal") // When it is gone from the JDK, nobody can know it any more.
final class Destroyed extends ThreadDeath {

    private static final long serialVersionUID = 1L;

    Destroyed() {}

    @Override
    public String getMessage() {
        return "The event loop was closed while this task was pending.";
    }

    /** As that of {@code Unwind}: it says nothing about where it comes from. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
