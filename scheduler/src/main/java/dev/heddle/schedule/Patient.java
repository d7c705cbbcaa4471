package dev.heddle.schedule;

import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a strategy that prefers some threads to others fair, so that whoever waits in a loop
 * for what another thread does comes to see it.
 *
 * <p>A thread that yields lets others go first. So does one that was chosen {@link #LONGEST_TURN}
 * times in a row: it may be spinning without saying so. For how long is drawn: what yields once, as
 * locks of the JDK do before they wait, may be the first again at once, and what spins comes after
 * all others {@linkplain #givesWayForGood soon}. And two that spin for each other in step would do
 * so for ever if what decides between them never changed, so after {@link #patience} decisions the
 * run goes on by random walk. That is far beyond the end of a run that makes progress.
 *
 * <p>In half of the runs no wait ends for no reason: else hardly any run with many waits would show
 * that a notification is lost.
 */
abstract class Patient extends Randomised {

    /** More decisions than most runs have, and few enough to be made in a few milliseconds. */
    static final int PATIENCE = 20_000;

    /** How often a thread is chosen in a row before others are let go first. */
    static final int LONGEST_TURN = 1_000;

    /** With more threads than this, looking at each for every decision would take too long. */
    static final int CROWD = 256;

    /** From then on who steps aside so often does so once in two million times. */
    private static final int MOST_ASIDE = 20;

    /** How often each fiber has let others go first. */
    private final Priorities yields = new Priorities();

    private int decisions;
    private int turn;
    private @Nullable Fiber last;

    /** Whether the current fiber has just had a turn that was too long. */
    private boolean tooLong;

    /** Whether no wait ends for no reason in this run. */
    private boolean strict;

    @Override
    public void begin(long seed) {
        super.begin(seed);
        strict = (Draws.mixed(seed ^ 0x9FB21C651E98DF25L) & 1) == 0;
        yields.clear();
        decisions = 0;
        turn = 0;
        last = null;
    }

    @Override
    public boolean happens(Chooser.Choice choice) {
        return !strict && super.happens(choice);
    }

    /** How many decisions there have been in this run, the present one included. */
    final int decisions() {
        return decisions;
    }

    /** After how many decisions it is given up to prefer anybody. */
    int patience() {
        return PATIENCE;
    }

    @Override
    public final Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        decisions++;
        if (decisions > patience() || runnable.size() > CROWD) {
            last = null;
            return any(runnable, current, yielding);
        }
        boolean leaves = yielding;
        tooLong = false;
        if (current != null && current == last) {
            if (++turn > LONGEST_TURN) {
                turn = 0;
                leaves = true;
                tooLong = true;
            }
        }
        Fiber chosen = choose(runnable, current, current != null && leaves);
        if (chosen != last) {
            turn = 0;
        }
        last = chosen;
        return chosen;
    }

    /**
     * Whether the current fiber, which lets another one go first, is to come after all others from
     * now on, and not this time only: in half of the cases, and the more often it has done so the
     * more likely, since it spins and would only make the run longer.
     */
    final boolean givesWayForGood(Fiber current) {
        int before = (int) Math.min(MOST_ASIDE, yields.get(current));
        yields.set(current, before + 1);
        return tooLong || draws.below(0, 2 << before) != 0;
    }

    /**
     * Says who runs next.
     *
     * @param runnable two fibers at least
     * @param leaves whether the current fiber, which there is then, must let another go first
     */
    abstract Fiber choose(Fibers runnable, @Nullable Fiber current, boolean leaves);
}
