package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/**
 * Fibers that take turns among themselves: of those that run the coroutines of one event loop, only
 * one has the turn, and hands it over to whom it likes. To the loop of the run the others are
 * blocked, so it is only threads outside the group that can come in between.
 */
@Internal
public final class Turns {

    private static final String IN_A_THREAD = "Do it in Async.toThread.";

    /** Whose code a fiber executes that takes turns with others. */
    public interface Guest {
        /** The fiber's thread was interrupted while it waited for its turn, or for an event. */
        void interrupted();

        /** What the fiber executes now: a coroutine, or the event loop itself. */
        Object executes();

        /** What the fiber will execute when it has got its turn; null if that is not known. */
        @Nullable Object suspends();

        /** The name of one of these, for reports. */
        String nameOf(Object executed);

        /** What all those have in common who take turns with it. */
        Object group();

        /** When the last of the timers of its group is due that are set; 0 if there is none. */
        long lastTimer();
    }

    /** What a coroutine awaits, in words for reports. */
    public interface Awaited {

        /** The coroutine that it is, or that has it; null if there is none, or it is not known. */
        @Nullable Object whom();

        /** Why a coroutine that nobody resumes waits for ever. */
        Cause cause();
    }

    /** Those among whom is chosen who comes next. */
    public interface Candidates {

        /** The name of one, for reports. */
        String nameOf(int candidate);

        /** The number of the task that one is; {@link Interplay#CALLBACK} if it is none. */
        int taskOf(int candidate);
    }

    private final Loop loop;

    /** Waits of fibers that have the turn, and so keep all others of their group from going on. */
    private final Uncontrolled blocked = new Uncontrolled();

    /** Those among whom is being chosen who comes next; null if nobody chooses. */
    private @Nullable Candidates candidates;

    /** Who wants to know what steps of tasks have to do with each other; nearly always nobody. */
    private @Nullable Interplay told;

    private @Nullable Object shared;

    /** The run in which {@link #shared} was made. */
    private int sharedIn;

    Turns(Loop loop) {
        this.loop = loop;
    }

    /** Lets somebody know what steps of tasks have to do with each other, in loops made later. */
    public void tell(@Nullable Interplay interplay) {
        told = interplay;
    }

    /** Who wants to know that; null if nobody does. */
    public @Nullable Interplay told() {
        return told;
    }

    /**
     * Hands the turn over, and returns when the calling fiber gets it back.
     *
     * @param awaits what the calling fiber waits for, for reports; null if nothing
     */
    public void handOver(Fiber from, Fiber to, @Nullable Object awaits) {
        loop.waiting.handOver(from, to, awaits);
    }

    /** Gives the turn to a new thread, and returns when the calling fiber gets it back. */
    public void handOver(Fiber from, Thread to, @Nullable Object awaits) {
        Interplay interplay = told;
        if (interplay != null) {
            interplay.startsWorker();
        }
        loop.threads().start(from, to);
        loop.waiting.block(from, Wait.TURN, awaits, VirtualClock.NEVER);
    }

    /** Hands the turn over, since the calling fiber is about to end. */
    public void retire(Fiber from, Fiber to) {
        loop.waiting.wake(to);
        loop.memory.handsOver(from, to);
        leave(from);
    }

    /** The calling fiber takes turns with others no more. */
    public void leave(Fiber fiber) {
        loop.memory.leavesTurns(fiber);
    }

    /**
     * The calling fiber, which has the turn, waits for a point in time, or for {@link #wake}.
     *
     * @param awaits as above
     */
    public void sleep(Fiber fiber, long until, @Nullable Object awaits) {
        loop.waiting.block(fiber, Wait.EVENT, awaits, until);
    }

    /** Ends a {@link #sleep}, if it goes on. May be called from any thread. */
    public void wake(Fiber sleeper) {
        Fiber by = Fiber.current();
        if (by == null ? !loop.driver().isDriving(Thread.currentThread()) : by.loop != loop) {
            loop.outside.addFromThread(sleeper, Outside.Kind.WAKE);
        } else {
            wakeNow(sleeper);
        }
    }

    void wakeNow(Fiber sleeper) {
        if (sleeper.wait == Wait.EVENT && !loop.runnable.contains(sleeper)) {
            loop.waiting.wake(sleeper);
            loop.memory.precedes(sleeper);
        }
    }

    void interrupted(Fiber fiber) {
        if (fiber.guest() instanceof Guest guest) {
            guest.interrupted();
        }
    }

    /** Whether the fiber's thread was interrupted; it is not any more. */
    public boolean takeInterrupt(Fiber fiber) {
        return Jdk.getAndClearInterrupt(fiber.thread());
    }

    /**
     * Which of several that may all come next does; 0 for the oldest.
     *
     * @param among who they are
     */
    public int choose(int count, Candidates among) {
        loop.choices.counts();
        candidates = among;
        int chosen = loop.choices.draw(Chooser.Choice.READY, count);
        candidates = null;
        return chosen;
    }

    /**
     * Those of the run of the calling fiber, even where it is no part of it; null if there is none.
     */
    public static @Nullable Turns here() {
        Fiber fiber = Fiber.carrying(Thread.currentThread());
        return fiber == null ? null : fiber.loop().turns();
    }

    /** The name of one of those among whom is being chosen who comes next. */
    public String candidate(int number) {
        Candidates among = candidates;
        return among == null ? "" : among.nameOf(number);
    }

    /** The number of the task that one of them is; {@link Interplay#CALLBACK} if it is none. */
    public int candidateTask(int number) {
        Candidates among = candidates;
        return among == null ? Interplay.CALLBACK : among.taskOf(number);
    }

    /** A number from 0 to {@code bound - 1} for something that could go more than one way. */
    public int draw(Chooser.Choice choice, int bound) {
        if (loop.ending != null) {
            return 0; // What is left is being unwound.
        }
        loop.choices.counts();
        return loop.choices.draw(choice, bound);
    }

    /**
     * What all event loops of the present run have in common.
     *
     * @param make makes it, for the first that asks
     */
    public Object shared(Supplier<Object> make) {
        Object known = shared;
        int run = loop.driver.generation();
        if (known == null || sharedIn != run) {
            known = make.get();
            shared = known;
            sharedIn = run;
        }
        return known;
    }

    /**
     * From now on a fiber executes something else, with another name, no thread locals, and
     * uninterrupted.
     */
    public void becomes(Fiber fiber, String name) {
        Thread thread = fiber.thread();
        ThreadLocals.clear(thread);
        Jdk.getAndClearInterrupt(thread);
        Jdk.setName(thread, name);
    }

    /** The exception has reached nobody who could deal with it: the run has failed. */
    public void fail(Fiber fiber, Throwable failure) {
        loop.unwinding.uncaught(fiber, failure);
    }

    /** Where fibers that had the turn waited in another way, in sentences. */
    public Uncontrolled blocked() {
        return blocked;
    }

    /** A fiber that has the turn is about to wait for something else. */
    void blocks(Fiber fiber, Wait wait, Object guest) {
        if (wait == Wait.INITIALISER || wait == Wait.CLASS || wait == Wait.OTHERS) {
            return; // That is for the JVM to deal with, or for who moves time.
        }
        fiber.beginHook();
        try {
            StackTraceElement[] stack = new Throwable().getStackTrace();
            String call = Frames.jdkCall(stack);
            String where =
                    switch (wait) {
                        case MONITOR -> "waits to enter a monitor";
                        case NOTIFICATION -> "waits in Object.wait";
                        case TIME -> "sleeps in Thread.sleep";
                        case THREAD -> "waits in Thread.join";
                        default -> "waits in " + (call.isEmpty() ? "LockSupport.park" : call);
                    };
            add(guest, where, Frames.callSite(stack), advice(wait, call));
        } finally {
            fiber.endHook();
        }
    }

    /**
     * As above, but for something real.
     *
     * @param does what it does
     * @param place where, as in a stack trace
     */
    void blocksForReal(Fiber fiber, String does, String place) {
        Object guest = fiber.guest();
        if (guest != null) {
            add(guest, does, place, IN_A_THREAD);
        }
    }

    private void add(Object guest, String does, String place, String advice) {
        String sentence = "%s keeps its event loop from going on: it %s".formatted(guest, does);
        blocked.add(does, sentence, place, advice);
    }

    private static String advice(Wait wait, String call) {
        return switch (wait) {
            case MONITOR -> "Let threads hold it for moments only, or use dev.heddle.async.Lock.";
            case NOTIFICATION -> "Use a Condition or an Event of dev.heddle.async.";
            case TIME -> "Use Async.sleep.";
            case THREAD -> "Run what that thread does with Async.toThread, and await that.";
            case UNPARK -> {
                if (call.startsWith("CompletableFuture")) {
                    yield "Await Async.wrap(future).";
                }
                if (call.contains("Queue.") || call.contains("Deque.")) {
                    yield "Use dev.heddle.async.Queue, or Async.toThread.";
                }
                yield call.contains("Lock.")
                        ? "Use dev.heddle.async.Lock, or Async.toThread."
                        : "Use what dev.heddle.async has for it, or Async.toThread.";
            }
            default -> IN_A_THREAD;
        };
    }
}
