package dev.heddle.kernel;

/** What a fiber that does not run is waiting for. */
public enum Wait {
    /** Nothing: it runs, or could run. */
    NOTHING,
    /** To enter a monitor that another fiber holds. */
    MONITOR,
    /** To be notified, in {@code Object.wait}. */
    NOTIFICATION,
    /**
     * To be unparked, in {@code LockSupport.park}: so do all locks and queues of
     * java.util.concurrent.
     */
    UNPARK,
    /** For a point in virtual time, in {@code Thread.sleep}. */
    TIME,
    /** For another thread to end, in {@code Thread.join}. */
    THREAD,
    /** For something the loop does not control: a real monitor, or input and output. */
    OUTSIDE
}
