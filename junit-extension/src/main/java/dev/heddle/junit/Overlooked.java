package dev.heddle.junit;

import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryListener;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Says so if JUnit does not execute an {@link Interleaved @Interleaved} method since it can be no
 * test: JUnit itself only warns, and calls it by another annotation.
 */
final class Overlooked implements LauncherDiscoveryListener {

    Overlooked() {}

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
