package dev.heddle.junit;

import dev.heddle.api.API;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs an {@link Interleaved @Interleaved} or {@link Exhaustive @Exhaustive} test under exactly one
 * schedule: the one whose failure's message had this token.
 *
 * {@snippet :
 *     @Interleaved
 *     @Replay("heddle1-Avwj_r579Vjfl-GSAAFjZWAEAgYGBhAGAA")
 *     void noUpdateIsLost() throws InterruptedException {
 *         // ...
 *     }
 * }
 *
 * <p>The test fails as it did then. If the program has changed so that it does not take that course
 * any more, a {@link dev.heddle.kernel.HeddleException} says so. Remove the annotation to explore
 * again. It is a test even without one of the two beside it, whose settings count if it is there.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Interleaved
@API(status = API.Status.STABLE, since = "0.1")
public @interface Replay {

    /** The token. */
    String value();
}
