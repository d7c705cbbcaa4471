package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Between the futures of an event loop and those of java.util.concurrent. */
final class Bridge {

    private Bridge() {}

    /** A future of the loop that ends as the stage does; cancelling it cancels the stage. */
    static <T extends @Nullable Object> Future<T> from(EventLoop loop, CompletionStage<T> stage) {
        Objects.requireNonNull(stage, "There is no stage to wait for.");
        Future<T> future = loop.createFuture("a CompletionStage");
        loop.passes.expect();
        stage.whenComplete((result, thrown) -> loop.post(() -> arrive(future, result, thrown)));
        future.addDoneCallback(
                done -> {
                    if (done.isCancelled()) {
                        stage.toCompletableFuture().cancel(true);
                    }
                });
        return future;
    }

    private static <T extends @Nullable Object> void arrive(
            Future<T> future, T result, @Nullable Throwable thrown) {
        future.loop.passes.expectNoMore();
        if (future.isDone()) {
            return;
        }
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (failure == null) {
            future.setResult(result);
        } else if (failure instanceof CancellationException) {
            future.cancel(failure.getMessage());
        } else {
            future.setException(failure);
        }
    }

    /** On the loop: the one ends as the other does, whichever does first. */
    static <T extends @Nullable Object> void connect(Future<T> future, CompletableFuture<T> outer) {
        Touch.mixes();
        future.addDoneCallback(
                done -> {
                    Throwable failure = done.failure();
                    if (failure == null) {
                        outer.complete(done.result());
                    } else if (failure instanceof CancelledError) {
                        outer.cancel(false);
                    } else {
                        outer.completeExceptionally(failure);
                    }
                });
        CompletableFuture<T> _ = outer.whenComplete((result, thrown) -> isCompleted(future));
    }

    /**
     * From any thread: if it was not the future that has completed the other, nobody can see any
     * more what becomes of it.
     */
    private static void isCompleted(Future<?> future) {
        Worker worker = Worker.current();
        if (worker != null && worker.loop == future.loop && future.isDone()) {
            return;
        }
        future.loop.post(future::cancel);
    }

    /** From any thread: the loop makes a task of it, unless it is a future or a task already. */
    static <T extends @Nullable Object> CompletableFuture<T> run(
            EventLoop loop, Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "There is nothing to run.");
        CompletableFuture<T> outer = new CompletableFuture<>();
        loop.callSoonThreadsafe(
                () -> {
                    if (outer.isDone()) {
                        return; // It was cancelled before it began.
                    }
                    try {
                        connect(loop.ensureFuture(awaitable), outer);
                    } catch (Throwable thrown) {
                        if (!Thrown.isUnwinding(thrown)) {
                            outer.completeExceptionally(thrown);
                        }
                        throw Thrown.again(thrown);
                    }
                });
        return outer;
    }
}
