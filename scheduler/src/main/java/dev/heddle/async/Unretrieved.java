package dev.heddle.async;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Futures and tasks that have failed, and nobody has looked at how, in the order in which they did.
 * Python tells of them when the garbage collector finds them; here it is when the loop is closed.
 */
final class Unretrieved {

    private final Set<Future<?>> failed = new LinkedHashSet<>();

    void add(Future<?> future) {
        failed.add(future);
    }

    void remove(Future<?> future) {
        failed.remove(future);
    }

    /** All of them; then there are none. */
    List<Future<?>> take() {
        List<Future<?>> all = List.copyOf(failed);
        all.forEach(Future::markRetrieved);
        return all;
    }
}
