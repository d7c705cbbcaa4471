package dev.heddle.schedule;

import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Several strategies that take turns, since none of them is good at everything: each run is made by
 * one of them.
 *
 * <p>They go round. One that has brought nothing new for {@link #DULL} runs of its own is passed
 * over, but for every {@link #REST}th round, until it brings something new again. If that is true
 * of all of them, all go round. One that has visited all it can is never asked again. Whose turn it
 * is depends on nothing but what the runs have been.
 */
final class Portfolio implements Strategy {

    static final String NAME = "portfolio";

    /** After so many runs in a row that were like earlier ones, a member is passed over. */
    static final int DULL = 50;

    /** How many rounds there are for each of those who are passed over. */
    static final int REST = 8;

    private final List<Strategy> members;

    /** How many runs in a row each has made that brought nothing new. */
    private final int[] dull;

    private int round;

    /** Who made the last run, or makes this one. */
    private int turn = -1;

    /** The usual members. */
    public Portfolio() {
        this(
                List.of(
                        new RandomWalk(),
                        new Halting(),
                        new Surw(),
                        new Pct(),
                        new Pos(),
                        new DelayBounded(2)));
    }

    Portfolio(List<Strategy> members) {
        this.members = members;
        this.dull = new int[members.size()];
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String nameOfRun() {
        return member().nameOfRun();
    }

    /** Who makes the present run, or made the last. */
    private Strategy member() {
        return members.get(turn);
    }

    @Override
    public void begin(long seed) {
        do {
            if (++turn == members.size()) {
                turn = 0;
                round++;
            }
        } while (isPassedOver(turn));
        member().begin(seed);
    }

    private boolean isPassedOver(int one) {
        return isDone(one) || (dull[one] >= DULL && round % REST != 0);
    }

    private boolean isDone(int one) {
        Strategy strategy = members.get(one);
        return !strategy.usesSeed() && strategy.isExhausted();
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        return member().next(runnable, current, yielding);
    }

    @Override
    public Fiber pick(Chooser.Choice choice, Fibers among) {
        return member().pick(choice, among);
    }

    @Override
    public boolean happens(Chooser.Choice choice) {
        return member().happens(choice);
    }

    @Override
    public int draw(Chooser.Choice choice, int bound) {
        return member().draw(choice, bound);
    }

    @Override
    public String proof() {
        for (int i = 0; i < dull.length; i++) {
            if (isDone(i)) {
                return members.get(i).proof();
            }
        }
        return "";
    }

    @Override
    public void ended(long behaviour, boolean isNew) {
        member().ended(behaviour, isNew);
        dull[turn] = isNew ? 0 : dull[turn] + 1;
    }
}
