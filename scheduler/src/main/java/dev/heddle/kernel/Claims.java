package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * What the program claims of its run, by conditions that are looked at again and again.
 *
 * <p>A condition is executed by a fiber of its own, the looker, which has no number, is known to
 * nobody, passes no scheduling points and is ended where it would have to wait: so looking leaves
 * no trace in the run. Between two steps of the program the looker stands in for the fiber that is
 * at a point, on that one's stack, which costs no switch. When nobody can run it is resumed itself,
 * as if it were the next to run, and it is also the one that then lets time pass.
 */
@Internal
public final class Claims {

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Loop loop;

    /** What is still to be looked at, in the order in which it was claimed. */
    private final List<Claim> open = new ArrayList<>();

    /** What is to be reached in some run, and whether this one has. */
    private final Map<String, Boolean> goals = new LinkedHashMap<>();

    private @Nullable Fiber looker;

    /** The fiber that has run last, when the looker is resumed. */
    private @Nullable Fiber last;

    /** The first moment at which a claim must have become true. */
    private long firstDeadline = VirtualClock.NEVER;

    /** Whether there is something to look at when nobody can run. */
    private boolean wantsRest;

    /** Set when the run has come to its end but for the last look. */
    private boolean ends;

    /** Set while the looker, which has looked, finds out who comes next. */
    private boolean looked;

    /** What a condition was about to do that it must not. */
    private @Nullable String refused;

    Claims(Loop loop) {
        this.loop = loop;
    }

    // --- what is claimed ------------------------------------------------------------------------

    /**
     * The calling fiber claims something of the rest of its run.
     *
     * @param lock what is not to be held by anybody, for {@link Claim.Kind#UNLOCKED}
     * @param within how much time there is, for {@link Claim.Kind#EVENTUALLY}
     * @param places says what is done at the place with a number, and where
     */
    public void add(
            Fiber fiber,
            Claim.Kind kind,
            String name,
            BooleanSupplier condition,
            @Nullable Object lock,
            Duration within,
            IntFunction<String> places) {
        if (fiber.isLooking()) {
            throw new IllegalStateException(
                    "A condition of a property can not state another property.");
        }
        if (fiber.isKilled()) {
            return;
        }
        long nanos = within.compareTo(FOR_EVER) < 0 ? within.toNanos() : Long.MAX_VALUE;
        PropertyError error;
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            long deadline =
                    kind == Claim.Kind.EVENTUALLY
                            ? loop.clock().deadline(nanos)
                            : VirtualClock.NEVER;
            Claim claim = new Claim(name, kind, condition, lock, deadline, within, places);
            if (kind == Claim.Kind.SOMETIMES) {
                goals.putIfAbsent(name, false);
            }
            open.add(claim);
            openChanged();
            error = lookInPlaceOf(fiber, Claim.Moment.STATED, claim);
        } finally {
            fiber.flags = flags;
        }
        goOn(fiber, error);
    }

    /** The calling fiber has come to what is to be reached in some run. */
    public void reach(Fiber fiber, String name) {
        if (fiber.isKilled()) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            goals.put(name, true);
        } finally {
            fiber.flags = flags;
        }
    }

    /** What is to be reached in some run, and whether this one has, when it has ended. */
    public Map<String, Boolean> goals() {
        return goals;
    }

    private void openChanged() {
        firstDeadline = VirtualClock.NEVER;
        wantsRest = false;
        for (Claim claim : open) {
            firstDeadline = Math.min(firstDeadline, claim.deadline());
            wantsRest |=
                    claim.kind() == Claim.Kind.AT_REST || claim.kind() == Claim.Kind.EVENTUALLY;
        }
        loop.claimed = open.isEmpty() ? null : this;
    }

    void reset() {
        goals.clear();
        if (open.isEmpty() && looker == null) {
            return; // Nearly always.
        }
        open.clear();
        openChanged();
        ends = false;
        looked = false;
        last = null;
        Fiber fiber = looker;
        if (fiber != null) {
            fiber.flags = Fiber.LOOKING;
            fiber.permit = false;
            fiber.nesting = 0;
            fiber.goesBy(newThread()); // With no thread locals, seeds or interrupts of another run.
        }
    }

    // --- looking --------------------------------------------------------------------------------

    /** The calling fiber has done one step, and is about to say what the next one is. */
    void look(Fiber fiber) {
        goOn(fiber, lookInPlaceOf(fiber, Claim.Moment.STEP, null));
    }

    /** Lets the calling fiber go on, unless something was found, or a condition took too long. */
    private void goOn(Fiber fiber, @Nullable PropertyError found) {
        if (found != null) {
            fails(found, fiber);
        }
        if (loop.ending != null && !fiber.isKilled()) {
            throw loop.unwinding.unwind(fiber);
        }
    }

    private void fails(PropertyError found, Fiber by) {
        if (loop.ending == null) {
            loop.ending = Endings.of(loop, Ending.Kind.PROPERTY, found, by);
        }
    }

    /**
     * Looks on the stack of a fiber, which is at a point.
     *
     * @param only the one claim to look at; null for all
     */
    private @Nullable PropertyError lookInPlaceOf(
            Fiber fiber, Claim.Moment moment, @Nullable Claim only) {
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        Fiber standIn = looker();
        Fiber before = loop.current;
        loop.current = standIn;
        fiber.standIn = standIn;
        try {
            return look(moment, only, fiber);
        } finally {
            fiber.standIn = null;
            loop.current = before;
            standIn.flags = Fiber.LOOKING; // It may have been told to unwind.
            fiber.flags = flags;
        }
    }

    private @Nullable PropertyError look(Claim.Moment moment, @Nullable Claim only, Fiber by) {
        try {
            if (only != null) {
                return look(only, moment, by);
            }
            for (int i = 0; i < open.size(); i++) {
                int before = open.size();
                PropertyError found = look(open.get(i), moment, by);
                if (found != null) {
                    return found;
                }
                if (open.size() < before) {
                    i--; // It is settled.
                }
            }
            return null;
        } catch (Unwind end) {
            return null; // The run has ended meanwhile, at its time limit or by an exit.
        }
    }

    private @Nullable PropertyError look(Claim claim, Claim.Moment moment, Fiber by) {
        if (!claim.isDue(moment, loop.clock().now())
                || (claim.kind() == Claim.Kind.UNLOCKED && !isFree(claim.lock()))) {
            return null;
        }
        refused = null;
        boolean holds = false;
        Throwable thrown = null;
        try {
            holds = claim.condition().getAsBoolean();
        } catch (Unwind end) {
            if (refused == null) {
                throw end;
            }
        } catch (StackOverflowError end) {
            if (moment == Claim.Moment.STEP) {
                throw end; // It is the program's, here rather than a call earlier or later.
            }
            thrown = end;
        } catch (Throwable any) {
            thrown = any;
        }
        String refusal = refused;
        if (refusal != null) {
            return claim.error(PropertyError.Reason.CONDITION_REFUSED, moment, refusal, by, null);
        }
        if (thrown != null) {
            Frames.trimAll(thrown);
            String what = String.valueOf(thrown.getClass().getName());
            return claim.error(PropertyError.Reason.CONDITION_THREW, moment, what, by, thrown);
        }
        if (!holds) {
            return claim.brokenAt(moment, loop.clock().now(), by);
        }
        if (claim.kind() == Claim.Kind.SOMETIMES) {
            goals.put(claim.name(), true);
        }
        if (claim.needsOnce()) {
            open.remove(claim);
            openChanged();
        }
        return null;
    }

    private boolean isFree(@Nullable Object lock) {
        if (lock instanceof ReentrantLock reentrant) {
            return !reentrant.isLocked();
        }
        if (lock instanceof ReentrantReadWriteLock both) {
            return !both.isWriteLocked();
        }
        Monitor monitor = lock == null ? null : loop.monitors().find(lock);
        return monitor == null || monitor.owner == null;
    }

    /** The looker is about to wait; what this returns must be thrown. */
    Unwind waits(Wait wait, @Nullable Object on) {
        return refuse(
                switch (wait) {
                    case MONITOR -> "enters a monitor that is taken" + holder(on);
                    case NOTIFICATION -> "waits to be notified";
                    case UNPARK -> "waits for a lock or another thread" + holder(on);
                    case TIME -> "sleeps";
                    case THREAD -> "joins thread '" + on + "'";
                    default -> "waits";
                });
    }

    /** The looker is about to do something that it must not; what this returns must be thrown. */
    Unwind refuse(String what) {
        if (refused == null) {
            refused = what;
        }
        return new Unwind();
    }

    private String holder(@Nullable Object on) {
        Fiber owner = null;
        if (on instanceof Monitor monitor) {
            owner = monitor.owner();
        } else if (on != null) {
            Thread thread = Jdk.ownerOf(on);
            owner = thread == null ? null : loop.roster().fiberOf(thread);
        }
        return owner == null ? "" : ", by thread '" + owner + "'";
    }

    // --- when nobody can run --------------------------------------------------------------------

    /** Whether the looker comes next. */
    boolean isToLook() {
        return !looked && (ends || (wantsRest && loop.runnable.isEmpty()));
    }

    /** The looker, to be resumed after the fiber that runs now, or has run last. */
    Fiber next() {
        last = loop.current;
        return looker();
    }

    /** The run has come to its end, but for the last look. */
    void lookBeforeTheEnd() {
        ends = true;
    }

    private Fiber looker() {
        Fiber fiber = looker;
        if (fiber == null) {
            fiber = loop.driver.platformFiber();
            fiber.prepare(newThread(), this::rest);
            fiber.flags = Fiber.LOOKING;
            fiber.id = -1;
            looker = fiber;
        }
        return fiber;
    }

    /** The thread that conditions see as the current one. It is never started. */
    private static Thread newThread() {
        return new Thread(null, null, "properties", 0, false);
    }

    /** What the looker executes, through all runs of the loop. */
    private void rest() {
        while (true) {
            Fiber me = looker();
            Fiber by = last == null ? me : last;
            PropertyError found =
                    look(isAtItsEnd() ? Claim.Moment.END : Claim.Moment.REST, null, by);
            if (found != null) {
                fails(found, by);
            }
            if (ends && loop.ending == null) {
                loop.ending = Endings.of(loop, Ending.Kind.FINISHED, null, null);
            }
            looked = true;
            Fiber chosen = loop.ending == null ? loop.waiting.nextRunnable() : null;
            looked = false;
            me.flags = Fiber.LOOKING;
            loop.driver.switchTo(me, chosen, true);
        }
    }

    /** Whether nothing will happen any more, and the body has come to its end. */
    private boolean isAtItsEnd() {
        return ends
                || (loop.roster().fiber(0) == null
                        && !loop.outside.isAwaited()
                        && !loop.time.canLetTimePass());
    }

    /**
     * Time is about to pass, on whosever stack. If a claim must become true before, the clock is
     * stopped there for a look.
     */
    void beforeTimePasses(long time) {
        while (firstDeadline < time && loop.ending == null) {
            Fiber here = Fiber.carrying(Thread.currentThread());
            if (here == null) {
                return; // Something real is waited for: the next look has to do.
            }
            VirtualClock clock = loop.clock();
            clock.advanceTo(Math.max(firstDeadline, clock.now()));
            boolean resting = here == looker;
            Fiber by = resting && last != null ? last : here;
            PropertyError found =
                    resting
                            ? look(Claim.Moment.DEADLINE, null, by)
                            : lookInPlaceOf(here, Claim.Moment.DEADLINE, null);
            if (found != null) {
                fails(found, by);
                loop.attention = true;
            }
        }
    }
}
