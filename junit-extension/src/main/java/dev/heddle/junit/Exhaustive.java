package dev.heddle.junit;

import dev.heddle.Check;
import dev.heddle.api.API;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that runs under every interleaving of its threads, each once: if it passes, none fails.
 *
 * {@snippet :
 *     @Exhaustive
 *     void noUpdateIsLost() throws InterruptedException {
 *         Counter counter = new Counter();
 *         Thread other = new Thread(counter::increment);
 *         other.start();
 *         counter.increment();
 *         other.join();
 *         assertEquals(2, counter.value());
 *     }
 * }
 *
 * <p>It is for small tests: two or three threads that share little. One whose interleavings can not
 * all be visited in {@link #withinMillis} fails, unless {@link #allowIncomplete} lets it pass. What
 * happens for each interleaving, and what happens once, is as with {@link Interleaved
 * {@literal @}Interleaved}, and so is what settings of the same names mean. See also {@link
 * dev.heddle.Prover}.
 *
 * <p>When interleavings fail, the others are visited all the same, so that all ways to fail are
 * known. The first is the failure of the test, the others are suppressed exceptions of it; each has
 * a token for {@link Replay {@literal @}Replay}. The next time, these interleavings come first, and
 * all are visited again when none of them fails any more.
 *
 * <p>At a class, it proves each {@code @Test}, {@code @ParameterizedTest} and {@code @RepeatedTest}
 * in it, in its {@code @Nested} classes and in its subclasses. Whether a test is proved or sampled
 * is said by the annotation that is nearest to it, and what each attribute is, too; then comes the
 * configuration. What only a proof has is there {@code heddle.exhaustive.preemptions} and so on, so
 * that {@code heddle.schedules} limits no proof. What is an array here, and is no list, takes one
 * value.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Interleaved
@API(status = API.Status.STABLE, since = "0.1")
public @interface Exhaustive {

    /** How many interleavings are visited at the most; usually as many as there are. */
    long schedules() default Interleaved.UNSAID;

    /**
     * For how much real time interleavings are visited at the most, in milliseconds; usually
     * 60,000.
     */
    long withinMillis() default Interleaved.UNSAID;

    /**
     * How many preemptions an interleaving may have; usually any number. See {@link
     * dev.heddle.Prover#preemptions}: the test passes if all interleavings were visited that need
     * no more, and says what was left out.
     */
    int preemptions() default Interleaved.UNSAID;

    /**
     * How many {@code Object.wait} may end in a run for no reason, as the JVM allows; usually none.
     */
    int spuriousWakeups() default Interleaved.UNSAID;

    /**
     * The first times, so many, that time passes in a run it may although threads can still run, so
     * that time-outs, sleeps and scheduled tasks come before others have done what they could;
     * usually time passes only when nobody can go on. See {@link dev.heddle.Prover#earlyTimeouts}.
     */
    int earlyTimeouts() default Interleaved.UNSAID;

    /**
     * Lets the test pass if no interleaving has failed, although not all were visited; usually it
     * fails.
     */
    boolean[] allowIncomplete() default {};

    /**
     * Keeps how far the test has come if its time or its schedules were used up, or if the JVM was
     * ended meanwhile, and goes on from there the next time, unless the program has changed;
     * usually it begins anew. It is kept where failures are, below {@code target/heddle/failures}.
     */
    boolean[] resume() default {};

    /**
     * How many scheduling points a run may have before it counts as one that does not end; usually
     * 20,000.
     */
    long stepLimit() default Interleaved.UNSAID;

    /** How much real time a run may take, in milliseconds; usually 10,000. */
    long timeLimitMillis() default Interleaved.UNSAID;

    /** How much virtual time a run may take, in milliseconds; usually as much as it likes. */
    long virtualTimeLimitMillis() default Interleaved.UNSAID;

    /** What is done anew for each interleaving; usually {@link PerSchedule#INSTANCE}. */
    PerSchedule[] perSchedule() default {};

    /**
     * Calendar time at the beginning of every run, such as {@code 2026-03-29T00:59:59Z}; usually
     * {@code 2025-01-01T00:00:00Z}.
     */
    String epoch() default "";

    /** How many processors the program is told there are, on every machine; usually 4. */
    int processors() default Interleaved.UNSAID;

    /**
     * Lets a run pass that leaves threads behind which wait for what nobody can give; usually it
     * fails.
     */
    boolean[] allowLeaks() default {};

    /**
     * What is done about pools that are not shut down, and daemons that wait for ever; usually they
     * are published as report entries.
     */
    Check[] leaks() default {};

    /**
     * What is done about exceptions that are kept by futures nobody has looked at; usually they are
     * published as report entries.
     */
    Check[] swallowed() default {};

    /**
     * Names what at least one interleaving must reach, by {@link dev.heddle.Property#sometimes}.
     */
    String[] sometimes() default {};

    /**
     * How many times the test may be run to make an interleaving that failed smaller, for each way
     * to fail; usually 2,000. With 0 it is reported as it was found.
     */
    int shrink() default Interleaved.UNSAID;

    /** Fails where usually something is only published: see {@link dev.heddle.Explorer#strict}. */
    boolean[] strict() default {};

    /** What is done about data races: see {@link dev.heddle.Explorer#races}. */
    Check[] races() default {};

    /** Data races that are harmless: see {@link dev.heddle.Explorer#allowRaces}. */
    String[] allowRaces() default {};
}
