package dev.heddle.async;

import dev.heddle.kernel.Relay;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

/**
 * What an event loop stands on where no run of Heddle is going on: each task has a virtual thread
 * of the JDK. Where the inside of the JDK is open to us the turn goes from one to the other by a
 * {@link Relay}; elsewhere by parking one and unparking another, through the JDK's scheduler. Time
 * is real, or passes at once when there is nothing else to do.
 */
final class Own implements Ground {

    /** Who resumes virtual threads: "jdk" for its scheduler, even if it need not be. */
    static final String SCHEDULER = "heddle.async.scheduler";

    private final boolean virtual;

    /** Null if the JDK resumes its virtual threads. */
    private final @Nullable Relay relay;

    /** When it began, in real time; of no meaning if it is virtual. */
    private final long begin;

    /** Virtual time. */
    private long now;

    /** Set when there is something to do, until the sleeper has seen it. */
    private volatile boolean woken;

    /** Who waits for that, or null. */
    private volatile @Nullable OwnWorker sleeper;

    private Own(boolean virtual, @Nullable Relay relay) {
        this.virtual = virtual;
        this.relay = relay;
        this.begin = System.nanoTime();
    }

    static Own real() {
        return new Own(false, relay());
    }

    static Own virtual() {
        return new Own(true, relay());
    }

    /** As the two above, but the JDK resumes its virtual threads. */
    static Own onTheJdk(boolean virtual) {
        return new Own(virtual, null);
    }

    private static @Nullable Relay relay() {
        boolean ofTheJdk = System.getProperty(SCHEDULER, "").equals("jdk");
        // In a run every virtual thread is the run's.
        return ofTheJdk || Simulated.fiberHere() != null ? null : Relay.ifPossible();
    }

    /** Whether it needs no scheduler of the JDK. */
    boolean hasRelay() {
        return relay != null;
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
        root.enters();
        return root;
    }

    @Override
    public void exit(Worker root) {
        ((ThreadWorker) root).exits();
    }

    @Override
    public Worker newWorker(EventLoop loop) {
        Relay possible = relay;
        return possible == null ? new ThreadWorker(loop, null) : new StackWorker(loop, possible);
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
        OwnWorker asleep = (OwnWorker) worker;
        sleeper = asleep;
        while (!woken) {
            long left = virtual || until == NEVER ? Relay.FOR_EVER : until - now();
            if (left <= 0) {
                break;
            }
            asleep.pause(left);
        }
        sleeper = null;
        woken = false;
        asleep.goesOn();
        return true;
    }

    @Override
    public void wake() {
        woken = true;
        OwnWorker asleep = sleeper;
        if (asleep != null) {
            asleep.wake();
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
    public int choose(int count, Turns.Candidates among) {
        return 0;
    }

    @Override
    public void fail(Throwable failure) {
        Errors.log("An exception reached nobody who could deal with it.", failure);
    }
}
