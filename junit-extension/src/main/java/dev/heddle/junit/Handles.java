package dev.heddle.junit;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Parameters that are handles on the schedule that is going on. They are made once, and have no
 * state but that of the schedule.
 */
final class Handles {

    private Handles() {}

    /**
     * Whether a parameter is one. A clock and random numbers are left to others where there may be
     * some: if the parameter is annotated, and in templates of others, whose arguments they may be.
     */
    static boolean isOne(ParameterContext parameter) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Scheduler.class) {
            return true;
        }
        Executable method = parameter.getDeclaringExecutable();
        boolean ofAnother =
                method instanceof Method test
                        && AnnotationSupport.isAnnotated(test, TestTemplate.class)
                        && (!Kinds.isInterleaved(test) || Kinds.hasOtherTemplate(test));
        return (type == Clock.class || type == RandomGenerator.class)
                && parameter.getParameter().getAnnotations().length == 0
                && !ofAnother;
    }

    static Object make(ParameterContext parameter) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Clock.class) {
            return Clock.systemUTC();
        }
        return type == Scheduler.class ? new Scheduler() : new SeededRandom();
    }
}
