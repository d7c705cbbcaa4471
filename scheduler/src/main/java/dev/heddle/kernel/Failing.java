package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Whether a run goes on when an exception has left one of its threads. Usually it ends at once. Who
 * wants to know what else can happen lets the other threads go on: such a run comes to its end like
 * any other, and this tells that it has failed.
 */
@Internal
public final class Failing {

    private boolean goesOn;
    private @Nullable Ending first;

    Failing() {}

    /** Sets whether runs go on, from the next one on. */
    public void goOn(boolean value) {
        goesOn = value;
    }

    /** The first exception that has left a thread although the run went on; null if none has. */
    public @Nullable Ending first() {
        return first;
    }

    boolean goesOn() {
        return goesOn;
    }

    void failed(Throwable failure, Fiber fiber) {
        if (first == null) {
            Frames.trimAll(failure);
            first = new Ending(Ending.Kind.FAILED, failure, fiber.toString(), 0, List.of());
        }
    }

    void reset() {
        first = null;
    }
}
