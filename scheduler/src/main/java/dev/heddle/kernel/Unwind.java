package dev.heddle.kernel;

/**
 * Thrown in the fibers that are left when a run has ended, so that their {@code finally} blocks run
 * and nothing of them stays behind. Programs should let it pass.
 */
public final class Unwind extends Error {

    private static final long serialVersionUID = 1L;

    Unwind() {
        super("The run has ended; this thread is being unwound.", null, false, false);
    }
}
