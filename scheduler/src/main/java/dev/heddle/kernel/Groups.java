package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The thread groups that were made in a run, by the group they belong to. The JDK's own account
 * refers to them weakly: what it lists depends on the garbage collector, and on earlier runs.
 */
@Internal
public final class Groups {

    /** Null as long as no group was made. */
    private @Nullable IdentityHashMap<ThreadGroup, List<ThreadGroup>> byParent;

    Groups() {}

    /** A group was made in this run. */
    public void add(ThreadGroup parent, ThreadGroup group) {
        IdentityHashMap<ThreadGroup, List<ThreadGroup>> known = byParent;
        if (known == null) {
            known = new IdentityHashMap<>();
            byParent = known;
        }
        known.computeIfAbsent(parent, key -> new ArrayList<>()).add(group);
    }

    /** The groups of this run that were made in the given one, in the order in which they were. */
    public List<ThreadGroup> in(ThreadGroup parent) {
        IdentityHashMap<ThreadGroup, List<ThreadGroup>> known = byParent;
        // A copy, as the JDK gives: the caller may make groups while it goes through them.
        return known == null ? List.of() : List.copyOf(known.getOrDefault(parent, List.of()));
    }

    void reset() {
        byParent = null;
    }
}
