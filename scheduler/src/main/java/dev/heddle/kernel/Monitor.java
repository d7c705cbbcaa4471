package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * The monitor of one object inside a run, in place of the JVM's own.
 *
 * <p>As on the JVM, a freed monitor is not handed over: one of those who wait for it (an
 * <em>heir</em>) becomes runnable and tries again, and whoever comes first takes it. If it is taken
 * and freed before the heir has tried, another one becomes an heir as well: it may come first.
 */
@Internal
public final class Monitor {

    final Object object;

    /** Who holds it, or null. */
    @Nullable Fiber owner;

    /** How often the owner has entered and not yet left; 0 exactly when there is no owner. */
    int entries;

    /**
     * Fibers that want to enter. While the monitor is free and this is not empty, an heir is
     * runnable.
     */
    final Fibers entrants = new Fibers();

    /** Fibers in {@code Object.wait}. */
    final Fibers waiters = new Fibers();

    /**
     * How many fibers were made runnable to try to enter and have not tried: {@link Fiber#heirOf}.
     */
    int heirs;

    /** The last notification, if nobody waited for it. */
    @Nullable Thread unheardOf;

    /** The step at which that was given. */
    long unheardAt;

    /** Stands for what was done up to when it was entered last; see {@link Behaviour}. */
    long last;

    /** Next in the chain of the same bucket of the {@link MonitorTable}. */
    @Nullable Monitor next;

    Monitor(Object object) {
        this.object = object;
    }

    /** The object whose monitor this is. */
    public Object object() {
        return object;
    }

    /** The fiber that holds it, or null. */
    public @Nullable Fiber owner() {
        return owner;
    }

    /** The last notification, if nobody waited for it, else null. */
    Signals.@Nullable Unheard unheard() {
        Thread by = unheardOf;
        return by == null ? null : new Signals.Unheard(by, unheardAt);
    }

    boolean isIdle() {
        return owner == null && heirs == 0 && entrants.isEmpty() && waiters.isEmpty();
    }
}
