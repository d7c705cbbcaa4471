package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The end of the JVM, as a program in a run may ask for it or prepare for it. A run is not a JVM of
 * its own: to ask for the end is a failure, and what is registered for the end belongs to the run
 * and goes with it, or a thousand runs would leave a thousand hooks to the real end.
 */
@Internal
public final class Exits {

    private final Loop loop;

    /** The shutdown hooks of this run; null as long as there are none. */
    private @Nullable Set<Thread> hooks;

    Exits(Loop loop) {
        this.loop = loop;
    }

    /**
     * Ends the run, since the calling fiber has asked for the end of the JVM; what this returns
     * must be thrown.
     *
     * @param method how it has asked: {@code exit} or {@code halt}
     */
    public Unwind exit(Fiber fiber, String method, int status) {
        fiber.mask(); // What is loaded here for the first time must leave no trace in the run.
        try {
            return loop.unwinding.fail(fiber, new ExitException(method, status));
        } finally {
            fiber.unmask();
        }
    }

    /** Registers a shutdown hook with the run, by the rules of {@code Runtime}. */
    public void add(Thread hook) {
        Set<Thread> known = hooks;
        if (known == null) {
            known = Collections.newSetFromMap(new IdentityHashMap<>());
            hooks = known;
        }
        if (known.contains(hook)) {
            throw Frames.trim(new IllegalArgumentException("Hook previously registered"));
        }
        if (hook.isAlive()) {
            throw Frames.trim(new IllegalArgumentException("Hook already running"));
        }
        known.add(hook);
    }

    /** Takes a shutdown hook back; false if the run does not know it. */
    public boolean remove(Thread hook) {
        Set<Thread> known = hooks;
        return known != null && known.remove(hook);
    }

    void reset() {
        hooks = null;
    }
}
