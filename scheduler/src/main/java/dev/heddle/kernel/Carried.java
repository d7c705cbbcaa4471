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

    /** Before that nobody can run on one. */
    private static volatile boolean anyMade;

    /**
     * Set while the JVM may have been told that this thread is mounted. It must forget that once
     * the thread has left its carrier or ended. Only by the thread itself, and its carrier.
     */
    boolean told;

    Carried() {}

    /** The thread of one is made. */
    static void makesOne() {
        if (!anyMade) {
            anyMade = true;
        }
    }

    /**
     * The JDK has mounted the calling virtual thread, or was about to unmount it, and has told; or
     * an agent is asked about a class that it loads, and may wait for a monitor meanwhile.
     */
    public static void toldOf(Thread thread) {
        if (anyMade
                && thread.isVirtual()
                && VirtualThreads.schedulerOf(thread) instanceof Carried carried) {
            carried.told = true;
        }
    }

    /**
     * On its carrier, which it has left: has the JVM believe again that nobody was mounted.
     *
     * @param virtual its thread
     */
    final void untell(Thread virtual) {
        told = false;
        VirtualThreads.untell(virtual);
    }

    /**
     * The calling thread, which is pinned, stays where it is, and another carrier goes on: has the
     * JVM believe that nobody is mounted here.
     */
    final void untellPinned(Thread virtual) {
        VirtualThreads.untell(virtual);
    }
}
