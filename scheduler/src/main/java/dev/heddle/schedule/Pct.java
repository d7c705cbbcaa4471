package dev.heddle.schedule;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized
 * Scheduler with Probabilistic Guarantees of Finding Bugs, 2010). Each thread has a random
 * priority, and the one with the highest runs; at {@code depth - 1} random decisions the thread
 * that would go on falls below all others. A bug that needs {@code depth} things to happen in one
 * order is found by one run with a probability of at least 1 / (n k^(depth - 1)), for n threads and
 * k decisions.
 *
 * <p>How many decisions a run has is learnt from those before. Without a depth, each run draws one:
 * 2 half of the time, 1 a quarter of it, 3, 4 or 5 else.
 */
final class Pct extends Patient {

    /** Stands for a depth that each run draws. */
    static final int AUTOMATIC = 0;

    static final int DEEPEST = 100;
    private static final int[] DRAWN = {2, 1, 3, 4, 5};

    /** How many decisions the first run is taken to have. */
    private static final int FIRST_LENGTH = 50;

    /** Priorities of threads are above this, and those at points of change are not. */
    private static final long LOWEST_OF_THREADS = 1 << 10;

    private final int depth;

    /** How many decisions each run is taken to have; 0 if that is learnt. */
    private final int length;

    /** The most decisions that an earlier run had. */
    private int longest;

    private final Priorities priorities = new Priorities();

    /** At which decisions of this run the priority of a thread changes, in no order. */
    private int[] changes = {};

    /** The first of them that is to come. */
    private int nextChange;

    /** The priority of the thread that has given way last: lower than all there are. */
    private long floor;

    private int depthOfRun;
    private int lengthOfRun;

    /** With a depth that each run draws, from 1 to 5. */
    public Pct() {
        this(AUTOMATIC, 0);
    }

    /** With a fixed depth, from 1 on. */
    public Pct(int depth) {
        this(depth, 0);
    }

    /** With runs that are taken to have a given number of decisions. */
    Pct(int depth, int length) {
        if (depth < AUTOMATIC || depth > DEEPEST) {
            throw new HeddleException(
                    "The depth of the strategy 'pct' must be from 1 to %d, but is %d."
                            .formatted(DEEPEST, depth));
        }
        this.depth = depth;
        this.length = length;
    }

    @Override
    public String name() {
        String name = depth == AUTOMATIC ? "pct" : "pct:" + depth;
        return length == 0 ? name : name + ":" + length;
    }

    @Override
    public String nameOfRun() {
        return "pct:" + depthOfRun + ":" + lengthOfRun;
    }

    @Override
    public void begin(long seed) {
        super.begin(seed);
        priorities.clear();
        floor = 0;
        // Each depth has a plan of its own, whether it was drawn or given.
        int halvings = Long.numberOfTrailingZeros(Draws.mixed(~seed) | (1 << (DRAWN.length - 1)));
        depthOfRun = depth == AUTOMATIC ? DRAWN[halvings] : depth;
        lengthOfRun = length != 0 ? length : longest == 0 ? FIRST_LENGTH : longest;
        if (changes.length != depthOfRun - 1) {
            changes = new int[depthOfRun - 1];
        }
        for (int i = 0; i < changes.length; i++) {
            changes[i] = 1 + draws.below(Draws.PLAN, lengthOfRun);
        }
        nextChange = changeAfter(0);
    }

    @Override
    int patience() {
        return (int) Math.min(Integer.MAX_VALUE, PATIENCE + 2L * lengthOfRun);
    }

    @Override
    Fiber choose(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        Fiber without = leaves ? current : null;
        if (without != null && givesWayForGood(without)) {
            priorities.set(without, --floor);
        }
        Fiber best = highest(runnable, without);
        if (decisions() == nextChange) {
            for (int i = 0; i < changes.length; i++) {
                if (changes[i] == nextChange) {
                    priorities.set(best, i + 1);
                    best = highest(runnable, without);
                }
            }
            nextChange = changeAfter(nextChange);
        }
        return best;
    }

    private Fiber highest(Fibers runnable, @Nullable Fiber without) {
        Fiber best = runnable.get(0);
        long most = Long.MIN_VALUE;
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            long priority = priorities.get(fiber);
            if (priority == 0) {
                priority = LOWEST_OF_THREADS + (draws.positive(0) >>> 1);
                priorities.set(fiber, priority);
            }
            if (priority > most && fiber != without) {
                most = priority;
                best = fiber;
            }
        }
        return best;
    }

    private int changeAfter(int decision) {
        int first = Integer.MAX_VALUE;
        for (int change : changes) {
            if (change > decision) {
                first = Math.min(first, change);
            }
        }
        return first;
    }

    @Override
    public void ended(long behaviour, boolean isNew) {
        if (decisions() <= patience()) { // Else threads were spinning.
            longest = Math.max(longest, decisions());
        }
    }
}
