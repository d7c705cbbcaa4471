package dev.heddle.shrink;

import dev.heddle.api.Internal;

/** Runs the program that failed, for a {@link Shrinker}. */
@FunctionalInterface
@Internal
public interface Trial {

    /**
     * Runs the program once.
     *
     * @param follower makes all choices of the run, and is to be its watcher
     * @return whether it failed in the same way: see {@link Likeness}
     */
    boolean failsAlike(Follower follower);
}
