package dev.heddle.async;

import dev.heddle.kernel.Interplay;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a lock, a semaphore or the like, the first one first. One that is woken or
 * cancelled stays until it goes on: others must see that it is there.
 */
final class Waiters {

    /** What they wait for, for reports. */
    private final Object label;

    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    /** Whether they are all woken at once, so that nobody can tell in which order they came. */
    private final boolean together;

    Waiters(Object label) {
        this(label, false);
    }

    /** Those who are woken all at once, or one after the other. */
    Waiters(Object label, boolean together) {
        this.label = label;
        this.together = together;
    }

    Object label() {
        return label;
    }

    boolean isEmpty() {
        Touch.reads(this);
        return first == null;
    }

    int size() {
        Touch.reads(this);
        return size;
    }

    @Nullable Waiter first() {
        Touch.reads(this);
        return first;
    }

    /** Whether there is one that was not cancelled. */
    boolean hasLive() {
        Touch.reads(this);
        for (Waiter waiter = first; waiter != null; waiter = waiter.after) {
            if (!waiter.isCancelled()) {
                return true;
            }
        }
        return false;
    }

    Waiter add(EventLoop loop) {
        changes();
        Waiter previous = last;
        if (previous != null && previous.loop != loop) {
            throw new IllegalStateException(
                    "Tasks of another event loop wait for %s. It is for those of one loop."
                            .formatted(label));
        }
        Waiter waiter = new Waiter(loop, this);
        waiter.before = previous;
        if (previous == null) {
            first = waiter;
        } else {
            previous.after = waiter;
        }
        last = waiter;
        size++;
        return waiter;
    }

    private void changes() {
        Touch.touches(this, Interplay.STATE, !together);
    }

    /** Does nothing if it has left already. */
    void remove(Waiter waiter) {
        if (waiter.in != this) {
            return;
        }
        changes();
        waiter.in = null;
        Waiter before = waiter.before;
        Waiter after = waiter.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        size--;
    }

    /** Wakes the first one that was not woken or cancelled; false if there is none. */
    boolean wakeNext() {
        return wake(1) == 1;
    }

    /** As above, for several; gives how many there were. */
    int wake(int most) {
        Touch.writes(this);
        int woken = 0;
        for (Waiter waiter = first; waiter != null && woken < most; waiter = waiter.after) {
            if (!waiter.isDone()) {
                waiter.setResult(null);
                woken++;
            }
        }
        return woken;
    }

    /** As {@link #wakeNext}, but whoever is passed or woken leaves. */
    void releaseNext() {
        Touch.writes(this);
        while (first != null) {
            Waiter waiter = first;
            remove(waiter);
            if (!waiter.isDone()) {
                waiter.setResult(null);
                return;
            }
        }
    }
}
