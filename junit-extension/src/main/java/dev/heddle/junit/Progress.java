package dev.heddle.junit;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Says from time to time how far a test is that takes long. */
final class Progress implements LongConsumer {

    private static final double NANOS_PER_SECOND = 1e9;

    private final String name;
    private final int all;
    private final long nanos;
    private final Consumer<String> told;
    private final long began = System.nanoTime();

    private int ran;
    private long next;

    /**
     * The progress of one test.
     *
     * @param all how many schedules there are at the most
     * @param nanos how often something is said, in real time; never if that is 0
     */
    Progress(String name, int all, long nanos, Consumer<String> told) {
        this.name = name;
        this.all = all;
        this.nanos = nanos;
        this.told = told;
        this.next = nanos;
    }

    /** A schedule has been run. Called outside of it, where time is real. */
    @Override
    public void accept(long digest) {
        ran++;
        if (nanos == 0) {
            return;
        }
        long passed = System.nanoTime() - began;
        if (passed >= next) {
            next = passed + nanos;
            told.accept(
                    "%s: %,d of %,d schedules in %,.0f s, none has failed."
                            .formatted(name, Math.min(ran, all), all, passed / NANOS_PER_SECOND));
        }
    }
}
