package dev.heddle.prove;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Monitor;
import dev.heddle.kernel.Order;
import dev.heddle.kernel.Resources;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

/**
 * Locks, monitors, semaphores, latches and permits: which steps take and free them, who waits for
 * which, and what of that others can notice. Who has come in vain has made no step, unless the
 * {@link Findings} say that it matters.
 */
final class Waits {

    private final Trace trace;
    private final Threads threads;
    private final Step step;
    private final Findings findings;
    private final Accesses accesses;

    Waits(Trace trace, Threads threads, Step step, Findings findings, Accesses accesses) {
        this.trace = trace;
        this.threads = threads;
        this.step = step;
        this.findings = findings;
        this.accesses = accesses;
    }

    /** A permit is given, or taken. */
    void permit(Fiber by, Fiber of, boolean gives) {
        int whose = threads.numberOf(of);
        Object on = threads.parkedFor[whose];
        Object sync = on == null ? null : Resources.syncOf(on);
        if (gives) {
            step.givesNone = false;
            threads.given[whose] = true;
            if (Sort.of(by.site()) == Sort.UNPARK) {
                findings.sees(whose, Findings.UNPARKED);
            }
            if (sync == null || findings.waitsAreEvents) {
                accesses.touches(of.thread(), Accesses.PERMIT, Accesses.SYNC, Kind.READ, false);
            }
            if (threads.parked[whose] && !Resources.isRunnable(of)) {
                threads.parked[whose] = false; // Else it goes on for another reason.
                if (sync != null && !findings.waitsAreEvents) {
                    step.tell(whose);
                }
            }
            return;
        }
        boolean isLate = threads.parked[whose];
        boolean has = threads.given[whose] && !threads.kept[whose] && !isLate;
        step.looks = true;
        threads.given[whose] = false;
        threads.parked[whose] = false;
        threads.parkedFor[whose] = null;
        threads.wants[whose] = -1;
        if (sync == null && step.taking != null) {
            return; // It was there when it came to wait for something else.
        }
        if (sync == null) {
            accesses.touches(
                    of.thread(),
                    Accesses.PERMIT,
                    Accesses.SYNC,
                    has ? Kind.CONSUME : Kind.WRITE,
                    true);
        } else if (findings.waitsAreEvents) {
            step.taking = sync;
            accesses.touches(
                    of.thread(),
                    Accesses.PERMIT,
                    Accesses.SYNC,
                    has ? Kind.CONSUME : Kind.WRITE,
                    true);
            accesses.touches(sync, 0, Accesses.SYNC, Kind.WRITE, false);
            if (isLate && on != sync) { // Who ends waits for the condition does not find it there.
                accesses.touches(sync, Accesses.CONDITION, Accesses.SYNC, Kind.WRITE, false);
            }
        } else if (isLate) {
            threads.late[whose] = sync;
            endsLate(sync, on != sync);
        } else if (!Resources.isLock(sync)) {
            step.taking = sync;
            boolean free = Resources.isFree(sync, null);
            accesses.touches(
                    sync, 0, Accesses.SYNC, Resources.isLatch(sync) ? Kind.AWAIT : Kind.TAKE, free);
        }
    }

    /** As if the thread had not ended yet: before that, it may have come in time. */
    void givesInVain(Thread to) {
        for (int i = 0; i < threads.ended.length; i++) {
            Fiber of = threads.fibers[i];
            if (threads.ended[i] == to && of != null) {
                step.givesNone = false;
                accesses.touches(of.thread(), Accesses.PERMIT, Accesses.SYNC, Kind.READ, false);
            }
        }
    }

    /**
     * A wait has ended that nobody has ended: it was for so long. The fiber looks once more whether
     * it can have it; and who ends waits for a condition does not find it there any more.
     */
    void endsLate(Object sync, boolean isOfCondition) {
        if (isOfCondition) {
            accesses.touches(sync, Accesses.CONDITION, Accesses.SYNC, Kind.WRITE, false);
        }
        int effect = trace.does(trace.key(sync, 0, Accesses.SYNC), Kind.READ, false);
        if (!Resources.isLock(sync) && !Resources.isLatch(sync)) {
            trace.becomes(effect, Kind.WRITE);
            accesses.tries(sync, 0, effect);
        }
    }

    /** The fiber has taken a lock, or has entered a monitor. */
    void takes(Fiber fiber, Object lock) {
        // A call that has looked at something first would have done so, and then waited.
        boolean isLookedAt = step.isCall && threads.wants[step.number] < 0;
        threads.wants[step.number] = -1;
        step.isAtPoint = false; // If it was woken for no reason, this is no point.
        boolean isSync = Resources.isSync(lock);
        if (isSync && findings.waitsAreEvents) {
            accesses.comesFor(lock);
        } else if (isSync
                || !(lock instanceof java.util.concurrent.locks.AbstractOwnableSynchronizer)) {
            byte kind = fiber.triesLock() || isLookedAt ? Kind.WRITE : Kind.TAKE;
            accesses.touches(lock, isSync ? 0 : Order.MONITOR, Accesses.SYNC, kind, true);
        }
    }

    /** The fiber has freed it. */
    void releases(Object lock) {
        boolean isSync = Resources.isSync(lock);
        if (isSync || !(lock instanceof java.util.concurrent.locks.AbstractOwnableSynchronizer)) {
            accesses.touches(lock, isSync ? 0 : Order.MONITOR, Accesses.SYNC, Kind.WRITE, false);
        }
    }

    /** The fiber begins to wait. */
    void waits(Fiber fiber, Wait wait, @Nullable Object said) {
        int number = threads.numberOf(fiber);
        Object on = wait == Wait.UNPARK ? Resources.parksFor(fiber) : said;
        if (wait == Wait.MONITOR && on instanceof Monitor monitor) {
            threads.wants[number] = trace.key(monitor.object(), Order.MONITOR, Accesses.SYNC);
            seesThatItIsTaken(threads.wants[number]);
        }
        if (wait != Wait.UNPARK) {
            return;
        }
        Object lock = on == null ? null : Resources.syncOf(on);
        if (lock != null) {
            findings.sees(number, Findings.WAITS);
        }
        if (findings.waitsAreEvents && lock != null) {
            accesses.comesFor(lock);
        } else if (lock != null && lock == on && !Resources.isLatch(lock)) {
            threads.wants[number] = trace.key(lock, 0, Accesses.SYNC);
            seesThatItIsTaken(threads.wants[number]);
        }
        threads.parked[number] = true;
        threads.parkedFor[number] = on;
        Object sync = step.taking;
        if (!findings.waitsAreEvents
                && sync != null
                && on != null
                && Resources.syncOf(on) == sync) {
            trace.drop(); // It has come in vain.
        }
        if (!findings.waitsAreEvents && lock != null && lock == on && !Resources.isLatch(lock)) {
            if (Resources.isFree(lock, fiber)) {
                findings.waitsMatter(); // It wants more than one, or is fair to who came before.
            }
        }
    }

    /** Who has looked at something else in the step before goes no further since it is taken. */
    private void seesThatItIsTaken(long lock) {
        if (step.isCall) {
            trace.does(lock, Kind.READ, false);
        }
    }

    /**
     * Whether one who has come for something in vain stands in a queue with others now, so that who
     * of them came first can be seen later: of those who need not wait in it for time to pass,
     * nobody comes before it is free.
     */
    boolean isQueueSeen() {
        for (int one = 0; one < threads.parked.length; one++) {
            Object sync = threads.parked[one] ? threads.parkedFor[one] : null;
            if (sync == null || !Resources.isSync(sync) || Resources.isLatch(sync)) {
                continue;
            }
            for (int other = 0; other < threads.parked.length; other++) {
                Object on = threads.parked[other] && other != one ? threads.parkedFor[other] : null;
                if (on != null && Resources.syncOf(on) == sync) {
                    return true;
                }
            }
        }
        return false;
    }
}
