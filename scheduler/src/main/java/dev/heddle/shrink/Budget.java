package dev.heddle.shrink;

import dev.heddle.api.API;

import java.time.Duration;

/**
 * What shrinking may take. It is over when one of the three is used up: the number of runs, the
 * number of steps that they have together, or real time. The first two are the same everywhere;
 * what a budget of time allows depends on the machine.
 *
 * {@snippet :
 *     Budget budget = Budget.of(2_000, Duration.ofSeconds(10));
 * }
 *
 * @param runs how many runs
 * @param steps how many steps in all runs together
 * @param time how much real time
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Budget(int runs, long steps, Duration time) {

    private static final long STEPS_OF_A_RUN = 1_500;

    /** Checks the values. */
    public Budget {
        if (runs < 0 || steps < 0) {
            throw new IllegalArgumentException(
                    "A budget can not be negative, but is %,d runs and %,d steps."
                            .formatted(runs, steps));
        }
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(
                    "The time for shrinking must be positive, but is " + time + ".");
        }
    }

    /** So many runs, with 1,500 steps each on average. */
    public static Budget of(int runs, Duration time) {
        return new Budget(runs, stepsOf(runs), time);
    }

    /** How many steps so many runs may have together. */
    public static long stepsOf(int runs) {
        return runs * STEPS_OF_A_RUN;
    }
}
