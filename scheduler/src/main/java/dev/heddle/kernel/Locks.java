package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/** Passes on to a {@link Locking}, if somebody looks at the order of locks, who takes which. */
@Internal
public final class Locks {

    private final Loop loop;
    private @Nullable Locking told;

    /** Set when a stack has overflown in here, by a mere write: there may be no room for a call. */
    boolean overflown;

    Locks(Loop loop) {
        this.loop = loop;
    }

    /** Lets somebody know who takes which lock in the runs from now on, or nobody. */
    public void tell(@Nullable Locking locking) {
        told = locking;
    }

    /** A lock of {@code java.util.concurrent} has, or is going to have, another holder. */
    public void changesHands(Fiber fiber, Object lock, @Nullable Thread holder) {
        if (told == null || fiber.isQuiet() || !loop.circles().hasOneHolder(lock)) {
            return;
        }
        if (holder != null) {
            taken(fiber, lock);
        } else {
            released(fiber, lock);
        }
    }

    /** The calling fiber has got a lock that it did not hold, or is about to. */
    void taken(Fiber fiber, Object lock) {
        Locking locking = told;
        if (locking == null || fiber.isQuiet() || fiber.id < 0) {
            return;
        }
        Throwable failure = null;
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            if (overflown) {
                overflown = false;
                locking.givesUp();
            }
            loop.chance().hashes().giveToAccessed(fiber, lock);
            failure = locking.takes(fiber, lock);
        } catch (StackOverflowError e) {
            overflown = true; // Who asks for a lock does not expect one here.
        } finally {
            fiber.flags = flags;
        }
        if (failure != null && loop.ending == null) {
            // At the next scheduling point, since a lock must be taken whole.
            loop.ending = Endings.of(loop, Ending.Kind.FAILED, failure, fiber);
            loop.attention = true;
        }
    }

    /** The calling fiber no longer holds a lock. */
    void released(Fiber fiber, Object lock) {
        Locking locking = told;
        if (locking == null || fiber.isQuiet() || fiber.id < 0) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            locking.releases(fiber, lock);
        } catch (StackOverflowError e) {
            overflown = true; // It must be released all the same.
        } finally {
            fiber.flags = flags;
        }
    }

    void begins() {
        overflown = false;
        Locking locking = told;
        if (locking != null) {
            locking.begins(loop);
        }
    }
}
