package dev.heddle.schedule;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * First in, first out: a thread runs until it waits or yields, then the one that has been waiting
 * for its turn the longest runs. The order of asyncio's event loop, and the same in every run.
 */
@Internal
public final class Fifo implements Strategy {

    @Override
    public String name() {
        return "fifo";
    }

    @Override
    public boolean usesSeed() {
        return false;
    }

    @Override
    public void begin(long seed) {}

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        return current != null && !yielding ? current : runnable.oldest();
    }

    @Override
    public Fiber pick(Chooser.Choice choice, Fibers among) {
        return among.oldest();
    }

    @Override
    public boolean happens(Chooser.Choice choice) {
        return false;
    }
}
