package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Classes of the program that the JVM has loaded without asking the agent. It does so, without a
 * word but on its error output, if it takes the loading thread for one that is asking already;
 * where a run has moved on to another carrier it may, since it is not told of each switch. So after
 * such runs it is looked whether all was asked for.
 */
final class Missed {

    /** What was asked for, by class loader; a class and its loader go together. */
    private static final Map<@Nullable ClassLoader, Set<String>> SEEN = new WeakHashMap<>();

    private Missed() {}

    /** The agent is asked for a class of the program. */
    static void seen(String name, @Nullable ClassLoader loader) {
        synchronized (SEEN) {
            SEEN.computeIfAbsent(loader, key -> new HashSet<>()).add(name);
        }
    }

    /** For tests: as if the agent had never been asked for a class. */
    static void forget(String name, @Nullable ClassLoader loader) {
        synchronized (SEEN) {
            SEEN.computeIfAbsent(loader, key -> new HashSet<>()).remove(name);
        }
    }

    private static boolean wasSeen(Class<?> type) {
        synchronized (SEEN) {
            Set<String> seen = SEEN.get(type.getClassLoader());
            return seen != null && seen.contains(type.getName().replace('.', '/'));
        }
    }

    /** Says which classes were not asked for, and has them rewritten after all. */
    static void find(Instrumentation instrumentation) {
        List<Class<?>> missed = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (!type.isArray()
                    && !type.isHidden()
                    && instrumentation.isModifiableClass(type)
                    && Instrumenter.levelOf(type) == Policy.Level.PREEMPT
                    && !wasSeen(type)) {
                missed.add(type);
            }
        }
        for (Class<?> type : missed) {
            Instrumenter.warn(
                    "Class "
                            + type.getName()
                            + " was loaded without the JVM having asked Heddle, so it was not"
                            + " controlled; from now on it is. Load it before the run.");
        }
        if (!missed.isEmpty()) {
            Control.retransform(instrumentation, missed::contains);
        }
    }
}
