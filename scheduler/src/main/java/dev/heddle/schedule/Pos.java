package dev.heddle.schedule;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * Partial order sampling (Yuan, Yang, Gu: Partial Order Aware Concurrency Sampling, 2018). Each
 * thing that a thread is about to do has a random priority, and the one with the highest is done;
 * those that can not be swapped with it then get new ones. So orders of what has nothing to do with
 * each other take no part in the draw, and the few that matter are seen more evenly than by random
 * walk.
 */
final class Pos extends Patient {

    /** What each fiber is about to do has one; 0 if it is to be drawn. */
    private final Priorities priorities = new Priorities();

    @Override
    public String name() {
        return "pos";
    }

    @Override
    public void begin(long seed) {
        super.begin(seed);
        priorities.clear();
    }

    @Override
    Fiber choose(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        Fiber best = runnable.get(0);
        long most = 0;
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            long priority = priorities.get(fiber);
            if (priority == 0) {
                priority = draws.positive(0);
                priorities.set(fiber, priority);
            }
            if (priority > most && !(leaves && fiber == current)) {
                most = priority;
                best = fiber;
            }
        }
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (fiber == best || Access.conflict(best, fiber)) {
                priorities.set(fiber, 0);
            }
        }
        return best;
    }
}
