package dev.heddle.async;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Runs;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

/**
 * What an event loop stands on in a run of Heddle: its workers are threads of the run, time is
 * virtual, and the run's strategy chooses among the tasks that are ready.
 */
final class Simulated implements Ground {

    private final Turns turns;
    private final Loop run;

    /** Who waits for the loop to have something to do, or null. */
    private @Nullable Fiber sleeper;

    private Simulated(Loop run) {
        this.run = run;
        this.turns = run.turns();
    }

    /** The fiber that executes the calling code, or null if it is in no run. */
    static @Nullable Fiber fiberHere() {
        return Runs.anyGoing() ? Fiber.current() : null;
    }

    /** The ground here, or null if the calling code is in no run. */
    static @Nullable Simulated here() {
        Fiber fiber = fiberHere();
        return fiber == null ? null : new Simulated(fiber.loop());
    }

    @Override
    public long now() {
        return run.clock().now();
    }

    @Override
    public Worker enter(EventLoop loop) {
        Fiber fiber = fiberHere();
        if (fiber == null || fiber.loop() != run) {
            throw new IllegalStateException(
                    "An event loop that was made in a run of Heddle can only be used in that run.");
        }
        FiberWorker root = new FiberWorker(loop, fiber);
        fiber.setGuest(root);
        return root;
    }

    @Override
    public void exit(Worker root) {
        if (root instanceof FiberWorker worker) {
            worker.fiber().setGuest(null);
        }
    }

    @Override
    public Worker newWorker(EventLoop loop) {
        return new FiberWorker(loop, null);
    }

    @Override
    public boolean sleep(Worker worker, long until, boolean expected, @Nullable Object awaits) {
        Fiber fiber = ((FiberWorker) worker).fiber();
        sleeper = fiber;
        try {
            turns.sleep(fiber, until, awaits);
        } finally {
            sleeper = null;
        }
        return true; // If nobody can ever end it, the run has ended as a deadlock.
    }

    @Override
    public void wake() {
        Fiber asleep = sleeper;
        if (asleep != null) {
            turns.wake(asleep);
        }
    }

    @Override
    public Turns turns() {
        return turns;
    }

    @Override
    public boolean isReal() {
        return false;
    }

    @Override
    public boolean chooses() {
        return true;
    }

    @Override
    public int choose(int count) {
        return turns.choose(count);
    }

    @Override
    public void fail(Throwable failure) {
        Fiber fiber = fiberHere();
        if (fiber == null) {
            throw Thrown.again(failure);
        }
        turns.fail(fiber, failure);
    }

    private final class FiberWorker extends Worker {

        private @Nullable Fiber fiber;

        FiberWorker(EventLoop loop, @Nullable Fiber fiber) {
            super(loop);
            this.fiber = fiber;
        }

        Fiber fiber() {
            Fiber known = fiber;
            if (known == null) {
                throw new IllegalStateException("This worker has never had its turn.");
            }
            return known;
        }

        @Override
        void handOver(Worker other, @Nullable Object awaits) {
            FiberWorker to = (FiberWorker) other;
            Fiber its = to.fiber;
            if (its == null) {
                turns.handOver(fiber(), to.thread(), awaits);
            } else {
                turns.handOver(fiber(), its, awaits);
            }
        }

        private Thread thread() {
            Thread thread = new Thread(null, this::begin, "event-loop", 0, false);
            thread.setDaemon(true);
            return thread;
        }

        private void begin() {
            Fiber mine = fiberHere();
            fiber = mine;
            if (mine != null) {
                mine.setGuest(this);
            }
            work();
        }

        @Override
        void begins(Task<?> task) {
            turns.becomes(fiber(), task.name());
        }

        @Override
        void retire(Worker other) {
            turns.retire(((FiberWorker) other).fiber());
        }

        @Override
        boolean isReusable() {
            return true;
        }

        @Override
        public String toString() {
            Task<?> task = loop.currentTask();
            return task == null ? "A callback of an event loop" : "Coroutine '" + task.name() + "'";
        }
    }
}
