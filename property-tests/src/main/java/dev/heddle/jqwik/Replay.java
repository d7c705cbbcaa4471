package dev.heddle.jqwik;

import dev.heddle.api.API;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a property with exactly the inputs and the schedule with which it has failed: those that the
 * message of the failure names.
 *
 * {@snippet :
 *     @Property
 *     @Interleaved
 *     @Replay("heddle1-lrcl_fmCBYHfnwgqAAHjZgABRkYmIAAxgBgA [[1, 1]]")
 *     void noMoneyIsLost(@ForAll List<Integer> amounts) throws InterruptedException {
 *         // ...
 *     }
 * }
 *
 * <p>First comes the token of the schedule, unless the property takes its schedules as parameters;
 * then the inputs, with an element for each parameter. Each try is given these, whatever jqwik has
 * generated for it. Where there are inputs that can not be written, there is the token alone. It
 * fits the inputs that it was made with and no others: tries that do not take its course count as
 * invalid, and if none does, the property fails. jqwik makes them again by its seed, as long as the
 * property and its arbitraries are what they were.
 *
 * <p>The system property {@code heddle.replay} means the same, for all {@link
 * Interleaved @Interleaved} properties that are run.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@API(status = API.Status.STABLE, since = "0.1")
public @interface Replay {

    /** The token, the inputs, or both with a blank between them. */
    String value();
}
