package dev.heddle.kernel;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Monitors.Preemption;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Makes the JDK do beforehand what it does when a method handle has been called a hundred times or
 * so: load and make classes. Were that to happen inside a hook, which a fiber may enter while it
 * loads a class, it would go in circles.
 */
@Internal
public final class WarmUp {

    /** More than the number of calls after which the JDK customises a method handle (127). */
    private static final int CALLS = 300;

    private WarmUp() {}

    /**
     * However busy the machine is: were it to fail for lack of time, this JVM could not be brought
     * under control any more.
     */
    private static final Limits PATIENT =
            new Limits(Long.MAX_VALUE, Duration.ofHours(1), Limits.DEFAULT.unwindings());

    /**
     * Executes a run of two fibers that do nothing but let each other go first, again and again.
     */
    public static void run() {
        Loop loop = new Loop(new InTurns(), PATIENT, World.DEFAULT);
        Session.call(
                loop,
                session -> {
                    expect(Ending.Kind.FINISHED, session.run(() -> takeTurns(loop)));
                    expect(Ending.Kind.DEADLOCK, session.run(() -> waitInVain(loop)));
                    return session;
                });
    }

    private static void expect(Ending.Kind kind, Ending ending) {
        if (ending.kind() != kind) {
            throw new IllegalStateException(
                    "The warm-up ended as " + ending.kind() + " instead of " + kind + ".",
                    ending.failure());
        }
    }

    /**
     * A deadlock: what gives an account of it must have been loaded before it is needed. A thread
     * that fails must not load classes of this tool at the same time as the one that watches it, or
     * at the end of its stack: once a class could not be linked, it never can be again.
     */
    private static void waitInVain(Loop loop) {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            throw new IllegalStateException("The warm-up does not run in a fiber.");
        }
        Frames.trimAll(new Throwable(Frames.callSite(new Throwable().getStackTrace())));
        loop.blocking().park(fiber, null, VirtualClock.NEVER);
    }

    private static void takeTurns(Loop loop) {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            throw new IllegalStateException("The warm-up does not run in a fiber.");
        }
        loadEarly(fiber);
        Thread other = new Thread(() -> yieldOften(loop));
        loop.threads().start(fiber, other);
        yieldOften(loop);
        try {
            loop.threads().join(fiber, other, 0);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts the warm-up.", e);
        }
    }

    /** Loads what hooks use that are called while a class is loaded or initialised. */
    private static void loadEarly(Fiber fiber) {
        Chance chance = fiber.loop.chance();
        fiber.beginInitialising(0);
        chance.hashes().asked(fiber, new Object());
        fiber.endInitialising();
        chance.hashes().asked(fiber, new WarmUp());
        chance.seed(fiber);
        chance.splitting(fiber);
        chance.random(fiber);
        chance.shuffling(fiber);
        ThreadRandom.begin(fiber);
    }

    private static void yieldOften(Loop loop) {
        Headroom.demand();
        for (int i = 0; i < CALLS; i++) {
            Fiber fiber = Fiber.current();
            if (fiber != null) {
                Object object = new Object();
                loop.monitors().enterBefore(fiber, object, Preemption.NEVER, 0);
                loop.letOthersGo(fiber, 0);
                loop.monitors().exitBoth(fiber, object);
            }
        }
    }

    /** First in, first out. */
    private static final class InTurns implements Chooser {
        @Override
        public void begin(Loop loop) {}

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            return runnable.oldest();
        }

        @Override
        public Fiber pick(Choice choice, Fibers among) {
            return among.oldest();
        }

        @Override
        public boolean happens(Choice choice) {
            return false;
        }

        @Override
        public int draw(Choice choice, int bound) {
            return 0;
        }
    }
}
