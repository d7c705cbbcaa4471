package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.VirtualClock;

import java.time.Instant;
import java.util.List;

/** What clocks show in a run. */
final class TimeHooks {

    static final List<Call> CALLS =
            List.of(
                    HookTable.ofStatic("java/lang/System", "nanoTime", "()J", "nanoTime"),
                    HookTable.ofStatic(
                            "java/lang/System", "currentTimeMillis", "()J", "currentTimeMillis"));

    /** {@code Instant.now} and all clocks of the system end up in this one. */
    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            "java/time/Clock",
                            "currentInstant",
                            "()Ljava/time/Instant;",
                            Form.REPLACE,
                            "currentInstant",
                            "()Ljava/time/Instant;"));

    private TimeHooks() {}

    /** In place of {@code System.nanoTime}. */
    public static long nanoTime() {
        return clock().nanoTime();
    }

    /** In place of {@code System.currentTimeMillis}. */
    public static long currentTimeMillis() {
        return clock().epochMillis();
    }

    /** In place of {@code Clock.currentInstant}. */
    public static Instant currentInstant() {
        return clock().instant();
    }

    private static VirtualClock clock() {
        Fiber fiber = Hooks.fiber();
        Loop loop = fiber.loop();
        if (loop.world().earlyTimers()) {
            looks(fiber, loop);
        }
        return loop.clock();
    }

    /** Where timers may fire early others can see when a fiber looks what time it is. */
    private static void looks(Fiber fiber, Loop loop) {
        Object begun = Inside.beginHook();
        try {
            loop.point(fiber, Loop.READS_TIME);
        } finally {
            Inside.endHook(begun);
        }
    }
}
