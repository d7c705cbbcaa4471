package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** The fibers of a run: who has begun, who has ended, and who is known by which thread. */
@Internal
public final class Roster {

    private final Loop loop;

    private final ThreadMap byThread = new ThreadMap();

    /** Fibers of this run by number; null where one has ended. */
    private @Nullable Fiber[] byId = new Fiber[16];

    /** How many fibers were started in this run, the body included. */
    private int started;

    /** Fibers alive that are not daemons; the run ends when there are none. */
    private int essential;

    /** Fibers alive. */
    private int alive;

    Roster(Loop loop) {
        this.loop = loop;
    }

    /** How many fibers were started, the body included. */
    public int started() {
        return started;
    }

    /** The fiber with this number, or null if there is none or it has ended. */
    public @Nullable Fiber fiber(int id) {
        return id >= 0 && id < started ? byId[id] : null;
    }

    /** The fiber the program knows by this thread, or null. May be called from any thread. */
    public @Nullable Fiber fiberOf(Thread thread) {
        Fiber carrying = Fiber.carrying(thread);
        if (carrying != null) {
            return carrying.loop == loop ? carrying : null;
        }
        return byThread.get(thread);
    }

    /** Whether this is the thread of the body, and the body has ended. */
    boolean isEndedBody(Thread thread) {
        return thread == loop.driver.body() && byId[0] == null;
    }

    /** Whether another fiber executes a class initialiser. */
    boolean isInitialiserExecutedBesides(Fiber fiber) {
        for (int id = 0; id < started; id++) {
            Fiber other = byId[id];
            if (other != null && other != fiber && other.isInitialising()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the run has one fiber that has not ended, and no other. */
    boolean isAlone() {
        return alive == 1;
    }

    /** Whether the run has another fiber that has not ended. */
    boolean hasOthers(Fiber fiber) {
        for (int id = 0; id < started; id++) {
            Fiber other = byId[id];
            if (other != null && other != fiber) {
                return true;
            }
        }
        return false;
    }

    /**
     * The JDK wants this virtual thread to continue: it was started, or something real that it
     * waited for has come. False if its run has ended.
     */
    boolean submitted(Fiber fiber) {
        boolean fromInside =
                loop.current != null && Fiber.carrying(Thread.currentThread()) == loop.current;
        if (fiber.generation != loop.driver.generation() || loop.driver.isOver()) {
            // One that waited for something real is not missed by anybody, and the JDK's thread
            // that hands it back must not see an exception.
            return fiber.id >= 0;
        }
        if (fromInside && fiber.id < 0) {
            admit(fiber, true);
        } else {
            loop.outside.add(fiber, Outside.Kind.CONTINUE);
        }
        return true;
    }

    /** Makes a fiber part of the run. */
    void admit(Fiber fiber, boolean daemon) {
        Fiber by = loop.current;
        if (by != null && by.isLooking()) {
            throw loop.claims().refuse("starts a thread");
        }
        if (started == byId.length) {
            byId = Arrays.copyOf(byId, started * 2);
        }
        fiber.id = started;
        fiber.generation = loop.driver.generation();
        byId[started++] = fiber;
        alive++;
        loop.behaviour.begins(fiber, loop.current);
        if (!daemon) {
            essential++;
        }
        if (!fiber.isVirtual()) {
            byThread.put(fiber);
        } else {
            fiber.shareOwner();
        }
        loop.event(fiber.id, -2);
        loop.memory.starts(fiber);
        loop.remains().starts(by, fiber.thread());
        loop.strangers().starts(fiber.thread());
        loop.spinning.progress(loop.steps());
        loop.runnable.add(fiber);
    }

    /** Whether the run ends with a fiber: all others are daemons. */
    boolean isLast(Fiber fiber) {
        return essential == 1 && !isDaemon(fiber);
    }

    /** Whether the run may end before it. */
    static boolean isDaemon(Fiber fiber) {
        return fiber.isVirtual() || (fiber.id != 0 && fiber.thread().isDaemon());
    }

    /** The code of a fiber has returned, and it has left its carrier for good. */
    void ended(Fiber fiber) {
        if (fiber.set == loop.runnable) {
            loop.runnable.remove(fiber);
        }
        loop.memory.ends(fiber);
        byId[fiber.id] = null;
        alive--;
        boolean daemon = isDaemon(fiber);
        if (!fiber.isVirtual() && fiber.id != 0) {
            Jdk.setStatus(fiber.thread(), Jdk.STATUS_TERMINATED);
        }
        if (!fiber.isVirtual()) {
            byThread.remove(fiber);
        } else {
            fiber.unshareOwner();
        }
        loop.event(fiber.id, -3);
        loop.spinning.progress(loop.steps());
        Watcher told = loop.watcher();
        if (told != null && loop.ending == null) {
            told.ends(fiber);
        }
        loop.monitors().threadEnded(fiber.thread());
        Fibers waiting = fiber.joiners;
        if (waiting != null) {
            while (!waiting.isEmpty()) {
                loop.waiting.wake(waiting.oldest());
            }
        }
        if (loop.overflow != null && loop.ending == null) {
            loop.ending = Endings.of(loop, Ending.Kind.FAILED, loop.overflow, fiber);
        }
        if (!daemon && --essential == 0 && loop.ending == null) {
            loop.unwinding.finishes();
        }
    }

    void reset() {
        byThread.clear();
        Arrays.fill(byId, 0, started, null);
        if (byId.length > 1024) {
            byId = new Fiber[16];
        }
        started = 0;
        essential = 0;
        alive = 0;
    }
}
