package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/** Lets something be awaited by those who may be cancelled, without being cancelled itself. */
final class Shield {

    private Shield() {}

    static <T extends @Nullable Object> Future<T> over(EventLoop loop, Awaitable<T> awaitable) {
        Future<T> inner = loop.ensureFuture(awaitable);
        if (inner.isDone()) {
            return inner;
        }
        Future<T> outer = loop.createFuture(inner.label());
        Future.Callback<T> innerEnded =
                ended -> {
                    if (outer.isDone()) {
                        inner.markRetrieved();
                    } else if (inner.isCancelled()) {
                        outer.cancel();
                    } else {
                        Throwable failure = inner.exception();
                        if (failure != null) {
                            outer.setException(failure);
                        } else {
                            outer.setResult(inner.result());
                        }
                    }
                };
        inner.addDoneCallback(innerEnded);
        outer.addDoneCallback(
                ended -> {
                    if (!inner.isDone()) {
                        inner.removeDoneCallback(innerEnded);
                    }
                });
        return outer;
    }
}
