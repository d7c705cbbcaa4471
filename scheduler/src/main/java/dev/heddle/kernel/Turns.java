package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/**
 * Fibers that take turns among themselves: of those that run the coroutines of one event loop, only
 * one has the turn, and hands it over to whom it likes. To the loop of the run the others are
 * blocked, so it is only threads outside the group that can come in between.
 */
public final class Turns {

    private final Loop loop;

    /** Waits of fibers that have the turn, and so keep all others of their group from going on. */
    private final Uncontrolled blocked = new Uncontrolled();

    private @Nullable Object shared;

    /** The run in which {@link #shared} was made. */
    private int sharedIn;

    Turns(Loop loop) {
        this.loop = loop;
    }

    /**
     * Hands the turn over, and returns when the calling fiber gets it back.
     *
     * @param awaits what the calling fiber waits for, for reports; null if nothing
     */
    public void handOver(Fiber from, Fiber to, @Nullable Object awaits) {
        if (!from.isKilled()) {
            loop.wake(to);
        }
        loop.block(from, Wait.TURN, awaits, VirtualClock.NEVER);
    }

    /** Gives the turn to a new thread, and returns when the calling fiber gets it back. */
    public void handOver(Fiber from, Thread to, @Nullable Object awaits) {
        loop.threads().start(from, to);
        loop.block(from, Wait.TURN, awaits, VirtualClock.NEVER);
    }

    /** Hands the turn over, since the calling fiber is about to end. */
    public void retire(Fiber to) {
        loop.wake(to);
    }

    /**
     * The calling fiber, which has the turn, waits for a point in time, or for {@link #wake}.
     *
     * @param awaits as above
     */
    public void sleep(Fiber fiber, long until, @Nullable Object awaits) {
        loop.block(fiber, Wait.EVENT, awaits, until);
    }

    /** Ends a {@link #sleep}, if it goes on. May be called from any thread. */
    public void wake(Fiber sleeper) {
        Fiber by = Fiber.current();
        if (by == null || by.loop != loop) {
            loop.outside.addFromThread(sleeper, Outside.Kind.WAKE);
        } else {
            wakeNow(sleeper);
        }
    }

    void wakeNow(Fiber sleeper) {
        if (sleeper.wait == Wait.EVENT && !loop.runnable.contains(sleeper)) {
            loop.wake(sleeper);
        }
    }

    /** Which of several that may all come next does; 0 for the oldest. */
    public int choose(int count) {
        loop.countDecision();
        return loop.draw(Chooser.Choice.READY, count);
    }

    /** A number from 0 to {@code bound - 1} for something that could go more than one way. */
    public int draw(Chooser.Choice choice, int bound) {
        if (loop.ending != null) {
            return 0; // What is left is being unwound.
        }
        loop.countDecision();
        return loop.draw(choice, bound);
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

    /** From now on a fiber executes something else, with another name and no thread locals. */
    public void becomes(Fiber fiber, String name) {
        Thread thread = fiber.thread();
        ThreadLocals.clear(thread);
        Jdk.setName(thread, name);
    }

    /** The exception has reached nobody who could deal with it: the run has failed. */
    public void fail(Fiber fiber, Throwable failure) {
        loop.uncaught(fiber, failure);
    }

    /** Where fibers that had the turn waited in another way, in sentences. */
    public Uncontrolled blocked() {
        return blocked;
    }

    /** A fiber that has the turn is about to wait for something else. */
    void blocks(Fiber fiber, Wait wait, Object guest) {
        fiber.beginHook();
        try {
            String sentence = "%s %s".formatted(guest, how(wait));
            blocked.add(wait.name(), sentence, Frames.callSite(new Throwable().getStackTrace()));
        } finally {
            fiber.endHook();
        }
    }

    private static String how(Wait wait) {
        return switch (wait) {
            case MONITOR -> "waits to enter a monitor";
            case NOTIFICATION -> "waits in Object.wait";
            case UNPARK -> "parks, as locks and queues of java.util.concurrent do";
            case TIME -> "sleeps";
            case THREAD -> "joins a thread";
            default -> "waits for something real";
        };
    }
}
