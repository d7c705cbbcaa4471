package dev.heddle.junit;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a method is besides {@link Interleaved @Interleaved}. Other templates make tests of it, and
 * each of these is explored; what is no template would be executed without control as well.
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

    /** Fails unless every test that is made of the method can be explored. */
    static void check(Method test) {
        if (other(test).isPresent()) {
            throw refusal(test);
        }
        if (hasOtherTemplate(test)) {
            // Else our interception is the innermost by itself.
            extensions(test)
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
                                        "the extension %s intercepts its calls, but is registered after @Interleaved, and so would never be called"
                                                .formatted(type.getSimpleName()),
                                        "Put @ExtendWith before @Interleaved");
                            });
        }
    }

    /** What to say if the method is a test that can not be explored as well. */
    static ExtensionConfigurationException refusal(Method test) {
        return Refusals.refusal(
                test,
                "it is annotated with @%s as well, and would be executed without control too"
                        .formatted(other(test).map(Class::getSimpleName).orElse("Test")),
                "Leave one of the two");
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

    /** The extensions that are registered at the method, in the order in which JUnit does it. */
    private static Stream<Class<? extends Extension>> extensions(Method test) {
        return AnnotationSupport.findRepeatableAnnotations(test, ExtendWith.class).stream()
                .flatMap(annotation -> List.of(annotation.value()).stream());
    }
}
