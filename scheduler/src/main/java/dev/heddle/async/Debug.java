package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Debug mode of an event loop: tells of steps that keep the others waiting for long, with where
 * they did, and of coroutines that were made and never awaited. It is on if the system property
 * {@code heddle.async.debug} is true.
 *
 * <p>In a run of Heddle the time of steps is that of the run, in which computing takes none; but
 * there everything that blocks a loop is told of anyway.
 *
 * {@snippet :
 *     Debug debug = runner.loop().debug();
 *     debug.setEnabled(true);
 *     debug.setSlowCallbackDuration(Duration.ofMillis(50));
 *     debug.onSlowStep(step -> slow.add(step));
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Debug {

    private static final Duration SLOW = Duration.ofMillis(100);

    private final Ground ground;
    private boolean enabled = Boolean.getBoolean("heddle.async.debug");
    private long slowNanos = SLOW.toNanos();
    private Consumer<SlowStep> listener = Debug::log;

    /** Looks at steps that take long while they do; null as long as there is nothing to look at. */
    private @Nullable Overseer overseer;

    /** When the present step began, by both clocks; kept in debug mode only. */
    private long began;

    private long reallyBegan;

    /** Whether the present step has begun in debug mode. */
    private boolean timed;

    private final Set<Coroutine<?>> made = new LinkedHashSet<>();

    Debug(Ground ground) {
        this.ground = ground;
    }

    /**
     * A step of a task, or a callback, that took long.
     *
     * @param what the task or callback, in words
     * @param took how long it took, or has taken until now
     * @param ended whether it has ended
     * @param place the stack of the program when it was found to take long: where it blocks, or
     *     what computes so long; empty if that was not seen
     */
    public record SlowStep(
            String what, Duration took, boolean ended, List<StackTraceElement> place) {

        @Override
        public String toString() {
            String verb = ended ? "took" : "has not come to its end after";
            StringBuilder text =
                    new StringBuilder(
                            "Executing %s %s %.3f seconds."
                                    .formatted(what, verb, took.toNanos() / 1e9));
            for (StackTraceElement frame : place) {
                text.append("\n    at ").append(frame);
            }
            return text.toString();
        }
    }

    /** Whether it is on. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Turns it on or off. */
    public void setEnabled(boolean value) {
        Touch.mixes();
        enabled = value;
    }

    /** Sets how long a step may take before it is told of; 100 milliseconds if it never is set. */
    public void setSlowCallbackDuration(Duration duration) {
        slowNanos = EventLoop.nanos(duration);
    }

    /**
     * Sets who is told of steps that take long, instead of the log. It is told on the thread of the
     * step when that has ended, and on another one, once, while a step goes on for ten times as
     * long as it may.
     */
    public void onSlowStep(Consumer<SlowStep> told) {
        listener = Objects.requireNonNull(told, "There is nobody to tell.");
    }

    private static void log(SlowStep step) {
        Errors.warn(step.toString());
    }

    // --- coroutines
    // ------------------------------------------------------------------------------

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

    // --- steps
    // -----------------------------------------------------------------------------------

    void stepBegins(Object what) {
        if (enabled) {
            timed = true;
            began = ground.now();
            reallyBegan = ground.realTime();
            if (ground.isWatched()) {
                overseer().begins(what, slowNanos);
            }
        }
    }

    void stepEnds(Object what) {
        if (timed) {
            timed = false;
            Overseer watching = overseer;
            List<StackTraceElement> place = watching == null ? List.of() : watching.ends();
            long took = Math.max(ground.now() - began, ground.realTime() - reallyBegan);
            if (took >= slowNanos) {
                listener.accept(new SlowStep(what.toString(), Duration.ofNanos(took), true, place));
            }
        }
    }

    private Overseer overseer() {
        Overseer known = overseer;
        if (known == null) {
            known = new Overseer(step -> listener.accept(step));
            overseer = known;
        }
        return known;
    }

    /** The loop runs no longer. */
    void loopEnds() {
        timed = false;
        Overseer watching = overseer;
        if (watching != null) {
            overseer = null;
            watching.close();
        }
    }
}
