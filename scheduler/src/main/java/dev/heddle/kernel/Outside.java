package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

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
        INTERRUPT,
        /** It has got what it waited for with its carrier, and waits for its turn. */
        RETURN,
        /** The event loop whose turn it has got something to do. */
        WAKE,
        /** It was seen to wait for something real, and the run is strict. */
        REFUSED
    }

    private static final class Event {
        final Fiber fiber;
        final Kind kind;

        /** The run it is meant for: the fiber may have been used again since. */
        final int generation;

        /** Where the thread was that did it; empty if that does not matter. */
        final String place;

        @Nullable Event next;

        /** Whether it has had its effect before it was its turn. */
        boolean taken;

        Event(Fiber fiber, Kind kind, String place) {
            this.fiber = fiber;
            this.kind = kind;
            this.place = place;
            this.generation = fiber.generation;
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

    private static final long AFTERMATH_NANOS = 500_000_000;

    private final Loop loop;

    /** Events not yet taken, newest first. */
    private volatile @Nullable Event newest;

    /** How many fibers wait for something real. */
    private int awaited;

    /** What may still send something, such as processes. */
    private final List<BooleanSupplier> sources = new ArrayList<>();

    /** Whether there is a source, or was one a moment ago: what it sent may be on its way. */
    private boolean mayCome;

    /** When a source was last seen that had not run dry, in real time. */
    private long lastSource;

    /** Events taken in this run. */
    private int count;

    /** The carrier that sleeps until an event comes, or null. */
    private volatile @Nullable Thread sleeper;

    Outside(Loop loop) {
        this.loop = loop;
    }

    /** Whether a fiber waits for something only the outside can give, or may do so. */
    boolean isAwaited() {
        return awaited > 0 || mayCome;
    }

    /** As long as the source says yes, a thread that waits may be woken by what it stands for. */
    void addSource(BooleanSupplier source) {
        sources.add(source);
        mayCome = true;
        lastSource = System.nanoTime();
    }

    /** On the loop: forgets the sources that have run dry. */
    void checkSources() {
        if (!mayCome) {
            return;
        }
        long now = System.nanoTime();
        sources.removeIf(source -> !source.getAsBoolean());
        if (!sources.isEmpty()) {
            lastSource = now;
        } else if (now - lastSource > AFTERMATH_NANOS) {
            mayCome = false;
        }
    }

    int count() {
        return count;
    }

    /** From any thread: something happened to a fiber. */
    void add(Fiber fiber, Kind kind) {
        add(fiber, kind, "");
    }

    private void add(Fiber fiber, Kind kind, String place) {
        Event event = new Event(fiber, kind, place);
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

    /** From a thread that is not under control: it unparks or interrupts a fiber. */
    void addFromThread(Fiber fiber, Kind kind) {
        String place = "";
        if (fiber.outsideCalls == 0) { // Else it is what the fiber waits for, and has been noted.
            place = Frames.callSite(new Throwable().getStackTrace());
            String what = what(Thread.currentThread().getName(), fiber, kind);
            loop.uncontrolled().add(kind.name(), what, place);
        }
        add(fiber, kind, place);
    }

    /** From the thread that watches: a fiber waits for something real, and the run is strict. */
    void refuse(Fiber fiber, String place) {
        add(fiber, Kind.REFUSED, place);
    }

    private static String what(String thread, Fiber fiber, Kind kind) {
        return "Thread '%s' from outside %s '%s'"
                .formatted(thread, kind == Kind.INTERRUPT ? "interrupts" : "wakes", fiber);
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
            if (oldest.taken || oldest.generation != loop.driver.generation()) {
                continue; // Or it came too late: that run is over.
            }
            if (oldest.kind == Kind.REFUSED) {
                String what = "Thread '" + oldest.fiber + "' waits for something real";
                loop.unwinding.refuse(oldest.fiber, what, oldest.place);
                continue;
            }
            count++;
            apply(oldest.fiber, oldest.kind);
            if (!oldest.place.isEmpty() && loop.world.strict()) {
                String what = "A thread from outside wakes or interrupts '" + oldest.fiber + "'";
                loop.unwinding.refuse(oldest.fiber, what, oldest.place);
            }
        }
    }

    /** How many fibers wait for something real. */
    int awaited() {
        return awaited;
    }

    /** On the loop: a fiber waits for something real, and nobody but the outside can end that. */
    void left(Fiber fiber, Wait wait) {
        awaited++;
        fiber.wait = wait;
        loop.runnable.remove(fiber);
    }

    /** On the loop: a blocked fiber waits, in the loop's way, for what comes from outside. */
    void expect() {
        awaited++;
    }

    /** Ends what {@link #expect} began. */
    void expectNoMore() {
        awaited--;
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

    /**
     * On the loop: waits for a fiber to get what it waits for, so long at the most. If it does, it
     * is as if the fiber had never left.
     */
    boolean comesBack(Fiber fiber, long nanos) {
        long end = System.nanoTime() + nanos;
        sleeper = Thread.currentThread();
        boolean back = takeReturn(fiber);
        for (long rest = nanos; !back && rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(rest);
            back = takeReturn(fiber);
        }
        sleeper = null;
        if (back) {
            fiber.comesFromOutside = true;
        }
        return back;
    }

    /** Only the loop takes events, so those that are there stay. */
    private boolean takeReturn(Fiber fiber) {
        for (Event event = newest; event != null; event = event.next) {
            if (event.fiber == fiber
                    && event.kind == Kind.CONTINUE
                    && event.generation == loop.driver.generation()
                    && !event.taken) {
                event.taken = true;
                return true;
            }
        }
        return false;
    }

    void clear() {
        newest = null;
        mayCome = false;
        sources.clear();
        awaited = 0;
        count = 0;
    }

    private void apply(Fiber fiber, Kind kind) {
        switch (kind) {
            case CONTINUE -> {
                if (fiber.id < 0) {
                    loop.roster().admit(fiber, true);
                } else if (isAway(fiber)) {
                    fiber.comesFromOutside = true;
                    isBack(fiber);
                }
            }
            case RETURN -> {
                if (isAway(fiber)) {
                    isBack(fiber);
                }
            }
            case UNPARK -> loop.blocking().unpark(fiber);
            case WAKE -> loop.turns().wakeNow(fiber);
            case INTERRUPT -> loop.blocking().interrupt(fiber);
            case REFUSED -> {}
        }
    }

    /** Whether a fiber waits for something real. */
    static boolean isAway(Fiber fiber) {
        return fiber.wait == Wait.OUTSIDE || fiber.wait == Wait.INITIALISER;
    }

    private void isBack(Fiber fiber) {
        awaited--;
        fiber.wait = Wait.NOTHING;
        loop.runnable.add(fiber);
    }
}
