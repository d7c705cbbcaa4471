package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * What comes into a run from threads the loop does not control: an interrupt by a time-out, an
 * unpark, the JVM handing back a fiber that waited for something real. It is queued here and takes
 * effect at the loop's next scheduling point. A run with such events can not be replayed with
 * certainty, so they are counted.
 */
final class Outside {

    /** What happened to a fiber. */
    enum Kind {
        /** Its virtual thread can continue: it was started, or has got what it waited for. */
        CONTINUE,
        UNPARK,
        INTERRUPT
    }

    private static final class Event {
        final Fiber fiber;
        final Kind kind;
        @Nullable Event next;

        Event(Fiber fiber, Kind kind) {
            this.fiber = fiber;
            this.kind = kind;
        }
    }

    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(Outside.class, "newest", Event.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;

    /** Events not yet taken, newest first. */
    private volatile @Nullable Event newest;

    /** How many fibers wait for something real. */
    private int awaited;

    /** Events taken in this run. */
    private int count;

    /** The carrier that sleeps until an event comes, or null. */
    private volatile @Nullable Thread sleeper;

    Outside(Loop loop) {
        this.loop = loop;
    }

    /** Whether a fiber waits for something only the outside can give. */
    boolean isAwaited() {
        return awaited > 0;
    }

    int count() {
        return count;
    }

    /** From any thread: something happened to a fiber. */
    void add(Fiber fiber, Kind kind) {
        Event event = new Event(fiber, kind);
        Event before;
        do {
            before = newest;
            event.next = before;
        } while (!NEWEST.compareAndSet(this, before, event));
        loop.attention = true;
        Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    /** On the loop: lets everything that happened take effect, in the order in which it did. */
    void admit() {
        Event event = (Event) NEWEST.getAndSet(this, (Event) null);
        Event oldest = null;
        while (event != null) {
            Event following = event.next;
            event.next = oldest;
            oldest = event;
            event = following;
        }
        for (; oldest != null; oldest = oldest.next) {
            count++;
            apply(oldest.fiber, oldest.kind);
        }
    }

    /** On the loop: a fiber has left its carrier to wait for something real. */
    void left(Fiber fiber) {
        awaited++;
        fiber.wait = Wait.OUTSIDE;
        loop.runnable.remove(fiber);
    }

    /**
     * On the loop, which has nothing else to do: sleeps until something happens, or for a while.
     */
    void sleep(long nanos) {
        sleeper = Thread.currentThread();
        if (newest == null) {
            LockSupport.parkNanos(nanos);
        }
        sleeper = null;
    }

    void clear() {
        newest = null;
        awaited = 0;
        count = 0;
    }

    private void apply(Fiber fiber, Kind kind) {
        switch (kind) {
            case CONTINUE -> {
                if (fiber.id < 0) {
                    loop.admit(fiber, true);
                } else if (fiber.wait == Wait.OUTSIDE) {
                    awaited--;
                    fiber.wait = Wait.NOTHING;
                    fiber.comesFromOutside = true;
                    loop.runnable.add(fiber);
                }
            }
            case UNPARK -> loop.blocking().unpark(fiber);
            case INTERRUPT -> loop.blocking().interrupt(fiber);
        }
    }
}
