package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * Moves the time of a run by hand: a fiber waits here until the others have done all they can do up
 * to some point in time. It is the last to be chosen: it goes on when nobody else can run, and no
 * timer is left that it wants to see fire.
 */
@Internal
public final class Steering {

    /** What the JDK's own timer thread is: a daemon that waits for what the program has asked. */
    private static final String TIMERS_OF_THE_JDK = "java.util.concurrent.DelayScheduler";

    private final Loop loop;

    /** Who steers, from its call until it goes on; it is in no set and has no timer. */
    private @Nullable Fiber steerer;

    /** Timers that are due before this fire before the steerer goes on... */
    private long before;

    /** ...or as many as it takes until nobody but daemons waits for a point in time. */
    private boolean untilIdle;

    /** Where the clock stands, at least, when the steerer goes on. */
    private long end;

    Steering(Loop loop) {
        this.loop = loop;
    }

    /** Lets the others run until all of them wait, without letting time pass. */
    public void runCurrent(Fiber fiber) {
        long now = loop.clock().now();
        steer(fiber, now, now + 1, false);
    }

    /**
     * Lets time pass, with everything that happens before its end. What is due at the very end does
     * not happen yet.
     */
    public void advanceBy(Fiber fiber, long nanos) {
        if (nanos > 0) {
            long target = loop.clock().deadline(nanos);
            steer(fiber, target, target, false);
        }
    }

    /** Lets time pass until the others wait for nothing that time alone would bring. */
    public void advanceUntilIdle(Fiber fiber) {
        steer(fiber, loop.clock().now(), 0, true);
    }

    private void steer(Fiber fiber, long target, long due, boolean idle) {
        Fiber other = steerer;
        if (other != null && !fiber.isKilled()) {
            throw new HeddleException(
                    "Thread '%s' is moving time already, so thread '%s' can not. Let one thread move it, best the body of the run."
                            .formatted(other, fiber));
        }
        steerer = fiber;
        end = target;
        before = due;
        untilIdle = idle;
        try {
            loop.waiting.block(fiber, Wait.OTHERS, null, VirtualClock.NEVER);
            loop.memory.follows(fiber);
        } finally {
            steerer = null;
        }
    }

    /** Whether somebody waits here. */
    boolean isActive() {
        return steerer != null;
    }

    /** Nobody can run: lets the next timer fire, or the steerer go on. */
    void proceed() {
        boolean more =
                untilIdle
                        ? isAnybodyTimed()
                        : !loop.timers.isEmpty() && loop.timers.first().deadline < before;
        Fiber waiting = steerer;
        if (more) {
            loop.time.advanceTo(loop.time.nextDeadline());
        } else if (waiting != null) {
            loop.time.pass(Math.max(end, loop.clock().now()));
            loop.waiting.wake(waiting);
        }
    }

    void reset() {
        steerer = null;
    }

    /** Whether a timer is set by a thread that is no daemon, or by the JDK for the program. */
    private boolean isAnybodyTimed() {
        TimerQueue timers = loop.timers;
        for (int i = 0; i < timers.size(); i++) {
            Fiber fiber = timers.get(i);
            Thread thread = fiber.thread();
            boolean background = fiber.id != 0 && !fiber.isVirtual() && thread.isDaemon();
            if (!background || thread.getClass().getName().equals(TIMERS_OF_THE_JDK)) {
                return true;
            }
        }
        return false;
    }
}
