package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * Runs coroutines on one event loop, one after the other, and cleans up when it is closed: cancels
 * the tasks that are left, waits for them, and reports what they have failed with; then waits for
 * the threads of the default executor.
 *
 * {@snippet :
 *     try (Runner runner = new Runner(EventLoop.createVirtual())) {
 *         String first = runner.run(() -> fetch("first"));
 *         String second = runner.run(() -> fetch("second"));
 *         show(first, second);
 *     }
 * }
 *
 * <p>Its coroutines share the values of {@link ContextVar}s: the first begins with those that there
 * were where the runner was made, the next with what the one before has left.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Runner implements AutoCloseable {

    private final EventLoop loop;

    /** What its coroutines run with unless they are given another. */
    private final Context context = Context.copy();

    /** What has left the loop at once, and so has been thrown already; or null. */
    private @Nullable Throwable fatal;

    /** A runner for the place where it is made; see {@link EventLoop#create}. */
    public Runner() {
        this(EventLoop.create());
    }

    /** A runner that runs, and closes, a loop. */
    public Runner(EventLoop loop) {
        this.loop = Objects.requireNonNull(loop, "A runner needs an event loop.");
    }

    /** The loop it runs. */
    public EventLoop loop() {
        return loop;
    }

    /** Runs a coroutine to its end, and every other task with it as long as that takes. */
    public void run(Action main) throws Exception {
        run(Action.awaitable(main));
    }

    /**
     * As above, and gives its result.
     *
     * @throws InterruptedException if the calling thread was interrupted, and the coroutine
     *     cancelled for that
     */
    public <T extends @Nullable Object> T run(Awaitable<T> main) throws Exception {
        return run(main, context);
    }

    /**
     * As above, with other values of context variables; what the coroutine sets is in there
     * afterwards.
     *
     * @throws InterruptedException as above
     */
    public <T extends @Nullable Object> T run(Awaitable<T> main, Context with) throws Exception {
        Objects.requireNonNull(main, "There is no coroutine to run.");
        Objects.requireNonNull(with, "There is no context to run it with.");
        loop.checkCanRun();
        Values values = with.enter();
        Task<T> task;
        try {
            task = loop.createTask("main", main, values);
        } catch (Throwable thrown) {
            with.exit(values);
            throw thrown;
        }
        try {
            return run(task);
        } finally {
            with.exit(task.values);
        }
    }

    private <T extends @Nullable Object> T run(Task<T> task) throws Exception {
        boolean[] interrupted = {false};
        loop.onInterrupt(
                () -> {
                    interrupted[0] = true;
                    task.cancel("The thread that runs the event loop was interrupted.");
                });
        try {
            return loop.runUntilComplete(task);
        } catch (CancelledError cancelled) {
            if (interrupted[0] && Thread.interrupted()) {
                InterruptedException thrown = new InterruptedException(cancelled.getMessage());
                thrown.initCause(cancelled);
                throw thrown;
            }
            throw cancelled;
        } catch (VirtualMachineError thrown) {
            fatal = thrown;
            throw thrown;
        } finally {
            loop.onInterrupt(null);
        }
    }

    /**
     * Cancels the tasks that are left, in the order in which they were created, and ends the loop.
     */
    @Override
    public void close() {
        if (loop.isClosed()) {
            return;
        }
        try {
            cancelWhatIsLeft(loop.allTasks());
            Future<?> threads = loop.shutDownDefaultExecutor();
            if (!threads.isDone()) {
                await(threads);
            }
        } catch (Throwable thrown) {
            if (!Thrown.isUnwinding(thrown)) {
                loop.close(); // What could not be brought to its end is told of.
            }
            if (thrown == fatal) {
                return; // A task has ended with it only now; no try could throw it twice.
            }
            throw thrown;
        }
        loop.close();
    }

    private void cancelWhatIsLeft(List<Task<?>> left) {
        if (left.isEmpty()) {
            return;
        }
        for (Task<?> task : left) {
            task.cancel();
        }
        await(Gathering.of(loop, left, false, Outcome::of));
        for (Task<?> task : left) {
            Throwable failure = task.isCancelled() ? null : task.exception();
            if (failure != null) {
                loop.callExceptionHandler(
                        new ExceptionHandler.Event(
                                "A task has failed while it was cancelled at the end.",
                                failure,
                                null,
                                task));
            }
        }
    }

    private void await(Future<?> all) {
        try {
            loop.runUntilComplete(all);
        } catch (Exception failure) {
            throw Thrown.again(failure);
        }
    }
}
