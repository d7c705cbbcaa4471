package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What a run wants to know of the locks of {@code java.util.concurrent}, besides who is parked. */
final class LockHooks {

    private static final String LOCKS = "java/util/concurrent/locks/";

    static final List<Patch> PATCHES = patches();

    private LockHooks() {}

    private static List<Patch> patches() {
        List<Patch> all = new ArrayList<>();
        for (String type :
                List.of("AbstractQueuedSynchronizer", "AbstractQueuedLongSynchronizer")) {
            for (String method : List.of("signal", "signalAll")) {
                all.add(
                        HookTable.patch(
                                LOCKS + type + "$ConditionObject",
                                method,
                                "()V",
                                Form.BEFORE,
                                "signals",
                                "(Ljava/lang/Object;)V"));
            }
        }
        all.add(
                HookTable.patch(
                        LOCKS + "AbstractOwnableSynchronizer",
                        "setExclusiveOwnerThread",
                        "(Ljava/lang/Thread;)V",
                        Form.BEFORE,
                        "changesHands",
                        "(Ljava/lang/Object;Ljava/lang/Thread;)V"));
        for (String type : List.of("ReentrantLock", "ReentrantReadWriteLock$WriteLock")) {
            for (String parameters : List.of("()Z", "(JLjava/util/concurrent/TimeUnit;)Z")) {
                all.add(
                        HookTable.patch(
                                LOCKS + type, "tryLock", parameters, Form.AROUND, "tries", "()V"));
            }
        }
        return List.copyOf(all);
    }

    /** Before a lock has another holder, or none. */
    public static void changesHands(Object lock, @Nullable Thread holder) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().locks().changesHands(fiber, lock, holder);
        }
    }

    /** Before a lock is taken only if it is free, or becomes so in time. */
    public static void tries() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginLockTry();
        }
    }

    /** After that. */
    public static void triesEnded() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.endLockTry();
        }
    }

    /** Before a condition is signalled. */
    public static void signals(Object condition) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().signals().signals(fiber, condition);
        }
    }
}
