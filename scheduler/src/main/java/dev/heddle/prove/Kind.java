package dev.heddle.prove;

/** What a step does to a place, as far as others can tell. */
final class Kind {

    /** It sees what was written there. */
    static final byte READ = 0;

    /** It changes what others see. */
    static final byte WRITE = 1;

    /** As a write; but the fiber can do it only when the place is free, and waits until then. */
    static final byte TAKE = 2;

    /** As a read; but the fiber can do it only when the place is open, and waits until then. */
    static final byte AWAIT = 3;

    /**
     * As a write of a permit; but the fiber can do it only when somebody has given one since it did
     * so last. To give a permit is a {@link #READ}: two that give it can be swapped.
     */
    static final byte CONSUME = 4;

    private Kind() {}

    static boolean reads(byte kind) {
        return kind == READ || kind == AWAIT;
    }

    static boolean waits(byte kind) {
        return kind >= TAKE;
    }

    /** Whether two steps that do this to one place can not be swapped. */
    static boolean conflict(byte one, byte other) {
        return !(reads(one) && reads(other));
    }
}
