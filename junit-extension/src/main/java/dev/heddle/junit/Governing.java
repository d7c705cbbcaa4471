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
import java.util.Set;

/**
 * Which annotations say how a test is run: those of its method come before those of its class, and
 * these before those of the classes around it.
 *
 * @param interleaved the annotations, the innermost first; others are translated to what means the
 *     same
 * @param exhaustive those among them that say what only a proof has
 * @param isProof whether every interleaving is to be visited
 */
record Governing(List<Interleaved> interleaved, List<Exhaustive> exhaustive, boolean isProof) {

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

    /** What has another meaning in {@link Exhaustive @Exhaustive}. */
    private static final Set<String> OF_PROOFS =
            Set.of("schedules", "withinMillis", "stepLimit", "spuriousWakeups");

    /**
     * The annotations for a test. Those outside of a {@link VirtualTime} do not count, and neither
     * does a {@link VirtualTime} outside of an {@link Interleaved}.
     */
    static Governing of(ExtensionContext context) {
        List<AnnotatedElement> places = new ArrayList<>();
        places.addAll(context.getEnclosingTestClasses());
        places.add(context.getRequiredTestClass());
        places.add(context.getRequiredTestMethod());
        List<Interleaved> annotations = new ArrayList<>();
        List<Exhaustive> proofs = new ArrayList<>();
        Boolean isProof = null;
        for (AnnotatedElement place : places.reversed()) {
            Interleaved interleaved =
                    AnnotationSupport.findAnnotation(place, Interleaved.class).orElse(null);
            VirtualTime virtual =
                    AnnotationSupport.findAnnotation(place, VirtualTime.class).orElse(null);
            if (interleaved != null && virtual != null) {
                throw Refusals.refusal(
                        context.getRequiredTestMethod(),
                        "one annotation wants many schedules (%s), the other one (@VirtualTime)"
                                .formatted(Kinds.nameAt(place)),
                        "Leave one of the two");
            }
            Exhaustive exhaustive = Kinds.exhaustiveAt(place);
            if (exhaustive != null) {
                Kinds.checkOne(context.getRequiredTestMethod(), place);
                proofs.add(exhaustive);
                annotations.add(translated(exhaustive, Map.of(), OF_PROOFS));
                isProof = isProof == null ? Boolean.TRUE : isProof;
            } else if (interleaved != null) {
                annotations.add(interleaved);
                isProof = (isProof == null && Kinds.isSampledAt(place)) ? Boolean.FALSE : isProof;
            }
            if (virtual != null) {
                if (annotations.isEmpty()) {
                    annotations.add(translated(virtual, ONE_SCHEDULE, Set.of()));
                }
                break;
            }
        }
        return new Governing(annotations, proofs, Boolean.TRUE.equals(isProof));
    }

    /**
     * Answers as an {@link Interleaved} would that means the same.
     *
     * @param fixed attributes that the other has not, since they are settled
     * @param others attributes of the other that are something else
     */
    private static Interleaved translated(
            Annotation other, Map<String, Object> fixed, Set<String> others) {
        return (Interleaved)
                Proxy.newProxyInstance(
                        Interleaved.class.getClassLoader(),
                        new Class<?>[] {Interleaved.class},
                        new Translation(other, fixed, others));
    }

    private record Translation(Annotation other, Map<String, Object> fixed, Set<String> others)
            implements java.lang.reflect.InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws ReflectiveOperationException {
            Object known = fixed.get(method.getName());
            if (known != null) {
                // What is a number there may be a longer one here.
                return method.getReturnType() == long.class ? ((Number) known).longValue() : known;
            }
            if (method.getDeclaringClass() != Interleaved.class) {
                return ofAnyAnnotation(method, arguments);
            }
            if (others.contains(method.getName())) {
                return method.getDefaultValue();
            }
            try {
                return other.annotationType().getMethod(method.getName()).invoke(other);
            } catch (NoSuchMethodException e) {
                return method.getDefaultValue(); // It has no such attribute: it says nothing.
            }
        }

        private @Nullable Object ofAnyAnnotation(Method method, Object @Nullable [] arguments)
                throws IllegalAccessException, InvocationTargetException {
            return method.getDeclaringClass() == Annotation.class
                            && method.getName().equals("annotationType")
                    ? Interleaved.class
                    : method.invoke(other, arguments);
        }
    }
}
