package dev.heddle.async;

import dev.heddle.kernel.Relay;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/**
 * A worker on a thread as the JDK has them: the one that runs the loop, or a virtual one, which
 * waits for its turn by parking.
 */
final class ThreadWorker extends OwnWorker implements Relay.Outside {

    /** Null as long as it never had its turn. */
    private volatile @Nullable Thread thread;

    private volatile boolean turn;

    /** Why it got the turn back too early, set before that. */
    private @Nullable Throwable failure;

    /** The worker that its thread is to other loops: code of one can close another. */
    private @Nullable Worker outer;

    /** Whether it was interrupted while it waited, and has to be again. */
    private boolean interrupted;

    /**
     * A worker.
     *
     * @param thread the thread that runs the loop; null for another one, to be made
     */
    ThreadWorker(EventLoop loop, @Nullable Thread thread) {
        super(loop);
        this.thread = thread;
    }

    /** The calling thread is going to run the loop. */
    void enters() {
        outer = own();
        setOwn(this);
    }

    /** Ends that. */
    void exits() {
        setOwn(outer);
        restoreInterrupt();
    }

    @Override
    void handOver(Worker other, @Nullable Object awaits) {
        if (other instanceof StackWorker on) {
            on.begin(this);
        } else {
            ((ThreadWorker) other).giveTurn();
        }
        while (!turn) {
            park();
        }
        turn = false;
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("The event loop can not go on.", thrown);
        }
        goesOn();
    }

    @Override
    public void back(@Nullable Throwable failed) {
        failure = failed;
        giveTurn();
    }

    @Override
    void goesOn() {
        // It has waited: what interrupted its task meanwhile is the task's to see.
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

    @Override
    void pause(long nanos) {
        if (nanos == Relay.FOR_EVER) {
            park();
        } else {
            LockSupport.parkNanos(this, nanos);
            noteInterrupt();
        }
    }

    @Override
    void wake() {
        LockSupport.unpark(thread);
    }

    private void park() {
        LockSupport.park(this);
        noteInterrupt();
    }

    /** An interrupted thread can not park; and that of the loop asks for its end. */
    private void noteInterrupt() {
        if (Thread.interrupted()) {
            interrupted = true;
            loop.interrupted(this);
        }
    }

    private void restoreInterrupt() {
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
    }
}
