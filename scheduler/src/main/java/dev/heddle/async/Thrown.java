package dev.heddle.async;

import dev.heddle.kernel.Unwind;

/** Kinds of exceptions, and how to pass them on. */
final class Thrown {

    private Thrown() {}

    /**
     * An exception that is, until the block it comes from is left, the form in which a cancellation
     * arrives: see {@link Scope}.
     */
    interface Disguised {
        /** Whether the block has not been left yet. */
        boolean isPending();
    }

    /** Whether this is a cancellation on its way. */
    static boolean isCancellation(Throwable thrown) {
        return thrown instanceof CancelledError
                || (thrown instanceof Disguised disguised && disguised.isPending())
                || (thrown instanceof ExceptionGroup group && group.isPending());
    }

    /** The cancellation that arrives in this form. */
    static CancelledError plain(Throwable cancellation) {
        if (cancellation instanceof CancelledError plain) {
            return plain;
        }
        return cancellation.getCause() instanceof CancelledError plain
                ? plain
                : new CancelledError();
    }

    /**
     * Whether this must leave the event loop at once, whoever throws it: the JVM is out of
     * resources, as Python's is when it is interrupted from the keyboard.
     */
    static boolean endsTheLoop(Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }

    /**
     * Whether the run under Heddle has ended, or the loop was closed, and this is the end of it.
     */
    static boolean isUnwinding(Throwable thrown) {
        return thrown instanceof Unwind || thrown instanceof Destroyed;
    }

    /** Throws anything as it is; declared to return what can be thrown after it. */
    @SuppressWarnings("unchecked") // The cast is what makes it pass as unchecked.
    static <X extends Throwable> RuntimeException again(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
