package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a method is besides {@link Interleaved @Interleaved} or {@link Exhaustive @Exhaustive}.
 * Other templates make tests of it, and each of these is explored; what is no template would be
 * executed without control as well.
 */
final class Kinds {

    private Kinds() {}

    /** Whether others say, at the method, how many tests it is, and with which arguments. */
    static boolean hasOtherTemplate(Method test) {
        return AnnotationSupport.isAnnotated(test, RepeatedTest.class)
                || extensions(test)
                        .anyMatch(
                                type ->
                                        type != HeddleExtension.class
                                                && TestTemplateInvocationContextProvider.class
                                                        .isAssignableFrom(type));
    }

    /** What makes a method a test of ours, as it stands in messages. */
    static String annotationOf(Method test) {
        Class<?> type = test.getDeclaringClass();
        while (type != null && !AnnotationSupport.isAnnotated(test, Interleaved.class)) {
            if (AnnotationSupport.isAnnotated(test, VirtualTime.class)) {
                break;
            }
            if (AnnotationSupport.isAnnotated(type, Interleaved.class)
                    || AnnotationSupport.isAnnotated(type, VirtualTime.class)) {
                return nameAt(type);
            }
            type = type.getDeclaringClass();
        }
        return nameAt(test);
    }

    /** Which of ours is there at a place, as it stands in messages. */
    static String nameAt(AnnotatedElement place) {
        if (exhaustiveAt(place) != null) {
            return "@Exhaustive";
        }
        return AnnotationSupport.isAnnotated(place, VirtualTime.class)
                        && !AnnotationSupport.isAnnotated(place, Interleaved.class)
                ? "@VirtualTime"
                : "@Interleaved";
    }

    /**
     * What says at a place that every interleaving is to be visited; null if nothing does, or if a
     * superclass does and the class itself says something else.
     */
    static @Nullable Exhaustive exhaustiveAt(AnnotatedElement place) {
        for (AnnotatedElement at = place; at != null; at = superclass(at)) {
            boolean isProved = isThere(at, Exhaustive.class);
            if (isProved || isSampled(at, new HashSet<>())) {
                return isProved
                        ? AnnotationSupport.findAnnotation(at, Exhaustive.class).orElse(null)
                        : null;
            }
        }
        return null;
    }

    /** Whether a place says, for itself, that some schedules are to be tried. */
    static boolean isSampledAt(AnnotatedElement place) {
        for (AnnotatedElement at = place; at != null; at = superclass(at)) {
            if (isSampled(at, new HashSet<>())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable AnnotatedElement superclass(AnnotatedElement place) {
        return place instanceof Class<?> type ? type.getSuperclass() : null;
    }

    /** Whether an annotation is at this place itself, or at one that is. */
    private static boolean isThere(AnnotatedElement place, Class<? extends Annotation> wanted) {
        for (Annotation annotation : place.getDeclaredAnnotations()) {
            Class<? extends Annotation> type = annotation.annotationType();
            if (type == wanted || AnnotationSupport.isAnnotated(type, wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Fails if one place asks for every interleaving, and for some. */
    static void checkOne(Method test, AnnotatedElement place) {
        for (AnnotatedElement at = place; at != null; at = superclass(at)) {
            if (isThere(at, Exhaustive.class)) {
                if (isSampled(at, new HashSet<>())) {
                    throw Refusals.refusal(
                            test,
                            "%s is annotated with @Exhaustive, which visits every interleaving, and with @Interleaved, which tries some"
                                    .formatted(
                                            at instanceof Class<?> type
                                                    ? type.getSimpleName()
                                                    : "it"),
                            "Leave one of the two");
                }
                return;
            }
        }
    }

    /** Whether the annotation is that of the method itself, which is then a template. */
    static boolean isInterleaved(Method test) {
        return AnnotationSupport.isAnnotated(test, Interleaved.class);
    }

    /** Whether the method is a template of which we make the one test. */
    static boolean isOwn(Method test) {
        return isInterleaved(test) && !hasOtherTemplate(test);
    }

    /** Fails unless every test that is made of the method can be explored. */
    static void check(ExtensionContext context) {
        Method test = context.getRequiredTestMethod();
        checkOne(test, test);
        boolean own = isInterleaved(test);
        if (own && other(test).isPresent()) {
            throw refusal(test);
        }
        if (own && !hasOtherTemplate(test)) {
            return; // Our interception is the innermost by itself.
        }
        Stream<Class<?>> classes =
                Stream.concat(
                        context.getEnclosingTestClasses().stream(),
                        Stream.of(context.getRequiredTestClass()));
        Stream.concat(classes.flatMap(Kinds::extensions), extensions(test))
                .dropWhile(type -> type != HeddleExtension.class)
                .filter(
                        type ->
                                type != HeddleExtension.class
                                        && InvocationInterceptor.class.isAssignableFrom(type))
                .findFirst()
                .ifPresent(
                        type -> {
                            throw Refusals.refusal(
                                    test,
                                    "the extension %s intercepts its calls, but is registered after %s, and so would never be called"
                                            .formatted(type.getSimpleName(), annotationOf(test)),
                                    "Put @ExtendWith before " + annotationOf(test));
                        });
    }

    /** What to say if the method is a test that can not be explored as well. */
    static ExtensionConfigurationException refusal(Method test) {
        String kind = other(test).map(Class::getSimpleName).orElse("Test");
        return isInterleaved(test)
                ? Refusals.refusal(
                        test,
                        "it is annotated with @%s as well, and would be executed without control too"
                                .formatted(kind),
                        "Leave one of the two")
                : Refusals.refusal(
                        test,
                        "it is a @%s, whose tests are made by calling it, and nobody could run those under control"
                                .formatted(kind),
                        "Make it a @ParameterizedTest, or put it in a class without @Interleaved"
                                + " and @VirtualTime");
    }

    /** Whether {@code @Interleaved} is there for itself, and not as a part of our others. */
    private static boolean isSampled(AnnotatedElement element, Set<AnnotatedElement> seen) {
        for (Annotation annotation : element.getDeclaredAnnotations()) {
            Class<? extends Annotation> type = annotation.annotationType();
            if (type == Interleaved.class) {
                return true;
            }
            if (type != Exhaustive.class
                    && type != Replay.class
                    && seen.add(type)
                    && isSampled(type, seen)) {
                return true;
            }
        }
        return false;
    }

    /** An annotation that makes it a test, but not of a template. */
    private static Optional<Class<? extends Annotation>> other(Method test) {
        for (Annotation annotation : test.getAnnotations()) {
            Class<? extends Annotation> type = annotation.annotationType();
            if (AnnotationSupport.isAnnotated(type, Testable.class)
                    && type != TestTemplate.class
                    && !AnnotationSupport.isAnnotated(type, TestTemplate.class)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The extensions that are registered at a place, in the order in which JUnit does it. */
    private static Stream<Class<? extends Extension>> extensions(AnnotatedElement test) {
        return AnnotationSupport.findRepeatableAnnotations(test, ExtendWith.class).stream()
                .flatMap(annotation -> List.of(annotation.value()).stream());
    }
}
