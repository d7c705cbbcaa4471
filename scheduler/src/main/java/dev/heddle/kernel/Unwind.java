package dev.heddle.kernel;

import dev.heddle.api.Internal;

/**
 * Thrown in the fibers that are left when a run has ended, so that their {@code finally} blocks run
 * and nothing of them stays behind. Programs should let it pass.
 *
 * <p>It is what {@code Thread.stop} used to throw, since that is what it means; and many a library
 * that catches everything, and logs it, lets a {@code ThreadDeath} pass without a word.
 */
@SuppressWarnings("removal") // When it is gone from the JDK, nobody can know it any more.
@Internal
public final class Unwind extends ThreadDeath {

    private static final long serialVersionUID = 1L;

    Unwind() {}

    @Override
    public String getMessage() {
        return "The run has ended; this thread is being unwound.";
    }

    /** It says nothing about where it comes from, and there may be thousands. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
