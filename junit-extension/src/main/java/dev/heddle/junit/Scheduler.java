package dev.heddle.junit;

import dev.heddle.Heddle;
import dev.heddle.VirtualTime;
import dev.heddle.api.API;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A handle on the schedule that is going on, to be taken as a parameter by test methods and
 * {@code @BeforeEach} methods.
 *
 * {@snippet :
 *     @Interleaved(manualTime = true)
 *     void expires(Scheduler scheduler) {
 *         Cache cache = new Cache(Duration.ofMinutes(10));
 *         cache.put("a");
 *         scheduler.runCurrent();
 *         scheduler.advanceTimeBy(Duration.ofMinutes(10));
 *         assertTrue(cache.has("a")); // What is due at the very end has not happened yet.
 *         scheduler.runCurrent();
 *         assertFalse(cache.has("a"));
 *     }
 * }
 *
 * <p>The methods that move time have the names and the meaning that they have in {@code
 * kotlinx-coroutines-test}; see {@link dev.heddle.VirtualTime}. All methods throw a {@link
 * dev.heddle.kernel.HeddleException} outside a schedule.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Scheduler {

    private final SeededRandom random = new SeededRandom();

    Scheduler() {}

    /** How much virtual time has passed since the schedule began. */
    public Duration now() {
        return VirtualTime.now();
    }

    /** The clock of the schedule, in UTC: that of {@code Instant.now()}. */
    public Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * Lets the other threads run, until all of them wait or have ended. No time passes; timers that
     * are due now fire.
     */
    public void runCurrent() {
        VirtualTime.runCurrent();
    }

    /**
     * Lets time pass, with everything that happens meanwhile. What is due at the very end does not
     * happen yet: {@link #runCurrent} makes it happen.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advanceTimeBy(Duration duration) {
        VirtualTime.advanceTimeBy(duration);
    }

    /** Lets time pass until all other threads wait for what time alone does not bring. */
    public void advanceUntilIdle() {
        VirtualTime.advanceUntilIdle();
    }

    /** Lets other threads go first, if the schedule has it so. */
    @SuppressWarnings({"NamedLikeContextualKeyword", "ThreadPriorityCheck"}) // That is its name.
    public void yield() {
        VirtualTime.now(); // Says so outside a schedule.
        Thread.yield();
    }

    /**
     * One of so many possibilities, by number, the first being 0: another one in other schedules,
     * the same in a replay, and the smallest that fails in a failure that was made smaller.
     *
     * @throws IllegalArgumentException if there is no possibility
     */
    public int choose(int possibilities) {
        return Heddle.choose(possibilities);
    }

    /**
     * Random numbers that are the same in a replay of the schedule. To have each number made
     * smaller in a failure, use {@link #choose}.
     */
    public RandomGenerator random() {
        return random;
    }
}
