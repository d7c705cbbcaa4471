package dev.heddle.async;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Stack;

import org.jspecify.annotations.Nullable;

/**
 * A stack that tasks of an event loop run on, one after the other; at any time only one worker of a
 * loop has the turn.
 *
 * <p>There is nobody who runs the loop: a task that suspends does so itself, on its own stack,
 * until it comes to a step of another task, to whose worker it then hands the turn. If it comes to
 * its own next step first, it simply goes on. A worker whose task has ended runs the loop as well,
 * and if it comes to a task that has not begun, runs that.
 */
abstract class Worker {

    /**
     * The workers of loops that are under no run's control, for the threads that they run on; but
     * those of a {@link Stack} are its guests.
     */
    private static final ThreadLocal<@Nullable Worker> OWN = new ThreadLocal<>();

    final EventLoop loop;

    /** The task to run when it next has the turn, or null. */
    @Nullable Task<?> assigned;

    /** The last task that it has begun to run. */
    @Nullable Task<?> executed;

    Worker(EventLoop loop) {
        this.loop = loop;
    }

    /** The worker that the calling code runs on, or null if no event loop runs it. */
    static @Nullable Worker current() {
        Fiber fiber = Simulated.fiberHere();
        if (fiber == null) {
            return own();
        }
        return fiber.guest() instanceof Worker worker ? worker : null;
    }

    /** The task that runs the calling code, or null. */
    static @Nullable Task<?> currentTask() {
        Worker worker = current();
        return worker == null ? null : worker.loop.currentTask();
    }

    /** The worker that the calling thread, which no run controls, runs on; or null. */
    static @Nullable Worker own() {
        Stack stack = Stack.here();
        if (stack == null) {
            return OWN.get();
        }
        return stack.guest() instanceof Worker worker ? worker : null;
    }

    /** Makes this the worker that the calling thread, which no run controls, runs on; or none. */
    static void setOwn(@Nullable Worker worker) {
        Stack stack = Stack.here();
        if (stack != null) {
            stack.setGuest(worker);
        } else if (worker == null) {
            OWN.remove();
        } else {
            OWN.set(worker);
        }
    }

    /**
     * Gives another worker the turn, and returns when somebody gives it back.
     *
     * @param awaits what is waited for on this worker, or null if nothing is
     */
    abstract void handOver(Worker other, @Nullable Object awaits);

    /** A task is going to run on it from its first step. */
    void begins(Task<?> task) {}

    /** Gives another worker the turn, and does not want it back: this one has come to its end. */
    abstract void retire(Worker other);

    /** Whether it can run another task when one has ended. */
    abstract boolean isReusable();

    /** Whether several that have nothing to do come to their ends one after the other. */
    boolean endsInARow() {
        return false;
    }

    /** Runs tasks, and between them the loop; what a worker does from its first turn on. */
    final void work() {
        Task<?> task = assigned;
        while (task != null) {
            assigned = null;
            executed = task;
            begins(task);
            Worker creator = loop.passes.run(task);
            Worker next = creator == null ? loop.passes.proceed(this, null) : creator;
            if (next != this) {
                if (!isReusable()) {
                    retire(next);
                    return;
                }
                loop.passes.rests(this);
                handOver(next, null);
            }
            task = assigned;
        }
        retire(loop.passes.afterEnd(this));
    }
}
