package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The classes whose methods have lost the modifier {@code synchronized} when they were loaded. When
 * a debugger or another agent, Mockito's for instance, has them rewritten again, they must lose it
 * again: the JVM refuses a class whose methods change their modifiers.
 */
final class Taken {

    /** By class loader; a class and its loader go together. */
    private static final Map<@Nullable ClassLoader, Set<String>> NAMES = new WeakHashMap<>();

    /** Those of the loaders that load the same classes anew for each schedule. */
    private static final Set<String> FRESH = new HashSet<>();

    private Taken() {}

    static void add(String name, @Nullable ClassLoader loader) {
        synchronized (NAMES) {
            of(loader).add(name);
        }
    }

    static boolean contains(String name, @Nullable ClassLoader loader) {
        synchronized (NAMES) {
            return of(loader).contains(name);
        }
    }

    private static Set<String> of(@Nullable ClassLoader loader) {
        return loader instanceof FreshLoader
                ? FRESH
                : NAMES.computeIfAbsent(loader, key -> new HashSet<>());
    }
}
