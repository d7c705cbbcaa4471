package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The last signals that were given to conditions of {@code java.util.concurrent} when nobody
 * waited. Only so many are kept: queues give such signals all the time.
 */
@Internal
public final class Signals {

    private static final int MOST = 64;

    private static final VarHandle FIRST_WAITER;
    private static final VarHandle FIRST_WAITER_OF_LONG;
    private static final Class<?> CONDITION;
    private static final Class<?> CONDITION_OF_LONG;

    static {
        try {
            String locks = "java.util.concurrent.locks.";
            Members condition = Members.of(locks + "AbstractQueuedSynchronizer$ConditionObject");
            CONDITION = condition.type();
            FIRST_WAITER = condition.field("firstWaiter");
            Members ofLong = Members.of(locks + "AbstractQueuedLongSynchronizer$ConditionObject");
            CONDITION_OF_LONG = ofLong.type();
            FIRST_WAITER_OF_LONG = ofLong.field("firstWaiter");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // A ring: the signal counted n is at n % MOST.
    private final @Nullable Object[] conditions = new Object[MOST];
    private final @Nullable Thread[] threads = new Thread[MOST];
    private final long[] steps = new long[MOST];
    private int count;

    private final Loop loop;

    Signals(Loop loop) {
        this.loop = loop;
    }

    /** A signal that nobody has heard. */
    record Unheard(Thread by, long step) {

        /** As the end of a sentence about who waits for it now. */
        String words(String gave) {
            String name = by.getName();
            String who = name.isEmpty() ? "a thread" : "'" + name + "'";
            return "which %s %s at step %,d, when nobody waited".formatted(who, gave, step);
        }
    }

    /** The calling fiber is about to signal a condition. */
    public void signals(Fiber fiber, Object condition) {
        if (hasWaiters(condition)) {
            return;
        }
        int at = count == 0 ? 0 : (count - 1) % MOST;
        if (count == 0 || conditions[at] != condition) {
            at = count % MOST;
            count = count == 2 * MOST ? MOST + 1 : count + 1;
        }
        conditions[at] = condition;
        threads[at] = fiber.thread();
        steps[at] = loop.steps();
    }

    /** Whether this is a condition of a lock. */
    static boolean isCondition(Object blocker) {
        return CONDITION.isInstance(blocker) || CONDITION_OF_LONG.isInstance(blocker);
    }

    private static boolean hasWaiters(Object condition) {
        VarHandle first = CONDITION.isInstance(condition) ? FIRST_WAITER : FIRST_WAITER_OF_LONG;
        return (Object) first.get(condition) != null;
    }

    /** The last signal that was given to a condition when nobody waited; null if none is known. */
    @Nullable Unheard unheard(Object condition) {
        Unheard last = null;
        for (int i = 0; i < Math.min(count, MOST); i++) {
            Thread by = threads[i];
            if (conditions[i] == condition && by != null) {
                if (last == null || last.step < steps[i]) {
                    last = new Unheard(by, steps[i]);
                }
            }
        }
        return last;
    }

    void reset() {
        if (count > 0) {
            Arrays.fill(conditions, null);
            Arrays.fill(threads, null);
            count = 0;
        }
    }
}
