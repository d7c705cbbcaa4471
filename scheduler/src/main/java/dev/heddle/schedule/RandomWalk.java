package dev.heddle.schedule;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * Chooses any runnable thread at every scheduling point, all equally likely. A thread that yields
 * is left out if there is another, so that a spin-wait ends.
 */
@Internal
public final class RandomWalk extends Randomised {

    @Override
    public String name() {
        return "random";
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        return any(runnable, current, yielding);
    }
}
