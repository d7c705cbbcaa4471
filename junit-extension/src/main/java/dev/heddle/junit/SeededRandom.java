package dev.heddle.junit;

import dev.heddle.VirtualTime;
import dev.heddle.kernel.Driver;
import dev.heddle.kernel.FewNumbers;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A source of random numbers that begins anew in each schedule, with a seed from its tape. All
 * schedules share the object, since JUnit makes it before the first.
 */
final class SeededRandom implements FewNumbers.Forwarding {

    private @Nullable Random ofRun;

    /** The run for which it was made: whose, and which of these. */
    private @Nullable Driver of;

    private int run;

    SeededRandom() {}

    @Override
    public long nextLong() {
        return forwardsTo().nextLong();
    }

    @Override
    public RandomGenerator forwardsTo() {
        VirtualTime.now(); // Says so outside a schedule.
        Fiber fiber = java.util.Objects.requireNonNull(Fiber.current());
        Driver driver = fiber.loop().driver();
        Random known = ofRun;
        if (known == null || of != driver || run != driver.generation()) {
            known = new Random(); // Its seed is drawn in the run.
            ofRun = known;
            of = driver;
            run = driver.generation();
        }
        return known;
    }
}
