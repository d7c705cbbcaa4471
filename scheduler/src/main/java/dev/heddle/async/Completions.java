package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What {@link Async#asCompleted} goes through: one after the other as they are done. */
final class Completions<T extends @Nullable Object> implements Iterable<Awaitable<T>> {

    private final EventLoop loop;
    private final Set<Future<T>> pending;
    private final int count;

    /** Those that are done; empty ones stand for those that time was up for. */
    private final Queue<Optional<Future<T>>> done;

    private final @Nullable Handle timer;
    private final Future.Callback<T> ended = this::ended;

    Completions(
            EventLoop loop, List<? extends Awaitable<? extends T>> all, @Nullable Duration limit) {
        this.loop = loop;
        this.pending = new LinkedHashSet<>();
        this.done = Queue.of(Label.ofPending("the next", pending));
        for (Awaitable<? extends T> awaitable : all) {
            pending.add(asFuture(awaitable));
        }
        this.count = pending.size();
        for (Future<T> future : pending) {
            future.addDoneCallback(ended);
        }
        this.timer =
                limit == null || pending.isEmpty() ? null : loop.callLater(limit, this::timeIsUp);
    }

    @SuppressWarnings("unchecked") // Its results are only read.
    private Future<T> asFuture(Awaitable<? extends T> awaitable) {
        return (Future<T>) loop.ensureFuture(awaitable);
    }

    private void timeIsUp() {
        for (Future<T> future : pending) {
            future.removeDoneCallback(ended);
            done.putNoWait(Optional.empty());
        }
        pending.clear();
    }

    private void ended(Future<T> future) {
        if (pending.remove(future)) {
            done.putNoWait(Optional.of(future));
            if (pending.isEmpty() && timer != null) {
                timer.cancel();
            }
        }
    }

    private T next() throws Exception {
        Optional<Future<T>> next = done.get();
        if (next.isEmpty()) {
            throw new TimeoutException("Time was up before all were done.");
        }
        return next.get().await();
    }

    @Override
    public Iterator<Awaitable<T>> iterator() {
        return new Iterator<>() {

            private int given;

            @Override
            public boolean hasNext() {
                Touch.reads(this);
                return given < count;
            }

            @Override
            public Awaitable<T> next() {
                Touch.writes(this);
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                given++;
                return Completions.this::next;
            }
        };
    }
}
