package dev.heddle;

/**
 * Runs ordinary concurrent Java code under many interleavings, and any one of them again.
 *
 * <pre>{@code
 * Heddle.explore(() -> {
 *     Counter counter = new Counter();
 *     Thread other = new Thread(counter::increment);
 *     other.start();
 *     counter.increment();
 *     other.join();
 *     if (counter.value() != 2) throw new AssertionError("lost an update");
 * }).check();
 * }</pre>
 *
 * <p>Inside the body, threads are the loop's: it decides at every access to shared memory, at every
 * lock and at every wait who goes on, and what time it is. See {@link Explorer} for what can be
 * set.
 */
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
}
