package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A class initialiser that a fiber is executing. It happens once in a JVM, in whatever run comes
 * first, and what it computes is there for all runs after that: so what it draws at random depends
 * on its class, and on nothing of the run.
 */
final class Initialiser {

    /** The initialiser during which this one began, or null. */
    final @Nullable Initialiser outer;

    private long state;

    /**
     * The initialiser of a class.
     *
     * @param type a number that names the class, the same in every JVM
     */
    Initialiser(int type, @Nullable Initialiser outer) {
        this.outer = outer;
        this.state = Mix.of(type);
    }

    /** The next random number. */
    long next() {
        state += Mix.STEP;
        return Mix.of(state);
    }
}
