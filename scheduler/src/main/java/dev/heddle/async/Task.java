package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Interplay;
import dev.heddle.kernel.Printed;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A coroutine that an event loop runs beside others: it goes on until it awaits something that is
 * not done, and again when that is.
 *
 * {@snippet :
 *     Task<String> task = Async.createTask("slow", () -> fetch("slow"));
 *     task.cancel();
 *     try {
 *         task.await();
 *     } catch (CancelledError e) {
 *         // It was cancelled: its finally blocks have run.
 *     }
 * }
 *
 * @param <T> the type of its result
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Task<T extends @Nullable Object> extends Future<T> implements Ready {

    private final Awaitable<T> body;
    private String name;

    /** Its number for who wants to know what steps have to do with each other; 0 if nobody does. */
    final int number;

    /** What it runs on, from its first step to its end. */
    @Nullable Worker worker;

    /** Who created it and has to go on when it first suspends, if it was started eagerly. */
    @Nullable Worker creator;

    /** The values of its context variables, while it does not run. */
    Values values;

    /** What it waits for, or null; it is not done as long as it was not woken. */
    private @Nullable Future<?> awaiting;

    /** Set when it is to be thrown a {@link CancelledError} at its next step. */
    private boolean mustCancel;

    private @Nullable String cancelMessage;

    /** How often it was asked to cancel itself, less how often that was taken back. */
    private int cancelRequests;

    /** The cancellation that was thrown last, in the form in which it arrived; or null. */
    @Nullable Throwable arrived;

    /** Set while what it awaits is being cancelled: tasks can await each other in a ring. */
    private boolean cancelling;

    /** The innermost block it is in that may cancel it, or null. */
    @Nullable Scope scope;

    /** Its neighbours in {@link Tasks}; theirs. */
    @Nullable Task<?> before;

    @Nullable Task<?> after;

    Task(EventLoop loop, @Nullable String name, Awaitable<T> body, Values values) {
        super(loop);
        this.name = name == null ? "Task-" + loop.tasks().nextNumber() : name;
        this.body = body;
        this.values = values;
        loop.tasks().add(this);
        this.number = loop.told == null ? 0 : loop.told.makes(loop, this);
    }

    /** Its name. */
    public String name() {
        loop.touches(this, Interplay.SETTINGS, false);
        return name;
    }

    /** The same, for reports. */
    String title() {
        return name;
    }

    /** Gives it another name. */
    public void setName(String other) {
        loop.touches(this, Interplay.SETTINGS, true);
        name = Objects.requireNonNull(other, "A task needs a name.");
    }

    /** What it waits for: null if it runs, is ready to, or has ended. */
    @Nullable Future<?> awaiting() {
        return isDone() ? null : awaiting;
    }

    /** What it waits for while it is suspended, for reports. */
    Object awaits() {
        Future<?> inner = awaiting;
        return inner == null ? "its next step" : inner.label();
    }

    @Override
    Object label() {
        return Label.of(() -> "task '" + Printed.name(name) + "'", () -> this);
    }

    /** Always fails: a task sets its result itself. */
    @Override
    public void setResult(@Nullable T result) {
        throw new UnsupportedOperationException("A task sets its result itself, by returning it.");
    }

    /** Always fails: a task sets its exception itself. */
    @Override
    public void setException(Throwable failure) {
        throw new UnsupportedOperationException("A task fails by throwing an exception.");
    }

    // --- cancelling
    // ------------------------------------------------------------------------------

    /**
     * Asks it to end: it is thrown a {@link CancelledError} where it waits, at its next step, and
     * can clean up, or even go on. What it awaits is cancelled first.
     *
     * @return false if it is done already
     */
    @Override
    public boolean cancel(@Nullable String message) {
        if (isDone()) {
            return false;
        }
        loop.touches(this, Interplay.STEPS, true);
        Future<?> inner = awaiting;
        if (cancelling && inner != null) {
            // Tasks await each other in a ring, and this is where it closes: this one does not wait
            // any longer, and the others follow.
            inner.removeWaiter(this);
            awaiting = null;
            loop.passes.ready(this);
        } else {
            cancelRequests++;
            if (inner != null && !inner.isDone() && cancelInner(inner, message)) {
                return true; // It is woken by that, and thrown what that throws.
            }
        }
        mustCancel = true;
        cancelMessage = message;
        return true;
    }

    private boolean cancelInner(Future<?> inner, @Nullable String message) {
        cancelling = true;
        try {
            return inner.cancel(message);
        } finally {
            cancelling = false;
        }
    }

    /** How often it was asked to cancel itself, less how often that was taken back. */
    public int cancelling() {
        loop.touches(this, Interplay.STEPS, false);
        return cancelRequests;
    }

    /**
     * Takes one request to cancel it back, for blocks that have asked for it and deal with it.
     *
     * @return how many requests are left
     */
    public int uncancel() {
        loop.touches(this, Interplay.STEPS, true);
        if (cancelRequests > 0) {
            cancelRequests--;
            if (cancelRequests == 0) {
                mustCancel = false;
            }
        }
        return cancelRequests;
    }

    /** How many of the requests to cancel it, and not taken back, it has been thrown. */
    int requestsThrown() {
        return cancelRequests - (mustCancel ? 1 : 0);
    }

    /** It was thrown a cancellation that came to nothing: if still asked, it is thrown another. */
    void cancelsAgain() {
        if (cancelling() > 0) {
            uncancel();
            cancel();
        }
    }

    // --- running
    // ---------------------------------------------------------------------------------

    /** Runs it from its beginning to its end, on its worker. */
    void run() {
        T result;
        try {
            result = body.await();
        } catch (Throwable thrown) {
            values = loop.passes.values();
            failed(thrown);
            return;
        }
        values = loop.passes.values();
        if (mustCancel) {
            mustCancel = false;
            end();
            super.cancel(cancelMessage);
        } else {
            end();
            super.setResult(result);
        }
    }

    private void failed(Throwable thrown) {
        if (Thrown.isUnwinding(thrown) && !(thrown instanceof Destroyed)) {
            throw Thrown.again(thrown);
        }
        end();
        if (thrown instanceof Destroyed) {
            return; // It stays pending for ever.
        }
        if (thrown instanceof CancelledError cancelled) {
            super.cancel(cancelled.getMessage());
            tellOfGroups(cancelled);
        } else {
            super.setException(thrown);
            if (Thrown.endsTheLoop(thrown)) {
                loop.passes.leave(thrown);
            }
        }
    }

    /** Who awaits a cancelled task does not see what its groups have failed with meanwhile. */
    private void tellOfGroups(CancelledError cancelled) {
        for (Throwable other : cancelled.getSuppressed()) {
            if (other instanceof ExceptionGroup) {
                loop.callExceptionHandler(
                        new ExceptionHandler.Event(
                                "Tasks of a group have failed while their block was cancelled.",
                                other,
                                null,
                                this));
            }
        }
    }

    /** If it was cancelled before its first step, it ends without having run. */
    boolean endsUnstarted() {
        if (!mustCancel) {
            return false;
        }
        if (body instanceof Coroutine<?> coroutine) {
            coroutine.isNotForgotten(); // It never runs.
        }
        end();
        super.cancel(cancelMessage);
        return true;
    }

    private void end() {
        worker = null;
        loop.touches(loop, Interplay.ENDED, false);
        loop.tasks().remove(this);
    }

    /** Waits until a future is done, and throws what it throws. */
    void suspendUntilDone(Future<?> future) {
        if (future == this) {
            suspendOnce();
            throw new IllegalStateException("The task '%s' awaits itself.".formatted(name));
        }
        if (future.loop != loop) {
            throw new IllegalStateException(
                    "The task '%s' awaits %s of another event loop. Use runCoroutineThreadsafe to wait for another loop."
                            .formatted(name, future));
        }
        future.addWaiter(this);
        awaiting = future;
        if (mustCancel && future.cancel(cancelMessage)) {
            mustCancel = false;
        }
        loop.passes.suspend(this);
        awaiting = null;
        Throwable failure = future.isDone() ? future.failure() : null;
        if (mustCancel) {
            mustCancel = false;
            if (!(failure instanceof CancelledError)) {
                failure = new CancelledError(cancelMessage);
            }
        }
        if (failure != null) {
            throw Thrown.again(arriving(failure));
        }
    }

    /** Lets everything run that is ready, once. */
    void suspendOnce() {
        loop.passes.ready(this);
        loop.passes.suspend(this);
        if (mustCancel) {
            mustCancel = false;
            throw Thrown.again(arriving(new CancelledError(cancelMessage)));
        }
    }

    /** A cancellation may arrive as what the block will throw that has asked for it. */
    Throwable arriving(Throwable failure) {
        Scope innermost = scope;
        if (innermost == null || !(failure instanceof CancelledError)) {
            return failure;
        }
        Throwable arriving = innermost.arriving(cancelRequests, failure);
        arrived = arriving;
        return arriving;
    }

    @Override
    public String toString() {
        if (loop.told != null) {
            loop.told.touchesAll();
        }
        Future<?> inner = awaiting();
        return describe() + (inner == null ? "" : " and awaits " + inner.label());
    }
}
