package dev.heddle.schedule;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * Visits all schedules that come from first in, first out by at most so many delays (Emmi, Qadeer,
 * Rakamaric: Delay-Bounded Scheduling, 2011). A delay passes over the thread whose turn it is,
 * which goes to the end of the line; to let the third thread in the line run costs two. So there
 * are far fewer schedules than with as many preemptions, and their number does not grow with that
 * of threads which only wait for their turn.
 */
final class DelayBounded extends Systematic {

    static final String KIND = "delay";

    /** At most so many delays. */
    public DelayBounded(int bound) {
        this(bound, "");
    }

    DelayBounded(int bound, String deviations) {
        super(bound, deviations);
    }

    @Override
    String kind() {
        return KIND;
    }

    @Override
    String bounded() {
        return "delays";
    }

    @Override
    int costOfOthers() {
        return RISING;
    }

    @Override
    Fiber choose(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        if (current == null) {
            return inOrder(runnable, option(runnable.size(), RISING), null);
        }
        int option = option(runnable.size(), RISING);
        if (leaves) {
            // Itself, the last in line, costs the most.
            return option == runnable.size() - 1 ? current : inOrder(runnable, option, current);
        }
        return option == 0 ? current : inOrder(runnable, option - 1, current);
    }
}
