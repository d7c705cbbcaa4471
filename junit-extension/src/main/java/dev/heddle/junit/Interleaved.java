package dev.heddle.junit;

import dev.heddle.Check;
import dev.heddle.api.API;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that runs under many interleavings of its threads, up to the first that fails.
 *
 * {@snippet :
 *     @Interleaved
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
 * <p>Every schedule gets a new instance of the test class, and the {@code @BeforeEach} and
 * {@code @AfterEach} methods are executed around the test method as a part of it, so they may start
 * and end threads. All schedules together are one test. What else belongs to a test (other
 * extensions, the parameters they provide, {@code @BeforeAll}) happens once, outside of the
 * schedules, unless {@link #perSchedule} says otherwise.
 *
 * <p>At a class, it makes each {@code @Test}, {@code @ParameterizedTest} and {@code @RepeatedTest}
 * in it, in its {@code @Nested} classes and in its subclasses a test that runs under many
 * interleavings, with these settings. What a method's own annotation says comes before what that of
 * its class says, each attribute for itself; then come those of enclosing classes, then the
 * configuration ({@code heddle.schedules} and so on, in {@code junit-platform.properties} or as a
 * system property), then what is usual. What is an array here, and is no list, takes one value.
 *
 * <p>When a schedule fails, so does the test, with a {@link dev.heddle.ScheduleFailure} whose
 * message has the line to add to see exactly that schedule again: {@link Replay @Replay}. It also
 * has the constraints that make any schedule fail like that. In a resource in the package of the
 * test class, named like {@code AccountTest.overdraw.constraints}, they are kept for good:
 * schedules in which they hold are tried first, however much the program has changed since.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(HeddleExtension.class)
@ResourceLock(
        value = HeddleExtension.InOrder.SHARED,
        mode = ResourceAccessMode.READ,
        providers = HeddleExtension.InOrder.class)
@API(status = API.Status.STABLE, since = "0.1")
public @interface Interleaved {

    /** In place of a number: it is not said here. */
    int UNSAID = Integer.MIN_VALUE;

    /** In place of a seed: it is not said here. See {@link dev.heddle.Explorer}. */
    long USUAL_SEED = Long.MIN_VALUE;

    /** How many schedules are run if none fails; usually 1,000. */
    int schedules() default UNSAID;

    /** The number everything random comes from, usually 1: equal seeds give equal runs. */
    long seed() default USUAL_SEED;

    /**
     * How schedules are made, by the name of a strategy, usually {@code portfolio}: see {@link
     * dev.heddle.Explorer#strategy}.
     */
    String strategy() default "";

    /**
     * How many scheduling points a run may have before it counts as one that does not end; usually
     * 1,000,000.
     */
    long stepLimit() default UNSAID;

    /** How much real time a run may take, in milliseconds; usually 10,000. */
    long timeLimitMillis() default UNSAID;

    /** How much virtual time a run may take, in milliseconds; usually as much as it likes. */
    long virtualTimeLimitMillis() default UNSAID;

    /**
     * For how much real time schedules are tried at the most, in milliseconds; usually as long as
     * it takes to run all of them. Where that ends depends on the machine.
     */
    long withinMillis() default UNSAID;

    /** What is done anew for each schedule; usually {@link PerSchedule#INSTANCE}. */
    PerSchedule[] perSchedule() default {};

    /**
     * Whether {@code Object.wait} may return without a reason, as the JVM allows it to; usually
     * yes.
     */
    boolean[] spuriousWakeups() default {};

    /**
     * Calendar time at the beginning of every run, such as {@code 2026-03-29T00:59:59Z}; usually
     * {@code 2025-01-01T00:00:00Z}.
     */
    String epoch() default "";

    /**
     * How much time may pass, in milliseconds, between two moments in which all threads wait,
     * although a thread could run: so races of time-outs are found. Usually none.
     */
    long timerSlackMillis() default UNSAID;

    /**
     * Lets time pass only when the test moves it, by {@link Scheduler} or {@link
     * dev.heddle.VirtualTime}; usually it passes when all threads wait.
     */
    boolean[] manualTime() default {};

    /**
     * How many processors the program is told there are, on every machine, usually 4; the common
     * pool has a thread less.
     */
    int processors() default UNSAID;

    /**
     * Lets a run pass that leaves threads behind which wait for what nobody can give, as an
     * executor does that is not shut down; usually it fails.
     */
    boolean[] allowLeaks() default {};

    /**
     * What is done about pools that are not shut down, and daemons that wait for ever: see {@link
     * dev.heddle.Explorer#leaks}. Usually they are published as report entries.
     */
    Check[] leaks() default {};

    /**
     * What is done about exceptions that are kept by futures nobody has looked at: see {@link
     * dev.heddle.Explorer#swallowed}. Usually they are published as report entries.
     */
    Check[] swallowed() default {};

    /**
     * Names what at least one schedule must reach, by {@link dev.heddle.Property#sometimes}: if
     * none has, and none has failed, the test fails.
     */
    String[] sometimes() default {};

    /**
     * How many times the test may be run to make a schedule that failed smaller before it is
     * reported, usually 2,000: see {@link dev.heddle.Explorer#shrink}. With 0 it is reported as it
     * was found.
     */
    int shrink() default UNSAID;

    /**
     * Fails the test where usually something is only published: see {@link
     * dev.heddle.Explorer#strict}.
     */
    boolean[] strict() default {};

    /**
     * Packages, with those below them, and classes, with those nested in them, that are loaded anew
     * for each schedule, so that each has static fields of its own. If there are any, the package
     * of the test class is one of them, and the instances of the schedules are of a class that was
     * loaded anew. Usually nothing is.
     */
    String[] freshClasses() default {};

    /**
     * Packages of the JDK, such as {@code java.util.concurrent}, inside which threads can be
     * preempted too; usually none. The first schedule is then run twice, unless it fails: see
     * {@link dev.heddle.Explorer#instrument}.
     */
    String[] instrument() default {};

    /** What is done about data races: see {@link dev.heddle.Explorer#races}. */
    Check[] races() default {};

    /** Data races that are harmless: see {@link dev.heddle.Explorer#allowRaces}. */
    String[] allowRaces() default {};

    /**
     * What is done about locks that are taken in different orders: see {@link
     * dev.heddle.Explorer#lockOrders}.
     */
    Check[] lockOrders() default {};
}
