package dev.heddle.async;

import dev.heddle.api.API;

/**
 * Something that happens once, or again after {@link #clear}, and that tasks wait for.
 *
 * {@snippet :
 *     Event ready = new Event();
 *     Async.createTask(
 *             () -> {
 *                 fetch("settings");
 *                 ready.set();
 *             });
 *     ready.await();
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Event {

    private final Waiters waiters;
    private boolean set;

    /** An event that has not happened. */
    public Event() {
        this("an event");
    }

    /** One that stands for something, which reports name. */
    Event(Object label) {
        waiters = new Waiters(label, true);
    }

    /** Whether it has happened. */
    public boolean isSet() {
        Touch.reads(this);
        return set;
    }

    /** It happens: all that wait are woken, in the order of coming. */
    public void set() {
        Touch.writes(this);
        if (!set) {
            set = true;
            waiters.wake(Integer.MAX_VALUE);
        }
    }

    /** It has not happened; whoever was woken goes on all the same. */
    public void clear() {
        Touch.writes(this);
        set = false;
    }

    /** Waits until it happens; returns at once if it has. */
    public void await() {
        Touch.reads(this);
        if (set) {
            return;
        }
        Waiter waiter = waiters.add(EventLoop.running());
        try {
            waiter.pause();
        } finally {
            waiters.remove(waiter);
        }
    }
}
