package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Cause;

/**
 * A number of permits that tasks take and give back; who waits gets one in the order of coming.
 *
 * {@snippet :
 *     Semaphore connections = new Semaphore(2); // No more than two at a time.
 *     try (Lock.Held _ = connections.hold()) {
 *         log.add(fetch("page"));
 *     }
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public sealed class Semaphore permits BoundedSemaphore {

    private final Waiters waiters = new Waiters(Label.of("a semaphore", Cause.NO_PERMIT));
    private int permits;

    /**
     * A semaphore.
     *
     * @param permits how many there are
     */
    public Semaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "A semaphore can not have %d permits. Give it 0 or more.".formatted(permits));
        }
        this.permits = permits;
    }

    /** How many permits can be taken. */
    public final int permits() {
        Touch.reads(this);
        return permits;
    }

    /** Whether {@link #acquire} would wait: there is no permit, or others wait for one. */
    public final boolean isLocked() {
        Touch.reads(this);
        return permits == 0 || waiters.hasLive();
    }

    /** Waits for a permit, and takes it. */
    public final void acquire() {
        Touch.writes(this);
        if (!isLocked()) {
            permits--;
            return;
        }
        Waiter waiter = waiters.add(EventLoop.running());
        try {
            waiter.pause();
        } catch (Throwable thrown) {
            Touch.writes(this);
            waiters.remove(waiter);
            if (Thrown.isCancellation(thrown) && waiter.isDone() && !waiter.isCancelled()) {
                permits++; // It was given one, but can not use it.
            }
            wakeAsManyAsCan();
            throw Thrown.again(thrown);
        }
        Touch.writes(this);
        waiters.remove(waiter);
        wakeAsManyAsCan();
    }

    /** As {@link #acquire}, to be released by closing the result. */
    public final Lock.Held hold() {
        acquire();
        return this::release;
    }

    /** Gives a permit back: to the first that waits, if there is one. */
    public void release() {
        Touch.writes(this);
        permits++;
        grant();
    }

    private void wakeAsManyAsCan() {
        while (permits > 0 && grant()) {
            // Those who came meanwhile had to wait for this one.
        }
    }

    private boolean grant() {
        if (waiters.isEmpty() || !waiters.wakeNext()) {
            return false;
        }
        permits--;
        return true;
    }
}
