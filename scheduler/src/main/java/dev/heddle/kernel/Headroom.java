package dev.heddle.kernel;

/**
 * Makes sure that there is room on the stack.
 *
 * <p>The JVM leaves a monitor without a call, so it can do that at the very end of the stack. Our
 * way of leaving one takes calls. If these found no room, the monitor would stay taken for ever; so
 * a thread that is in a recursion of monitors overflows its stack before it enters one and not when
 * it leaves it.
 */
final class Headroom {

    /**
     * Compiled, a call takes some 16 bytes; what leaves a monitor takes thousands as long as it is
     * interpreted.
     */
    private static final int CALLS = 1_000;

    private Headroom() {}

    /** Throws a {@link StackOverflowError} if there is no room to leave a monitor. */
    static void demand() {
        if (descend(CALLS) != CALLS) {
            throw new IllegalStateException("Not all calls came back.");
        }
    }

    private static int descend(int calls) {
        return calls == 0 ? 0 : descend(calls - 1) + 1;
    }
}
