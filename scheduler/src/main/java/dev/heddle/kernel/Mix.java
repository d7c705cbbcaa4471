package dev.heddle.kernel;

/** Makes unrelated numbers out of neighbouring ones, as {@code SplittableRandom} does. */
final class Mix {

    /** Added to a state for each number that is drawn from it. */
    static final long STEP = 0x9E3779B97F4A7C15L;

    private Mix() {}

    /** A number that looks unrelated to the given one. */
    static long of(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number that looks unrelated to the given two. */
    static long of(long one, long other) {
        return of(of(one) + STEP * other);
    }
}
