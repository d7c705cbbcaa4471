package dev.heddle.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Not for users: public only because another package of Heddle, or a framework that looks it up by
 * its name, has to see it. It may change or go with any release, without a word.
 *
 * <p>It is an annotation of its own, and not a status of {@link API}, because tools that compare
 * releases choose by annotations and do not look into them.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.FIELD})
@API(status = API.Status.STABLE, since = "0.1")
public @interface Internal {}
