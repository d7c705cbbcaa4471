package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Cause;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * A lock, and a place where those who hold it can wait for others to change something.
 *
 * {@snippet :
 *     try (Lock.Held _ = changed.hold()) {
 *         changed.awaitUntil(() -> !orders.isEmpty());
 *         return orders.remove();
 *     }
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Condition {

    private final Lock lock;
    private final Waiters waiters;

    /** A condition with a lock of its own. */
    public Condition() {
        this(new Lock());
    }

    /** A condition on a lock that it may share with others. */
    public Condition(Lock lock) {
        this(lock, Label.of("a condition", Cause.NEVER_NOTIFIED));
    }

    /** One that stands for something, which reports name. */
    Condition(Lock lock, Object label) {
        this.lock = Objects.requireNonNull(lock, "A condition needs a lock.");
        this.waiters = new Waiters(label);
    }

    /** Its lock. */
    public Lock lock() {
        return lock;
    }

    /** Whether somebody holds the lock. */
    public boolean isLocked() {
        return lock.isLocked();
    }

    /** Waits for the lock, and takes it. */
    public void acquire() {
        lock.acquire();
    }

    /** As {@link #acquire}, to be released by closing the result. */
    public Lock.Held hold() {
        return lock.hold();
    }

    /** Frees the lock. */
    public void release() {
        lock.release();
    }

    /**
     * Frees the lock, waits to be notified, and takes the lock again, even if it is cancelled. If
     * one that waits is cancelled, another is woken, notified or not: so look again at what you
     * wait for, or use {@link #awaitUntil}.
     *
     * @throws IllegalStateException if nobody holds the lock
     */
    public void await() {
        checkLocked("wait on");
        EventLoop loop = EventLoop.running();
        lock.release();
        Throwable failure = null;
        Waiter waiter = waiters.add(loop);
        try {
            waiter.pause();
        } catch (Throwable thrown) {
            if (Thrown.isUnwinding(thrown)) {
                lock.seize(); // Nobody waits any more; who is unwound will release it.
                throw Thrown.again(thrown);
            }
            failure = thrown;
        }
        waiters.remove(waiter);
        failure = reacquire(failure);
        if (failure != null) {
            // It may have been notified, and can not act on it: so another must.
            waiters.wakeNext();
            throw Thrown.again(failure);
        }
    }

    /** Gives what is to be thrown: the last cancellation, or what there was before. */
    private @Nullable Throwable reacquire(@Nullable Throwable before) {
        Throwable failure = before;
        while (true) {
            try {
                lock.acquire();
                return failure;
            } catch (Throwable thrown) {
                if (!Thrown.isCancellation(thrown)) {
                    return thrown;
                }
                failure = thrown;
            }
        }
    }

    /** {@link #await Awaits} until something holds; it is looked at with the lock held. */
    public void awaitUntil(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            await();
        }
    }

    /** Wakes the first that waits. */
    public void notifyOne() {
        notify(1);
    }

    /** Wakes the first so many that wait. */
    public void notify(int count) {
        checkLocked("notify on");
        waiters.wake(count);
    }

    /** Wakes all that wait. */
    public void notifyEverybody() {
        notify(waiters.size());
    }

    private void checkLocked(String what) {
        if (!lock.isLocked()) {
            throw new IllegalStateException(
                    "Nobody holds the lock, so it is not possible to %s the condition."
                            .formatted(what));
        }
    }
}
