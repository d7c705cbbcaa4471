package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/**
 * A lock between tasks of one event loop. Who waits gets it in the order of coming; it has no
 * owner, and can not be entered twice.
 *
 * {@snippet :
 *     try (Lock.Held held = lock.hold()) {
 *         balance = fetchBalance() + 1;
 *     }
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Lock {

    private final Waiters waiters = new Waiters(Label.of(this::awaited, this::taken));
    private boolean locked;

    /** The task that has taken it, for reports; null if it is free, or no task has. */
    private @Nullable Task<?> taken;

    /** Held until it is closed. */
    public interface Held extends AutoCloseable {
        /** Releases what is held. */
        @Override
        void close();
    }

    /** A lock that is free. */
    public Lock() {}

    /** Whether somebody has it. */
    public boolean isLocked() {
        Touch.reads(this);
        return locked;
    }

    /** Waits until it is free, and takes it. */
    public void acquire() {
        Touch.writes(this);
        if (!locked && !waiters.hasLive()) {
            locked = true;
            taken = Worker.currentTask();
            return;
        }
        Waiter waiter = waiters.add(EventLoop.running());
        try {
            waiter.pause();
        } catch (Throwable thrown) {
            Touch.writes(this);
            waiters.remove(waiter);
            if (Thrown.isCancellation(thrown) && !locked) {
                wakeFirst();
            }
            throw Thrown.again(thrown);
        }
        Touch.writes(this);
        waiters.remove(waiter);
        locked = true;
        taken = waiter.loop.currentTask();
    }

    private @Nullable Task<?> taken() {
        return taken;
    }

    private String awaited() {
        Task<?> by = taken;
        return by == null ? "a lock" : "a lock that %s has taken".formatted(by.label());
    }

    /** As {@link #acquire}, to be released by closing the result. */
    public Held hold() {
        acquire();
        return this::release;
    }

    /**
     * Frees it, and wakes the first that waits.
     *
     * @throws IllegalStateException if it is free
     */
    public void release() {
        Touch.writes(this);
        if (!locked) {
            throw new IllegalStateException("The lock is not acquired, so it can not be released.");
        }
        locked = false;
        taken = null;
        wakeFirst();
    }

    /** Is taken, whoever has it. */
    void seize() {
        Touch.writes(this);
        locked = true;
    }

    private void wakeFirst() {
        Waiter first = waiters.first();
        if (first != null && !first.isDone()) {
            first.setResult(null);
        }
    }
}
