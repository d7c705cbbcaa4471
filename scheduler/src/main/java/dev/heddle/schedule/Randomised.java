package dev.heddle.schedule;

import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * What the strategies that draw from a seed have in common: all choices but that of who runs next.
 */
abstract class Randomised implements Strategy {

    /** One wait in so many ends without anybody having ended it. */
    private static final int SPURIOUS_ONE_IN = 8;

    final Draws draws = new Draws();

    @Override
    public void begin(long seed) {
        draws.begin(seed);
    }

    @Override
    public Fiber pick(Chooser.Choice choice, Fibers among) {
        return among.get(draws.below(Tape.streamOf(choice), among.size()));
    }

    @Override
    public boolean happens(Chooser.Choice choice) {
        return draws.below(Tape.streamOf(choice), SPURIOUS_ONE_IN) == 0;
    }

    @Override
    public int draw(Chooser.Choice choice, int bound) {
        return draws.below(Draws.streamOf(choice), bound);
    }

    /** Any fiber, all equally likely; the current one only if it need not let others go first. */
    final Fiber any(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        int size = runnable.size();
        if (!leaves || current == null || size == 1) {
            return runnable.get(draws.below(0, size));
        }
        Fiber chosen = runnable.get(draws.below(0, size - 1));
        return chosen == current ? runnable.get(size - 1) : chosen;
    }
}
