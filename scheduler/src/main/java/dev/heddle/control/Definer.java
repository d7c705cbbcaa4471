package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A thread of our own that defines classes for fibers whose run has gone from one carrier to
 * another.
 *
 * <p>The JVM notes for each thread whether an agent is at work in it, and it is not told when
 * fibers are mounted (see {@link dev.heddle.kernel.Driver}). As long as all is on one carrier, that
 * does not matter; afterwards it may find the notes of another thread than those that it has made,
 * and then it defines a class without asking any agent, this one included.
 */
final class Definer implements Runnable {

    private static final Definer INSTANCE = start();
    private static final AtomicBoolean BUSY = new AtomicBoolean();

    private final Thread thread = new Thread(null, this, "heddle-definer", 0, false);

    /** What is to be done; null when it has been. Set by one fiber at a time, as BUSY says. */
    private volatile @Nullable Supplier<Class<?>> task;

    // The outcome, published by task.
    private @Nullable Class<?> defined;
    private @Nullable Throwable failure;

    private Definer() {}

    private static Definer start() {
        Definer definer = new Definer();
        definer.thread.setDaemon(true);
        definer.thread.start();
        return definer;
    }

    /** Does it on that thread. The calling fiber, which is masked, keeps its carrier. */
    static Class<?> call(Supplier<Class<?>> toDo) {
        // A fiber that waits for a monitor leaves its carrier.
        while (!BUSY.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
        try {
            return INSTANCE.define(toDo);
        } finally {
            BUSY.set(false);
        }
    }

    private Class<?> define(Supplier<Class<?>> toDo) {
        task = toDo;
        LockSupport.unpark(thread);
        while (task != null) {
            Thread.onSpinWait(); // Less than a millisecond; to park would give the carrier away.
        }
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        Class<?> result = defined;
        defined = null;
        if (result == null) {
            throw new IllegalStateException("A class was not defined.", thrown);
        }
        return result;
    }

    @Override
    public void run() {
        while (true) {
            Supplier<Class<?>> todo = task;
            if (todo == null) {
                LockSupport.park();
                continue;
            }
            try {
                defined = todo.get();
            } catch (Throwable e) {
                failure = e; // Thrown in the fiber.
            }
            task = null;
        }
    }
}
