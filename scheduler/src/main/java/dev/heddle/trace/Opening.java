package dev.heddle.trace;

import dev.heddle.api.Internal;
import dev.heddle.control.Sites;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.Watcher;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The first steps of a run, to see where another run parts from it. Where {@link Course} keeps the
 * end of a run, this keeps its beginning: two runs with equal choices are equal up to some step.
 */
@Internal
public final class Opening implements Watcher {

    /** Runs that are alike for longer than this are not told apart. */
    private static final int MOST_STEPS = 100_000;

    // What a step is.
    private static final int PASSES = 0;

    private static final int NOTIFIES = 1;
    private static final int ENDS = 2;
    private static final int WAITS = 3;
    private static final int STALLS = 4;

    /** How many bits of a step say what it is. */
    private static final int KIND_BITS = 3;

    private static final int KIND_MASK = (1 << KIND_BITS) - 1;

    /**
     * Each step as one number: in its upper half the thread's number and what it is, in its lower
     * half the place, or what stands for it.
     */
    private long[] steps = new long[256];

    private int count;

    /** By the thread's number; null of those that have made no step. */
    private @Nullable String[] names = new String[16];

    /** An empty opening, to watch one run. */
    public Opening() {}

    @Override
    public void passes(Fiber fiber, int site) {
        add(PASSES, fiber, site);
    }

    @Override
    public void waits(Fiber fiber, Wait wait, @Nullable Object on) {
        add(WAITS, fiber, wait.name().hashCode()); // A number that is the same in every JVM.
    }

    @Override
    public void notifies(Fiber fiber, Fiber waiter) {
        add(NOTIFIES, fiber, waiter.id());
    }

    @Override
    public void stalls(Fiber fiber, long nanos) {
        add(STALLS, fiber, Long.hashCode(nanos));
    }

    @Override
    public void ends(Fiber fiber) {
        add(ENDS, fiber, 0);
    }

    private void add(int kind, Fiber fiber, int site) {
        if (count == steps.length && !makeRoom()) {
            return;
        }
        int number = fiber.id();
        if (number >= names.length || names[number] == null) {
            comes(number, fiber);
        }
        long what = ((long) number << KIND_BITS) | kind;
        steps[count++] = (what << Integer.SIZE) | (site & 0xffffffffL);
    }

    /** False if it has as many steps as it may. */
    private boolean makeRoom() {
        if (count == MOST_STEPS) {
            return false;
        }
        steps = Arrays.copyOf(steps, Math.min(count * 2, MOST_STEPS));
        return true;
    }

    private void comes(int number, Fiber fiber) {
        if (number >= names.length) {
            names = Arrays.copyOf(names, Math.max(number + 1, names.length * 2));
        }
        names[number] = fiber.toString();
    }

    /** The number of the thread that made a step. */
    private int threadOf(int step) {
        return (int) (steps[step] >>> (Integer.SIZE + KIND_BITS));
    }

    /**
     * Where two runs part.
     *
     * @param common how many steps they have in common
     * @param last the last step before that of the thread that then does something else; empty if
     *     it has none
     * @param first what comes next in the first run
     * @param second what comes next in the second run
     */
    public record Fork(int common, String last, String first, String second) {}

    /** Where another run parts from this one; null if no step is known that differs. */
    public @Nullable Fork forkTo(Opening other) {
        int most = Math.min(count, other.count);
        int common = 0;
        while (common < most && steps[common] == other.steps[common]) {
            common++;
        }
        if (common == most && (count == other.count || most == MOST_STEPS)) {
            return null;
        }
        int thread = common < count ? threadOf(common) : other.threadOf(common);
        int last = common - 1;
        while (last >= 0 && threadOf(last) != thread) {
            last--;
        }
        return new Fork(common, last < 0 ? "" : text(last), text(common), other.text(common));
    }

    private String text(int step) {
        if (step >= count) {
            return "the run is over";
        }
        String thread = "'" + names[threadOf(step)] + "' ";
        return switch ((int) (steps[step] >>> Integer.SIZE) & KIND_MASK) {
            case PASSES -> {
                Sites.Site site = Sites.find((int) steps[step]);
                yield thread
                        + (site == null
                                ? (int) steps[step] == Loop.READS_TIME
                                        ? "looks what time it is"
                                        : "lets others go first"
                                : site.action() + " " + site.location());
            }
            case NOTIFIES -> thread + "notifies another";
            case ENDS -> thread + "ends";
            case STALLS -> "time passes while threads can run";
            default -> thread + "begins to wait";
        };
    }
}
