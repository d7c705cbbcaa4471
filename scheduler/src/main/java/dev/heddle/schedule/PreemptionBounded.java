package dev.heddle.schedule;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * Visits all schedules in which at most so many times a thread is kept from going on that could
 * (Musuvathi, Qadeer: Iterative Context Bounding for Systematic Testing of Multithreaded Programs,
 * 2007). Which thread runs when one has ended, waits or yields is free. A wait that ends for no
 * reason counts like a preemption.
 *
 * <p>After a yield those go first that have yielded less often: else there would be no end to
 * schedules in which two threads that spin take turns, and the one they wait for never runs.
 */
final class PreemptionBounded extends Systematic {

    static final String KIND = "preemption";

    /** How often each fiber has let others go first. */
    private final Priorities yields = new Priorities();

    /** At most so many preemptions. */
    public PreemptionBounded(int bound) {
        this(bound, "");
    }

    PreemptionBounded(int bound, String deviations) {
        super(bound, deviations);
    }

    @Override
    String kind() {
        return KIND;
    }

    @Override
    String bounded() {
        return "preemptions";
    }

    @Override
    public void begin(long seed) {
        super.begin(seed);
        yields.clear();
    }

    @Override
    int costOfOthers() {
        return FREE;
    }

    @Override
    Fiber choose(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        if (current != null && leaves) {
            yields.set(current, yields.get(current) + 1);
            return leastYielded(runnable, current);
        }
        if (current == null) {
            return inOrder(runnable, option(runnable.size(), FREE), null);
        }
        int option = option(runnable.size(), ONE);
        return option == 0 ? current : inOrder(runnable, option - 1, current);
    }

    private Fiber leastYielded(Fibers runnable, Fiber current) {
        long least = Long.MAX_VALUE;
        int those = 0;
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (fiber != current) {
                long times = yields.get(fiber);
                those = times < least ? 1 : times == least ? those + 1 : those;
                least = Math.min(least, times);
            }
        }
        if (those < runnable.size() - 1) {
            leavesOut();
        }
        int option = option(those, FREE);
        for (Fiber fiber = runnable.oldest(); fiber != null; fiber = runnable.after(fiber)) {
            if (fiber != current && yields.get(fiber) == least && option-- == 0) {
                return fiber;
            }
        }
        throw new IllegalStateException("A fiber has left while it was chosen.");
    }
}
