package dev.heddle.schedule;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Halts a thread or two in the midst of what they do, and lets the others run one after the other.
 *
 * <p>Like {@link Pct}, but a point of change is a step of a thread, not a decision of the run: so
 * to find the right one of a few steps does not get harder with the number of threads that have
 * nothing to do with it. And threads that begin at the same place are of one kind: which thread is
 * halted, and which comes next, is drawn among kinds first. So the one that differs from a hundred
 * others comes next as often as any of these.
 *
 * <p>How many steps each thread has, and of which kind it is, is learnt from earlier runs; the
 * first halts nobody.
 */
final class Halting extends Patient {

    static final String NAME = "halt";

    /** Nothing is known of fibers with higher numbers. */
    private static final int MOST_FIBERS = 1_024;

    private static final int MOST_KINDS = 64;

    /** A run halts so many threads at the most. */
    private static final int MOST_HALTS = 3;

    private static final long TOP = 1L << 62;

    /** The kinds of the fibers by their numbers, counted from 1, as far as they are known. */
    private int[] learntKinds = {};

    /** How many steps the fibers had in an earlier run, by their numbers. */
    private int[] learntSteps = {};

    /** The places at which threads of each kind begin. */
    private int[] begins = {};

    private final boolean given;

    // --- the run

    /** The kinds that the fibers are taken to be of. */
    private int[] kinds = {};

    /** Who is halted, in the order in which they go first, and before which step. */
    private int[] halted = {};

    private int[] before = {};

    /** Which of them were halted already. */
    private boolean[] done = {};

    /** How many steps each fiber has made. */
    private final Priorities steps = new Priorities();

    private final Priorities priorities = new Priorities();
    private boolean bodyFirst;
    private long salt;

    /** The lowest priority there is. */
    private long floor;

    /** One that learns. */
    public Halting() {
        this.given = false;
    }

    /** One that makes the runs for which it was known so much. */
    Halting(String known) {
        this.given = true;
        try {
            String text = Strategies.known(name(), known);
            int colon = text.indexOf(':');
            String plan = text.substring(0, Math.max(0, colon));
            String[] halts = plan.isEmpty() ? new String[0] : plan.split(",", -1);
            halted = new int[halts.length];
            before = new int[halts.length];
            for (int i = 0; i < halts.length; i++) {
                int dot = halts[i].indexOf('.');
                halted[i] = Integer.parseInt(halts[i], 0, Math.max(0, dot), 10);
                before[i] = Integer.parseInt(halts[i].substring(dot + 1));
            }
            String rest = text.substring(colon + 1);
            kinds =
                    rest.isEmpty()
                            ? new int[0]
                            : Arrays.stream(rest.split(",", -1))
                                    .mapToInt(Integer::parseInt)
                                    .toArray();
        } catch (NumberFormatException e) {
            throw Strategies.notKnown(name(), known, e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String nameOfRun() {
        StringBuilder text = new StringBuilder("halt:@");
        for (int i = 0; i < halted.length; i++) {
            text.append(i == 0 ? "" : ",").append(halted[i]).append('.').append(before[i]);
        }
        text.append(':');
        for (int i = 0; i < kinds.length; i++) {
            text.append(i == 0 ? "" : ",").append(kinds[i]);
        }
        return text.toString();
    }

    @Override
    public void begin(long seed) {
        super.begin(seed);
        steps.clear();
        priorities.clear();
        floor = 0;
        salt = Draws.mixed(seed ^ 0x2545F4914F6CDD1DL);
        bodyFirst = (salt & 1) == 0;
        if (!given) {
            kinds = learntKinds.clone();
            plan();
        }
        done = new boolean[halted.length];
    }

    /** Draws who is halted, and where. */
    private void plan() {
        int kindsKnown = begins.length;
        int count =
                kindsKnown == 0
                        ? 0
                        : 1 + Long.numberOfTrailingZeros((salt >>> 1) | (1 << (MOST_HALTS - 1)));
        halted = new int[count];
        before = new int[count];
        for (int i = 0; i < count; i++) {
            int fiber = anyOfKind(1 + draws.below(Draws.PLAN, kindsKnown));
            halted[i] = fiber;
            before[i] = 1 + draws.below(Draws.PLAN, Math.max(1, learntSteps[fiber]));
        }
    }

    private int anyOfKind(int kind) {
        int those = 0;
        for (int known : kinds) {
            those += known == kind ? 1 : 0;
        }
        int left = draws.below(Draws.PLAN, those);
        for (int fiber = 0; fiber < kinds.length; fiber++) {
            if (kinds[fiber] == kind && left-- == 0) {
                return fiber;
            }
        }
        return 0;
    }

    @Override
    Fiber choose(Fibers runnable, @Nullable Fiber current, boolean leaves) {
        if (current != null) {
            learnKind(current);
        }
        Fiber without = leaves ? current : null;
        if (without != null && givesWayForGood(without)) {
            priorities.set(without, --floor);
        }
        Fiber best = highest(runnable, without);
        for (int i = 0; i < halted.length; i++) {
            if (!done[i] && halted[i] == best.id() && before[i] == steps.get(best) + 1) {
                done[i] = true;
                // It goes on when nobody else can, or, half of the time, whenever its turn comes.
                boolean last = draws.below(0, 2) == 0;
                priorities.set(best, last ? --floor : 1 + (draws.positive(0) >>> 4));
                best = highest(runnable, without);
                i = -1;
            }
        }
        steps.set(best, steps.get(best) + 1);
        return best;
    }

    private Fiber highest(Fibers runnable, @Nullable Fiber without) {
        Fiber best = runnable.get(0);
        long most = Long.MIN_VALUE;
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            long priority = priorities.get(fiber);
            if (priority == 0) {
                priority = first(fiber.id());
                priorities.set(fiber, priority);
            }
            if (priority > most && fiber != without) {
                most = priority;
                best = fiber;
            }
        }
        return best;
    }

    /** The priority of a fiber that has done nothing yet. */
    private long first(int fiber) {
        if (fiber == 0 && bodyFirst) {
            return TOP + MOST_HALTS + 1;
        }
        for (int i = 0; i < halted.length; i++) {
            if (halted[i] == fiber) {
                return TOP + MOST_HALTS - i;
            }
        }
        int kind = fiber < kinds.length ? kinds[fiber] : 0;
        long ofKind = Draws.mixed(salt + kind) & 0xffff_ffffL << 28;
        return 1 + ofKind + (Draws.mixed(salt ^ (fiber + 1L) << 32) >>> 36);
    }

    /** A fiber has come to a point: if it is its first, that is where it begins. */
    private void learnKind(Fiber fiber) {
        int id = fiber.id();
        if (given || id >= MOST_FIBERS || fiber.site() == 0) {
            return;
        }
        if (id >= learntKinds.length) {
            learntKinds = Arrays.copyOf(learntKinds, id + 1);
            learntSteps = Arrays.copyOf(learntSteps, id + 1);
        }
        if (learntKinds[id] == 0) {
            learntKinds[id] = kindOf(fiber.site());
        }
    }

    private int kindOf(int site) {
        for (int kind = 0; kind < begins.length; kind++) {
            if (begins[kind] == site) {
                return kind + 1;
            }
        }
        if (begins.length < MOST_KINDS) {
            begins = Arrays.copyOf(begins, begins.length + 1);
            begins[begins.length - 1] = site;
        }
        return begins.length;
    }

    @Override
    public void ended(long behaviour, boolean isNew) {
        for (int fiber = 0; fiber < Math.min(steps.end(), learntSteps.length); fiber++) {
            if (steps.get(fiber) > 0) {
                learntSteps[fiber] = StepCounts.learnt(learntSteps[fiber], (int) steps.get(fiber));
            }
        }
    }
}
