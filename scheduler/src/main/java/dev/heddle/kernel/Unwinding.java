package dev.heddle.kernel;

/**
 * The end of a run: what brings it about, and how the fibers that are left get out of the program's
 * code. Each throws an {@link Unwind} wherever it is; who does not let it through is left behind.
 */
final class Unwinding {

    /** How many scheduling points a fiber may pass while it is being unwound. */
    private static final int MOST_STEPS = 100_000;

    private final Loop loop;

    /** Scheduling points passed by the fiber that is being unwound. */
    private int steps;

    Unwinding(Loop loop) {
        this.loop = loop;
    }

    /** The last thread that is no daemon has ended. */
    void finishes() {
        Claims claimed = loop.claimed;
        if (claimed == null) {
            loop.ending = Endings.of(loop, Ending.Kind.FINISHED, null, null);
        } else {
            claimed.lookBeforeTheEnd();
        }
    }

    /** An exception left the code of a thread. */
    void uncaught(Fiber fiber, Throwable failure) {
        if (loop.ending != null) {
            return; // What happens while a run is unwound is not the program's doing.
        }
        if (fiber.id != 0 && Uncaught.isHandled(fiber.thread(), failure)) {
            return;
        }
        if (loop.failing.goesOn()) {
            loop.failing.failed(failure, fiber);
        } else {
            loop.ending = Endings.of(loop, Ending.Kind.FAILED, failure, fiber);
        }
    }

    /** Ends the run from inside the calling fiber; what it returns must be thrown. */
    Unwind end(Fiber fiber, Ending.Kind kind) {
        if (loop.ending == null) {
            loop.ending = Endings.of(loop, kind, null, fiber);
        }
        return unwind(fiber);
    }

    /**
     * The calling fiber has done what fails the run, wherever it may be caught; what this returns
     * must be thrown.
     */
    Unwind fail(Fiber fiber, Throwable failure) {
        if (loop.ending == null) {
            loop.ending = Endings.of(loop, Ending.Kind.FAILED, failure, fiber);
        }
        return unwind(fiber);
    }

    /** What a fiber must throw that can not go on since the run is over. */
    Unwind unwind(Fiber fiber) {
        fiber.kill();
        if (++fiber.unwindings > loop.limits.unwindings()) {
            // It catches everything and goes on: leave it where it stands.
            loop.driver.abandon(fiber);
        }
        return new Unwind();
    }

    /** The next fiber is going to be unwound. */
    void begin(Fiber fiber) {
        steps = 0;
        fiber.kill();
    }

    /** Ends the run, since something happened that is not under control. */
    void refuse(Fiber fiber, String what, String place) {
        if (loop.ending == null) {
            loop.ending =
                    Endings.of(loop, Ending.Kind.FAILED, Uncontrolled.refused(what, place), fiber);
        }
    }

    /** A fiber that is being unwound is not preempted, but must not go on for ever either. */
    void passesPoint(Fiber fiber) {
        if (fiber.isKilled() && ++steps > MOST_STEPS) {
            throw unwind(fiber);
        }
    }
}
