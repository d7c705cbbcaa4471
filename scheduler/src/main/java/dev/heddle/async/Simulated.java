package dev.heddle.async;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Printed;
import dev.heddle.kernel.Runs;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

/**
 * What an event loop stands on in a run of Heddle: its workers are threads of the run, time is
 * virtual, and the run's strategy chooses among the tasks that are ready.
 */
final class Simulated implements Ground {

    /** What the callbacks of a loop are called, all together. */
    static final String CALLBACKS = "callbacks";

    private final Turns turns;
    private final Loop run;

    /** Who waits for the loop to have something to do, or null. */
    private volatile @Nullable Fiber sleeper;

    /** The thread that runs the loop, as long as it does. */
    private volatile @Nullable Fiber root;

    /** Set when there is something to do, until the sleeper has seen it. */
    private volatile boolean woken;

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
    public void made(Task<?> task) {
        if (run.remains().takesPlaces()) {
            Fiber fiber = fiberHere();
            if (fiber != null) {
                run.remains().comes(fiber, task);
            }
        }
    }

    @Override
    public Worker enter(EventLoop loop) {
        Fiber fiber = fiberHere();
        if (fiber == null || fiber.loop() != run) {
            throw new IllegalStateException(
                    "An event loop that was made in a run of Heddle can only be used in that run.");
        }
        FiberWorker worker = new FiberWorker(loop, fiber);
        worker.outer = (FiberWorker) fiber.guest();
        fiber.setGuest(worker);
        root = fiber;
        return worker;
    }

    @Override
    public void exit(Worker worker) {
        root = null;
        Fiber fiber = ((FiberWorker) worker).fiber();
        turns.leave(fiber);
        fiber.setGuest(((FiberWorker) worker).outer);
        ((FiberWorker) worker).restoreInterrupt();
    }

    @Override
    public Worker newWorker(EventLoop loop) {
        return new FiberWorker(loop, null);
    }

    @Override
    public boolean sleep(Worker worker, long until, boolean expected, @Nullable Object awaits) {
        Fiber fiber = ((FiberWorker) worker).fiber();
        ((FiberWorker) worker).noteInterrupt();
        sleeper = fiber;
        try {
            if (!woken) {
                turns.sleep(fiber, until, awaits);
            }
        } finally {
            sleeper = null;
            woken = false;
        }
        return true; // If nobody can ever end it, the run has ended as a deadlock.
    }

    @Override
    public void wake() {
        woken = true;
        Fiber asleep = sleeper;
        Fiber any = asleep == null ? root : asleep;
        if (any != null) {
            turns.wake(any); // Even if it is awake: the run must know who interferes from outside.
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
    public boolean isWatched() {
        return false;
    }

    @Override
    public long realTime() {
        return now();
    }

    @Override
    public int processors() {
        return run.world().processors();
    }

    @Override
    public boolean chooses() {
        return true;
    }

    @Override
    public int choose(int count, Turns.Candidates among) {
        return turns.choose(count, among);
    }

    @Override
    public void fail(Throwable failure) {
        Fiber fiber = fiberHere();
        if (fiber == null) {
            throw Thrown.again(failure);
        }
        turns.fail(fiber, failure);
    }

    private final class FiberWorker extends Worker implements Turns.Guest {

        private @Nullable Fiber fiber;

        /** The worker that its thread is to other loops: code of one can close another. */
        private @Nullable FiberWorker outer;

        /** Whether its thread was interrupted while it waited, and has to be again. */
        private boolean interrupted;

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
            noteInterrupt();
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

        /** An interrupt of the thread that runs the loop asks for its end. */
        void noteInterrupt() {
            if (this == loop.passes.rootOrNull() && turns.takeInterrupt(fiber())) {
                interrupted = true;
                loop.interrupted(this);
            }
        }

        @Override
        public void interrupted() {
            noteInterrupt();
        }

        @Override
        public Object executes() {
            Task<?> task = loop.currentTask();
            return task == null ? loop : task;
        }

        @Override
        public @Nullable Object suspends() {
            return executed;
        }

        @Override
        public String nameOf(Object named) {
            return named instanceof Task<?> task ? Printed.name(task.title()) : CALLBACKS;
        }

        @Override
        public Object group() {
            return loop;
        }

        @Override
        public long lastTimer() {
            return loop.passes.lastTimer();
        }

        void restoreInterrupt() {
            if (interrupted) {
                interrupted = false;
                fiber().thread().interrupt();
            }
        }

        @Override
        void begins(Task<?> task) {
            turns.becomes(fiber(), task.title());
        }

        @Override
        void retire(Worker other) {
            turns.retire(fiber(), ((FiberWorker) other).fiber());
        }

        @Override
        boolean isReusable() {
            return true;
        }

        @Override
        public String toString() {
            Task<?> task = loop.currentTask();
            return task == null
                    ? "A callback of an event loop"
                    : "Coroutine '" + Printed.name(task.title()) + "'";
        }
    }
}
