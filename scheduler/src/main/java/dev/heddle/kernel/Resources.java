package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What can be seen of a fiber and of what it may have to wait for, without touching the run: for
 * who wants to know whether it would have to wait before it does.
 */
@Internal
public final class Resources {

    private static final VarHandle STATE;
    private static final VarHandle OF_LOCK;
    private static final VarHandle OF_SEMAPHORE;
    private static final VarHandle OF_LATCH;
    private static final VarHandle OF_CONDITION;
    private static final Class<?> LOCK;
    private static final Class<?> SEMAPHORE;
    private static final Class<?> LATCH;
    private static final Class<?> CONDITION;

    static {
        try {
            String concurrent = "java.util.concurrent.";
            STATE = Members.of(concurrent + "locks.AbstractQueuedSynchronizer").field("state");
            OF_LOCK = Members.of(concurrent + "locks.ReentrantLock").field("sync");
            OF_SEMAPHORE = Members.of(concurrent + "Semaphore").field("sync");
            OF_LATCH = Members.of(concurrent + "CountDownLatch").field("sync");
            Members condition =
                    Members.of(concurrent + "locks.AbstractQueuedSynchronizer$ConditionObject");
            OF_CONDITION = condition.field("this$0");
            CONDITION = condition.type();
            LOCK = Members.of(concurrent + "locks.ReentrantLock$Sync").type();
            SEMAPHORE = Members.of(concurrent + "Semaphore$Sync").type();
            LATCH = Members.of(concurrent + "CountDownLatch$Sync").type();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Resources() {}

    /** Who holds the monitor of an object, or null. */
    public static @Nullable Fiber holder(Loop loop, Object object) {
        Monitor monitor = loop.monitors().find(object);
        return monitor == null ? null : monitor.owner;
    }

    /** Whether the fiber would not have to wait in {@code LockSupport.park}. */
    public static boolean hasPermit(Fiber fiber) {
        return fiber.permit || fiber.thread().isInterrupted();
    }

    /** The fiber that executes now; null if none does. */
    public static @Nullable Fiber running(Loop loop) {
        return loop.current;
    }

    /** Whether a fiber could go on: what it has waited for, if it has, it waits for no more. */
    public static boolean isRunnable(Fiber fiber) {
        return fiber.loop.runnable.contains(fiber);
    }

    /** How many fibers could go on. */
    public static int runnable(Loop loop) {
        return loop.runnable.size();
    }

    /** Whether all that a fiber has left to do is to end, and the run with it. */
    public static boolean endsTheRun(Fiber fiber) {
        return fiber.site == Loop.END
                && fiber.access == Access.ALONE
                && fiber.wait == Wait.NOTHING
                && isLast(fiber);
    }

    /** Whether the run is over when a fiber is: all others are daemons. */
    public static boolean isLast(Fiber fiber) {
        return fiber.loop.roster().isLast(fiber);
    }

    /** Whether the wait that a fiber stands in has come to its deadline. */
    public static boolean isTooLate(Fiber fiber) {
        return fiber.timedOut && fiber.wait != Wait.NOTHING;
    }

    /** Whether the run may end before a fiber does. */
    public static boolean isDaemon(Fiber fiber) {
        return Roster.isDaemon(fiber);
    }

    /** How many fibers wait for a moment. */
    public static int timers(Loop loop) {
        return loop.timers.size();
    }

    /** One of those that do, by a number from 0 on; the first is due first. */
    public static Fiber timer(Loop loop, int number) {
        return loop.timers.get(number);
    }

    /** Whether a fiber waits for a moment, since it has set its timer of this number in its run. */
    public static boolean hasTimer(Fiber fiber, long number) {
        return fiber.heapIndex >= 0 && fiber.timerSequence == number;
    }

    /** The number of the timer of a fiber that waits for a moment, and when that is. */
    public static long timerNumber(Fiber fiber) {
        return fiber.timerSequence;
    }

    /** The moment for which a fiber waits, or has waited last. */
    public static long deadline(Fiber fiber) {
        return fiber.deadline;
    }

    /** What a fiber that parks says that it parks for, in one way or another; null if nothing. */
    public static @Nullable Object parksFor(Fiber fiber) {
        Object said = fiber.waitingFor();
        return said == null ? Synchronizers.parkBlocker(fiber.thread()) : said;
    }

    /** Whether the thread of a fiber was interrupted, and has not heard of it. */
    public static boolean isInterrupted(Fiber fiber) {
        return fiber.thread().isInterrupted();
    }

    /** A number that stands for a fiber by who has started whom, whatever came first. */
    public static long lineage(Fiber fiber) {
        return fiber.lineage;
    }

    /** Whether an object has its identity hash code already, so that asking draws none. */
    public static boolean isHashed(Object object) {
        return !MarkWord.isFree(object);
    }

    /**
     * What threads wait on in a reentrant lock, one of its conditions, a semaphore or a latch of
     * the JDK; the same for what is that already; null for anything else.
     */
    public static @Nullable Object syncOf(Object object) {
        if (object instanceof ReentrantLock lock) {
            return (Object) OF_LOCK.get(lock);
        }
        if (object instanceof Semaphore semaphore) {
            return (Object) OF_SEMAPHORE.get(semaphore);
        }
        if (object instanceof CountDownLatch latch) {
            return (Object) OF_LATCH.get(latch);
        }
        if (CONDITION.isInstance(object)) {
            Object sync = (Object) OF_CONDITION.get(object);
            return isSync(sync) ? sync : null;
        }
        return isSync(object) ? object : null;
    }

    /** The number in which what threads wait on has its state, as {@link #isSync} knows them. */
    public static int state(Object sync) {
        return (int) STATE.getVolatile(sync);
    }

    /** How many permits a semaphore has. */
    public static int permits(Semaphore semaphore) {
        return (int) STATE.getVolatile((Object) OF_SEMAPHORE.get(semaphore));
    }

    /** Whether this is beneath one of those. */
    public static boolean isSync(Object object) {
        return LOCK.isInstance(object) || SEMAPHORE.isInstance(object) || LATCH.isInstance(object);
    }

    /** Whether this is beneath a reentrant lock. */
    public static boolean isLock(Object sync) {
        return LOCK.isInstance(sync);
    }

    /** Whether this is beneath a latch. */
    public static boolean isLatch(Object sync) {
        return LATCH.isInstance(sync);
    }

    /**
     * Whether a thread that asks for it now would get it: a lock that is free or its own, a permit
     * of a semaphore, or that a latch has opened.
     */
    public static boolean isFree(Object sync, @Nullable Fiber asking) {
        if (LOCK.isInstance(sync)) {
            Thread owner = Jdk.ownerOf(sync);
            return owner == null || (asking != null && owner == asking.thread());
        }
        int state = (int) STATE.getVolatile(sync);
        return LATCH.isInstance(sync) ? state == 0 : state > 0;
    }
}
