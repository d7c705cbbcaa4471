package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;

/**
 * What can be seen of the state of locks, latches and the like without calling any method of theirs
 * that may wait, or that a program may have overridden.
 */
final class Synchronizers {

    private static final VarHandle STATE;
    private static final VarHandle RUNNER;
    private static final VarHandle PARTIES;
    private static final VarHandle MISSING;
    private static final VarHandle PHASER;
    private static final VarHandle PHASER_STATE;
    private static final VarHandle PARK_BLOCKER;
    private static final Class<?> NODE;

    static {
        try {
            String concurrent = "java.util.concurrent.";
            STATE = Members.of(concurrent + "locks.AbstractQueuedSynchronizer").field("state");
            RUNNER = Members.of(concurrent + "FutureTask").field("runner");
            Members barrier = Members.of(concurrent + "CyclicBarrier");
            PARTIES = barrier.field("parties");
            MISSING = barrier.field("count");
            Members node = Members.of(concurrent + "Phaser$QNode");
            NODE = node.type();
            PHASER = node.field("phaser");
            PHASER_STATE = Members.of(concurrent + "Phaser").field("state");
            PARK_BLOCKER = Members.of("java.lang.Thread").field("parkBlocker");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Synchronizers() {}

    /** What a thread that waits in the JDK has said that it waits for, or null. */
    static @Nullable Object parkBlocker(Thread thread) {
        return (Object) PARK_BLOCKER.getVolatile(thread);
    }

    /** The thread waits for nothing: what an earlier run has left does not count. */
    static void clearParkBlocker(Thread thread) {
        PARK_BLOCKER.setVolatile(thread, (Object) null);
    }

    /** Whether this is what is beneath a latch. */
    static boolean isLatch(Object blocker) {
        return blocker.getClass().getNestHost() == CountDownLatch.class;
    }

    /** Whether this is what is beneath a semaphore. */
    static boolean isSemaphore(Object blocker) {
        return blocker.getClass().getNestHost() == Semaphore.class;
    }

    /** The count of a latch, or the permits of a semaphore, from what is beneath it. */
    static int count(Object blocker) {
        return (int) STATE.getVolatile(blocker);
    }

    /** The thread that computes a future, or null. */
    static @Nullable Thread runner(FutureTask<?> future) {
        return (Thread) RUNNER.getVolatile(future);
    }

    /** How many have come to a barrier, and how many are to come. */
    static String arrived(CyclicBarrier barrier) {
        int parties = (int) PARTIES.get(barrier);
        return arrived(parties - (int) MISSING.getVolatile(barrier), parties);
    }

    /** The phaser that a thread which is parked for this waits at, or null. */
    static @Nullable Phaser phaser(Object blocker) {
        return NODE.isInstance(blocker) ? (Phaser) PHASER.get(blocker) : null;
    }

    /** As {@link #arrived(CyclicBarrier)}, by the layout of a phaser's state. */
    static String arrived(Phaser phaser) {
        int counts = (int) (long) PHASER_STATE.getVolatile(phaser);
        int parties = counts >>> 16;
        return arrived(parties - (counts & 0xffff), parties);
    }

    private static String arrived(int arrived, int parties) {
        return "at which %,d of %,d have arrived".formatted(arrived, parties);
    }
}
