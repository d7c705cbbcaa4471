package dev.heddle.junit;

import dev.heddle.Check;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that runs under every interleaving of its threads, each once: if it passes, none fails.
 *
 * <pre>{@code
 * @Exhaustive
 * void noUpdateIsLost() throws InterruptedException {
 *     Counter counter = new Counter();
 *     Thread other = new Thread(counter::increment);
 *     other.start();
 *     counter.increment();
 *     other.join();
 *     assertEquals(2, counter.value());
 * }
 * }</pre>
 *
 * <p>It is for small tests: two or three threads that share little. One whose interleavings can not
 * all be visited in {@link #withinMillis} fails, unless {@link #allowIncomplete} lets it pass. What
 * happens for each interleaving, and what happens once, is as with {@link Interleaved
 * {@literal @}Interleaved}, and so is what settings of the same names mean. See also {@link
 * dev.heddle.Prover}.
 *
 * <p>When interleavings fail, the others are visited all the same, so that all ways to fail are
 * known. The first is the failure of the test, the others are suppressed exceptions of it; each has
 * a token for {@link Replay {@literal @}Replay}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Interleaved
public @interface Exhaustive {

    /** How many interleavings are visited at the most; usually as many as there are. */
    long schedules() default Long.MAX_VALUE;

    /** For how much real time interleavings are visited at the most, in milliseconds. */
    long withinMillis() default 60_000;

    /** Lets the test pass if no interleaving has failed, although not all were visited. */
    boolean allowIncomplete() default false;

    /** How many scheduling points a run may have before it counts as one that does not end. */
    long stepLimit() default 20_000;

    /** How much real time a run may take, in milliseconds. */
    long timeLimitMillis() default 10_000;

    /**
     * Calendar time at the beginning of every run, such as {@code 2026-03-29T00:59:59Z}; usually
     * {@code 2025-01-01T00:00:00Z}.
     */
    String epoch() default "";

    /** How many processors the program is told there are, on every machine. */
    int processors() default 4;

    /** Lets a run pass that leaves threads behind which wait for what nobody can give. */
    boolean allowLeaks() default false;

    /** What is done about pools that are not shut down, and daemons that wait for ever. */
    Check leaks() default Check.REPORT;

    /** What is done about exceptions that are kept by futures nobody has looked at. */
    Check swallowed() default Check.REPORT;

    /**
     * Names what at least one interleaving must reach, by {@link dev.heddle.Property#sometimes}.
     */
    String[] sometimes() default {};

    /**
     * How many times the test may be run to make an interleaving that failed smaller, for each way
     * to fail. With 0 it is reported as it was found.
     */
    int shrink() default 2_000;

    /** What is done about data races: see {@link dev.heddle.Explorer#races}. */
    Check races() default Check.REPORT;

    /** Data races that are harmless: see {@link dev.heddle.Explorer#allowRaces}. */
    String[] allowRaces() default {};
}
