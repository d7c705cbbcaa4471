package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which annotations say how a test is run: those of its method come before those of its class, and
 * these before those of the classes around it.
 */
final class Governing {

    /** What {@link VirtualTime @VirtualTime} means. */
    private static final Map<String, Object> ONE_SCHEDULE =
            Map.of(
                    "schedules",
                    1,
                    "strategy",
                    "fifo",
                    "spuriousWakeups",
                    new boolean[] {false},
                    "timerSlackMillis",
                    0L,
                    "shrink",
                    0);

    private Governing() {}

    /**
     * The annotations for a test, the innermost first. Those outside of a {@link VirtualTime} do
     * not count, and neither does a {@link VirtualTime} outside of an {@link Interleaved}.
     */
    static List<Interleaved> of(ExtensionContext context) {
        List<AnnotatedElement> places = new ArrayList<>();
        places.addAll(context.getEnclosingTestClasses());
        places.add(context.getRequiredTestClass());
        places.add(context.getRequiredTestMethod());
        List<Interleaved> annotations = new ArrayList<>();
        for (AnnotatedElement place : places.reversed()) {
            Interleaved interleaved =
                    AnnotationSupport.findAnnotation(place, Interleaved.class).orElse(null);
            VirtualTime virtual =
                    AnnotationSupport.findAnnotation(place, VirtualTime.class).orElse(null);
            if (interleaved != null && virtual != null) {
                throw Refusals.refusal(
                        context.getRequiredTestMethod(),
                        "one annotation wants many schedules (@Interleaved), the other one"
                                + " (@VirtualTime)",
                        "Leave one of the two");
            }
            if (interleaved != null) {
                annotations.add(interleaved);
            }
            if (virtual != null) {
                if (annotations.isEmpty()) {
                    annotations.add(inOneSchedule(virtual));
                }
                break;
            }
        }
        return annotations;
    }

    private static Interleaved inOneSchedule(VirtualTime virtual) {
        return (Interleaved)
                Proxy.newProxyInstance(
                        Interleaved.class.getClassLoader(),
                        new Class<?>[] {Interleaved.class},
                        new Translation(virtual));
    }

    /** Answers as an {@link Interleaved} would that means the same. */
    private record Translation(VirtualTime virtual) implements java.lang.reflect.InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws ReflectiveOperationException {
            Object fixed = ONE_SCHEDULE.get(method.getName());
            if (fixed != null) {
                // What is a number there may be a longer one here.
                return method.getReturnType() == long.class ? ((Number) fixed).longValue() : fixed;
            }
            if (method.getDeclaringClass() != Interleaved.class) {
                return ofAnyAnnotation(method, arguments);
            }
            try {
                return VirtualTime.class.getMethod(method.getName()).invoke(virtual);
            } catch (NoSuchMethodException e) {
                return method.getDefaultValue(); // It has no such attribute: it says nothing.
            }
        }

        private @Nullable Object ofAnyAnnotation(Method method, Object @Nullable [] arguments)
                throws IllegalAccessException, InvocationTargetException {
            return method.getDeclaringClass() == Annotation.class
                            && method.getName().equals("annotationType")
                    ? Interleaved.class
                    : method.invoke(virtual, arguments);
        }
    }
}
