package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/**
 * Finds out why those that are left when a run ends can not go on: from what they are parked for,
 * and from the methods of the JDK that they are in.
 */
final class Causes {

    private static final String CONCURRENT = "java.util.concurrent.";

    private final Loop loop;

    /**
     * Whether nobody can go on; or only daemons could, and have not ended any wait before the step
     * limit. Else who waits may not wait for ever.
     */
    private final boolean all;

    /** The fibers of coroutines that do not go on, by the coroutines. */
    private final IdentityHashMap<Object, Fiber> suspended = new IdentityHashMap<>();

    /** The fibers that execute tasks, by what others wait for. */
    private final IdentityHashMap<Object, Fiber> executing = new IdentityHashMap<>();

    /** By the numbers of fibers: whether it waits for itself, in the end. */
    private final boolean[] inCircle;

    /**
     * For a run that ends now.
     *
     * @param kind how it ends
     */
    Causes(Loop loop, Ending.Kind kind) {
        this.loop = loop;
        boolean ofAll =
                kind == Ending.Kind.LEAK
                        || kind == Ending.Kind.STANDSTILL
                        || (kind == Ending.Kind.DEADLOCK && loop.timers.isEmpty());
        boolean nobody =
                kind == Ending.Kind.STEP_LIMIT
                        ? doOnlyDaemonsGoOn()
                        : ofAll && loop.runnable.isEmpty();
        this.all = nobody && !loop.outside.isAwaited();
        findSuspended();
        this.inCircle = findCircles();
    }

    /**
     * Why a fiber can not go on.
     *
     * @param detail the end of a sentence about what it waits for, or an empty string
     * @param on what it waits for, where that is known better than by its blocker
     * @param by the thread that it waits for, or null
     */
    record Why(Cause cause, String detail, @Nullable Object on, @Nullable Thread by) {

        Why(Cause cause, String detail, @Nullable Object on) {
            this(cause, detail, on, null);
        }
    }

    private boolean doOnlyDaemonsGoOn() {
        for (int id = 0; id < loop.roster().started(); id++) {
            Fiber fiber = loop.roster().fiber(id);
            if (fiber != null && !Roster.isDaemon(fiber) && mayGoOn(fiber)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayGoOn(Fiber fiber) {
        return fiber.set == loop.runnable
                || fiber.hasTimer()
                || switch (fiber.wait) {
                    case MONITOR, CLASS, NOTIFICATION, THREAD, UNPARK -> false;
                    case NOTHING, TIME, TURN, EVENT, OUTSIDE, OTHERS, INITIALISER -> true;
                };
    }

    private void findSuspended() {
        for (int id = 0; id < loop.roster().started(); id++) {
            Fiber fiber = loop.roster().fiber(id);
            Object coroutine =
                    fiber != null && fiber.guest() instanceof Turns.Guest guest
                            ? guest.suspends()
                            : null;
            if (fiber != null && coroutine != null) {
                suspended.put(coroutine, fiber);
            }
            Object result = fiber == null ? null : fiber.executes;
            if (fiber != null && result != null) {
                executing.put(result, fiber);
                Outcomes.forEachThatWaits(result, waiting -> executing.put(waiting, fiber));
            }
        }
    }

    /** Whether a fiber, which is in the run, waits for itself in the end. */
    boolean isInCircle(Fiber fiber) {
        return inCircle[fiber.id];
    }

    /** Each fiber waits for one other at the most, so each way leads to an end or into a circle. */
    private boolean[] findCircles() {
        int count = loop.roster().started();
        boolean[] found = new boolean[count];
        int[] seen = new int[count];
        for (int id = 0; id < count; id++) {
            Fiber at = loop.roster().fiber(id);
            while (at != null && seen[at.id] == 0) {
                seen[at.id] = id + 1;
                at = awaited(at);
            }
            while (at != null && seen[at.id] == id + 1 && !found[at.id]) {
                found[at.id] = true;
                at = awaited(at);
            }
        }
        return found;
    }

    /** The fiber that this one waits for, as far as can be known. */
    @Nullable Fiber awaited(Fiber fiber) {
        if (fiber.wait == Wait.NOTHING || fiber.set == loop.runnable || fiber.hasTimer()) {
            return null;
        }
        Fiber holder = loop.circles().holder(fiber);
        if (holder != null) {
            return holder;
        }
        Object on = fiber.waitingFor;
        if (on instanceof Fiber joined) {
            return joined;
        }
        if (on instanceof Turns.Awaited awaited) {
            Object whom = awaited.whom();
            return whom == null ? null : suspended.get(whom);
        }
        if (on instanceof FutureTask<?> future && fiber.wait == Wait.UNPARK) {
            Thread runner = Synchronizers.runner(future);
            Fiber known = runner == null ? null : loop.roster().fiberOf(runner);
            return known != null && loop.roster().fiber(known.id) == known ? known : null;
        }
        if (fiber.wait != Wait.UNPARK) {
            return null;
        }
        Object blocker = on == null ? Synchronizers.parkBlocker(fiber.thread()) : on;
        return blocker == null ? null : executing.get(blocker);
    }

    /**
     * Why a fiber can not go on.
     *
     * @param frames where it stands, without this tool's frames; none if nobody looks
     */
    Why of(Fiber fiber, Supplier<List<StackTraceElement>> frames) {
        Why why = alone(fiber, frames);
        if (inCircle[fiber.id]) {
            return new Why(Cause.CIRCLE, why.detail, why.on, why.by);
        }
        boolean lasts = all || why.cause == Cause.LOCK_NEVER_UNLOCKED;
        return lasts && !fiber.hasTimer() ? why : new Why(Cause.NONE, "", why.on, why.by);
    }

    private Why alone(Fiber fiber, Supplier<List<StackTraceElement>> frames) {
        Object on = fiber.waitingFor;
        return switch (fiber.wait) {
            case MONITOR -> {
                Fiber owner = on instanceof Monitor monitor ? monitor.owner() : null;
                yield owner == null
                        ? new Why(Cause.NONE, "", on)
                        : new Why(Cause.LOCK_HELD, "", on, owner.thread());
            }
            case CLASS ->
                    on instanceof Initialisation.Taken taken
                            ? new Why(Cause.LOCK_HELD, "", on, taken.by.thread())
                            : new Why(Cause.NONE, "", on);
            case NOTIFICATION -> {
                Signals.Unheard unheard = on instanceof Monitor monitor ? monitor.unheard() : null;
                yield notified(unheard, "notified", on);
            }
            case THREAD -> new Why(Cause.THREAD_NEVER_ENDS, "", on);
            case UNPARK -> parked(fiber, on, frames);
            case TURN, EVENT -> {
                Fiber whom = awaited(fiber);
                yield new Why(unresumed(on), "", on, whom == null ? null : whom.thread());
            }
            case NOTHING, TIME, OUTSIDE, OTHERS, INITIALISER -> new Why(Cause.NONE, "", on);
        };
    }

    private static Cause unresumed(@Nullable Object on) {
        return switch (on) {
            case null -> Cause.NONE;
            case Turns.Awaited awaited -> awaited.cause();
            default -> Cause.COROUTINE_NEVER_RESUMED;
        };
    }

    private static Why notified(
            Signals.@Nullable Unheard unheard, String gave, @Nullable Object on) {
        return unheard == null
                ? new Why(Cause.NEVER_NOTIFIED, "", on)
                : new Why(Cause.LOST_WAKE_UP, unheard.words(gave), on);
    }

    private Why parked(
            Fiber fiber, @Nullable Object given, Supplier<List<StackTraceElement>> frames) {
        Object on = given == null ? Synchronizers.parkBlocker(fiber.thread()) : given;
        if (on == null) {
            return within(fiber, null, frames);
        }
        Thread holder = loop.circles().holderOf(on, fiber);
        if (holder != null) {
            return held(fiber, on, holder);
        }
        Thread owner = Jdk.ownerOf(on);
        if (owner != null) {
            return new Why(Cause.LOCK_HELD, "", on, owner);
        }
        if (Circles.mayBeRead(on)) {
            return new Why(Cause.LOCK_HELD, "which others read", on);
        }
        if (on instanceof StampedLock) {
            return new Why(Cause.LOCK_HELD, "which does not know its holder", on);
        }
        if (Synchronizers.isLatch(on)) {
            String count = "whose count is %,d".formatted(Synchronizers.count(on));
            return new Why(Cause.LATCH_NEVER_COUNTED_DOWN, count, on);
        }
        if (Synchronizers.isSemaphore(on)) {
            String permits = "which has %,d permits".formatted(Synchronizers.count(on));
            return new Why(Cause.NO_PERMIT, permits.replace(" 1 permits", " 1 permit"), on);
        }
        if (on instanceof FutureTask<?> future) {
            Thread runner = Synchronizers.runner(future);
            if (runner == null) {
                String nobody = "which no thread has begun to execute";
                return new Why(Cause.TASK_NEVER_BEGUN, nobody, on);
            }
            String executes = "which '%s' executes".formatted(name(runner));
            return new Why(Cause.FUTURE_NEVER_COMPLETED, executes, on, runner);
        }
        if (on instanceof ForkJoinTask<?> || on instanceof CompletionStage<?>) {
            Fiber executes = executing.get(on);
            return executes == null
                    ? new Why(Cause.FUTURE_NEVER_COMPLETED, "", on)
                    : new Why(
                            Cause.FUTURE_NEVER_COMPLETED,
                            "which '%s' executes".formatted(executes),
                            on,
                            executes.thread());
        }
        Phaser phaser = Synchronizers.phaser(on);
        if (phaser != null) {
            return new Why(Cause.PHASE_INCOMPLETE, Synchronizers.arrived(phaser), phaser);
        }
        return within(fiber, on, frames);
    }

    private Why held(Fiber fiber, Object on, Thread holder) {
        if (loop.circles().isForsaken(fiber)) {
            String ended = "which '%s' held when it ended".formatted(name(holder));
            return new Why(Cause.LOCK_NEVER_UNLOCKED, ended, on, holder);
        }
        if (loop.circles().isBehind(on, holder)) {
            String behind = "behind '%s' in its queue".formatted(name(holder));
            return new Why(Cause.LOCK_QUEUE_STANDS_STILL, behind, on, holder);
        }
        return new Why(Cause.LOCK_HELD, "", on, holder);
    }

    /** The name of a thread in reports. */
    String name(Thread thread) {
        Fiber fiber = loop.roster().fiberOf(thread);
        return fiber == null ? Printed.name(thread.getName()) : fiber.toString();
    }

    // --- by the methods of the JDK that it is in ------------------------------------------------

    private Why within(Fiber fiber, @Nullable Object on, Supplier<List<StackTraceElement>> frames) {
        List<StackTraceElement> stack = frames.get();
        for (StackTraceElement frame : stack) {
            if (Frames.isOfTheProgram(frame)) {
                break;
            }
            if (Frames.isIdleWorker(frame)) {
                return new Why(Cause.POOL_NEVER_SHUT_DOWN, "", null);
            }
        }
        for (StackTraceElement frame : stack) {
            if (Frames.isOfTheProgram(frame)) {
                break;
            }
            Why why = within(fiber, frame);
            if (why != null) {
                return why;
            }
        }
        return on != null && Signals.isCondition(on)
                ? notified(loop.signals().unheard(on), "signalled", on)
                : new Why(Cause.NEVER_UNPARKED, "", on);
    }

    private static @Nullable Why within(Fiber fiber, StackTraceElement frame) {
        String type = frame.getClassName();
        String method = frame.getMethodName();
        if (type.equals("jdk.internal.misc.ThreadFlock")) {
            return new Why(Cause.POOL_NEVER_ENDS, "", null);
        }
        if (!type.startsWith(CONCURRENT)) {
            return null;
        }
        Object on = known(fiber, outer(type));
        if (type.equals(CyclicBarrier.class.getName())) {
            String arrived = on instanceof CyclicBarrier b ? Synchronizers.arrived(b) : "";
            return new Why(Cause.BARRIER_INCOMPLETE, arrived, on == null ? type : on);
        }
        if (method.equals("awaitTermination")) {
            return new Why(Cause.POOL_NEVER_ENDS, "", on == null ? type : on);
        }
        if (type.startsWith(Exchanger.class.getName())
                || type.startsWith(CONCURRENT + "SynchronousQueue")
                || (type.equals(CONCURRENT + "LinkedTransferQueue")
                        && method.endsWith("ransfer"))) {
            return new Why(Cause.NO_PARTNER, "", on == null ? outer(type) : on);
        }
        if (type.endsWith("Queue") || type.endsWith("Deque")) {
            if (method.startsWith("take") || method.startsWith("poll")) {
                return new Why(Cause.QUEUE_NEVER_FILLED, "", on == null ? type : on);
            }
            if (method.startsWith("put") || method.startsWith("offer")) {
                return new Why(Cause.QUEUE_NEVER_EMPTIED, "", on == null ? type : on);
            }
        }
        return null;
    }

    private static String outer(String type) {
        int inner = type.indexOf('$');
        return inner < 0 ? type : type.substring(0, inner);
    }

    /** What the program has called, if it is of that class: it said so at its last point. */
    private static @Nullable Object known(Fiber fiber, String type) {
        Object accessed = fiber.accessed;
        return accessed != null && accessed.getClass().getName().equals(type) ? accessed : null;
    }
}
