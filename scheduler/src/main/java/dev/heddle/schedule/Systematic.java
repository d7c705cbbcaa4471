package dev.heddle.schedule;

import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Visits every schedule within a bound exactly once, those that are nearest to the usual one first.
 *
 * <p>Whoever decides has a list of options, of which the first is the usual one, and the others may
 * have a cost. A schedule is the list of those decisions at which it does not take the usual
 * option; what it costs is the sum of those. It is the child of the schedule without its last such
 * decision. So each schedule has one parent, which knows from its run what there was to choose
 * after that decision, and the tree of all of them needs no set of those visited. It is walked by
 * rising cost.
 *
 * <p>What is drawn as a number (chance, how much time passes, what happens in the network) is
 * always 0, except for which task of an event loop goes on. Threads that spin are treated as by
 * {@link Patient}: a run that takes too many decisions goes on by random walk, and then the search
 * proves nothing.
 */
abstract class Systematic implements Strategy {

    /** The most options of a decision that are visited. */
    static final int MOST_OPTIONS = 63;

    static final int MOST_BOUND = 1_000;

    /** How many decisions are remembered of all runs together, a byte each. */
    private static final long MOST_REMEMBERED = 1L << 26;

    /** The options that are not the usual one cost nothing. */
    static final int FREE = 0;

    /** They cost 1. */
    static final int ONE = 1 << 6;

    /** The second costs 1, the third 2, and so on. */
    static final int RISING = 2 << 6;

    /** A schedule is begun so often, if it does not come to its end. */
    private static final int MOST_TRIES = 3;

    private static final int KIND = 3 << 6;
    private static final int COUNT = MOST_OPTIONS;

    /** A schedule: that of its parent up to a decision, at which it takes another option. */
    private record Node(@Nullable Node parent, int decision, int option, int cost) {}

    /** The children of a schedule that has been run which cost so much more than it does. */
    private static final class Children {
        final Node of;
        final int more;

        /** What could be chosen, as a kind and a count, at each decision after the node's own. */
        final byte[] options;

        int at;
        int option = 1;

        Children(Node of, int more, byte[] options) {
            this.of = of;
            this.more = more;
            this.options = options;
        }

        /** The next one, or null. */
        @Nullable Node next() {
            for (; at < options.length; at++) {
                int count = options[at] & COUNT;
                int kind = options[at] & KIND;
                if (kind == RISING) {
                    if (more > 0 && more < count && option == 1) {
                        option = 2;
                        return child(more);
                    }
                } else if (option < count && more == (kind == ONE ? 1 : 0)) {
                    return child(option++);
                }
                option = 1;
            }
            return null;
        }

        private Node child(int taken) {
            return new Node(of, of.decision + 1 + at, taken, of.cost + more);
        }
    }

    private final int bound;

    /** What has been run, and has children that were not: by what the children cost. */
    private final List<ArrayDeque<Children>> waiting = new ArrayList<>();

    /** The schedule that is run next; null if there is none. */
    private @Nullable Node upcoming = new Node(null, -1, 0, 0);

    private @Nullable Node running;

    /** How often the running one was begun before, without coming to an end. */
    private int tries;

    /** Whether this is to make one schedule only, the one in {@link #upcoming}. */
    private final boolean single;

    private long remembered;

    /** Why visiting all this finds does not mean that everything was visited; empty if it does. */
    private String gap = "";

    /** Whether there are schedules above the bound. */
    private boolean cut;

    // --- the run

    private int[] decisions = {};
    private int[] taken = {};

    /** How many of the two above are in use, and how many of these were made. */
    private int deviations;

    private int made;

    private int count;
    private byte[] options = new byte[64];
    private int turn;
    private @Nullable Fiber last;
    private final Draws draws = new Draws();

    /**
     * Within a bound.
     *
     * @param deviations the one schedule to be made, as text, or an empty string
     */
    Systematic(int bound, String deviations) {
        if (bound < 0 || bound > MOST_BOUND) {
            throw new HeddleException(
                    "The bound of the strategy '%s' must be from 0 to %,d, but is %,d."
                            .formatted(kind(), MOST_BOUND, bound));
        }
        this.bound = bound;
        this.single = !deviations.isEmpty();
        for (int i = 0; i <= bound; i++) {
            waiting.add(new ArrayDeque<>());
        }
        if (single && !deviations.equals(USUAL)) {
            for (String one : deviations.split(",", -1)) {
                upcoming = parsed(one, upcoming);
            }
        }
    }

    /** Stands for the schedule that takes the usual option everywhere. */
    private static final String USUAL = "0";

    private static Node parsed(String text, @Nullable Node parent) {
        try {
            int dot = text.indexOf('.');
            int decision = Integer.parseInt(text, 0, Math.max(dot, 0), 10);
            int option = Integer.parseInt(text, dot + 1, text.length(), 10);
            return new Node(parent, decision, option, 0);
        } catch (NumberFormatException e) {
            throw new HeddleException(
                    "'%s' is not a decision and an option of it, such as '17.1'.".formatted(text),
                    e);
        }
    }

    /** What it is called by users, without its bound. */
    abstract String kind();

    /** What is bounded, in words, such as "preemptions". */
    abstract String bounded();

    @Override
    public String name() {
        return kind() + ":" + bound;
    }

    @Override
    public boolean usesSeed() {
        return false;
    }

    @Override
    public String nameOfRun() {
        StringBuilder text = new StringBuilder(name()).append('@');
        for (int i = 0; i < deviations; i++) {
            text.append(i == 0 ? "" : ",").append(decisions[i]).append('.').append(taken[i]);
        }
        return (deviations == 0 ? text.append(USUAL) : text).toString();
    }

    @Override
    public void begin(long seed) {
        if (running == null) {
            tries = 0;
        } else if (++tries == MOST_TRIES) {
            tries = 0;
            gap = "a run did not come back";
            upcoming = single ? running : advance();
        }
        Node node = upcoming == null ? new Node(null, -1, 0, 0) : upcoming;
        running = node;
        deviations = 0;
        for (Node n = node; n != null && n.parent != null; n = n.parent) {
            deviations++;
        }
        if (decisions.length < deviations) {
            decisions = new int[deviations * 2];
            taken = new int[deviations * 2];
        }
        int at = deviations;
        for (Node n = node; n != null && n.parent != null; n = n.parent) {
            decisions[--at] = n.decision;
            taken[at] = n.option;
        }
        made = 0;
        count = 0;
        turn = 0;
        last = null;
        draws.begin(1);
    }

    /**
     * A decision: which option is taken.
     *
     * @param size how many there are
     * @param kind what those cost that are not the first
     */
    final int option(int size, int kind) {
        int decision = count++;
        if (made < deviations) {
            if (decisions[made] != decision) {
                return 0;
            }
            int option = taken[made++];
            if (option < size) {
                return option;
            }
            gap = DIFFERENT;
            return 0;
        }
        int at = decision - (deviations == 0 ? 0 : decisions[deviations - 1] + 1);
        if (at == options.length) {
            options = Arrays.copyOf(options, at * 2);
        }
        if (size > MOST_OPTIONS) {
            gap = "some decisions have more than %d options".formatted(MOST_OPTIONS);
        }
        options[at] = (byte) (kind | Math.min(size, MOST_OPTIONS));
        return 0;
    }

    private static final String DIFFERENT = "a run was not the same when it was repeated";

    @Override
    public final Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        if (count >= Patient.PATIENCE) {
            gap = "some runs are too long";
            int i = draws.below(0, runnable.size());
            Fiber any = runnable.get(i);
            return any == current && yielding ? runnable.get(i == 0 ? 1 : i - 1) : any;
        }
        boolean leaves = yielding;
        if (current != null && current == last) {
            if (++turn > Patient.LONGEST_TURN) {
                turn = 0;
                leaves = true;
            }
        }
        Fiber chosen = choose(runnable, current, current != null && leaves);
        if (chosen != last) {
            turn = 0;
        }
        last = chosen;
        return chosen;
    }

    /** Says who runs next, by {@link #option}. */
    abstract Fiber choose(Fibers runnable, @Nullable Fiber current, boolean leaves);

    /** What the options of a choice cost that is not who runs next. */
    abstract int costOfOthers();

    /** The fiber at a place in the order of arrival, one of them left out. */
    static Fiber inOrder(Fibers fibers, int place, @Nullable Fiber without) {
        Fiber fiber = fibers.oldest();
        int left = place;
        while (true) {
            if (fiber != without) {
                if (left == 0) {
                    return fiber;
                }
                left--;
            }
            Fiber following = fibers.after(fiber);
            if (following == null) {
                return fiber;
            }
            fiber = following;
        }
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        return inOrder(among, option(among.size(), costOfOthers()), null);
    }

    @Override
    public boolean happens(Choice choice) {
        return option(2, ONE) == 1;
    }

    @Override
    public int draw(Choice choice, int number) {
        return (choice == Choice.READY || choice == Choice.CHOOSE) && number > 1
                ? option(number, costOfOthers())
                : 0;
    }

    /** There are schedules that would cost nothing, but are left out. */
    final void leavesOut() {
        cut = true;
    }

    @Override
    public void ended(long behaviour, boolean isNew) {
        Node node = running;
        running = null;
        if (node == null || single) {
            upcoming = null;
            return;
        }
        if (made < deviations) {
            gap = DIFFERENT;
        } else {
            remember(node);
        }
        upcoming = advance();
    }

    private void remember(Node node) {
        int from = deviations == 0 ? 0 : decisions[deviations - 1] + 1;
        int length = count - from;
        boolean[] costs = new boolean[bound + 1];
        for (int i = 0; i < length; i++) {
            int number = options[i] & COUNT;
            if (number < 2) {
                continue;
            }
            int kind = options[i] & KIND;
            int least = kind == FREE ? 0 : 1;
            int most = kind == FREE ? 0 : kind == ONE ? 1 : number - 1;
            for (int more = least; more <= most; more++) {
                if (node.cost + more > bound) {
                    cut = true;
                    break;
                }
                costs[more] = true;
            }
        }
        if (remembered > MOST_REMEMBERED) {
            gap = "there are too many schedules to remember";
            return;
        }
        byte[] kept = Arrays.copyOf(options, length);
        for (int more = 0; more <= bound; more++) {
            if (costs[more]) {
                remembered += length;
                waiting.get(node.cost + more).add(new Children(node, more, kept));
            }
        }
    }

    /** The next schedule, or null. */
    private @Nullable Node advance() {
        for (ArrayDeque<Children> ofOneCost : waiting) {
            while (!ofOneCost.isEmpty()) {
                Children first = ofOneCost.peekFirst();
                Node child = first.next();
                if (child != null) {
                    return child;
                }
                ofOneCost.removeFirst();
                remembered -= first.options.length;
            }
        }
        return null;
    }

    @Override
    public boolean isExhausted() {
        return upcoming == null && running == null;
    }

    @Override
    public String proof() {
        if (single || !isExhausted()) {
            return "";
        }
        if (!gap.isEmpty()) {
            return "There may be schedules that can not be visited: " + gap + ".";
        }
        return cut
                ? "All schedules with at most %,d %s were among them.".formatted(bound, bounded())
                : "All schedules there are were among them.";
    }
}
