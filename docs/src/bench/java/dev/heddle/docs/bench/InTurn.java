package dev.heddle.docs.bench;

import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.schedule.Fifo;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

/** First in, first out, but not content with one schedule, so that it can be measured. */
final class InTurn implements Strategy {

    private final Fifo fifo = new Fifo();

    @Override
    public String name() {
        return "in-turn";
    }

    @Override
    public void begin(long seed) {
        fifo.begin(seed);
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        return fifo.next(runnable, current, yielding);
    }

    @Override
    public Fiber pick(Chooser.Choice choice, Fibers among) {
        return fifo.pick(choice, among);
    }

    @Override
    public boolean happens(Chooser.Choice choice) {
        return fifo.happens(choice);
    }
}
