package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The future of {@link Async#gather}: what several others yield, in their order. */
final class Gathering<T extends @Nullable Object, R extends @Nullable Object>
        extends Future<List<R>> {

    /** Makes what goes into the list of what one of the others has come to. */
    interface Entry<T extends @Nullable Object, R extends @Nullable Object> {
        R of(Future<T> child) throws Exception;
    }

    private final List<Future<T>> children;
    private final Entry<T, R> entry;

    /** Whether the first failure is that of the whole. */
    private final boolean failsEarly;

    /** How many different ones there are among the children. */
    private int different;

    private int finished;
    private boolean cancelRequested;

    private Gathering(EventLoop loop, int count, boolean failsEarly, Entry<T, R> entry) {
        super(loop);
        this.children = new ArrayList<>(count);
        this.failsEarly = failsEarly;
        this.entry = entry;
    }

    static <T extends @Nullable Object, R extends @Nullable Object> Future<List<R>> of(
            EventLoop loop,
            List<? extends Awaitable<? extends T>> awaitables,
            boolean failsEarly,
            Entry<T, R> entry) {
        if (awaitables.isEmpty()) {
            Future<List<R>> nothing = loop.createFuture("a gathering");
            nothing.setResult(List.of());
            return nothing;
        }
        Gathering<T, R> outer = new Gathering<>(loop, awaitables.size(), failsEarly, entry);
        outer.begin(awaitables);
        return outer;
    }

    private void begin(List<? extends Awaitable<? extends T>> awaitables) {
        IdentityHashMap<Object, Future<T>> known = new IdentityHashMap<>();
        List<Future<T>> done = new ArrayList<>();
        Future.Tally<T> told = this::ended;
        for (Awaitable<? extends T> awaitable : awaitables) {
            // A lambda is code, and runs as often as it is given; the others run once.
            boolean runsOnce = awaitable instanceof Future || awaitable instanceof Coroutine;
            Future<T> child = runsOnce ? known.get(awaitable) : null;
            if (child == null) {
                child = asChild(loop, awaitable);
                known.put(awaitable, child);
                different++;
                if (child.isDone()) {
                    done.add(child);
                } else {
                    // Before the next is made a task, which may begin at once and await this one.
                    child.addDoneCallback(told);
                }
            }
            children.add(child);
        }
        for (Future<T> child : done) {
            ended(child);
        }
    }

    @SuppressWarnings("unchecked") // Its results are only read.
    private static <T extends @Nullable Object> Future<T> asChild(
            EventLoop loop, Awaitable<? extends T> awaitable) {
        return (Future<T>) loop.ensureFuture(awaitable);
    }

    List<Future<T>> children() {
        return children;
    }

    private void ended(Future<T> child) {
        finished++;
        if (isDone()) {
            child.markRetrieved();
            return;
        }
        if (failsEarly) {
            Throwable failure = child.failure();
            if (failure != null) {
                setException(failure);
                return;
            }
        }
        if (finished == different) {
            finish(child);
        }
    }

    private void finish(Future<T> last) {
        if (cancelRequested) {
            Throwable cancelled = last.isCancelled() ? last.failure() : null;
            setException(cancelled == null ? new CancelledError() : cancelled);
            return;
        }
        List<R> results = new ArrayList<>(children.size());
        try {
            for (Future<T> child : children) {
                results.add(entry.of(child));
            }
        } catch (Exception failure) {
            setException(failure);
            return;
        }
        setResult(results);
    }

    /** Cancels all that are not done. */
    @Override
    public boolean cancel(@Nullable String message) {
        if (isDone()) {
            return false;
        }
        boolean any = false;
        for (Future<T> child : children) {
            any |= child.cancel(message);
        }
        Touch.writes(this);
        cancelRequested |= any;
        return any;
    }

    @Override
    Object label() {
        return Label.ofPending("a gathering", children);
    }
}
