package dev.heddle.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What may be relied on: the type is for those who use Heddle, and this says how long it stays as
 * it is. A nested type has the status of the one it stands in. A member of a type that is {@link
 * Internal} may be for users all the same, and then has this by itself.
 *
 * <p>Whatever is in a jar of Heddle and has neither this nor {@link Internal} is for Heddle alone.
 */
@Documented
@Retention(RetentionPolicy.CLASS) // An older JVM meets annotated classes, and must not load this.
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.FIELD})
@API(status = API.Status.STABLE, since = "0.1")
public @interface API {

    /** How long it stays as it is. */
    Status status();

    /** The first release that had it, such as {@code 0.1}. */
    String since();

    /** The promises that there are. */
    enum Status {
        /**
         * Stays. What is to go is first deprecated, for one minor release at the least; the
         * changelog says what takes its place.
         */
        STABLE,
        /**
         * Meant to stay, but may change with any minor release, because too few have used it yet.
         * The changelog says so when it does.
         */
        EXPERIMENTAL
    }
}
