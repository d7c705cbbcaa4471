package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Interplay;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Tasks that belong together: the block ends when all of them have, and if one fails, the others,
 * and the block itself, are cancelled.
 *
 * {@snippet :
 *     try (TaskGroup group = Async.taskGroup()) {
 *         Task<String> left = group.createTask(() -> fetch("left"));
 *         Task<String> right = group.createTask(() -> fetch("right"));
 *         group.join();
 *         show(left.result(), right.result());
 *     }
 * }
 *
 * <p>Failures end the block as an {@link ExceptionGroup}. {@link #join} has to be the end of what
 * the block does with tasks: only so can the group know that it has come to its end. If an
 * exception of its own leaves the block before that, the tasks are cancelled and awaited, and what
 * they have failed with is added to that exception; if the block is cancelled meanwhile, that is
 * thrown at its next wait. In the form with a lambda, {@link Async#taskGroup(Body)}, the end of the
 * lambda is the end of the block, and an exception that leaves it becomes part of the group, as in
 * asyncio.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class TaskGroup extends Scope implements AutoCloseable {

    private static final String FAILED = "Tasks of a group have failed";

    private final EventLoop loop;

    /**
     * Whether it is the resource of a {@code try}, which can not turn one exception into another.
     */
    private final boolean resource;

    private final Set<Task<?>> unfinished = new LinkedHashSet<>();
    private final List<Throwable> errors = new ArrayList<>();

    private boolean exiting;
    private boolean aborting;
    private boolean used;
    private boolean joined;
    private boolean closed;

    /** How many requests to cancel the task it had been thrown when it entered the block. */
    private final int thrownBefore;

    /** Set when it was thrown a cancellation while it waited at the end. */
    private boolean interrupted;

    /** Set when it has asked for its own block to be cancelled. */
    private boolean parentAsked;

    /** An error that ends the event loop, and is thrown as it is. */
    private @Nullable Throwable fatal;

    private @Nullable Future<@Nullable Void> completed;

    /** What was thrown into the block in place of the cancellation, or null. */
    private @Nullable ExceptionGroup thrown;

    private final Future.Tally<Object> onDone = future -> ended((Task<?>) (Future<?>) future);

    /** Code with a group of tasks. */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {
        /** Does it. */
        T run(TaskGroup group) throws Exception;
    }

    TaskGroup(EventLoop loop, boolean resource) {
        super(loop.awaiting("a group of tasks"));
        this.loop = loop;
        this.resource = resource;
        this.thrownBefore = task.requestsThrown();
    }

    static <T extends @Nullable Object> T run(EventLoop loop, Body<T> body) throws Exception {
        Objects.requireNonNull(body, "A task group needs something to do.");
        TaskGroup group = new TaskGroup(loop, false);
        T result;
        try {
            result = body.run(group);
        } catch (Throwable failure) {
            if (Thrown.isUnwinding(failure)) {
                throw failure;
            }
            group.exit(failure);
            throw new IllegalStateException("A group has lost the failure of its block.", failure);
        }
        group.exit(null);
        return result;
    }

    /** A task of the group. */
    public <T extends @Nullable Object> Task<T> createTask(Awaitable<T> body) {
        return createTask(null, body);
    }

    /** As above, for code without a result. */
    public Task<@Nullable Void> createTask(Action body) {
        return createTask(null, Action.awaitable(body));
    }

    /** As above, with a name for messages. */
    public Task<@Nullable Void> createTask(@Nullable String name, Action body) {
        return createTask(name, Action.awaitable(body));
    }

    /**
     * As above, with a name for messages.
     *
     * @throws IllegalStateException if the group has ended, or is about to since a task has failed
     */
    @SuppressWarnings("unchecked") // Callbacks only look at whether it was done.
    public <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, Awaitable<T> body) {
        Touch.writes(this);
        Touch.touches(this, Interplay.SETTINGS, false);
        if (closed || (exiting && unfinished.isEmpty())) {
            throw new IllegalStateException("The group has ended, and takes no more tasks.");
        }
        if (aborting) {
            throw new IllegalStateException(
                    "The group is being ended since one of its tasks has failed, and takes no"
                            + " more.");
        }
        used = true;
        Task<T> created = loop.createTask(name, body);
        if (created.isDone()) {
            ended(created);
        } else {
            unfinished.add(created);
            ((Future<Object>) (Future<?>) created).addDoneCallback(onDone);
        }
        return created;
    }

    private void ended(Task<?> ended) {
        unfinished.remove(ended);
        Touch.touches(this, Interplay.STATE, unfinished.isEmpty());
        Future<@Nullable Void> waiting = completed;
        if (waiting != null && unfinished.isEmpty() && !waiting.isDone()) {
            waiting.setResult(null);
        }
        if (ended.isCancelled()) {
            return;
        }
        Throwable failure = ended.exception();
        if (failure == null) {
            return;
        }
        Touch.writes(this);
        Touch.touches(this, Interplay.SETTINGS, true);
        errors.add(failure);
        if (fatal == null && Thrown.endsTheLoop(failure)) {
            fatal = failure;
        }
        if (task.isDone()) {
            loop.callExceptionHandler(
                    new ExceptionHandler.Event(
                            "A task of a group has failed after the task of the group had ended.",
                            failure,
                            null,
                            ended));
        } else if (!aborting && !parentAsked) {
            abort();
            parentAsked = true;
            task.cancel();
        }
    }

    private void abort() {
        aborting = true;
        for (Task<?> one : List.copyOf(unfinished)) {
            if (!one.isDone()) {
                one.cancel();
            }
        }
    }

    @Override
    boolean hasAsked() {
        return parentAsked;
    }

    @Override
    Throwable arrivingAs(Throwable cancellation) {
        if (!resource || exiting) {
            return cancellation;
        }
        ExceptionGroup group = ExceptionGroup.arriving(FAILED, errors);
        thrown = group;
        return group;
    }

    /**
     * The end of the block: waits for all tasks.
     *
     * @throws ExceptionGroup if one has failed
     */
    public void join() {
        joined = true;
        exit(null);
    }

    /**
     * Ends the group. After {@link #join} there is nothing left to do.
     *
     * @throws IllegalStateException if the block has come to its end without {@link #join}
     */
    @Override
    public void close() {
        if (joined) {
            return;
        }
        joined = true;
        ExceptionGroup early = thrown;
        CancelledError leaving = new CancelledError("The block of a group was left.");
        boolean cancelledInside = task.requestsThrown() > thrownBefore + (early == null ? 0 : 1);
        try {
            exit(early == null ? leaving : early);
        } catch (CancelledError cancelled) {
            if (cancelled != leaving) {
                throw cancelled;
            }
            if (interrupted && !cancelledInside) {
                task.cancelsAgain(); // What leaves the block is something else.
            }
        } catch (ExceptionGroup group) {
            if (early != null) {
                early.replace(group.exceptions());
            }
            throw group; // The block may have caught the early one, or thrown another instead.
        } finally {
            if (early != null) {
                early.arrived();
            }
        }
        if (used && early == null) {
            throw new IllegalStateException(
                    "The block of a group of tasks was left without join(), so its tasks were"
                            + " cancelled. Call join() at the end of the block.");
        }
    }

    /**
     * The task leaves the block, with an exception or without: waits for all tasks, and throws what
     * the block ends with.
     */
    private void exit(@Nullable Throwable failure) {
        Touch.reads(this);
        Touch.touches(this, Interplay.SETTINGS, true);
        exiting = true;
        if (failure != null && fatal == null && Thrown.endsTheLoop(failure)) {
            fatal = failure;
        }
        boolean cancelled = failure != null && Thrown.isCancellation(failure);
        Throwable cancellation = cancelled ? failure : null;
        if (failure != null && !aborting) {
            abort();
        }
        while (!unfinished.isEmpty()) {
            Future<@Nullable Void> waiting =
                    loop.createFuture(Label.ofPending("the task group", unfinished));
            completed = waiting;
            Throwable arrivedBefore = task.arrived;
            try {
                waiting.await();
            } catch (Throwable thrownHere) {
                if (!Thrown.isCancellation(thrownHere)) {
                    throw Thrown.again(thrownHere);
                }
                interrupted = true;
                if (!aborting) {
                    cancellation = thrownHere;
                    abort();
                } else {
                    task.arrived = arrivedBefore; // Nobody has seen it.
                }
            }
            Touch.touches(this, Interplay.SETTINGS, true);
            Touch.writes(this);
            completed = null;
        }
        leave();
        closed = true;
        if (fatal != null) {
            throw Thrown.again(fatal);
        }
        if (parentAsked) {
            parentAsked = false;
            if (task.uncancel() == 0) {
                cancellation = null;
            }
        }
        if (cancellation != null && errors.isEmpty()) {
            // Others may have asked meanwhile; but what leaves the block of a try stays.
            boolean stays = resource && cancellation == failure;
            throw Thrown.again(stays ? cancellation : task.arriving(Thrown.plain(cancellation)));
        }
        if (failure != null && !cancelled) {
            errors.add(failure);
        }
        if (!errors.isEmpty()) {
            task.cancelsAgain();
            throw new ExceptionGroup(FAILED, errors);
        }
    }
}
