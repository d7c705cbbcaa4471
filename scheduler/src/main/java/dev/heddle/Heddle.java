package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Runs;

/**
 * Runs ordinary concurrent Java code under many interleavings, and any one of them again.
 *
 * {@snippet :
 *     Heddle.explore(
 *             () -> {
 *                 Counter counter = new Counter();
 *                 Thread other = new Thread(counter::increment);
 *                 other.start();
 *                 counter.increment();
 *                 other.join();
 *                 assertEquals(2, counter.value());
 *             })
 *         .check();
 * }
 *
 * <p>Inside the body, threads are the loop's: it decides at every access to shared memory, at every
 * lock and at every wait who goes on, and what time it is. See {@link Explorer} for what can be
 * set.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Heddle {

    private Heddle() {}

    /** An exploration with the usual settings, to be changed. */
    public static Explorer explorer() {
        return new Explorer();
    }

    /** Runs the body under many interleavings with the usual settings, up to the first failure. */
    public static Report explore(Body body) {
        return explorer().explore(body);
    }

    /**
     * A prover with the usual settings, to be changed: those of an explorer, but for the number of
     * scheduling points of a run, which is 20,000 at the most.
     */
    public static Prover prover() {
        return explorer().stepLimit(Prover.MOST_STEPS).prover();
    }

    /**
     * Runs the body under every interleaving there is, once each, with the usual settings: if that
     * takes no longer than a minute, its passing is a proof.
     */
    public static Proof prove(Body body) {
        return prover().prove(body);
    }

    /**
     * Runs the body under exactly the interleaving that a failure's token stands for.
     *
     * @throws dev.heddle.kernel.HeddleException if the token can not be read, or if the body does
     *     not take that course any more
     */
    public static Report replay(String token, Body body) {
        return explorer().replay(token, body);
    }

    /**
     * Marks a point in the program: which run came to it, which thread, and when, is a row of a
     * failure's table, and can be asked for by {@link Failure#marks} and {@link Explorer#onMarks}.
     *
     * <p>A mark is made together with the step before it, so it changes neither schedules nor
     * tokens. Outside a run this does nothing, and costs next to nothing, so it may stay in the
     * program.
     *
     * @param name what the point is called
     */
    public static void mark(String name) {
        Fiber fiber = Runs.anyGoing() ? Fiber.current() : null;
        if (fiber != null) {
            fiber.loop().marks().make(fiber, java.util.Objects.requireNonNull(name, "name"));
        }
    }

    /**
     * One of so many ways for the program to go, by number: all are tried in the schedules of an
     * exploration, each is the same in a replay, and a failure that is made smaller has the
     * smallest that fails.
     *
     * @param ways how many there are; the first is 0
     * @throws IllegalArgumentException if there is none
     * @throws HeddleException outside a run
     */
    public static int choose(int ways) {
        if (ways < 1) {
            throw new IllegalArgumentException(
                    "There must be at least one way to choose, but there are %,d.".formatted(ways));
        }
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            throw new HeddleException(
                    "Heddle.choose was called outside a run, where nobody chooses. Call it in the"
                            + " body given to Heddle.explore, in an @Interleaved test, or in a"
                            + " thread that one of them has started.");
        }
        return fiber.loop().marks().choose(fiber, ways);
    }
}
