package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Debug mode of an event loop: tells of steps that keep the others waiting for long, and of
 * coroutines that were made and never awaited. It is on if the system property {@code
 * heddle.async.debug} is true.
 */
public final class Debug {

    private static final Duration SLOW = Duration.ofMillis(100);

    private final EventLoop loop;
    private boolean enabled = Boolean.getBoolean("heddle.async.debug");
    private long slowNanos = SLOW.toNanos();

    /** When the present step began; kept in debug mode only. */
    private long began;

    private final Set<Coroutine<?>> made = new LinkedHashSet<>();

    Debug(EventLoop loop) {
        this.loop = loop;
    }

    /** Whether it is on. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Turns it on or off. */
    public void setEnabled(boolean value) {
        enabled = value;
    }

    /** Sets how long a step may take before it is told of; 100 milliseconds if it never is set. */
    public void setSlowCallbackDuration(Duration duration) {
        slowNanos = EventLoop.nanos(duration);
    }

    void made(Coroutine<?> coroutine) {
        if (enabled) {
            made.add(coroutine);
        }
    }

    void begun(Coroutine<?> coroutine) {
        made.remove(coroutine);
    }

    List<Coroutine<?>> takeForgotten() {
        List<Coroutine<?>> forgotten = List.copyOf(made);
        made.clear();
        return forgotten;
    }

    void stepBegins() {
        if (enabled) {
            began = loop.time();
        }
    }

    void stepEnds(@Nullable Object what) {
        if (enabled) {
            long took = loop.time() - began;
            if (took >= slowNanos) {
                Errors.warn("%s took %.3f seconds.".formatted(what, took / 1e9));
            }
        }
    }
}
