package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Steering;

import java.time.Duration;

/**
 * Moves the time of a run by hand, from inside its body: for tests that look at what has happened
 * at a point in time, and at what has not yet.
 *
 * {@snippet :
 *     Heddle.explorer()
 *             .manualTime()
 *             .explore(
 *                     () -> {
 *                         List<String> done = new CopyOnWriteArrayList<>();
 *                         ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
 *                         pool.schedule(() -> done.add("a"), 10, TimeUnit.MINUTES);
 *                         pool.schedule(() -> done.add("b"), 20, TimeUnit.MINUTES);
 *                         VirtualTime.advanceTimeBy(Duration.ofMinutes(10));
 *                         assertThat(done).isEmpty();
 *                         VirtualTime.runCurrent();
 *                         assertThat(done).containsExactly("a");
 *                         VirtualTime.advanceUntilIdle();
 *                         assertThat(done).containsExactly("a", "b");
 *                         pool.shutdown();
 *                     })
 *             .check();
 * }
 *
 * <p>The methods have the names and the meaning that they have in {@code kotlinx-coroutines-test}.
 * While one of them goes on, the calling thread waits, and the others run, in the order that the
 * schedule says. One thread at a time can move time. With {@link Explorer#manualTime} this is the
 * only way in which time passes; without, it also passes when all threads wait.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class VirtualTime {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private VirtualTime() {}

    /**
     * How much time has passed since the run began. Calendar time is that of every clock, such as
     * {@code Instant.now()}.
     *
     * @throws HeddleException outside a run
     */
    public static Duration now() {
        return Duration.ofNanos(fiber("now").loop().clock().now());
    }

    /**
     * Lets the other threads run, until all of them wait, or have ended. No time passes; timers
     * that are due now fire.
     *
     * @throws HeddleException outside a run, or if another thread is moving time
     */
    public static void runCurrent() {
        Fiber fiber = fiber("runCurrent");
        steering(fiber).runCurrent(fiber);
    }

    /**
     * Lets time pass, with everything that happens meanwhile: the other threads run, timers fire
     * when they are due. What is due at the very end does not happen yet; {@link #runCurrent}, or
     * more time, makes it happen. If no time is to pass, nothing happens at all.
     *
     * @throws IllegalArgumentException if the duration is negative
     * @throws HeddleException outside a run, or if another thread is moving time
     */
    public static void advanceTimeBy(Duration duration) {
        Fiber fiber = fiber("advanceTimeBy");
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "Time does not go back: it can not be advanced by %s.".formatted(duration));
        }
        long nanos = duration.compareTo(LONGEST) < 0 ? duration.toNanos() : Long.MAX_VALUE;
        steering(fiber).advanceBy(fiber, nanos);
    }

    /**
     * Lets time pass until nothing is left to wait for: all other threads wait for something that
     * time alone does not bring, or have ended. Who repeats something for ever, as a task at a
     * fixed rate does, is never idle, and so the run ends at its step limit.
     *
     * <p>Daemons run meanwhile, but they are not waited for, as they are not at the end of a
     * program. Virtual threads are, and so is what was given to {@code CompletableFuture} or a
     * {@code ForkJoinPool} to be done later. The idle threads of a pool are waited for if they end
     * after a time, as those of a cached pool do after a minute.
     *
     * @throws HeddleException outside a run, or if another thread is moving time
     */
    public static void advanceUntilIdle() {
        Fiber fiber = fiber("advanceUntilIdle");
        steering(fiber).advanceUntilIdle(fiber);
    }

    private static Steering steering(Fiber fiber) {
        return fiber.loop().steering();
    }

    private static Fiber fiber(String method) {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            throw new HeddleException(
                    "VirtualTime.%s was called outside a run, where time is real. Call it in the body given to Heddle.explore, in an @Interleaved test, or in a thread that one of them has started."
                            .formatted(method));
        }
        return fiber;
    }
}
