package dev.heddle.control;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The loaded classes of some names. To look through all classes of a JVM takes a millisecond, so
 * that is done again only if any was loaded since. Nothing is loaded or initialised for it, and
 * nobody waits.
 */
public final class LoadedClasses {

    /** How many classes the agent has been shown so far. */
    private static final AtomicInteger SEEN = new AtomicInteger();

    private final Predicate<String> isMeant;

    /** Weakly: a class that was loaded for one schedule must be able to go. */
    private final List<WeakReference<Class<?>>> found = new ArrayList<>();

    /** How many classes had been seen when these were looked for. */
    private int seen = -1;

    /**
     * Classes of certain names.
     *
     * @param isMeant by the name as {@link Class#getName} gives it
     */
    public LoadedClasses(Predicate<String> isMeant) {
        this.isMeant = isMeant;
    }

    /** The agent is shown a class, which will be loaded. */
    static void oneMore() {
        SEEN.incrementAndGet();
    }

    /** Whether a test holds for one of them that is initialised. */
    public boolean any(Predicate<Class<?>> test) {
        int now = SEEN.get();
        if (seen != now) {
            found.clear();
            for (Class<?> type : Control.instrumentation().getAllLoadedClasses()) {
                if (!type.isArray() && !type.isHidden() && isMeant.test(type.getName())) {
                    found.add(new WeakReference<>(type));
                }
            }
            seen = now;
        }
        for (WeakReference<Class<?>> reference : found) {
            Class<?> type = reference.get();
            if (type != null && RawMemory.isInitialised(type) && test.test(type)) {
                return true;
            }
        }
        return false;
    }
}
