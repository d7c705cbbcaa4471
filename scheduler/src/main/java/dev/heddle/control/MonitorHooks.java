package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Frames;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Monitors;
import dev.heddle.kernel.Monitors.Preemption;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What {@code synchronized}, {@code wait} and {@code notify} are in a run. */
final class MonitorHooks {

    private static final long NANOS_PER_MILLI = 1_000_000;

    static final List<Call> CALLS =
            List.of(
                    HookTable.ofStatic(
                            "java/lang/Thread", "holdsLock", "(Ljava/lang/Object;)Z", "holdsLock"),
                    HookTable.ofObject("wait", "()V", "await"),
                    HookTable.ofObject("wait", "(J)V", "await"),
                    HookTable.ofObject("wait", "(JI)V", "await"),
                    HookTable.ofObject("notify", "()V", "notifyOne"),
                    HookTable.ofObject("notifyAll", "()V", "notifyEvery"));

    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            "java/lang/String",
                            "contentEquals",
                            "(Ljava/lang/CharSequence;)Z",
                            Form.TRY,
                            "contentEquals",
                            "(Ljava/lang/String;Ljava/lang/CharSequence;)Ljava/lang/Boolean;"));

    private MonitorHooks() {}

    /** In place of {@code monitorenter}. */
    public static void monitorEnter(Object object, int site) {
        Fiber fiber = Hooks.fiber();
        Loop loop = fiber.loop();
        if (object == null) {
            throw Frames.trim(
                    new NullPointerException(
                            "Cannot enter synchronized block because value is null"));
        }
        loop.point(fiber, Sites.stable(site), object, 0, Monitors.ENTERING);
        loop.monitors().enter(fiber, object);
    }

    /** Before the JDK itself enters a monitor. */
    public static void jdkEnter(Object object) {
        Fiber fiber = Fiber.current();
        if (fiber != null && object != null) {
            fiber.loop().monitors().enterBefore(fiber, object, Preemption.NEVER, 0);
        }
    }

    /** As above, in a class whose objects may be locked one within the other. */
    public static void jdkEnter(Object object, int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null && object != null) {
            int place = Sites.stable(site);
            fiber.loop().monitors().enterBefore(fiber, object, Preemption.BETWEEN, place);
        }
    }

    /**
     * At the beginning of a synchronized method of the JDK that could not lose that modifier, since
     * the class was loaded before the agent came: the JVM's monitor is taken already.
     */
    public static void jdkEntered(Object object) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().monitors().enterAfter(fiber, object, Preemption.NEVER, 0);
        }
    }

    /** As above, in a class whose objects may be locked one within the other. */
    public static void jdkEntered(Object object, int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            int place = Sites.stable(site);
            fiber.loop().monitors().enterAfter(fiber, object, Preemption.BETWEEN, place);
        }
    }

    /** As above, in a class of the program. */
    public static void entered(Object object, int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            int place = Sites.stable(site);
            fiber.loop().monitors().enterAfter(fiber, object, Preemption.ALWAYS, place);
        }
    }

    /** Right before a monitor is left that was entered by one of the hooks above. */
    public static void bothExit(Object object) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().monitors().exitBoth(fiber, object);
        }
    }

    /** In place of {@code monitorexit}. */
    public static void monitorExit(Object object) {
        Fiber fiber = Hooks.fiber();
        fiber.loop().monitors().exit(fiber, object);
    }

    /** In place of {@code Object.wait()}. */
    public static void await(Object object) throws InterruptedException {
        await(object, 0);
    }

    /** In place of {@code Object.wait(long)}. */
    public static void await(Object object, long millis) throws InterruptedException {
        Hooks.checkTimeout(millis, "timeout");
        awaitNanos(
                object, millis > Long.MAX_VALUE / NANOS_PER_MILLI ? 0 : millis * NANOS_PER_MILLI);
    }

    /** In place of {@code Object.wait(long, int)}. */
    public static void await(Object object, long millis, int nanos) throws InterruptedException {
        Hooks.checkTimeout(millis, "timeoutMillis");
        if (nanos < 0 || nanos > 999_999) {
            throw Frames.trim(
                    new IllegalArgumentException("nanosecond timeout value out of range"));
        }
        // As the JDK does: a fraction counts as a whole millisecond.
        await(object, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
    }

    private static void awaitNanos(Object object, long nanos) throws InterruptedException {
        Fiber fiber = Hooks.fiber();
        checkPresent(object);
        try {
            fiber.loop().monitors().await(fiber, object, nanos);
        } catch (InterruptedException e) {
            throw Frames.trim(e);
        } catch (IllegalMonitorStateException e) {
            throw Frames.trim(e);
        }
    }

    /** A call on null fails before anything else does. */
    private static void checkPresent(@Nullable Object object) {
        if (object == null) {
            throw Frames.trim(new NullPointerException());
        }
    }

    /** In place of {@code Object.notify()}. */
    public static void notifyOne(Object object) {
        Fiber fiber = Hooks.fiber();
        checkPresent(object);
        try {
            fiber.loop().monitors().notifyOne(fiber, object);
        } catch (IllegalMonitorStateException e) {
            throw Frames.trim(e);
        }
    }

    /** In place of {@code Object.notifyAll()}. */
    public static void notifyEvery(Object object) {
        Fiber fiber = Hooks.fiber();
        checkPresent(object);
        try {
            fiber.loop().monitors().notifyEvery(fiber, object);
        } catch (IllegalMonitorStateException e) {
            throw Frames.trim(e);
        }
    }

    /** In place of {@code Thread.holdsLock}. */
    public static boolean holdsLock(Object object) {
        Fiber fiber = Hooks.fiber();
        checkPresent(object);
        return fiber.loop().monitors().isHeld(fiber, object);
    }

    /**
     * In place of {@code String.contentEquals} of a {@code StringBuffer}, the only thing that
     * strings lock; null for other sequences.
     */
    public static @Nullable Boolean contentEquals(String string, @Nullable CharSequence other) {
        return (other instanceof StringBuffer buffer && Fiber.current() != null)
                ? string.equals(buffer.toString())
                : null;
    }
}
