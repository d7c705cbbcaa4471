package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.ProgramThreads;
import dev.heddle.kernel.Runs;
import dev.heddle.kernel.VirtualClock;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What {@code LockSupport} is in a run, and so all that is built on it. */
final class ParkHooks {

    private static final String LOCK_SUPPORT = "java/util/concurrent/locks/LockSupport";

    static final List<Call> CALLS =
            List.of(
                    HookTable.ofUnsafe("park", "(ZJ)V", "unsafePark"),
                    HookTable.ofUnsafe("unpark", "(Ljava/lang/Object;)V", "unsafeUnpark"));

    static final List<Patch> PATCHES =
            List.of(
                    park("park", "()V"),
                    park("park", "(Ljava/lang/Object;)V"),
                    park("parkNanos", "(J)V"),
                    park("parkNanos", "(Ljava/lang/Object;J)V"),
                    park("parkUntil", "(J)V"),
                    park("parkUntil", "(Ljava/lang/Object;J)V"),
                    HookTable.patch(
                            LOCK_SUPPORT,
                            "unpark",
                            "(Ljava/lang/Thread;)V",
                            Form.TRY,
                            "unpark",
                            "(Ljava/lang/Thread;)Z"),
                    HookTable.patch(
                            LOCK_SUPPORT,
                            "getBlocker",
                            "(Ljava/lang/Thread;)Ljava/lang/Object;",
                            Form.TRY,
                            "blocker",
                            "(Ljava/lang/Thread;)Ljava/lang/Object;"));

    private ParkHooks() {}

    /** In place of {@code LockSupport.park()}. */
    public static void park() {
        park(null, VirtualClock.NEVER);
    }

    /** In place of {@code LockSupport.park(Object)}. */
    public static void park(@Nullable Object blocker) {
        park(blocker, VirtualClock.NEVER);
    }

    /** In place of {@code LockSupport.parkNanos(long)}. */
    public static void parkNanos(long nanos) {
        parkNanos(null, nanos);
    }

    /** In place of {@code LockSupport.parkNanos(Object, long)}. */
    public static void parkNanos(@Nullable Object blocker, long nanos) {
        if (nanos > 0) {
            park(blocker, Hooks.fiber().loop().clock().deadline(nanos));
        }
    }

    /** In place of {@code LockSupport.parkUntil(long)}. */
    public static void parkUntil(long epochMillis) {
        parkUntil(null, epochMillis);
    }

    /** In place of {@code LockSupport.parkUntil(Object, long)}. */
    public static void parkUntil(@Nullable Object blocker, long epochMillis) {
        park(blocker, Hooks.fiber().loop().clock().deadlineAt(epochMillis));
    }

    /** In place of the JDK's own {@code Unsafe.park}. */
    public static void unsafePark(Object unsafe, boolean absolute, long time) {
        if (absolute) {
            parkUntil(null, time);
        } else if (time == 0) {
            park(null, VirtualClock.NEVER);
        } else {
            parkNanos(null, time);
        }
    }

    private static void park(@Nullable Object blocker, long deadline) {
        Fiber fiber = Hooks.fiber();
        fiber.loop().blocking().park(fiber, blocker, deadline);
    }

    /** In place of {@code LockSupport.unpark}, called by any thread, if this says so. */
    public static boolean unpark(@Nullable Thread thread) {
        if (thread == null) {
            return false;
        }
        Fiber fiber = Runs.fiberOf(thread);
        if (fiber == null) {
            Fiber giving = Fiber.current();
            if (giving != null) {
                giving.loop().memory().givesInVain(giving, thread);
            }
            return false;
        }
        fiber.loop().blocking().unparked(fiber, Fiber.current());
        return true;
    }

    /** In place of the JDK's own {@code Unsafe.unpark}. */
    public static void unsafeUnpark(Object unsafe, Object thread) {
        if (thread instanceof Thread known && !unpark(known)) {
            // One that is in no run, such as a worker of the JDK's own that waits for a task.
            Fiber fiber = Hooks.fiber();
            fiber.mask();
            LockSupport.unpark(known);
            fiber.unmask();
        }
    }

    /** The object a parked fiber waits for, for {@code LockSupport.getBlocker}; null for others. */
    public static @Nullable Object blocker(Thread thread) {
        Fiber fiber = Runs.fiberOf(thread);
        return fiber == null ? null : ProgramThreads.blocker(fiber);
    }

    private static Patch park(String name, String descriptor) {
        return HookTable.patch(LOCK_SUPPORT, name, descriptor, Form.REPLACE, name, descriptor);
    }
}
