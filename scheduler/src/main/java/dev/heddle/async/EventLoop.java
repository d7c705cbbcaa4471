package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Interplay;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * Runs tasks and callbacks, one at a time, in the order in which they become ready: asyncio's event
 * loop. Nothing but a wait lets another task run.
 *
 * {@snippet :
 *     try (EventLoop loop = EventLoop.createVirtual()) {
 *         loop.callLater(Duration.ofDays(1), () -> show("came", "tomorrow"));
 *         loop.runUntilComplete(() -> fetch("what takes two days"));
 *     }
 * }
 *
 * <p>It works in passes, as asyncio's does: a pass calls what was ready when it began; what becomes
 * ready meanwhile is for the next. Time-outs that are due are looked for at the beginning of each.
 *
 * <p>Most programs need {@link Async} only.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class EventLoop implements AutoCloseable {

    /** What a future is called that has no other name. */
    private static final Label FUTURE = Label.of("a future", Cause.FUTURE_NEVER_COMPLETED);

    private final Ground ground;
    private final Tasks tasks = new Tasks();
    private final Unretrieved unretrieved = new Unretrieved();
    private final Errors errors = new Errors(this);
    private final Holdings holdings = new Holdings();
    private final Debug debug;

    /** Who wants to know what steps of its tasks have to do with each other, or null. */
    final @Nullable Interplay told;

    /** What is ready, and who has the turn. */
    final Passes passes;

    private boolean eager;

    private @Nullable Runnable onInterrupt;
    private final Pool pool;

    /** Read by other threads, which find out too late if it is closed that very moment. */
    private volatile boolean closed;

    EventLoop(Ground ground) {
        Turns turns = ground.turns();
        this.told = turns == null ? null : turns.told();
        this.ground = ground;
        this.pool = new Pool(this, ground.processors());
        this.debug = new Debug(ground);
        this.passes = new Passes(this, ground, debug);
    }

    /**
     * A loop for the place where it is called: in a run of Heddle, its time, its order and its
     * threads are the run's; anywhere else, time is real.
     */
    public static EventLoop create() {
        Ground simulated = Simulated.here();
        EventLoop loop = new EventLoop(simulated == null ? Own.real() : simulated);
        Fiber fiber = simulated == null ? null : Simulated.fiberHere();
        if (fiber != null) {
            fiber.loop().remains().made(fiber, loop, loop::leftAs, loop::allTasks);
        }
        return loop;
    }

    /** For reports: nobody hears of what became of the tasks of a loop that was not closed. */
    private String leftAs() {
        int pending = tasks.all().size();
        return closed
                ? ""
                : pending == 0
                        ? " was not closed"
                        : " was not closed, with %,d pending tasks".formatted(pending);
    }

    /**
     * A loop whose time is its own and passes only, and at once, when there is nothing else to do.
     * It needs no control of the JVM; but code that waits in other ways than the loop's waits for
     * real.
     */
    public static EventLoop createVirtual() {
        return new EventLoop(Own.virtual());
    }

    /**
     * The loop that runs the calling code.
     *
     * @throws IllegalStateException if none does
     */
    public static EventLoop running() {
        return here().loop;
    }

    private static Worker here() {
        Worker worker = Worker.current();
        if (worker == null) {
            throw new IllegalStateException(
                    "No event loop runs this code. Call it from a coroutine that Async.run, or a"
                            + " task, executes.");
        }
        return worker;
    }

    // --- for the program
    // -------------------------------------------------------------------------

    /** The nanoseconds that have passed since some point in time. */
    public long time() {
        return ground.now();
    }

    /** Calls something in the next pass, after everything that is ready before it. */
    public Handle callSoon(Runnable callback) {
        checkOpen();
        Handle handle = new Handle(checked(callback), passes.values());
        passes.ready(handle);
        return handle;
    }

    /** Calls something when this much time has passed. */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callAt(timeAfter(delay), callback);
    }

    /** Calls something when {@link #time} has come to this. */
    public TimerHandle callAt(long when, Runnable callback) {
        checkOpen();
        return passes.callAt(when, checked(callback));
    }

    /** As {@link #callSoon}, but may be called from any thread. */
    public Handle callSoonThreadsafe(Runnable callback) {
        checkOpen();
        return passes.post(new Handle(checked(callback), Values.here()));
    }

    private static Runnable checked(Runnable callback) {
        return Objects.requireNonNull(callback, "There is no callback to call.");
    }

    /**
     * Has an executor run code, on a thread beside the loop. Cancelling the future keeps it from
     * being run if that has not begun; what a thread runs already goes on.
     *
     * @param executor which; null for the default one
     */
    public <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable Executor executor, Callable<T> code) {
        checkOpen();
        Objects.requireNonNull(code, "There is no code for the executor.");
        Executor by = executor == null ? pool.get() : executor;
        Future<T> future = createFuture("what an executor does");
        Job<T> job = new Job<>(code, future);
        try {
            by.execute(job);
        } catch (Throwable thrown) {
            job.giveUp();
            throw thrown;
        }
        return future;
    }

    /**
     * Sets what {@link Async#toThread}, and {@link #runInExecutor} without an executor, use; it is
     * shut down with the loop. If none is set, the loop makes a pool when it first needs one, of as
     * many threads as there are processors and four more, but 32 at most.
     */
    public void setDefaultExecutor(ExecutorService executor) {
        pool.set(Objects.requireNonNull(executor, "There is no executor."));
    }

    /**
     * Has the default executor take no more jobs; the future is done when those that it has are.
     * {@link Runner} does that when it is closed.
     */
    public Future<@Nullable Void> shutDownDefaultExecutor() {
        checkOpen();
        return pool.shutDown();
    }

    /** A future of this loop. */
    public <T extends @Nullable Object> Future<T> createFuture() {
        return new Future.Plain<>(this, FUTURE);
    }

    /** As above; the label says what it is, where a report says who awaits it. */
    <T extends @Nullable Object> Future<T> createFuture(Object label) {
        return new Future.Plain<>(this, label);
    }

    /** A task that makes its first step in the next pass. */
    public <T extends @Nullable Object> Task<T> createTask(Awaitable<T> body) {
        return createTask(null, body);
    }

    /** As above, with a name for messages. */
    public <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, Awaitable<T> body) {
        return createTask(name, body, passes.values());
    }

    <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, Awaitable<T> body, Values with) {
        checkOpen();
        Objects.requireNonNull(body, "A task needs something to do.");
        if (body instanceof Future) {
            throw new IllegalArgumentException(
                    "A task is made of a coroutine, and this is %s: await it.".formatted(body));
        }
        Task<T> task = new Task<>(this, name, body, with);
        ground.made(task);
        if (eager && passes.isRunning()) {
            passes.startNow(task);
        } else {
            passes.ready(task);
        }
        return task;
    }

    /**
     * Sets whether tasks begin right where they are created, and come back when they first wait.
     * One that never waits does not see the queue at all.
     */
    public void setEager(boolean value) {
        eager = value;
    }

    /** The task that runs, or null if a callback does. */
    public @Nullable Task<?> currentTask() {
        return passes.currentTask();
    }

    /** The tasks that are not done, in the order in which they were created. */
    public List<Task<?>> allTasks() {
        touches(this, Interplay.MADE, false);
        touches(this, Interplay.ENDED, true);
        return tasks.all();
    }

    /** Who is told of exceptions that reach nobody else; null for the default. */
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        touches(this, Interplay.ERRORS, true);
        errors.setHandler(handler);
    }

    /** Tells the handler of an exception that reaches nobody else. */
    public void callExceptionHandler(ExceptionHandler.Event event) {
        touches(this, Interplay.ERRORS, true);
        errors.handle(Objects.requireNonNull(event, "There is no event to tell of."));
    }

    /** What tells of slow callbacks and forgotten coroutines. */
    public Debug debug() {
        return debug;
    }

    /** Runs until the task, or whatever else it is, is done. */
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable)
            throws Exception {
        Objects.requireNonNull(awaitable, "There is nothing to run.");
        checkCanRun();
        boolean isNew = !(awaitable instanceof Future);
        Future<T> future = ensureFuture(awaitable);
        Future.Callback<T> stop = done -> stop();
        future.addDoneCallback(stop);
        try {
            runForever();
        } catch (Throwable thrown) {
            if (isNew && future.isDone()) {
                future.markRetrieved();
            }
            throw thrown;
        } finally {
            future.removeDoneCallback(stop);
        }
        if (!future.isDone()) {
            throw new IllegalStateException("The event loop was stopped before its task was done.");
        }
        return future.result();
    }

    /** Runs until {@link #stop} is called. */
    public void runForever() {
        checkCanRun();
        passes.goOn();
    }

    /** Ends {@link #runForever} after the present pass. */
    public void stop() {
        if (told != null) {
            told.touchesAll();
        }
        passes.stop();
    }

    /** Whether it runs. */
    public boolean isRunning() {
        return passes.isRunning();
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Ends it, and tells of tasks that are still pending, and of exceptions that nobody has seen.
     * {@link Runner} cancels what is left first.
     *
     * <p>Pending tasks that have begun do not go on; but where they wait, in the order in which
     * they were created, something is thrown that runs their {@code finally} blocks, and that they
     * should not catch. They are never done.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (isRunning()) {
            throw new IllegalStateException("A running event loop can not be closed.");
        }
        holdings.close();
        pool.close();
        errors.tellOfPending();
        closed = true;
        passes.endWorkers();
        errors.tellOfWhatIsLeft();
    }

    // --- for the package
    // -------------------------------------------------------------------------

    static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "A time of %s is too long: an event loop knows 292 years.".formatted(time), e);
        }
    }

    /** When a limit is reached that begins now: never, if there is none. */
    long deadline(@Nullable Duration limit) {
        return limit == null ? Ground.NEVER : timeAfter(limit);
    }

    /** What {@link #time} will be after a delay; if that is beyond counting, it never is. */
    long timeAfter(Duration delay) {
        long nanos = nanos(delay);
        long now = time();
        return nanos > Ground.NEVER - now ? Ground.NEVER : now + nanos;
    }

    /** A task for it, unless it is a future, or a task, already. */
    <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        if (awaitable instanceof Future<T> future) {
            checkMine(future);
            return future;
        }
        return createTask(awaitable);
    }

    void checkMine(Future<?> future) {
        if (future.loop != this) {
            throw new IllegalArgumentException(
                    "It is of another event loop: %s. Use runCoroutineThreadsafe to wait for another loop."
                            .formatted(future));
        }
    }

    /** The running code looks at something, or changes it. */
    void touches(Object what, int member, boolean writes) {
        if (told != null) {
            told.touches(what, member, writes);
        }
    }

    /** The task that runs and is about to wait. */
    Task<?> awaiting(String what) {
        return awaiting(Worker.current(), what);
    }

    /** As above, of the loop that runs the calling code. */
    static Task<?> awaitingHere(String what) {
        Worker worker = here();
        return worker.loop.awaiting(worker, what);
    }

    private Task<?> awaiting(@Nullable Worker here, String what) {
        Task<?> task = passes.currentTask();
        if (task == null || !passes.hasTurn(here)) {
            throw new IllegalStateException(
                    "Only a task of the event loop can wait for %s, and no task of it runs here."
                            .formatted(what));
        }
        return task;
    }

    /** What a cancellation arrives as where the calling code waits, if that is a task of this. */
    Throwable arriving(Throwable cancellation) {
        Task<?> task = passes.currentTask();
        return task != null && passes.hasTurn(Worker.current())
                ? task.arriving(cancellation)
                : cancellation;
    }

    Tasks tasks() {
        return tasks;
    }

    /** What it has open. */
    Holdings holdings() {
        return holdings;
    }

    Ground ground() {
        return ground;
    }

    Unretrieved unretrieved() {
        return unretrieved;
    }

    /** Somebody has interrupted a thread of the loop. */
    void interrupted(Worker worker) {
        Runnable told = onInterrupt;
        if (worker == passes.rootOrNull() && told != null) {
            post(told);
        }
    }

    /** Sets what is done if the thread that runs the loop is interrupted. */
    void onInterrupt(@Nullable Runnable callback) {
        onInterrupt = callback;
    }

    /** Something went wrong that nobody has dealt with. */
    void fail(Throwable failure) {
        ground.fail(failure);
    }

    /**
     * From any thread: calls something soon, with no context variables set; or does nothing if the
     * loop is closed, and so nobody waits any more for what that would do.
     */
    void post(Runnable callback) {
        if (!closed) {
            passes.post(new Handle(callback, Values.EMPTY));
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The event loop is closed.");
        }
    }

    void checkCanRun() {
        checkOpen();
        if (isRunning()) {
            throw new IllegalStateException("The event loop is running already.");
        }
        if (Worker.current() != null) {
            throw new IllegalStateException(
                    "An event loop can not be run by code that another one runs: await it, or"
                            + " create a task.");
        }
    }
}
