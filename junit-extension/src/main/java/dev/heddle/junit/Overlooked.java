package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.SelectorResolutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.NestedClassSelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryListener;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Says so if JUnit does not execute an {@link Interleaved @Interleaved} method since it can be no
 * test: JUnit itself only warns, and calls it by another annotation. Of a method that only {@link
 * VirtualTime @VirtualTime} is at, JUnit says nothing at all, since that may stand beside what
 * makes several tests of a method, and so makes none itself: then no test of the engine is
 * executed, as with all that JUnit takes for an error.
 */
final class Overlooked implements LauncherDiscoveryListener {

    private static final String JUPITER = "junit-jupiter";

    Overlooked() {}

    @Override
    public void selectorProcessed(
            UniqueId engineId, DiscoverySelector selector, SelectorResolutionResult result) {
        Class<?> type = selected(selector);
        if (type != null && engineId.getEngineId().filter(JUPITER::equals).isPresent()) {
            check(type);
        }
    }

    /** Fails if there is such a method, also in a class inside that has no other test. */
    private static void check(Class<?> type) {
        ReflectionSupport.findMethods(type, Overlooked::isNoTest, HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .findFirst()
                .ifPresent(
                        method -> {
                            String sentence =
                                    "%s is annotated with @VirtualTime, which alone makes no test of it, so that JUnit would not execute it. Add @Test, or @ParameterizedTest."
                                            .formatted(Settings.nameOf(method));
                            // Who starts JUnit may show the exception around this one only.
                            System.err.println(sentence);
                            throw new ExtensionConfigurationException(sentence);
                        });
        ReflectionSupport.findNestedClasses(
                        type, inside -> AnnotationSupport.isAnnotated(inside, Nested.class))
                .forEach(Overlooked::check);
    }

    private static @Nullable Class<?> selected(DiscoverySelector selector) {
        try {
            return selector instanceof ClassSelector one
                    ? one.getJavaClass()
                    : selector instanceof NestedClassSelector one ? one.getNestedClass() : null;
        } catch (JUnitException e) {
            return null; // There is no such class, which JUnit says.
        }
    }

    private static boolean isNoTest(Method method) {
        return AnnotationSupport.isAnnotated(method, VirtualTime.class)
                && !AnnotationSupport.isAnnotated(method, Testable.class);
    }

    @Override
    public void issueEncountered(UniqueId engineId, DiscoveryIssue issue) {
        Method method =
                issue.source()
                        .filter(MethodSource.class::isInstance)
                        .map(source -> ((MethodSource) source).getJavaMethod())
                        .orElse(null);
        if (method != null && AnnotationSupport.isAnnotated(method, Interleaved.class)) {
            String why = why(method);
            if (!why.isEmpty()) {
                System.err.println(
                        "%s is annotated with %s, but JUnit does not execute it, since it %s."
                                .formatted(
                                        Settings.nameOf(method), Kinds.annotationOf(method), why));
            }
        }
    }

    /** Why a method can be no test, as the end of a sentence; empty if it can. */
    private static String why(Method method) {
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers)) {
            return "is private";
        }
        if (Modifier.isStatic(modifiers)) {
            return "is static";
        }
        if (Modifier.isAbstract(modifiers)) {
            return "is abstract";
        }
        return method.getReturnType() == void.class ? "" : "returns something";
    }
}
