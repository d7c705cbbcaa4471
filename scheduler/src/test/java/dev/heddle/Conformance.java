package dev.heddle;

import dev.heddle.control.Control;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs the same assertions on real threads and, under many schedules, under control: a program must
 * not be able to tell which of the two it is in. The class of the body must be loaded after this
 * one has been initialised, or must not have synchronized methods.
 */
public final class Conformance {

    private static final int SCHEDULES = 60;
    private static final long PATIENCE_MILLIS = 20_000;

    static {
        Control.install();
    }

    private Conformance() {}

    /** Makes sure that classes loaded from now on are brought under control. */
    public static void install() {
        Control.install();
    }

    /** Demands that the body passes on real threads and under control. */
    public static void check(Body body) {
        onRealThreads(body);
        underControl(body);
    }

    /** As above, under so many schedules: for bodies of which there are hundreds. */
    public static void check(Body body, int schedules) {
        onRealThreads(body);
        underControl(body, schedules);
    }

    /** Demands that the body passes under many schedules, the first-in first-out one included. */
    public static void underControl(Body body) {
        underControl(body, SCHEDULES);
    }

    private static void underControl(Body body, int schedules) {
        Heddle.explorer().strategy("fifo").explore(body).check();
        Heddle.explorer().schedules(schedules).explore(body).check();
    }

    /** Demands that the body passes on a thread of its own that nothing controls. */
    public static void onRealThreads(Body body) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                body.run();
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        },
                        "free");
        thread.setDaemon(true);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(
                (other, uncaught) -> {
                    // A run under control fails of these by itself.
                    if (uncaught instanceof AssertionError || uncaught instanceof LinkageError) {
                        failure.compareAndSet(null, uncaught);
                    }
                });
        thread.start();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts a test.", e);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        if (thread.isAlive()) {
            AssertionError hang = new AssertionError("On real threads the body does not end.");
            hang.setStackTrace(thread.getStackTrace());
            throw hang;
        }
        if (failure.get() != null) {
            throw new AssertionError("On real threads the body fails.", failure.get());
        }
    }

    /** Waits, inside a body, until a thread is in a state. */
    public static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.yield();
        }
    }
}
