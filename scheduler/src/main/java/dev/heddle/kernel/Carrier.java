package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * An operating-system thread that loops run on. Carriers are daemons, are kept and used again, and
 * are never seen by the program.
 */
final class Carrier implements Runnable {

    private static final ArrayDeque<Carrier> idle = new ArrayDeque<>();
    private static int created;

    private final Thread thread;

    /** What to run next; null while this carrier is idle. */
    private volatile @Nullable Consumer<Carrier> work;

    /** Wakes this carrier out of {@link #sleep}; may be set before it sleeps. */
    private volatile boolean woken;

    private Carrier(int number) {
        thread = new Thread(null, this, "heddle-carrier-" + number, 0, false);
        thread.setDaemon(true);
    }

    /** Runs something on a carrier that has nothing else to do. */
    static void execute(Consumer<Carrier> work) {
        Carrier carrier;
        synchronized (idle) {
            carrier = idle.pollLast();
            if (carrier == null) {
                carrier = new Carrier(++created);
                carrier.work = work;
                carrier.thread.start();
                return;
            }
        }
        carrier.work = work;
        LockSupport.unpark(carrier.thread);
    }

    /** The thread itself. */
    Thread thread() {
        return thread;
    }

    /**
     * Puts the calling carrier, or the pinned fiber mounted on it, to sleep until {@link #wake}.
     */
    void sleep() {
        while (!woken) {
            LockSupport.park();
        }
        woken = false;
    }

    void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (true) {
            Consumer<Carrier> todo = work;
            if (todo == null) {
                LockSupport.park();
                boolean _ = Thread.interrupted(); // For who was on it; it could not park again.
                continue;
            }
            todo.accept(this);
            VirtualThreads.untellCarrier();
            work = null;
            synchronized (idle) {
                idle.addLast(this);
            }
        }
    }
}
