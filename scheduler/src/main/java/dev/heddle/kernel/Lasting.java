package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Finds fibers that wait for each other in a circle that an interrupt could open, or cancelling one
 * of them, while others go on and nobody does so: by {@code join}, by what computes a future, by a
 * lock that is waited for interruptibly, or by what coroutines await. {@link Circles} must let such
 * a circle be, since it may be what a watchdog is for.
 *
 * <p>So it is given its chance. Every {@link #EVERY} steps it is looked who waits for whom. A
 * circle counts if at a later look none of its members has gone on; if every timer that was set
 * when it was seen first is over, since time-outs and watchdogs are timers; if everybody who could
 * run then has run; and if there was one more look after that.
 *
 * <p>Nothing is done for this between two looks, but that each fiber knows since when it waits.
 */
final class Lasting {

    /**
     * How many steps there are from one look to the next, at the least. The fewer, the sooner who
     * interrupts after mere work comes too late; three times as many must be fewer than a failure's
     * table goes back, which has to show where the circle closed.
     */
    static final int EVERY = 3_000;

    /** To look takes time for each fiber there is. */
    private static final int STEPS_PER_FIBER = 8;

    private final Loop loop;

    /** The step at which to look next. */
    private long next;

    /** Those that waited for each other at some look, and since when. */
    private final IdentityHashMap<Fiber, Long> seen = new IdentityHashMap<>();

    /** When all timers are over that were set at that look. */
    private long timersOver;

    /** Those that could run at that look, and have not run since; and what each had done. */
    private final IdentityHashMap<Fiber, Long> idle = new IdentityHashMap<>();

    /** Whether all is over that those who were seen were given time for. */
    private boolean late;

    Lasting(Loop loop) {
        this.loop = loop;
    }

    void reset() {
        next = EVERY;
        forget();
    }

    private void forget() {
        seen.clear();
        idle.clear();
        late = false;
    }

    /** Looks, if it is time to; whether there is a circle that has had its chance. */
    boolean isFound() {
        if (loop.steps < next) {
            return false;
        }
        next = loop.steps + Math.max(EVERY, (long) STEPS_PER_FIBER * loop.roster().started());
        if (loop.outside.isAwaited() || !loop.time.passesByItself()) {
            forget();
            return false;
        }
        Causes causes = new Causes(loop, Ending.Kind.STEP_LIMIT);
        List<Fiber> waiting = new ArrayList<>();
        boolean lasts = false;
        for (int id = 0; id < loop.roster().started(); id++) {
            Fiber fiber = loop.roster().fiber(id);
            if (fiber != null && causes.isInCircle(fiber)) {
                waiting.add(fiber);
                lasts |= hasLasted(fiber, causes);
            }
        }
        if (!lasts) {
            forget();
            see(waiting);
            return false;
        }
        if (late) {
            return true;
        }
        late = isAllOver();
        return false;
    }

    /** Whether none of those in a circle has gone on since they were seen. */
    private boolean hasLasted(Fiber first, Causes causes) {
        Fiber at = first;
        do {
            Long since = seen.get(at);
            if (since == null || since != at.waitsSince) {
                return false;
            }
            at = causes.awaited(at);
        } while (at != null && at != first);
        return at == first;
    }

    private void see(List<Fiber> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        waiting.forEach(fiber -> seen.put(fiber, fiber.waitsSince));
        timersOver = 0;
        for (int i = 0; i < loop.timers.size(); i++) {
            timersOver = Math.max(timersOver, loop.timers.get(i).deadline);
        }
        IdentityHashMap<Object, Boolean> asked = new IdentityHashMap<>();
        for (int id = 0; id < loop.roster().started(); id++) {
            Fiber fiber = loop.roster().fiber(id);
            if (fiber != null
                    && fiber.guest() instanceof Turns.Guest guest
                    && asked.put(guest.group(), true) == null) {
                timersOver = Math.max(timersOver, guest.lastTimer());
            }
        }
        for (int i = 0; i < loop.runnable.size(); i++) {
            Fiber fiber = loop.runnable.get(i);
            idle.put(fiber, fiber.past);
        }
        late = loop.timers.isEmpty() && isAllOver();
    }

    /** Whether all timers are over, and everybody has run, since those in circles were seen. */
    private boolean isAllOver() {
        idle.entrySet().removeIf(one -> hasRun(one.getKey(), one.getValue()));
        return idle.isEmpty() && loop.clock().now() >= timersOver;
    }

    private boolean hasRun(Fiber fiber, long past) {
        return fiber == loop.current
                || fiber.past != past
                || fiber.set != loop.runnable
                || isOver(fiber);
    }

    private boolean isOver(@Nullable Fiber fiber) {
        return fiber == null || loop.roster().fiber(fiber.id) != fiber;
    }
}
