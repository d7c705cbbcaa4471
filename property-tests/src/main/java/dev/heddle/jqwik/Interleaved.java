package dev.heddle.jqwik;

import dev.heddle.Check;
import dev.heddle.api.API;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A property each of whose tries runs under many interleavings of its threads, up to the first that
 * fails. It stands beside {@code @Property} or {@code @Example}.
 *
 * {@snippet :
 *     @Property
 *     @Interleaved
 *     void noMoneyIsLost(@ForAll List<@IntRange(min = 1, max = 100) Integer> amounts)
 *             throws InterruptedException {
 *         Account account = new Account();
 *         List<Thread> tellers = new ArrayList<>();
 *         for (int amount : amounts) {
 *             tellers.add(Thread.ofPlatform().start(() -> account.deposit(amount)));
 *         }
 *         for (Thread teller : tellers) {
 *             teller.join();
 *         }
 *         assertThat(account.balance()).isEqualTo(amounts.stream().mapToInt(i -> i).sum());
 *     }
 * }
 *
 * <p>A schedule is the property method with the {@code @BeforeTry} and {@code @AfterTry} methods
 * around it; time is virtual in it. What jqwik generates is the same in all schedules of a try:
 * lists, sets, maps, deques and arrays are copied for each, other objects are handed to all.
 *
 * <p>What has failed is made smaller twice: jqwik shrinks the inputs, as long as some schedule
 * still fails in the same way, which means with the same exception from the same place of the
 * property, or by the same kind of deadlock; then the schedule of the smallest inputs is shrunk.
 * The property fails with a {@link dev.heddle.ScheduleFailure} whose message says how exactly that
 * is seen again.
 *
 * <p>At a class, this counts for all its properties; what the annotation of a method says comes
 * first, each attribute for itself. Where neither says anything, the system properties {@code
 * heddle.schedules}, {@code heddle.strategy} and {@code heddle.seed} do, which may also stand in
 * {@code junit-platform.properties}.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@API(status = API.Status.STABLE, since = "0.1")
public @interface Interleaved {

    /** In place of a number: it is not said here. */
    long UNSAID = Long.MIN_VALUE;

    /**
     * How many schedules each try has, if none fails; usually 25, and 1,000 where there is but one
     * try.
     */
    long schedules() default UNSAID;

    /** The number all schedules come from, usually 1. Inputs come from jqwik's own seed. */
    long seed() default UNSAID;

    /**
     * How schedules are made, by the name of a strategy, usually {@code portfolio}: see {@link
     * dev.heddle.Explorer#strategy(String)}.
     */
    String strategy() default "";

    /** How many scheduling points a run may have; usually 1,000,000. */
    long stepLimit() default UNSAID;

    /** How much real time a run may take, in milliseconds; usually 10,000. */
    long timeLimitMillis() default UNSAID;

    /** Whether {@code Object.wait} may return without a reason; usually yes. */
    boolean[] spuriousWakeups() default {};

    /** Calendar time at the beginning of every run; usually {@code 2025-01-01T00:00:00Z}. */
    String epoch() default "";

    /** How much time may pass although a thread could run, in milliseconds; usually none. */
    long timerSlackMillis() default UNSAID;

    /** Lets time pass only when the property moves it, by {@link dev.heddle.VirtualTime}. */
    boolean[] manualTime() default {};

    /** How many processors the program is told there are; usually 4. */
    long processors() default UNSAID;

    /** Lets a run pass that leaves threads behind which wait for ever; usually it fails. */
    boolean[] allowLeaks() default {};

    /** What is done about pools that are not shut down: see {@link dev.heddle.Explorer#leaks}. */
    Check[] leaks() default {};

    /** What is done about exceptions nobody looks at: {@link dev.heddle.Explorer#swallowed}. */
    Check[] swallowed() default {};

    /** What is done about data races: see {@link dev.heddle.Explorer#races}. */
    Check[] races() default {};

    /** Data races that are harmless: see {@link dev.heddle.Explorer#allowRaces}. */
    String[] allowRaces() default {};

    /** What is done about locks taken in different orders: see {@link dev.heddle.Explorer}. */
    Check[] lockOrders() default {};

    /**
     * How many times the smallest inputs may be run to make the schedule smaller, usually 2,000;
     * with 0 it is reported as it was found.
     */
    long shrink() default UNSAID;

    /** Fails where usually something is only reported: see {@link dev.heddle.Explorer#strict}. */
    boolean[] strict() default {};

    /** Packages of the JDK inside which threads can be preempted too; usually none. */
    String[] instrument() default {};
}
