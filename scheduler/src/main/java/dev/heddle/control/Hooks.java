package dev.heddle.control;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Frames;

import java.util.List;

/**
 * Where the instrumented code comes in: every public method of these classes is called, by way of
 * the classes that {@link HookClasses} makes, in place of, before, or after an operation of the
 * program or of the JDK.
 *
 * <p>A method that replaces an operation of the JDK (see {@link HookTable}) is called in fibers
 * only. The others are called by every thread as long as any run is going on, and must leave
 * threads alone that are not fibers; one that is marked {@link Always} is called at any time. None
 * may rely on anything that is itself instrumented.
 */
final class Hooks {

    /** The classes that have hooks, one for each area. */
    static final List<Class<?>> AREAS =
            List.of(
                    PointHooks.class,
                    ClassHooks.class,
                    MonitorHooks.class,
                    ThreadHooks.class,
                    ParkHooks.class,
                    LockHooks.class,
                    TimeHooks.class,
                    PoolHooks.class,
                    WorkHooks.class,
                    RemainHooks.class,
                    StrangerHooks.class,
                    ExitHooks.class,
                    ChanceHooks.class,
                    DrawHooks.class,
                    FileHooks.class,
                    NetworkHooks.class,
                    OutsideHooks.class,
                    CollectorHooks.class,
                    MachineHooks.class,
                    NativeHooks.class,
                    HandleHooks.class);

    private Hooks() {}

    /** The calling fiber, in a hook that only fibers call. */
    static Fiber fiber() {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            throw new IllegalStateException("A hook for fibers was called outside a run.");
        }
        return fiber;
    }

    /** The JDK's methods name the parameter in different ways. */
    static void checkTimeout(long millis, String parameter) {
        if (millis < 0) {
            throw Frames.trim(new IllegalArgumentException(parameter + " value is negative"));
        }
    }
}
