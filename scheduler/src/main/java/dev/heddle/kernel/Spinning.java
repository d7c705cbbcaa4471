package dev.heddle.kernel;

/**
 * Lets time pass for threads that spin. Virtual time stands still while a thread can run, so one
 * that looks again and again whether a sleeping thread has done something, or whether the clock has
 * come to some time, would never see it.
 *
 * <p>A run makes progress when a thread begins, blocks, is woken or ends. There are two rules for
 * one that makes none for {@link #PATIENCE} steps. Each step counts as {@link #NANOS_PER_STEP}, if
 * that brings about the next timer: so a sleep of milliseconds ends, perhaps a little late, as on a
 * busy machine, while threads that only compute do not bring about a time-out of hours, and the
 * clock stands still if no timer is close. And if all threads that can run say that they spin, by
 * {@code Thread.onSpinWait} or {@code yield}, the clock goes on in leaps, each ten times as long as
 * the one before, but to the next timer at the most.
 *
 * <p>A thread that parks for next to nothing, again and again, spins as well, though all threads
 * wait meanwhile. After {@link #PATIENCE} jumps of the clock in a row that were shorter than {@link
 * #SHORT_NANOS}, it goes on by what a system whose timers are {@link #COARSE_NANOS} late would have
 * taken for them.
 *
 * <p>All this depends on nothing but what the run has done.
 */
final class Spinning {

    /** More than the spins by which the JDK's own classes delay blocking. */
    static final int PATIENCE = 1_000;

    private static final long NANOS_PER_STEP = 1_000;
    private static final long FIRST_LEAP_NANOS = 1_000;

    /** The longest leap is a little more than a day. */
    private static final int MOST_TENFOLDS = 11;

    private static final long SHORT_NANOS = 1_000;

    /** What Linux allows itself. */
    private static final long COARSE_NANOS = 50_000;

    private final Loop loop;

    /** The step at which the run made progress last. */
    private long progress;

    /** How many short jumps of the clock there have been in a row. */
    private int shortJumps;

    Spinning(Loop loop) {
        this.loop = loop;
    }

    void reset() {
        progress = 0;
        shortJumps = 0;
    }

    /** The run makes progress. */
    void progress(long step) {
        progress = step;
    }

    /**
     * Looks whether a timer is to go off.
     *
     * @return the step at which to look again
     */
    long look(long step) {
        long idle = step - progress;
        if (idle < PATIENCE) {
            return progress + PATIENCE;
        }
        long next = nextTimer();
        long time = loop.clock().deadline(idle * NANOS_PER_STEP);
        if (next != VirtualClock.NEVER && next <= time) {
            loop.time.advanceTo(time);
        }
        return step + PATIENCE;
    }

    /** A thread says that it spins. */
    void spins(Fiber fiber) {
        if (fiber.spinsSince != progress) {
            fiber.spinsSince = progress;
            fiber.spins = 0;
        }
        if (++fiber.spins % PATIENCE == 0 && allSpin()) {
            long leap = FIRST_LEAP_NANOS;
            for (int i = Math.min(fiber.spins / PATIENCE - 1, MOST_TENFOLDS); i > 0; i--) {
                leap *= 10;
            }
            long time = Math.min(nextTimer(), loop.clock().deadline(leap));
            if (time != VirtualClock.NEVER) {
                loop.time.advanceTo(time);
            }
        }
    }

    /** All threads wait: says to what time the clock goes on, if the next timer is at this one. */
    long jump(long timer) {
        shortJumps = timer - loop.clock().now() < SHORT_NANOS ? shortJumps + 1 : 0;
        if (shortJumps < PATIENCE) {
            return timer;
        }
        shortJumps = 0;
        return loop.clock().deadline(PATIENCE * COARSE_NANOS);
    }

    private boolean allSpin() {
        for (int i = 0; i < loop.runnable.size(); i++) {
            Fiber fiber = loop.runnable.get(i);
            if (fiber.spins < PATIENCE || fiber.spinsSince != progress) {
                return false;
            }
        }
        return loop.time.passesByItself() && !loop.outside.isAwaited();
    }

    /**
     * When the next timer is due; never if there is none, if the outside comes first, or if time
     * does not pass by itself.
     */
    private long nextTimer() {
        boolean none =
                loop.timers.isEmpty() || loop.outside.isAwaited() || !loop.time.passesByItself();
        return none ? VirtualClock.NEVER : loop.time.nextDeadline();
    }
}
