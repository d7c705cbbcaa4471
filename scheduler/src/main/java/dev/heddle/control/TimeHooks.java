package dev.heddle.control;

import dev.heddle.control.HookTable.Call;

import java.util.List;

/** What clocks show in a run. */
final class TimeHooks {

    static final List<Call> CALLS =
            List.of(
                    HookTable.ofStatic("java/lang/System", "nanoTime", "()J", "nanoTime"),
                    HookTable.ofStatic(
                            "java/lang/System", "currentTimeMillis", "()J", "currentTimeMillis"));

    private TimeHooks() {}

    /** In place of {@code System.nanoTime}. */
    public static long nanoTime() {
        return Hooks.fiber().loop().clock().nanoTime();
    }

    /** In place of {@code System.currentTimeMillis}. */
    public static long currentTimeMillis() {
        return Hooks.fiber().loop().clock().epochMillis();
    }
}
