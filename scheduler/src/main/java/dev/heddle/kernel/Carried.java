package dev.heddle.kernel;

import dev.heddle.api.Internal;

import java.util.concurrent.Executor;

/**
 * The scheduler of one virtual thread of ours, which we mount on a carrier and unmount by hand.
 *
 * <p>The JVM keeps a state for each thread about which an agent may want to know something, ties it
 * to the carrier that the thread is mounted on, and deletes it when the thread ends. It must be
 * told of all that or of nothing: of what it was told by halves it frees the state of another
 * thread, or the same one twice. So it is told nothing of our threads; to it, their carriers
 * execute the program. But the JDK tells it, wherever such a thread has waited by the JDK's own
 * means.
 */
@Internal
public abstract sealed class Carried implements Executor, Runnable permits Fiber, Stack {

    /**
     * Set while the JVM has been told that this thread is mounted. It must forget that before the
     * thread leaves its carrier or ends. Only by the thread itself, and its carrier.
     */
    boolean told;

    Carried() {}

    /** The calling virtual thread was mounted, or stays mounted, by the JDK, which has told it. */
    public static void toldOf(Thread virtual) {
        if (VirtualThreads.schedulerOf(virtual) instanceof Carried carried) {
            carried.told = true;
        }
    }

    /** Has the JVM believe again, if it was told otherwise, that nobody is mounted here. */
    final void untell(Thread virtual) {
        if (told) {
            untellAnyway(virtual);
        }
    }

    /**
     * As above, and whatever it was told: where the JVM itself finds that who waits for one of its
     * monitors is pinned, nobody else hears of it. Asked for before another carrier goes on.
     */
    final void untellAnyway(Thread virtual) {
        told = false;
        VirtualThreads.untell(virtual);
    }
}
