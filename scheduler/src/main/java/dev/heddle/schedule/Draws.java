package dev.heddle.schedule;

import dev.heddle.kernel.Chooser.Choice;

/**
 * The random numbers of one run, a stream for each kind of choice: so that one more choice of one
 * kind does not change those of another.
 */
final class Draws {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /**
     * What of a run is settled before it begins, in a stream of its own. It keeps its number when
     * kinds of choices are added, or all programs would get other schedules.
     */
    static final int PLAN = 8;

    private final long[] states = new long[Tape.STREAMS + 1];

    /** Begins a run. */
    void begin(long seed) {
        states[0] = seed;
        for (int stream = 1; stream < states.length; stream++) {
            states[stream] = mixed(~seed + stream * 0xD1342543DE82EF95L);
        }
        states[Tape.streamOf(Choice.CHANCE)] = ~seed;
    }

    /** The stream for a kind of choice. */
    static int streamOf(Choice choice) {
        int stream = Tape.streamOf(choice);
        return stream < PLAN ? stream : stream + 1;
    }

    /** A number from 0 to {@code bound - 1} for a stream. */
    int below(int stream, int bound) {
        long state = states[stream] + GOLDEN;
        states[stream] = state;
        // Scaled by a multiplication: SplitMix64's upper half is as good as its lower.
        return (int) (((mixed(state) >>> 32) * bound) >>> 32);
    }

    /** A number from 0 to {@code bound - 1} for a stream. */
    long below(int stream, long bound) {
        long state = states[stream] + GOLDEN;
        states[stream] = state;
        return Math.unsignedMultiplyHigh(mixed(state), bound);
    }

    /** Any number but zero and the negative ones. */
    long positive(int stream) {
        long state = states[stream] + GOLDEN;
        states[stream] = state;
        return (mixed(state) >>> 1) | 1;
    }

    /** SplitMix64's mixing function: neighbouring numbers give unrelated ones. */
    static long mixed(long state) {
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
