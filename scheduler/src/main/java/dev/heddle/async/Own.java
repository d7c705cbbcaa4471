package dev.heddle.async;

import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/**
 * What an event loop stands on where no run of Heddle is going on: each task has a virtual thread
 * of the JDK, and the turn is handed over by parking one and unparking another. Time is real, or
 * passes at once when there is nothing else to do.
 */
final class Own implements Ground {

    private final boolean virtual;

    /** When it began, in real time; of no meaning if it is virtual. */
    private final long begin;

    /** Virtual time. */
    private long now;

    /** Set when there is something to do, until the sleeper has seen it. */
    private volatile boolean woken;

    /** Who waits for that, or null. */
    private volatile @Nullable Thread sleeper;

    private Own(boolean virtual) {
        this.virtual = virtual;
        this.begin = System.nanoTime();
    }

    static Own real() {
        return new Own(false);
    }

    static Own virtual() {
        return new Own(true);
    }

    @Override
    public long now() {
        return virtual ? now : System.nanoTime() - begin;
    }

    /** Lets virtual time pass, as code does that takes long. */
    void advance(long nanos) {
        now += nanos;
    }

    @Override
    public Worker enter(EventLoop loop) {
        ThreadWorker root = new ThreadWorker(loop, Thread.currentThread());
        root.outer = Worker.own();
        Worker.setOwn(root);
        return root;
    }

    @Override
    public void exit(Worker root) {
        Worker.setOwn(((ThreadWorker) root).outer);
        ((ThreadWorker) root).restoreInterrupt();
    }

    @Override
    public Worker newWorker(EventLoop loop) {
        return new ThreadWorker(loop, null);
    }

    @Override
    public boolean sleep(Worker worker, long until, boolean expected, @Nullable Object awaits) {
        if (virtual && !expected) {
            if (until == NEVER) {
                return false;
            }
            now = until;
            return true;
        }
        sleeper = Thread.currentThread();
        while (!woken) {
            if (virtual || until == NEVER) {
                ((ThreadWorker) worker).park();
            } else if (!((ThreadWorker) worker).park(until - now())) {
                break;
            }
        }
        sleeper = null;
        woken = false;
        ((ThreadWorker) worker).goesOn();
        return true;
    }

    @Override
    public void wake() {
        woken = true;
        Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    @Override
    public @Nullable Turns turns() {
        return null;
    }

    @Override
    public boolean isReal() {
        return !virtual;
    }

    @Override
    public boolean isWatched() {
        return true;
    }

    @Override
    public long realTime() {
        return System.nanoTime();
    }

    @Override
    public int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public boolean chooses() {
        return false;
    }

    @Override
    public int choose(int count) {
        return 0;
    }

    @Override
    public void fail(Throwable failure) {
        Errors.log("An exception reached nobody who could deal with it.", failure);
    }

    private static final class ThreadWorker extends Worker {

        /** Null as long as it never had its turn. */
        private volatile @Nullable Thread thread;

        private volatile boolean turn;

        /** The worker that its thread is to other loops: code of one can close another. */
        private @Nullable Worker outer;

        /** Whether it was interrupted while it waited, and has to be again. */
        private boolean interrupted;

        ThreadWorker(EventLoop loop, @Nullable Thread thread) {
            super(loop);
            this.thread = thread;
        }

        @Override
        void handOver(Worker other, @Nullable Object awaits) {
            ((ThreadWorker) other).giveTurn();
            while (!turn) {
                park();
            }
            turn = false;
            goesOn();
        }

        /** It has waited: what interrupted its task meanwhile is the task's to see. */
        void goesOn() {
            if (this != loop.passes.rootOrNull()) {
                restoreInterrupt();
            }
        }

        @Override
        void retire(Worker other) {
            ((ThreadWorker) other).giveTurn();
        }

        @Override
        boolean isReusable() {
            return false; // What its task has left in thread locals is not for another.
        }

        private void giveTurn() {
            Thread its = thread;
            if (its == null) {
                Thread made = Thread.ofVirtual().name("event-loop").unstarted(this::begin);
                thread = made; // First: it may hand the turn over, and get it back, at once.
                made.start();
            } else {
                turn = true;
                LockSupport.unpark(its);
            }
        }

        private void begin() {
            setOwn(this);
            work();
        }

        void park() {
            LockSupport.park(this);
            noteInterrupt();
        }

        /** False if there is no time left. */
        boolean park(long nanos) {
            if (nanos <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, nanos);
            noteInterrupt();
            return true;
        }

        /** An interrupted thread can not park; and that of the loop asks for its end. */
        private void noteInterrupt() {
            if (Thread.interrupted()) {
                interrupted = true;
                loop.interrupted(this);
            }
        }

        void restoreInterrupt() {
            if (interrupted) {
                interrupted = false;
                Thread.currentThread().interrupt();
            }
        }
    }
}
