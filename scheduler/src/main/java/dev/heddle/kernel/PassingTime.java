package dev.heddle.kernel;

/** How the time of a run passes: when nobody can run, or by hand, or although somebody can run. */
final class PassingTime {

    private final Loop loop;

    /** How many times it has passed in the run, other than by hand. */
    private int times;

    PassingTime(Loop loop) {
        this.loop = loop;
    }

    /** A run begins. */
    void reset() {
        times = 0;
    }

    /** How many times it has passed in the run, other than by hand. */
    int times() {
        return times;
    }

    /** Whether {@link #letTimePass} would wake somebody, now that nobody can run. */
    boolean canLetTimePass() {
        return loop.steering().isActive() || (!loop.timers.isEmpty() && !loop.world.manualTime());
    }

    /** Nobody can run: lets the next timer fire, or whoever steers time go on. */
    void letTimePass() {
        if (loop.steering().isActive()) {
            loop.steering().proceed();
        } else {
            advanceTo(loop.spinning.jump(nextDeadline()));
        }
        loop.lookAfterWait();
    }

    /**
     * How much real time has to pass, at the least, before the next timer may fire: the time-out of
     * a socket or of a process is over in virtual time and in real time at once, or it would be
     * over before any answer could come. Not positive if it need not.
     */
    long restOfRealTime() {
        if (loop.steering().isActive() || loop.timers.isEmpty()) {
            return 0;
        }
        Fiber first = loop.timers.first();
        return first.outsideCalls == 0 ? 0 : first.notBefore - System.nanoTime();
    }

    /** Whether time passes without being moved. */
    boolean passesByItself() {
        return !loop.world.manualTime() && !loop.steering().isActive();
    }

    /** When the next timer fires, at the earliest; there must be one. */
    long nextDeadline() {
        // It may have been due before: time that is moved by hand stops short of what is due then.
        return Math.max(loop.clock().now(), loop.timers.first().deadline);
    }

    /** Lets time pass although somebody can run. */
    void stall(long nanos) {
        advanceTo(loop.clock().deadline(nanos));
        Watcher told = loop.watcher();
        Fiber last = loop.current;
        if (told != null && last != null) {
            told.stalls(last, nanos);
        }
    }

    /** Lets time pass, and nothing else. */
    void pass(long time) {
        Claims claimed = loop.claimed;
        if (claimed != null) {
            claimed.beforeTimePasses(time);
        }
        loop.clock().advanceTo(time);
        loop.event(Long.hashCode(time), -1);
    }

    /** Lets time pass, and wakes everybody whose time has come. */
    void advanceTo(long time) {
        times += time > loop.clock().now() ? 1 : 0;
        pass(time);
        while (!loop.timers.isEmpty() && loop.timers.first().deadline <= time) {
            Fiber due = loop.timers.first();
            due.timedOut = true;
            loop.waiting.wake(due);
        }
    }
}
