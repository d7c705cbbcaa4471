package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;

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
        return Hooks.fiber().loop().clock().nanoTime();
    }

    /** In place of {@code System.currentTimeMillis}. */
    public static long currentTimeMillis() {
        return Hooks.fiber().loop().clock().epochMillis();
    }

    /** In place of {@code Clock.currentInstant}. */
    public static Instant currentInstant() {
        return Hooks.fiber().loop().clock().instant();
    }
}
