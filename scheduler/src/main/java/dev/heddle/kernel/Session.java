package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Function;

/**
 * Runs of one loop, one after the other, on a carrier, while the thread that asked for them waits
 * and watches the clock.
 *
 * <p>The first fiber of each run is known to the program by the waiting thread. Since that thread
 * does not execute the program itself, it can always report: even a program that never reaches a
 * scheduling point, or is stuck in native code, ends as {@link Ending.Kind#STUCK}, with the frame
 * it is stuck in.
 */
public final class Session {

    private static final long WATCH_MILLIS = 20;

    /**
     * After the time limit, how long a run has to reach a scheduling point, as a part of the limit.
     */
    private static final int GRACE_PART = 4;

    private static final long LEAST_GRACE_NANOS = 500_000_000;

    private final Loop loop;
    private final Carrier carrier;
    private final Thread identity;

    private Session(Loop loop, Carrier carrier, Thread identity) {
        this.loop = loop;
        this.carrier = carrier;
        this.identity = identity;
    }

    /** Thrown to the waiting thread when a run does not come back. */
    public static final class StuckException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Ending ending;

        StuckException(Ending ending) {
            super("A run is stuck.", null, false, false);
            this.ending = ending;
        }

        /** The account of the run. */
        public Ending ending() {
            return ending;
        }
    }

    /**
     * Does the work on a carrier and waits for its result.
     *
     * @throws StuckException if a run exceeds its time limit and never reaches a scheduling point;
     *     the loop must then not be used again
     */
    public static <T> T call(Loop loop, Function<Session, T> work) {
        Result<T> result = new Result<>();
        Thread caller = Thread.currentThread();
        Runs.begin(loop);
        Carrier.execute(
                carrier -> {
                    try {
                        result.set(work.apply(new Session(loop, carrier, caller)), null);
                    } catch (Throwable e) {
                        result.set(null, e);
                    }
                });
        try {
            result.await(loop);
        } catch (StuckException stuck) {
            Runs.abandon(loop);
            throw stuck;
        }
        Runs.end(loop);
        return result.get();
    }

    /** Executes the body, and all it starts, as one run. */
    public Ending run(Runnable body) {
        ThreadLocals borrowed = new ThreadLocals(identity);
        try {
            return loop.driver().run(carrier, body, identity);
        } finally {
            borrowed.restore();
        }
    }

    private static final class Result<T> {

        private boolean done;
        private @Nullable T value;
        private @Nullable Throwable failure;

        synchronized void set(@Nullable T value, @Nullable Throwable failure) {
            this.value = value;
            this.failure = failure;
            done = true;
            notifyAll();
        }

        /** Waits, ends runs that take too long, and gives up on one that can not be ended. */
        synchronized void await(Loop loop) {
            long limit = loop.limits.time().toNanos();
            long grace = Math.max(LEAST_GRACE_NANOS, limit / GRACE_PART);
            while (!done) {
                pause();
                long elapsed = loop.driver().elapsed();
                if (!done && elapsed > limit) {
                    loop.driver().outOfTime();
                    if (elapsed - limit > grace) {
                        throw new StuckException(
                                Endings.of(loop, Ending.Kind.STUCK, null, loop.current));
                    }
                }
            }
        }

        synchronized T get() {
            if (failure != null) {
                throw Jdk.rethrow(failure);
            }
            return Objects.requireNonNull(value);
        }

        /**
         * Waits a little. The interrupt status of this thread belongs to the body, which goes by
         * its name: it must stay as it is, and with it set there is no way to wait but to yield.
         */
        @SuppressWarnings({
            "ThreadPriorityCheck",
            "WaitNotInLoop"
        }) // One look at the clock; the caller loops.
        private void pause() {
            if (Thread.currentThread().isInterrupted()) {
                Thread.yield();
                return;
            }
            try {
                wait(WATCH_MILLIS);
            } catch (InterruptedException e) {
                Jdk.setInterrupted(Thread.currentThread(), true);
            }
        }
    }
}
