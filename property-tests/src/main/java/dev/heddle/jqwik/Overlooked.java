package dev.heddle.jqwik;

import dev.heddle.kernel.HeddleException;

import net.jqwik.api.Property;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.SelectorResolutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.discovery.NestedClassSelector;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Fails if an annotation of this package is at a method that is no property: nobody would look at
 * it, and a test of JUnit would be executed without control and pass. Its namesake in {@code
 * dev.heddle.junit} is easily imported by mistake, and the other way round.
 */
final class Overlooked implements LauncherDiscoveryListener {

    private static final List<Class<? extends Annotation>> OURS =
            List.of(Interleaved.class, Replay.class);

    Overlooked() {}

    /** Of what was asked for: jqwik tells nobody which classes it looks at. */
    @Override
    public void launcherDiscoveryStarted(LauncherDiscoveryRequest request) {
        request.getSelectorsByType(DiscoverySelector.class).forEach(Overlooked::check);
    }

    /** Of what an engine has found itself. */
    @Override
    public void selectorProcessed(
            UniqueId engineId, DiscoverySelector selector, SelectorResolutionResult result) {
        check(selector);
    }

    private static void check(DiscoverySelector selector) {
        Class<?> type = selected(selector);
        if (type == null) {
            return;
        }
        try {
            check(type);
        } catch (LinkageError e) {
            // It mentions a class that is not there, which the engine says when it looks itself.
        }
    }

    private static @Nullable Class<?> selected(DiscoverySelector selector) {
        try {
            return switch (selector) {
                case ClassSelector one -> one.getJavaClass();
                case NestedClassSelector one -> one.getNestedClass();
                case MethodSelector one -> one.getJavaClass();
                default -> null;
            };
        } catch (JUnitException e) {
            return null; // There is no such class, which the engine says.
        }
    }

    private static void check(Class<?> type) {
        for (Class<? extends Annotation> ours : OURS) {
            ReflectionSupport.findMethods(
                            type,
                            method ->
                                    AnnotationSupport.isAnnotated(method, ours)
                                            && !AnnotationSupport.isAnnotated(
                                                    method, Property.class),
                            HierarchyTraversalMode.TOP_DOWN)
                    .stream()
                    .findFirst()
                    .ifPresent(method -> refuse(method, ours));
        }
    }

    private static void refuse(Method method, Class<? extends Annotation> ours) {
        String sentence =
                "%s is annotated with @%s of %s, which is for properties, and is none: nothing would be interleaved. Add @Property or @Example; for a test of JUnit, import dev.heddle.junit.%s."
                        .formatted(
                                Asked.nameOf(method),
                                ours.getSimpleName(),
                                ours.getPackageName(),
                                ours.getSimpleName());
        // Who starts JUnit may show the exception around this one only.
        System.err.println(sentence);
        throw new HeddleException(sentence);
    }
}
