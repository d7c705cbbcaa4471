package dev.heddle.shrink;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Steps;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.Watcher;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the choices of a run in the usual way but for some that it was given, and writes down those
 * that were not the usual ones. Where a choice it was given is not to be had, it does the usual
 * thing. To know how far each thread has come, it must be the {@link Watcher} of the run as well.
 */
@Internal
public final class Follower implements Strategy, Watcher {

    /** Stands for no thread. */
    private static final int NOBODY = -1;

    private static final int KINDS = 2 + Choice.values().length;

    /** What makes all choices; null if they are the usual ones but for those in {@link #plan}. */
    private final @Nullable Strategy source;

    private final Map<Long, Integer> plan;

    /** Whether every decision about who goes on is written down. */
    private final boolean listing;

    private final List<Deviation> taken = new ArrayList<>();
    private final List<Crossing> crossings = new ArrayList<>();

    /** How many scheduling points each thread has behind it. */
    private long[] counts = new long[8];

    /** The last decision of each thread, by kind: its count, and how many there were at that. */
    private final Map<Integer, long[]> last = new HashMap<>();

    private long steps;

    /** Whether the run is over: what is done then is no step of it. */
    private boolean over;

    /** More than the number of any thread that has done something. */
    private int threads;

    /** The thread that has last been seen to do something. */
    private int actor = NOBODY;

    /**
     * A decision about who goes on.
     *
     * @param usual the thread that usually goes on
     * @param threads all that could, the usual one among them
     */
    record Crossing(long place, boolean preemptive, int usual, List<Integer> threads, long step) {

        /** Whether this thread could be chosen. */
        boolean allows(int thread) {
            return threads.contains(thread);
        }
    }

    private Follower(@Nullable Strategy source, List<Deviation> given, boolean listing) {
        this.source = source;
        this.listing = listing;
        this.plan = new HashMap<>();
        for (Deviation deviation : given) {
            plan.put(deviation.place(), deviation.choice());
        }
    }

    /** One that lets another strategy choose, and only writes down. */
    static Follower of(Strategy source) {
        return new Follower(source, List.of(), false);
    }

    /** One that makes these choices where it can. */
    static Follower of(List<Deviation> given, boolean listing) {
        return new Follower(null, given, listing);
    }

    /** The choices that were not the usual ones, in order. */
    List<Deviation> taken() {
        return taken;
    }

    /** All decisions about who goes on, in order, if they were to be written down. */
    List<Crossing> crossings() {
        return crossings;
    }

    /** How many scheduling points a thread has passed. */
    long count(int thread) {
        return thread < counts.length ? counts[thread] : 0;
    }

    /** How many threads have done something; their numbers are below this. */
    int threads() {
        return threads;
    }

    Size size() {
        return Size.of(taken, steps);
    }

    long steps() {
        return steps;
    }

    // --- the strategy
    // -----------------------------------------------------------------------------

    @Override
    public String name() {
        return "shrink";
    }

    @Override
    public boolean usesSeed() {
        return false;
    }

    @Override
    public void begin(long seed) {
        taken.clear();
        crossings.clear();
        last.clear();
        Arrays.fill(counts, 0);
        steps = 0;
        over = false;
        threads = 0;
        actor = NOBODY;
        if (source != null) {
            source.begin(seed);
        }
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        Fiber usual = current == null || yielding ? runnable.oldest() : current;
        boolean preemptive = current != null && !yielding;
        long place =
                placeOf(
                        preemptive ? Place.POINT : Place.FORCED,
                        current == null ? acting() : current.id());
        if (listing) {
            crossings.add(new Crossing(place, preemptive, usual.id(), numbers(runnable), steps));
        }
        Fiber chosen =
                source == null
                        ? planned(place, runnable, usual)
                        : source.next(runnable, current, yielding);
        if (chosen != usual) {
            taken.add(new Deviation(place, chosen.id(), preemptive, steps));
        }
        return chosen;
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        Fiber usual = among.oldest();
        long place = placeOf(Place.kindOf(choice), acting());
        Fiber chosen = source == null ? planned(place, among, usual) : source.pick(choice, among);
        if (chosen != usual) {
            taken.add(new Deviation(place, chosen.id(), false, steps));
        }
        return chosen;
    }

    @Override
    public boolean happens(Choice choice) {
        long place = placeOf(Place.kindOf(choice), acting());
        boolean answer = source == null ? plan.getOrDefault(place, 0) != 0 : source.happens(choice);
        if (answer) {
            taken.add(new Deviation(place, 1, false, steps));
        }
        return answer;
    }

    @Override
    public int draw(Choice choice, int bound) {
        long place = placeOf(Place.kindOf(choice), acting());
        int drawn =
                source == null
                        ? Math.min(plan.getOrDefault(place, 0), bound - 1)
                        : source.draw(choice, bound);
        if (drawn != 0) {
            taken.add(new Deviation(place, drawn, false, steps));
        }
        return drawn;
    }

    private Fiber planned(long place, Fibers among, Fiber usual) {
        Integer id = plan.isEmpty() ? null : plan.get(place);
        if (id == null) {
            return usual;
        }
        Fiber wanted = usual.loop().roster().fiber(id);
        return wanted != null && among.contains(wanted) ? wanted : usual;
    }

    private static List<Integer> numbers(Fibers fibers) {
        List<Integer> numbers = new ArrayList<>(fibers.size());
        for (int i = 0; i < fibers.size(); i++) {
            numbers.add(fibers.get(i).id());
        }
        Collections.sort(numbers); // Their order in the set depends on who left it before.
        return numbers;
    }

    /** The number of the thread that executes now, or of the one that was the last to do so. */
    private int acting() {
        Fiber current = Fiber.current();
        return current == null || current.id() < 0 ? actor : current.id();
    }

    private long placeOf(int kind, int thread) {
        long count = thread < 0 ? 0 : count(thread);
        long[] seen =
                last.computeIfAbsent(thread * KINDS + kind, key -> new long[] {Long.MIN_VALUE, 0});
        if (seen[0] == count) {
            seen[1]++;
        } else {
            seen[0] = count;
            seen[1] = 0;
        }
        return Place.of(kind, thread, count, (int) Math.min(seen[1], Integer.MAX_VALUE));
    }

    // --- the watcher
    // ------------------------------------------------------------------------------

    @Override
    public void passes(Fiber fiber, int site) {
        counts(fiber);
    }

    @Override
    public void waits(Fiber fiber, Wait wait, @Nullable Object on) {
        // Not one of its points: how often a thread waits on its way depends on the others.
        step(Steps.isStep(wait, on));
        actor = fiber.id();
    }

    @Override
    public void notifies(Fiber fiber, Fiber waiter) {
        step(true);
    }

    @Override
    public void stalls(Fiber fiber, long nanos) {
        step(true);
    }

    @Override
    public void ends(Fiber fiber) {
        step(Steps.isEnd(fiber));
        actor = fiber.id();
    }

    @Override
    public void over() {
        over = true;
    }

    private void step(boolean counts) {
        if (counts && !over) {
            steps++;
        }
    }

    private void counts(Fiber fiber) {
        int id = fiber.id();
        if (id >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(id + 1, counts.length * 2));
        }
        threads = Math.max(threads, id + 1);
        counts[id]++;
        step(true);
        actor = id;
    }
}
