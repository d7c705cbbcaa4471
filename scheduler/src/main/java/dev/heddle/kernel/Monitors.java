package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.util.Collection;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;

/**
 * What {@code synchronized}, {@code wait} and {@code notify} do inside a run. No monitor of the JVM
 * is held while a fiber is away, so whom a freed monitor goes to, and who is notified, is the
 * chooser's.
 */
@Internal
public final class Monitors {

    /** How many monitors a fiber is in that may have come to the end of its stack. */
    private static final int DEEP = 128;

    /** What a fiber is about to do that enters a monitor. */
    public static final int ENTERING = Access.MONITOR | Access.WRITES;

    private final Loop loop;
    private final MonitorTable table = new MonitorTable();

    Monitors(Loop loop) {
        this.loop = loop;
    }

    private Monitor of(Fiber fiber, Object object) {
        Monitor recent = table.recent(object);
        if (recent != null) {
            return recent;
        }
        loop.chance().hashes().giveToLocked(fiber, object);
        return table.of(object);
    }

    /** Enters the monitor of an object, waiting as long as another fiber holds it. */
    public void enter(Fiber fiber, Object object) {
        if (fiber.nesting >= DEEP) {
            Headroom.demand();
        }
        Monitor monitor = of(fiber, object);
        Fiber owner = monitor.owner;
        if (owner == null) {
            // These first: they may find no room on the stack, and then nothing has happened.
            loop.memory.acquires(fiber, object, Order.MONITOR);
            loop.behaviour.enters(fiber, monitor);
            loop.locks().taken(fiber, object);
            monitor.owner = fiber;
            monitor.entries = 1;
        } else if (owner == fiber) {
            monitor.entries++;
        } else {
            acquire(fiber, monitor, 1);
        }
        fiber.nesting++;
    }

    /** Where a fiber that enters a monitor of the JVM as well can be preempted. */
    public enum Preemption {
        NEVER,
        /**
         * If it holds another monitor already: else nothing could come between the two, and no
         * deadlock be found.
         */
        BETWEEN,
        ALWAYS
    }

    /**
     * Enters the monitor of an object whose monitor of the JVM the calling fiber is about to enter
     * as well.
     *
     * @param site the place, if the fiber can be preempted there
     */
    public void enterBefore(Fiber fiber, Object object, Preemption when, int site) {
        if (isPoint(fiber, when, fiber.real().innermost(), object)) {
            loop.point(fiber, site, object, 0, ENTERING);
        }
        RealMonitors real = fiber.real();
        enter(fiber, object);
        boolean known = false;
        try {
            real.entered(object);
            known = true;
        } finally {
            if (!known) {
                exit(fiber, object); // The stack has overflown.
            }
        }
    }

    /**
     * Enters the monitor of an object whose monitor of the JVM the calling fiber has just entered.
     *
     * @param site the place, if the fiber can be preempted there
     */
    public void enterAfter(Fiber fiber, Object object, Preemption when, int site) {
        RealMonitors real = fiber.real();
        Object outer = real.innermost();
        real.entered(object);
        boolean entered = false;
        try {
            if (isPoint(fiber, when, outer, object)) {
                loop.point(fiber, site, object, 0, ENTERING);
            }
            enter(fiber, object);
            entered = true;
        } finally {
            if (!entered) {
                real.held[--real.count] =
                        null; // No call: if the stack has overflown, there is no room for any.
            }
        }
    }

    private boolean isPoint(Fiber fiber, Preemption when, @Nullable Object outer, Object object) {
        if (when != Preemption.BETWEEN) {
            return when == Preemption.ALWAYS;
        }
        if (outer != null) {
            return outer != object && isData(outer);
        }
        // What it holds, if anything, was locked by the program.
        return fiber.nesting > 0 && !isHeld(fiber, object);
    }

    /**
     * Whether an object of the JDK that a fiber has locked is there to hold data. The JDK has locks
     * for its machinery too, such as those of class loaders; what it does below one of them it does
     * the first time only.
     */
    private static boolean isData(Object outer) {
        return outer instanceof Dictionary<?, ?>
                || outer instanceof Collection<?>
                || outer instanceof Map<?, ?>
                || outer instanceof CharSequence
                || outer instanceof OutputStream
                || outer instanceof InputStream
                || outer instanceof Writer
                || outer instanceof Reader;
    }

    /** Leaves the monitor of an object; that of the JVM is left next. */
    public void exitBoth(Fiber fiber, Object object) {
        RealMonitors real = fiber.real();
        exit(fiber, object);
        // After what may overflow the stack, and without any call: both are left, or none.
        real.held[--real.count] = null;
    }

    /** Leaves the monitor of an object. */
    public void exit(Fiber fiber, Object object) {
        Monitor monitor = of(fiber, object);
        if (monitor.owner != fiber) {
            if (fiber.isKilled()) {
                return; // It gave the monitor up in wait() and was unwound before it had it again.
            }
            throw new IllegalMonitorStateException("current thread is not owner");
        }
        if (monitor.entries > 1) {
            monitor.entries--;
        } else {
            free(monitor); // Before anything is changed: if the stack overflows here, nothing was.
        }
        fiber.nesting--;
    }

    /** Whether the fiber holds the monitor of the object. */
    public boolean isHeld(Fiber fiber, Object object) {
        Monitor monitor = table.find(object);
        return monitor != null && monitor.owner == fiber;
    }

    /** The objects whose monitors the fiber holds. */
    List<Object> heldBy(Fiber fiber) {
        return table.ownedBy(fiber).stream().map(Monitor::object).toList();
    }

    /** Waits to be notified, at most the given nanoseconds; 0 means without limit. */
    public void await(Fiber fiber, Object object, long nanos) throws InterruptedException {
        Monitor monitor = owned(fiber, object);
        loop.waiting.checkMayWait(fiber, Wait.NOTIFICATION, null);
        if (Jdk.getAndClearInterrupt(fiber.thread())) {
            throw new InterruptedException();
        }
        int entries = monitor.entries;
        free(monitor);
        fiber.notified = false;
        if (loop.choices.happens(Chooser.Choice.SPURIOUS)) {
            loop.waiting.pause(fiber);
        } else {
            long deadline = nanos == 0 ? VirtualClock.NEVER : loop.clock().deadline(nanos);
            loop.waiting.block(fiber, monitor.waiters, Wait.NOTIFICATION, monitor, deadline);
        }
        acquire(fiber, monitor, entries);
        // Who was notified returns, even if it was interrupted later: else the notification would
        // be lost.
        if (!fiber.notified && Jdk.getAndClearInterrupt(fiber.thread())) {
            throw new InterruptedException();
        }
    }

    /** Wakes one of those who wait for the object. */
    public void notifyOne(Fiber fiber, Object object) {
        Monitor monitor = owned(fiber, object);
        Fibers waiters = monitor.waiters;
        if (waiters.isEmpty()) {
            isUnheard(monitor, fiber);
            return;
        }
        monitor.unheardOf = null;
        Fiber chosen = waiters.oldest();
        if (waiters.size() > 1) {
            chosen = loop.choices.pick(Chooser.Choice.NOTIFY, waiters);
            loop.event(chosen.id, -5);
        }
        loop.waiting.notifies(fiber, chosen);
        loop.behaviour.tells(fiber, chosen);
        notified(chosen, monitor);
    }

    /** Wakes all who wait for the object. */
    public void notifyEvery(Fiber fiber, Object object) {
        Monitor monitor = owned(fiber, object);
        if (monitor.waiters.isEmpty()) {
            isUnheard(monitor, fiber);
            return;
        }
        monitor.unheardOf = null;
        notifyAll(monitor, fiber);
    }

    /** A notification that nobody waits for is lost. */
    private void isUnheard(Monitor monitor, Fiber by) {
        monitor.unheardOf = by.thread();
        monitor.unheardAt = loop.steps();
        Watcher told = loop.watcher();
        if (told != null) {
            told.notifiesNobody(by);
        }
    }

    /** Does what the JVM does when a thread ends: notifies all who wait for it. */
    void threadEnded(Thread thread) {
        Monitor monitor = table.find(thread);
        if (monitor != null) {
            notifyAll(monitor, null);
            if (monitor.owner == null) {
                free(monitor);
            }
        }
    }

    void clear() {
        table.clear();
    }

    private Monitor owned(Fiber fiber, Object object) {
        Monitor monitor = of(fiber, object);
        if (monitor.owner != fiber) {
            if (fiber.isKilled()) {
                throw loop.unwinding.unwind(fiber);
            }
            throw new IllegalMonitorStateException("current thread is not owner");
        }
        return monitor;
    }

    private void notifyAll(Monitor monitor, @Nullable Fiber by) {
        while (!monitor.waiters.isEmpty()) {
            Fiber waiter = monitor.waiters.oldest();
            if (by != null) {
                loop.waiting.notifies(by, waiter);
                loop.behaviour.tells(by, waiter);
            }
            notified(waiter, monitor);
        }
    }

    /** From now on the fiber waits to enter: it is not woken before the monitor is free. */
    private void notified(Fiber waiter, Monitor monitor) {
        waiter.notified = true;
        loop.waiting.await(waiter, monitor.entrants, Wait.MONITOR);
    }

    private void acquire(Fiber fiber, Monitor monitor, int entries) {
        while (monitor.owner != null) {
            tries(fiber, monitor);
            loop.waiting.block(fiber, monitor.entrants, Wait.MONITOR, monitor, VirtualClock.NEVER);
        }
        tries(fiber, monitor);
        loop.memory.acquires(fiber, monitor.object, Order.MONITOR);
        loop.behaviour.hears(fiber);
        loop.behaviour.enters(fiber, monitor);
        loop.locks().taken(fiber, monitor.object);
        monitor.owner = fiber;
        monitor.entries = entries;
    }

    private void free(Monitor monitor) {
        Fiber owner = monitor.owner;
        if (owner != null) {
            try {
                loop.memory.releases(owner, monitor.object, Order.MONITOR);
                loop.locks().released(owner, monitor.object);
            } catch (StackOverflowError e) {
                loop.memory.overflown = true; // The monitor must be left all the same.
                loop.locks().overflown = true;
            }
        }
        monitor.owner = null;
        monitor.entries = 0;
        Fibers entrants = monitor.entrants;
        if (entrants.isEmpty()) {
            return;
        }
        Fiber heir = entrants.oldest();
        if (entrants.size() > 1) {
            heir = loop.choices.pick(Chooser.Choice.GRANT, entrants);
            loop.event(heir.id, -6);
        }
        heir.heirOf = monitor;
        monitor.heirs++;
        loop.waiting.wake(heir);
    }

    /** If the fiber is an heir, it is none any more. */
    private static void tries(Fiber fiber, Monitor monitor) {
        if (fiber.heirOf == monitor) {
            fiber.heirOf = null;
            monitor.heirs--;
        }
    }

    @Nullable Monitor find(Object object) {
        return table.find(object);
    }
}
