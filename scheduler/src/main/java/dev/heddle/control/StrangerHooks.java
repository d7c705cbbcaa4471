package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import java.util.List;

/** Where a program hands work to threads that may not be those of its run. */
final class StrangerHooks {

    private static final String POOL = "java/util/concurrent/ThreadPoolExecutor";
    private static final String TIMED = "java/util/concurrent/ScheduledThreadPoolExecutor";
    private static final String TIMER = "java/util/Timer";
    private static final String TASK = "(Ljava/util/TimerTask;";
    private static final String DATE = "Ljava/util/Date;";

    static final List<Patch> PATCHES =
            List.of(
                    before(POOL, "execute", "(Ljava/lang/Runnable;)V"),
                    before(
                            TIMED,
                            "delayedExecute",
                            "(Ljava/util/concurrent/RunnableScheduledFuture;)V"),
                    before(TIMER, "schedule", TASK + "J)V"),
                    before(TIMER, "schedule", TASK + DATE + ")V"),
                    before(TIMER, "schedule", TASK + "JJ)V"),
                    before(TIMER, "schedule", TASK + DATE + "J)V"),
                    before(TIMER, "scheduleAtFixedRate", TASK + "JJ)V"),
                    before(TIMER, "scheduleAtFixedRate", TASK + DATE + "J)V"));

    private StrangerHooks() {}

    private static Patch before(String owner, String name, String descriptor) {
        return HookTable.patch(
                owner, name, descriptor, Form.BEFORE, "taskGiven", "(Ljava/lang/Object;)V");
    }

    /** A pool, or a timer, is going to be given a task. */
    public static void taskGiven(Object pool) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().strangers().given(pool);
        }
    }
}
