package dev.heddle.kernel;

import dev.heddle.kernel.Chooser.Choice;

/**
 * Lets time pass although threads can run, as on a machine that is not infinitely fast: then a
 * timer fires before somebody has done what he could have done at once, or later than it was due.
 *
 * <p>When, and how far, is the chooser's to say. If timers may fire early it is asked at each step
 * whether the next one does, and no more time passes than that takes: for the first times that time
 * passes in a run, as many as it says. Else: Between two moments in which all fibers wait, no more
 * time passes in this way than the slack of the {@link World}, so a thread that has more time than
 * that is never too late.
 */
final class Stalls {

    /**
     * A stall comes less than 2 to the power of this many steps after what was before it. All
     * powers are equally likely, so that ways are cut early and late, be they short or long.
     */
    private static final int POWERS = 11;

    private static final int PARTS = 1 << 16;

    private final Loop loop;
    private final long slack;

    /** Whether it is asked at each step whether the next timer fires. */
    private final boolean early;

    /** It is not asked at each step for more times that time passes. */
    private static final int MOST_EARLY = 100;

    /** For how many times that time passes it is. */
    private int times;

    /** How much time may still pass before all fibers have waited again. */
    private long left;

    /** At which step the next stall is; far away if there is none before all fibers wait. */
    private long step;

    /** Whether the chooser was asked for {@link #step}; if not, it is to be asked at that step. */
    private boolean planned;

    Stalls(Loop loop, long slack, boolean early) {
        this.loop = loop;
        this.slack = slack;
        this.early = early;
    }

    void reset() {
        left = slack;
        step = slack == 0 && !early ? Long.MAX_VALUE : 0;
        planned = false;
    }

    /** From which step on {@link #look} must be called at every step. */
    long nextStep() {
        return step;
    }

    /** All fibers have waited and somebody was just woken: perhaps later than he wanted. */
    void afterWait() {
        if (slack > 0) {
            reset();
        }
        look();
    }

    /** Lets time pass, if this is the step for it and there is somebody who can run. */
    void look() {
        if (loop.steps() < step || loop.runnable.isEmpty()) {
            return;
        }
        if (early) {
            lookAtNextTimer();
            return;
        }
        if (!planned) {
            plan(0);
        }
        if (loop.steps() >= step) {
            stall();
            plan(1);
        }
    }

    /**
     * Asks whether the next timer fires now, if there is one that time alone can bring; and, the
     * first time in a run, for how many times that time passes it is asked.
     */
    private void lookAtNextTimer() {
        while (!loop.timers.isEmpty()
                && loop.time.passesByItself()
                && loop.timers.first().outsideCalls == 0) {
            if (!planned) {
                planned = true;
                times = loop.choices.draw(Choice.STALL, MOST_EARLY + 1);
            }
            if (loop.time.times() >= times) {
                step = Long.MAX_VALUE;
                return;
            }
            if (loop.choices.draw(Choice.STALL, 2) == 0) {
                return;
            }
            loop.time.stall(loop.timers.first().deadline - loop.clock().now());
        }
    }

    /**
     * Asks when the next stall is.
     *
     * @param least after how many steps at the earliest
     */
    private void plan(int least) {
        planned = true;
        int power = left == 0 ? 0 : loop.choices.draw(Choice.STALL, POWERS + 1);
        step =
                power == 0
                        ? Long.MAX_VALUE
                        : loop.steps() + least + loop.choices.draw(Choice.STALL, 1 << (power - 1));
    }

    private void stall() {
        long toTimer = Long.MAX_VALUE;
        if (!loop.timers.isEmpty()) {
            toTimer = Math.max(0, loop.timers.first().deadline - loop.clock().now());
        }
        // What is special: to the very moment at which the next timer is due, just past it, and as
        // far as it goes. All else is between.
        int kind = loop.choices.draw(Choice.STALL, 4);
        long nanos;
        if (kind == 0) {
            nanos = left;
        } else if (kind == 1 && toTimer <= left) {
            nanos = toTimer;
        } else if (kind == 2 && toTimer < left) {
            nanos = toTimer + 1;
        } else {
            nanos = left * (loop.choices.draw(Choice.STALL, PARTS) + 1L) / PARTS;
        }
        left -= nanos;
        loop.time.stall(nanos);
    }
}
