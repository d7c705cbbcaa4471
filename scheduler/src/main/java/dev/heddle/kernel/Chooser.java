package dev.heddle.kernel;

import dev.heddle.api.API;
import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * Whoever decides in a run: the kernel asks it for everything that could go more than one way, and
 * never decides by itself.
 *
 * <p>A chooser must answer from its own state and what it is handed, nothing else: then equal
 * answers give equal runs.
 *
 * {@snippet :
 *     @Override
 *     public Fiber pick(Chooser.Choice choice, Fibers among) {
 *         return among.get(among.size() - 1);
 *     }
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Chooser {

    /**
     * The kinds of choices besides "which fiber runs next"; each has a stream of its own on a tape.
     */
    enum Choice {
        /** Which of the threads waiting for a freed monitor may try to take it first. */
        GRANT,
        /** Which of the threads in {@code Object.wait} is woken by {@code notify}. */
        NOTIFY,
        /** Whether a wait ends without anybody having ended it. */
        SPURIOUS,
        /** What everything that the program draws at random comes from. */
        CHANCE,
        /** How much time passes although a thread could run. */
        STALL,
        /** Which of the tasks of an event loop that could make their next step does. */
        READY,
        /** What a network in memory does to what is sent: splits, delays or loses it. */
        NETWORK,
        /** Which of several ways the program goes that asks for it. */
        CHOOSE
    }

    /** Called before the first decision of every run of the given loop. */
    @Internal
    void begin(Loop loop);

    /**
     * Says which fiber runs next. Only asked when there are at least two to choose from.
     *
     * @param runnable every fiber that could run now, the current one included if it could go on
     * @param current the fiber that ran until now, or null if it can not go on
     * @param yielding whether the current fiber offered to let others go first
     * @return one of {@code runnable}
     */
    Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding);

    /**
     * Picks one of several blocked fibers. Only asked when there are at least two to choose from.
     *
     * @param choice what it is picked for
     * @param among the fibers to choose from
     * @return one of {@code among}
     */
    Fiber pick(Choice choice, Fibers among);

    /** Says whether something happens that may or may not happen. */
    boolean happens(Choice choice);

    /**
     * Picks a number.
     *
     * @param choice what it is picked for
     * @param bound how many numbers there are to choose from, at least 1
     * @return a number from 0 to {@code bound - 1}
     */
    int draw(Choice choice, int bound);
}
