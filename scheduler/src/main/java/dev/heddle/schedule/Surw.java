package dev.heddle.schedule;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Roster;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Selectively uniform random walk (Zhao, Wolff, Mathur, Roychoudhury: Selectively Uniform
 * Concurrency Testing, 2025). A random walk prefers orders in which short threads come early: of
 * two threads with one and with nine steps, the first comes last once in 512 runs, not once in ten.
 * Here each thread's chance is proportional to how many steps it still has, and then all orders are
 * equally likely.
 *
 * <p>Selectively: each run cares for some of the steps only, those that have to do with one field
 * or one kind of object that several threads use, or now and then for all of them. Of these, it is
 * drawn whose step comes next; the others are done in any order meanwhile. How many steps each
 * thread has is learnt from earlier runs; the first one is a random walk.
 *
 * <p>Steps of a thread that has not been started yet count as its starter's, so that this one is
 * not held up for ever behind those it has started first.
 */
final class Surw extends Patient {

    /** Stands for all steps, in place of what one run cares for. */
    private static final long ALL = 0;

    private static final long UNSEEN = Long.MIN_VALUE;

    private static final long ELEMENTS = 0x6A09E667F3BCC909L;

    /** With more fibers nothing is learnt about those that are started later. */
    private static final int MOST_FIBERS = 1_024;

    /** One run in so many cares for all steps. */
    private static final int ALL_ONE_IN = 3;

    private final StepCounts counts = new StepCounts();

    /** Which fiber started each, by their numbers, or -1; learnt as well. */
    private int[] learnt = {};

    /** Whether this makes one and the same run only: what it was taken for is given. */
    private final boolean given;

    // --- the run

    /** What it cares for. */
    private long key;

    /** How many such steps each fiber is taken to have, and to have left. */
    private int[] expected = {};

    private int[] left = {};

    /** Which fiber is taken to start each, by their numbers, or -1; as long as the above. */
    private int[] starters = {};

    /** How many fibers have been started, as far as is known. */
    private int met;

    /** The keys of what each fiber is about to do; {@link #UNSEEN} if that is to be looked at. */
    private long[] keys = {};

    /** Whose step comes next; -1 if that is to be drawn. */
    private int intended = -1;

    /** Whether there is nothing to go by, so that this is a random walk. */
    private boolean blind;

    /** One that learns. */
    public Surw() {
        this.given = false;
    }

    /** One that makes the runs for which it was known so much. */
    Surw(String known) {
        this.given = true;
        try {
            String plan = Strategies.known(name(), known);
            String[] parts = plan.split(",", -1);
            key = Long.parseUnsignedLong(parts[0], 16);
            int size = parts.length - 1;
            expected = new int[size];
            starters = new int[size];
            for (int i = 0; i < size; i++) {
                int dot = parts[i + 1].indexOf('.');
                expected[i] = Integer.parseInt(parts[i + 1], 0, Math.max(0, dot), 10);
                starters[i] = Integer.parseInt(parts[i + 1].substring(dot + 1));
            }
        } catch (NumberFormatException e) {
            throw Strategies.notKnown(name(), known, e);
        }
    }

    @Override
    public String name() {
        return "surw";
    }

    @Override
    public String nameOfRun() {
        StringBuilder text = new StringBuilder("surw:@").append(Long.toHexString(key));
        for (int i = 0; i < expected.length; i++) {
            text.append(',').append(expected[i]).append('.').append(starters[i]);
        }
        return text.toString();
    }

    @Override
    public void begin(long seed) {
        super.begin(seed);
        if (!given) {
            key = draws.below(Draws.PLAN, ALL_ONE_IN) == 0 ? ALL : counts.anyShared(draws);
            expected = counts.of(key).clone();
            starters = Arrays.copyOf(learnt, expected.length);
        }
        blind = expected.length == 0;
        left = expected.clone();
        met = 0;
        Arrays.fill(keys, UNSEEN);
        intended = -1;
        counts.begin();
    }

    @Override
    int patience() {
        return PATIENCE + 2 * Math.min(counts.longest(), Integer.MAX_VALUE / 4);
    }

    @Override
    Fiber choose(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        meet(runnable);
        Fiber chosen = blind ? any(runnable, current, leaves) : walk(runnable, current, leaves);
        int id = chosen.id();
        long done = keyOf(chosen);
        keys[id] = UNSEEN;
        if (id < MOST_FIBERS) {
            counts.add(done, id);
        }
        if (cares(done)) {
            if (id < left.length && left[id] > 0) {
                left[id]--;
            }
            intended = -1;
        }
        return chosen;
    }

    /** Takes note of fibers that are new, and of who has started them. */
    private void meet(Fibers runnable) {
        Roster roster = runnable.get(0).loop().roster();
        int started = Math.min(roster.started(), MOST_FIBERS);
        for (; met < started; met++) {
            Fiber fiber = roster.fiber(met);
            int starter = fiber == null ? -1 : fiber.starter();
            if (!given) {
                learnt = Arrays.copyOf(learnt, Math.max(learnt.length, met + 1));
                learnt[met] = starter;
            }
            if (starter == intended) {
                intended = -1; // It may have been meant for the sake of this one.
            }
        }
    }

    private Fiber walk(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        if (leaves) {
            intended = -1;
        }
        if (intended < 0) {
            intend(runnable, leaves ? current : null, false);
        }
        int free = free(runnable, current, leaves);
        if (free == 0) {
            intend(runnable, leaves ? current : null, true);
            free = free(runnable, current, leaves);
        }
        int place = draws.below(0, free);
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (isFree(fiber, current, leaves) && place-- == 0) {
                return fiber;
            }
        }
        throw new IllegalStateException("A fiber has left while it was chosen.");
    }

    private int free(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        int free = 0;
        for (int i = 0; i < runnable.size(); i++) {
            if (isFree(runnable.get(i), current, leaves)) {
                free++;
            }
        }
        return free;
    }

    private boolean isFree(Fiber fiber, @Nullable Fiber current, boolean leaves) {
        return !(leaves && fiber == current) && (fiber.id() == intended || !cares(keyOf(fiber)));
    }

    /** Draws whose step comes next, by how many steps each has left, or will have started. */
    private void intend(Fibers runnable, @Nullable Fiber without, boolean now) {
        long sum = 0;
        for (int i = 0; i < runnable.size(); i++) {
            sum += weight(runnable.get(i), without, now);
        }
        if (sum == 0) {
            return;
        }
        long at = draws.below(0, sum);
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            at -= weight(fiber, without, now);
            if (at < 0) {
                intended = fiber.id();
                return;
            }
        }
    }

    private long weight(Fiber fiber, @Nullable Fiber without, boolean now) {
        int id = fiber.id();
        if (fiber == without || (now && !cares(keyOf(fiber)))) {
            return 0;
        }
        long weight = id < left.length ? left[id] : 0;
        for (int other = met; other < left.length; other++) {
            if (starters[other] == id) {
                weight += left[other];
            }
        }
        // More than was expected: so much is known at least.
        return Math.max(1, weight);
    }

    private boolean cares(long step) {
        return key == ALL || step == key;
    }

    private long keyOf(Fiber fiber) {
        int id = fiber.id();
        if (id >= keys.length) {
            int from = keys.length;
            keys = Arrays.copyOf(keys, Math.max(16, 2 * id));
            Arrays.fill(keys, from, keys.length, UNSEEN);
        }
        long known = keys[id];
        if (known == UNSEEN) {
            known = look(fiber);
            keys[id] = known;
        }
        return known;
    }

    /** Stands for what a fiber is about to do: the same in every run and every JVM. */
    private static long look(Fiber fiber) {
        int access = fiber.access();
        Object object = fiber.accessed();
        if (access == Access.UNKNOWN || access == Access.ALONE) {
            return StepCounts.OTHER;
        }
        if (object == null) {
            return 2 + (fiber.member() & 0xffffffffL);
        }
        if ((access & (Access.ELEMENT | Access.CALL | Access.MONITOR)) == 0) {
            return fiber.member();
        }
        Class<?> type = object.getClass();
        String name = type.getName();
        int end = type.isHidden() ? name.lastIndexOf('/') : -1;
        return ELEMENTS * (end < 0 ? name : name.substring(0, end)).hashCode() + (access & ~3);
    }

    @Override
    public void ended(long behaviour, boolean isNew) {
        if (!given && decisions() <= patience()) { // Else threads were spinning.
            counts.end();
        }
    }
}
