package dev.heddle.schedule;

import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * Chooses any runnable thread at every scheduling point, all equally likely. A thread that yields
 * is left out if there is another, so that a spin-wait ends.
 */
public final class RandomWalk implements Strategy {

    /** One wait in so many ends without anybody having ended it. */
    private static final int SPURIOUS_ONE_IN = 8;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    /**
     * Where numbers come from: apart, so that the schedule does not change with how many the
     * program needs.
     */
    private long numbers;

    @Override
    public String name() {
        return "random";
    }

    @Override
    public void begin(long seed) {
        state = seed;
        numbers = ~seed;
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        int size = runnable.size();
        if (!yielding || current == null) {
            return runnable.get(below(size));
        }
        Fiber chosen = runnable.get(below(size - 1));
        return chosen == current ? runnable.get(size - 1) : chosen;
    }

    @Override
    public Fiber pick(Chooser.Choice choice, Fibers among) {
        return among.get(below(among.size()));
    }

    @Override
    public boolean happens(Chooser.Choice choice) {
        return below(SPURIOUS_ONE_IN) == 0;
    }

    @Override
    public int draw(Chooser.Choice choice, int bound) {
        numbers += GOLDEN;
        return scaled(numbers, bound);
    }

    private int below(int bound) {
        state += GOLDEN;
        return scaled(state, bound);
    }

    /** A number from 0 to {@code bound - 1}: SplitMix64, scaled by a multiplication. */
    private static int scaled(long state, int bound) {
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) ((((z ^ (z >>> 31)) >>> 32) * bound) >>> 32);
    }
}
