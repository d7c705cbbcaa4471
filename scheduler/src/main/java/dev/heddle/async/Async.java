package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * The functions of asyncio: run a coroutine, create tasks, wait for time, for others, or for both.
 *
 * {@snippet :
 *     String both =
 *             Async.run(
 *                     () -> {
 *                         Task<String> left = Async.createTask(() -> fetch("left"));
 *                         Task<String> right = Async.createTask(() -> fetch("right"));
 *                         return left.await() + right.await();
 *                     });
 * }
 *
 * <p>In a run of Heddle, such as a test that is {@code @Interleaved}, time is virtual and the order
 * of tasks is explored; elsewhere the same code runs in real time and in asyncio's order.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Async {

    private Async() {}

    // --- running
    // ---------------------------------------------------------------------------------

    /**
     * Runs a coroutine to its end on an event loop of its own, then cancels what is left.
     *
     * @throws Exception what it has failed with
     */
    public static <T extends @Nullable Object> T run(Awaitable<T> main) throws Exception {
        try (Runner runner = new Runner()) {
            return runner.run(main);
        }
    }

    /** As above, for code without a result. */
    public static void run(Action main) throws Exception {
        run(Action.awaitable(main));
    }

    /** The event loop that runs the calling code. */
    public static EventLoop loop() {
        return EventLoop.running();
    }

    // --- tasks
    // -----------------------------------------------------------------------------------

    /** A task that runs beside the others, from the next pass of the loop on. */
    public static <T extends @Nullable Object> Task<T> createTask(Awaitable<T> body) {
        return EventLoop.running().createTask(body);
    }

    /** As above, for code without a result. */
    public static Task<@Nullable Void> createTask(Action body) {
        return createTask(Action.awaitable(body));
    }

    /** As above, with a name for messages. */
    public static <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, Awaitable<T> body) {
        return EventLoop.running().createTask(name, body);
    }

    /** As above, for code without a result. */
    public static Task<@Nullable Void> createTask(@Nullable String name, Action body) {
        return createTask(name, Action.awaitable(body));
    }

    /** The task that runs the calling code, or null if a callback does. */
    public static @Nullable Task<?> currentTask() {
        return EventLoop.running().currentTask();
    }

    /** The tasks of the loop that are not done, in the order in which they were created. */
    public static List<Task<?>> allTasks() {
        return EventLoop.running().allTasks();
    }

    // --- time
    // ------------------------------------------------------------------------------------

    /** Lets the others run for a while; with no time at all, once. */
    public static void sleep(Duration time) {
        Sleep.of(EventLoop.awaitingHere("sleep"), time);
    }

    /** Lets everything run that is ready, once. */
    @SuppressWarnings("NamedLikeContextualKeyword") // As in Thread; it is always qualified.
    public static void yield() {
        EventLoop.awaitingHere("the others").suspendOnce();
    }

    /** A limit of time for a {@code try} with resources; null for none. */
    public static Timeout timeout(@Nullable Duration limit) {
        EventLoop loop = EventLoop.running();
        return Timeout.until(loop, loop.deadline(limit));
    }

    /**
     * As above, up to a point in time, as {@link EventLoop#time} counts it; {@code Long.MAX_VALUE}
     * for none.
     */
    public static Timeout timeoutAt(long when) {
        return Timeout.until(EventLoop.running(), when);
    }

    /**
     * Runs code with a limit of time; inside, a wait that is cut short throws {@link
     * CancelledError}.
     *
     * @throws TimeoutException if time is up
     */
    public static <T extends @Nullable Object> T timeout(
            @Nullable Duration limit, Timeout.Body<T> body) throws Exception {
        EventLoop loop = EventLoop.running();
        return Timeout.run(loop, loop.deadline(limit), body);
    }

    /**
     * As above, up to a point in time, as {@link EventLoop#time} counts it; {@code Long.MAX_VALUE}
     * for none.
     *
     * @throws TimeoutException if time is up
     */
    public static <T extends @Nullable Object> T timeoutAt(long when, Timeout.Body<T> body)
            throws Exception {
        return Timeout.run(EventLoop.running(), when, body);
    }

    /**
     * Waits for something, but not longer than this: then it is cancelled. A lambda runs in the
     * calling task.
     *
     * @throws TimeoutException if time is up
     */
    public static <T extends @Nullable Object> T waitFor(
            @Nullable Duration limit, Awaitable<T> awaitable) throws Exception {
        EventLoop loop = EventLoop.running();
        if (limit != null && limit.compareTo(Duration.ZERO) <= 0) {
            return waitForNothing(loop, awaitable);
        }
        return Timeout.run(loop, loop.deadline(limit), timeout -> awaitable.await());
    }

    private static <T extends @Nullable Object> T waitForNothing(
            EventLoop loop, Awaitable<T> awaitable) throws Exception {
        Future<T> future = loop.ensureFuture(awaitable);
        if (future.isDone()) {
            return future.await();
        }
        Future<@Nullable Void> ended = loop.createFuture(future.label());
        Future.Callback<T> release =
                done -> {
                    if (!ended.isDone()) {
                        ended.setResult(null);
                    }
                };
        future.addDoneCallback(release);
        try {
            future.cancel();
            ended.await();
        } finally {
            future.removeDoneCallback(release);
        }
        try {
            return future.result();
        } catch (CancelledError cancelled) {
            TimeoutException thrown = new TimeoutException("There was no time to wait at all.");
            thrown.initCause(cancelled);
            throw thrown;
        }
    }

    // --- several at once
    // -------------------------------------------------------------------------

    /**
     * Runs several side by side; awaiting the future gives their results in the order in which they
     * are given here. The first that fails lets it fail; the others go on.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // It is only read.
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Awaitable<? extends T>... awaitables) {
        return gather(Arrays.asList(awaitables));
    }

    /** As above. */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            List<? extends Awaitable<? extends T>> awaitables) {
        return Gathering.<T, T>of(EventLoop.running(), awaitables, true, Future::result);
    }

    /** As above, for code without results. */
    public static Future<List<@Nullable Void>> gather(Action... actions) {
        return gather(Arrays.stream(actions).map(Action::awaitable).toList());
    }

    /** As {@link #gather}, but a failure is a result like any other. */
    @SafeVarargs
    @SuppressWarnings("varargs") // It is only read.
    public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
            Awaitable<? extends T>... awaitables) {
        return gatherOutcomes(Arrays.asList(awaitables));
    }

    /** As above. */
    public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
            List<? extends Awaitable<? extends T>> awaitables) {
        return Gathering.<T, Outcome<T>>of(EventLoop.running(), awaitables, false, Outcome::of);
    }

    /** A group of tasks for a {@code try} with resources. */
    public static TaskGroup taskGroup() {
        return new TaskGroup(EventLoop.running(), true);
    }

    /** Runs code with a group of tasks, and waits for all of them. */
    public static <T extends @Nullable Object> T taskGroup(TaskGroup.Body<T> body)
            throws Exception {
        return TaskGroup.run(EventLoop.running(), body);
    }

    /** Waits until all are done. */
    public static <T extends @Nullable Object> Waited<T> wait(List<? extends Future<T>> futures) {
        return wait(futures, null, Waited.Until.ALL_COMPLETED);
    }

    /**
     * Waits until some, or all, are done, or time is up; cancels nothing, and throws nothing that
     * they have failed with.
     */
    public static <T extends @Nullable Object> Waited<T> wait(
            List<? extends Future<T>> futures, @Nullable Duration limit, Waited.Until until) {
        return Waited.forAll(EventLoop.running(), futures, limit, until);
    }

    /** Several to be awaited in the order in which they are done. */
    @SafeVarargs
    @SuppressWarnings("varargs") // It is only read.
    public static <T extends @Nullable Object> Iterable<Awaitable<T>> asCompleted(
            Awaitable<? extends T>... awaitables) {
        return asCompleted(Arrays.asList(awaitables), null);
    }

    /**
     * As above; when time is up, awaiting one that is missing throws a {@link TimeoutException}.
     */
    public static <T extends @Nullable Object> Iterable<Awaitable<T>> asCompleted(
            List<? extends Awaitable<? extends T>> awaitables, @Nullable Duration limit) {
        return new Completions<>(EventLoop.running(), awaitables, limit);
    }

    /** A future for it that can be cancelled without cancelling it. */
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        return Shield.over(EventLoop.running(), awaitable);
    }

    // --- threads beside the loop
    // ----------------------------------------------------------------------------

    /**
     * Runs code that blocks, or computes for long, on a thread of the loop's default executor,
     * while the calling task waits and the others go on. The code sees the task's {@link
     * ContextVar}s; what it sets itself, nobody else sees.
     *
     * <p>If the task is cancelled, it does not wait any longer; the thread goes on.
     */
    public static <T extends @Nullable Object> T toThread(Callable<T> code) throws Exception {
        Objects.requireNonNull(code, "There is no code for a thread.");
        EventLoop loop = EventLoop.running();
        Values values = loop.passes.values();
        return loop.runInExecutor(null, () -> values.call(code)).await();
    }

    /** As above, for code without a result. */
    public static void toThread(Action code) throws Exception {
        toThread(Action.awaitable(code)::await);
    }

    /**
     * Has an event loop run something as a task; may be called from any thread, and usually is from
     * one beside that loop. Cancelling the result, or completing it otherwise, as its time-outs do,
     * cancels the task.
     *
     * <p>The loop itself must not wait for the result, since that would keep it from doing
     * anything.
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            EventLoop loop, Awaitable<T> awaitable) {
        return Bridge.run(loop, awaitable);
    }

    /** As above, for code without a result. */
    public static CompletableFuture<@Nullable Void> runCoroutineThreadsafe(
            EventLoop loop, Action action) {
        return runCoroutineThreadsafe(loop, Action.awaitable(action));
    }

    /**
     * A future that ends as a {@link CompletableFuture} does, or another stage; cancelling it
     * cancels that.
     */
    public static <T extends @Nullable Object> Future<T> wrap(CompletionStage<T> stage) {
        return Bridge.from(EventLoop.running(), stage);
    }
}
