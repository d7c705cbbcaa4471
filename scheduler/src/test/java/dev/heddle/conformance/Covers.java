package dev.heddle.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which operation of Java a test covers, and what becomes of it in a run. The table in {@code
 * docs/control.md} is made from these, so the operation is named as a reader would look it up.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Covers.All.class)
public @interface Covers {

    /** The part of Java the operation belongs to. */
    Area area();

    /** The operation, such as {@code Thread.join with a time}. */
    String value();

    /** What becomes of it in a run. */
    Handling handling() default Handling.CONTROLLED;

    /** What a reader must know besides; usually nothing. */
    String note() default "";

    /** The parts of Java, in the order in which the page has them. */
    enum Area {
        THREADS("Threads"),
        VIRTUAL_THREADS("Virtual threads"),
        MONITORS("Monitors"),
        CONCURRENT("java.util.concurrent"),
        POOLS("Pools, futures, timers"),
        MEMORY("Memory"),
        TIME("Time"),
        CHANCE("Chance"),
        OUTSIDE("The outside"),
        STATE("Static state"),
        PROGRAMS("Hostile programs"),
        TOOLS("Other tools, other class files");

        private final String title;

        Area(String title) {
            this.title = title;
        }

        /** The heading on the page. */
        public String title() {
            return title;
        }
    }

    /** What becomes of an operation in a run. */
    enum Handling {
        /** The loop decides; equal seeds give equal runs. */
        CONTROLLED,
        /** It happens for real, and is reported as uncontrolled if it can matter. */
        REAL,
        /** It fails with an error that says what to do. */
        REFUSED
    }

    /** Holds several. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface All {
        /** The operations. */
        Covers[] value();
    }
}
