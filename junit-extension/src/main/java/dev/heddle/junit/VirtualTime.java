package dev.heddle.junit;

import dev.heddle.api.API;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An ordinary test that runs once, in one schedule that is the same every time, and in virtual
 * time: no sleep and no time-out takes real time.
 *
 * {@snippet :
 *     @Test
 *     @VirtualTime
 *     void expiresAfterADay() throws InterruptedException {
 *         Session session = new Session();
 *         Thread.sleep(Duration.ofDays(1));
 *         assertTrue(session.isExpired());
 *     }
 * }
 *
 * <p>Threads take turns, first in, first out: each goes on until it waits or yields. So this looks
 * for no race; {@link Interleaved @Interleaved} does. It stands beside {@code @Test},
 * {@code @ParameterizedTest} or {@code @RepeatedTest}, or at a class, whose tests are then all run
 * like this, but for those whose method says otherwise. At a method that nothing else makes a test
 * of, it is an error.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HeddleExtension.class)
@API(status = API.Status.STABLE, since = "0.1")
public @interface VirtualTime {

    /**
     * Calendar time at the beginning, such as {@code 2026-03-29T00:59:59Z}; usually {@code
     * 2025-01-01T00:00:00Z}.
     */
    String epoch() default "";

    /**
     * Lets time pass only when the test moves it, by {@link Scheduler} or {@link
     * dev.heddle.VirtualTime}; usually it passes when all threads wait.
     */
    boolean[] manualTime() default {};

    /** How much real time the test may take, in milliseconds; usually 10,000. */
    long timeLimitMillis() default Interleaved.UNSAID;

    /** How much virtual time the test may take, in milliseconds; usually as much as it likes. */
    long virtualTimeLimitMillis() default Interleaved.UNSAID;

    /** What is done in the schedule; usually {@link PerSchedule#INSTANCE}. */
    PerSchedule[] perSchedule() default {};
}
