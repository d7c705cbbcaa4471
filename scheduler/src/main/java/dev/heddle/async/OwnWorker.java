package dev.heddle.async;

/** A worker of a loop that is in no run of Heddle. */
abstract class OwnWorker extends Worker {

    OwnWorker(EventLoop loop) {
        super(loop);
    }

    /**
     * Waits for so long, or until it is woken; it may end sooner.
     *
     * @param nanos {@link dev.heddle.kernel.Relay#FOR_EVER} for no limit
     */
    abstract void pause(long nanos);

    /** From any thread: ends a {@link #pause}, or the next one. */
    abstract void wake();

    /** It has paused for the last time, and works from now on. */
    abstract void goesOn();
}
