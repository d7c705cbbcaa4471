package dev.heddle.junit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs an {@link Interleaved @Interleaved} test under exactly one schedule: the one whose failure's
 * message had this token.
 *
 * <p>The test fails as it did then. If the program has changed so that it does not take that course
 * any more, a {@link dev.heddle.kernel.HeddleException} says so. Remove the annotation to explore
 * again.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HeddleExtension.class)
public @interface Replay {

    /** The token. */
    String value();
}
