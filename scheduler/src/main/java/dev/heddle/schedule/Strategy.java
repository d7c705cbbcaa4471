package dev.heddle.schedule;

import dev.heddle.api.API;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * A way to make the choices of a run.
 *
 * <p>Equal seeds must lead to equal choices in equal programs: a strategy answers from its seed,
 * its own earlier answers and what it is handed, and from nothing else.
 *
 * {@snippet :
 *     static final class LastComesFirst implements Strategy {
 *         @Override
 *         public String name() {
 *             return "last comes first";
 *         }
 *
 *         @Override
 *         public void begin(long seed) {}
 *
 *         @Override
 *         public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
 *             return runnable.get(runnable.size() - 1);
 *         }
 *
 *         @Override
 *         public Fiber pick(Chooser.Choice choice, Fibers among) {
 *             return among.get(among.size() - 1);
 *         }
 *
 *         @Override
 *         public boolean happens(Chooser.Choice choice) {
 *             return false;
 *         }
 *     }
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Strategy {

    /** The name users know it by; also names it in a token. */
    String name();

    /** Whether two seeds can lead to two different runs. */
    default boolean usesSeed() {
        return true;
    }

    /** Called before every run. */
    void begin(long seed);

    /**
     * Says which fiber runs next; see {@link Chooser#next}.
     *
     * @param current the fiber that ran until now, or null if it can not go on
     * @param yielding whether the current fiber offered to let others go first; a strategy that
     *     always ignores this keeps a thread that spins until another has done something spinning
     *     for ever
     */
    Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding);

    /** Picks one of several blocked fibers; see {@link Chooser#pick}. */
    Fiber pick(Chooser.Choice choice, Fibers among);

    /** Says whether something happens that may or may not happen. */
    boolean happens(Chooser.Choice choice);

    /**
     * Picks a number from 0 to {@code bound - 1}; see {@link Chooser#draw}. Usually 0: then what
     * the program draws at random is the same in every schedule, and time never passes while a
     * thread can run.
     */
    default int draw(Chooser.Choice choice, int bound) {
        return 0;
    }

    /**
     * Called after every run that this strategy has made, unless it did not come back.
     *
     * @param behaviour a number that stands for what the run did: equal if two runs differ only in
     *     the order of what has nothing to do with each other
     * @param isNew whether it is the first run of the exploration that did this
     */
    default void ended(long behaviour, boolean isNew) {}

    /** Whether there is nothing left to be run; asked before every run but the first. */
    default boolean isExhausted() {
        return !usesSeed();
    }

    /** What was proven so far, as a sentence for a report; empty if nothing was. */
    default String proof() {
        return "";
    }

    /**
     * The name of a strategy that makes the last run again from its seed, and knows nothing of the
     * runs before it. One that learns from its runs has more in this name than in its own.
     */
    default String nameOfRun() {
        return name();
    }
}
