package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;
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
@Internal
public final class Session {

    private static final long WATCH_NANOS = 20_000_000;

    /**
     * After the time limit, how long a run has to reach a scheduling point, as a part of the limit.
     */
    private static final int GRACE_PART = 4;

    private static final long LOST_NANOS = 200_000_000;

    /** On a busy machine it may take a while until a carrier is told that the run is over. */
    private static final long LONGEST_LOST_NANOS = 10_000_000_000L;

    private static final long LEAST_GRACE_NANOS = 500_000_000;

    private final Loop loop;
    private final Carrier carrier;
    private final Thread identity;
    private final Result<?> result;

    private Session(Loop loop, Carrier carrier, Result<?> result) {
        this.loop = loop;
        this.carrier = carrier;
        this.identity = result.identity;
        this.result = result;
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
        Thread caller = Thread.currentThread();
        // A worker of a pool that is not under control would take the pool into the run: the JDK
        // forks to the pool of the current thread, and lets it make up for workers that wait.
        // And the identity must be that of a platform thread, since the fiber's carrying thread
        // is the only virtual thread that is mounted.
        boolean unfit = caller instanceof ForkJoinWorkerThread || caller.isVirtual();
        Result<T> result = new Result<>(caller, unfit ? ThreadLocals.standIn(caller) : caller);
        Runs.begin(loop);
        Carrier.execute(carrier -> work(loop, work, carrier, result));
        try {
            result.await(loop);
        } catch (StuckException stuck) {
            result.abandoned = true;
            Runs.abandon(loop);
            throw stuck;
        }
        return result.get();
    }

    private static <T> void work(
            Loop loop, Function<Session, T> work, Carrier carrier, Result<T> result) {
        try {
            result.value = work.apply(new Session(loop, carrier, result));
        } catch (Throwable e) {
            result.failure = e;
        }
        // First: as long as the run counts as going on, an unpark of the thread would go to it.
        Runs.end(loop);
        result.done();
    }

    /** Executes the body, and all it starts, as one run. */
    public Ending run(Runnable body) {
        ThreadLocals borrowed = new ThreadLocals(identity);
        Ending ending;
        try {
            ending = loop.driver().run(carrier, body, identity);
        } finally {
            borrowed.restore();
        }
        while (result.abandoned) {
            LockSupport.park(this); // Nobody waits for this any more, and nothing may go on.
        }
        return body instanceof Judged judged ? judged.judge(ending) : ending;
    }

    private static final class Result<T> {

        final Thread waiting;

        /** The thread by which the body is known: the waiting one, or one that stands in for it. */
        final Thread identity;

        /** The run was stuck, and the waiting thread has gone on without it. */
        volatile boolean abandoned;

        @Nullable T value;
        @Nullable Throwable failure;

        /** Since when the run is over but has not come back, in real time, or 0. */
        private long lostSince;

        /** Written last, and read first. */
        private volatile boolean done;

        /** The waiting thread was woken, and may take part in another run. */
        private volatile boolean woken;

        Result(Thread waiting, Thread identity) {
            this.waiting = waiting;
            this.identity = identity;
        }

        void done() {
            done = true;
            LockSupport.unpark(waiting);
            woken = true;
        }

        /**
         * Waits, ends runs that take too long, and gives up on one that can not be ended. A thread
         * that has looked before it is woken waits for that too: in a run that it began meanwhile,
         * it would be woken from outside.
         */
        @SuppressWarnings("ThreadPriorityCheck")
        void await(Loop loop) {
            watch(loop);
            while (!woken) {
                Thread.yield();
            }
        }

        private void watch(Loop loop) {
            Progress progress = new Progress(loop);
            long digest = 0;
            long changed = System.nanoTime();
            while (!done) {
                pause();
                progress.look();
                if (loop.digest() != digest) {
                    // To unwind 100,000 threads takes long, and is not to be stuck.
                    digest = loop.digest();
                    changed = System.nanoTime();
                }
                // Read first: if the run ends meanwhile, what follows must not hit the next one.
                int run = loop.driver().generation();
                long limit = loop.limits.nanos(loop.driver().timesAllowed());
                long grace = Math.max(LEAST_GRACE_NANOS, limit / GRACE_PART);
                long elapsed = loop.driver().elapsed();
                giveUpIfLost(loop);
                if (!done && elapsed > limit) {
                    loop.driver().outOfTime(run);
                    if (elapsed - limit > grace
                            && System.nanoTime() - changed > grace
                            && run == loop.driver().generation()) {
                        throw new StuckException(
                                Endings.of(loop, Ending.Kind.STUCK, null, loop.current));
                    }
                }
            }
        }

        /**
         * The carrier that began a run may be kept by a thread that waits for something real, and
         * so not come back although the run is over.
         */
        private void giveUpIfLost(Loop loop) {
            Ending ending = loop.ending;
            if (ending == null || !loop.driver().isOver() || loop.driver().elapsed() == 0) {
                lostSince = 0;
            } else if (lostSince == 0) {
                lostSince = System.nanoTime();
            } else if (System.nanoTime() - lostSince
                    > (loop.driver().isHomeKept() ? LOST_NANOS : LONGEST_LOST_NANOS)) {
                throw new StuckException(ending);
            }
        }

        T get() {
            if (failure != null) {
                throw Jdk.rethrow(failure);
            }
            return Objects.requireNonNull(value);
        }

        /**
         * Waits a little. The interrupt status of this thread belongs to the body, which goes by
         * its name, so waiting must neither clear nor set it: only parking does not, and with it
         * set there is no way to wait but to yield.
         */
        @SuppressWarnings("ThreadPriorityCheck")
        private void pause() {
            if (waiting != identity && Thread.interrupted()) {
                identity.interrupt();
            }
            if (waiting.isInterrupted()) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(WATCH_NANOS); // What it says it waits for is the body's.
            }
        }
    }
}
