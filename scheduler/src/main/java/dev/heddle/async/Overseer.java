package dev.heddle.async;

import dev.heddle.kernel.Frames;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Looks at a step of an event loop, from a thread of its own, when it has taken too long, to know
 * where it spends its time. It does not look before, and nobody wakes it: it sleeps for as long as
 * a step may take, and then looks whether the step that goes on has begun before that.
 */
final class Overseer {

    /** A step that takes so many times what it may is told of before it has ended. */
    private static final int FAR_TOO_LONG = 10;

    /** What goes on: made when it begins, and seen by the thread that looks. */
    private static final class Step {
        final Object what;
        final Thread thread = Thread.currentThread();
        final long began = System.nanoTime();
        final long mayTake;

        /** Where it was when it had taken too long; null as long as it has not. */
        volatile @Nullable List<StackTraceElement> place;

        /** Whether it was told of. */
        boolean told;

        Step(Object what, long mayTake) {
            this.what = what;
            this.mayTake = mayTake;
        }
    }

    private final Consumer<Debug.SlowStep> listener;
    private final Thread thread;
    private volatile @Nullable Step current;
    private volatile boolean closed;

    /** How long a step may take; no pause between two looks is longer. */
    private volatile long mayTake;

    Overseer(Consumer<Debug.SlowStep> listener) {
        this.listener = listener;
        this.thread =
                Thread.ofPlatform().name("event-loop-overseer").daemon().unstarted(this::work);
    }

    void begins(Object what, long mayTake) {
        this.mayTake = mayTake;
        current = new Step(what, mayTake);
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    /** Gives the place where it was when it took too long; empty if it did not, or was not seen. */
    List<StackTraceElement> ends() {
        Step step = current;
        current = null;
        List<StackTraceElement> place = step == null ? null : step.place;
        return place == null ? List.of() : place;
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void work() {
        while (!closed) {
            Step step = current;
            LockSupport.parkNanos(this, step == null ? mayTake : look(step));
        }
    }

    /** When to look again, in nanoseconds: before any step can have taken too long. */
    private long look(Step step) {
        long took = System.nanoTime() - step.began;
        if (took < step.mayTake) {
            return step.mayTake - took;
        }
        if (step.place == null) {
            step.place = List.of(Frames.trim(step.thread.getStackTrace()));
        }
        if (took >= FAR_TOO_LONG * step.mayTake && !step.told) {
            step.told = true;
            List<StackTraceElement> now = List.of(Frames.trim(step.thread.getStackTrace()));
            if (current == step) {
                listener.accept(
                        new Debug.SlowStep(
                                step.what.toString(), Duration.ofNanos(took), false, now));
            }
        }
        return step.mayTake;
    }
}
