package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Interplay;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A result that is not there yet: it is set by one side, and awaited by the other.
 *
 * {@snippet :
 *     Future<String> answer = Async.loop().createFuture();
 *     Async.loop().callLater(Duration.ofMillis(1), () -> answer.setResult("yes"));
 *     show(answer.await(), "was set");
 * }
 *
 * <p>Setting it runs nobody: who waits, and every callback, is put at the end of the queue of the
 * event loop, in the order in which they came. A future belongs to one loop and must only be
 * touched by code that this loop runs; from other threads, use {@link
 * EventLoop#callSoonThreadsafe}.
 *
 * @param <T> the type of the result
 */
@API(status = API.Status.STABLE, since = "0.1")
public abstract sealed class Future<T extends @Nullable Object> implements Awaitable<T>
        permits Task, Waiter, Sleep, Gathering, Future.Plain {

    private static final byte PENDING = 0;
    private static final byte CANCELLED = 1;
    private static final byte FAILED = 2;
    private static final byte DONE = 3;

    final EventLoop loop;

    private byte state = PENDING;

    /** Whether it is known to {@link Unretrieved}: its exception was never looked at. */
    private boolean unretrieved;

    /** The result, the exception, or the message of the cancellation. */
    private @Nullable Object outcome;

    /**
     * Who is told when it is done: null, a {@link Task} that awaits it, a {@link Listener}, or a
     * list of these. Nearly always there is one.
     */
    private @Nullable Object told;

    Future(EventLoop loop) {
        this.loop = loop;
    }

    /** What is called when a future is done. */
    @FunctionalInterface
    public interface Callback<T extends @Nullable Object> {
        /** Does what is to be done now that the future is. */
        void done(Future<T> future) throws Exception;
    }

    /**
     * A callback that, of futures with a result, only counts how many there are: nobody can tell in
     * which order it was called for them.
     */
    interface Tally<T extends @Nullable Object> extends Callback<T> {}

    /** A callback, and the values of context variables that it is called with. */
    private record Listener<T extends @Nullable Object>(Callback<T> callback, Values values) {}

    /** A future that is only that. */
    static final class Plain<T extends @Nullable Object> extends Future<T> {
        private final Object label;

        Plain(EventLoop loop, Object label) {
            super(loop);
            this.label = label;
        }

        @Override
        Object label() {
            return label;
        }
    }

    /** The loop it belongs to. */
    public final EventLoop loop() {
        return loop;
    }

    // --- what is known of it
    // ---------------------------------------------------------------------

    private void reads() {
        if (loop.told != null) {
            loop.told.touches(this, Interplay.STATE, false);
        }
    }

    private void writes() {
        if (loop.told != null) {
            loop.told.touches(this, Interplay.STATE, true);
        }
    }

    /** Whether it has a result or an exception, or was cancelled. */
    public final boolean isDone() {
        reads();
        return state != PENDING;
    }

    /** Whether it was cancelled. */
    public final boolean isCancelled() {
        reads();
        return state == CANCELLED;
    }

    /**
     * Its result.
     *
     * @throws InvalidStateException if it is not done
     * @throws CancelledError if it was cancelled
     * @throws Exception the exception it has failed with
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // The outcome is the result, null or not.
    public final T result() throws Exception {
        reads();
        return switch (state) {
            case DONE -> (T) outcome;
            case PENDING -> throw new InvalidStateException("The result is not set: " + this);
            default -> throw Thrown.again(Objects.requireNonNull(failure()));
        };
    }

    /**
     * The exception it has failed with, or null if it has a result.
     *
     * @throws InvalidStateException if it is not done
     * @throws CancelledError if it was cancelled
     */
    public final @Nullable Throwable exception() {
        reads();
        if (state == PENDING) {
            throw new InvalidStateException("The exception is not set: " + this);
        }
        Throwable failure = failure();
        if (state == CANCELLED) {
            throw Thrown.again(Objects.requireNonNull(failure));
        }
        return failure;
    }

    /** What it throws at who awaits it, or null; it counts as seen. */
    final @Nullable Throwable failure() {
        reads();
        if (state == CANCELLED) {
            return new CancelledError((String) outcome);
        }
        if (state != FAILED) {
            return null;
        }
        markRetrieved();
        return (Throwable) outcome;
    }

    /** Its exception will be seen, or need not be. */
    final void markRetrieved() {
        if (unretrieved) {
            unretrieved = false;
            loop.unretrieved().remove(this);
        }
    }

    // --- setting it
    // ------------------------------------------------------------------------------

    /**
     * Gives it its result.
     *
     * @throws InvalidStateException if it is done already
     */
    public void setResult(@Nullable T result) {
        complete(DONE, result);
    }

    /**
     * Lets it fail.
     *
     * @throws InvalidStateException if it is done already
     */
    public void setException(Throwable failure) {
        complete(FAILED, Objects.requireNonNull(failure, "There is no exception to fail with."));
        if (!(failure
                instanceof CancelledError)) { // A gathering may end so: no mistake to tell of.
            unretrieved = true;
            loop.touches(loop, Interplay.ERRORS, true);
            loop.unretrieved().add(this);
        }
    }

    /**
     * Cancels it, so that all who await it are thrown a {@link CancelledError}.
     *
     * @return false if it is done already
     */
    public final boolean cancel() {
        return cancel(null);
    }

    /** As {@link #cancel()}, with the message of the {@link CancelledError}. */
    public boolean cancel(@Nullable String message) {
        reads();
        if (state != PENDING) {
            return false;
        }
        complete(CANCELLED, message);
        return true;
    }

    private void complete(byte as, @Nullable Object with) {
        writes();
        if (state != PENDING) {
            throw new InvalidStateException("It is done already: " + this);
        }
        state = as;
        outcome = with;
        Object all = told;
        if (all == null) {
            return;
        }
        told = null;
        if (all instanceof List<?> several) {
            for (Object one : several) {
                tell(one);
            }
        } else {
            tell(all);
        }
    }

    @SuppressWarnings("unchecked") // Only listeners of this type were added.
    private void tell(Object one) {
        if (one instanceof Task<?> task) {
            loop.passes.ready(task);
        } else {
            Listener<T> listener = (Listener<T>) one;
            call(listener.callback(), listener.values());
        }
    }

    private void call(Callback<T> callback, Values values) {
        boolean counts = state == DONE && callback instanceof Tally;
        loop.passes.ready(new Handle.OfFuture<>(this, callback, values), counts ? callback : null);
    }

    // --- being told
    // ------------------------------------------------------------------------------

    /** Has the loop call back when it is done; if it is already, in the next pass. */
    public final void addDoneCallback(Callback<T> callback) {
        Objects.requireNonNull(callback, "There is no callback to call.");
        if (state == PENDING) {
            writes();
            add(new Listener<>(callback, loop.passes.values()));
        } else {
            reads();
            call(callback, loop.passes.values());
        }
    }

    /**
     * Takes back all that was added with the same object.
     *
     * @return how many that were
     */
    public final int removeDoneCallback(Callback<T> callback) {
        Objects.requireNonNull(callback, "There is no callback to take back.");
        if (state == PENDING) {
            writes();
        } else {
            reads(); // Nobody is there any more.
        }
        if (told instanceof List<?> several) {
            int before = several.size();
            several.removeIf(one -> isOf(one, callback));
            return before - several.size();
        }
        if (isOf(told, callback)) {
            told = null;
            return 1;
        }
        return 0;
    }

    private static boolean isOf(@Nullable Object one, Callback<?> callback) {
        return one instanceof Listener<?> listener && listener.callback() == callback;
    }

    /** Lets a task be woken when it is done, which it is not yet. */
    final void addWaiter(Task<?> task) {
        reads(); // In which order tasks get ready is nothing that they see.
        add(task);
    }

    /** A task does not wait for it any more. */
    final void removeWaiter(Task<?> task) {
        writes();
        if (told instanceof List<?> several) {
            several.remove(task);
        } else if (told == task) {
            told = null;
        }
    }

    @SuppressWarnings("unchecked") // A list here is always one of these.
    private void add(Object one) {
        Object before = told;
        if (before == null) {
            told = one;
        } else if (before instanceof List<?> several) {
            ((List<Object>) several).add(one);
        } else {
            List<Object> both = new ArrayList<>(4);
            both.add(before);
            both.add(one);
            told = both;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>If it is done, this returns at once, and no other task runs.
     */
    @Override
    public final T await() throws Exception {
        reads();
        if (state == PENDING) {
            loop.awaiting("a future").suspendUntilDone(this);
        } else if (state == CANCELLED) {
            throw Thrown.again(loop.arriving(Objects.requireNonNull(failure())));
        }
        return result();
    }

    /**
     * A future of java.util.concurrent that ends as this one does, for code that no event loop
     * runs. If it is cancelled, or completed otherwise, this one is cancelled.
     */
    public final CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> outer = new CompletableFuture<>();
        Bridge.connect(this, outer);
        return outer;
    }

    @Override
    public String toString() {
        if (loop.told != null) {
            loop.told.touchesAll();
        }
        return describe();
    }

    /** What it is, whatever has become of it. */
    abstract Object label();

    final String describe() {
        Object what = label();
        return switch (state) {
            case PENDING -> what + " that is not done";
            case CANCELLED -> what + " that was cancelled";
            case FAILED -> what + " that has failed with " + outcome;
            default -> what + " with the result " + outcome;
        };
    }
}
