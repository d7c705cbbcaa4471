package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What {@link Async#wait} has come back with.
 *
 * {@snippet :
 *     Waited<String> waited =
 *             Async.wait(
 *                     List.of(quick, slow),
 *                     null,
 *                     Waited.Until.FIRST_COMPLETED);
 *     waited.pending().forEach(late -> late.cancel());
 *     return waited.done().getFirst().result();
 * }
 *
 * @param done those that were done, in the order in which they were given
 * @param pending those that were not
 * @param <T> the type of their results
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Waited<T extends @Nullable Object>(List<Future<T>> done, List<Future<T>> pending) {

    /** When {@link Async#wait} comes back. */
    public enum Until {
        /** When one of them is done. */
        FIRST_COMPLETED("the first"),
        /** When one of them has failed, or all are done. */
        FIRST_EXCEPTION("the first failure"),
        /** When all are done. */
        ALL_COMPLETED("all");

        /** In words for reports. */
        private final String awaits;

        Until(String awaits) {
            this.awaits = awaits;
        }
    }

    static <T extends @Nullable Object> Waited<T> forAll(
            EventLoop loop,
            List<? extends Future<T>> futures,
            @Nullable Duration limit,
            Until until) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to wait for.");
        }
        for (Future<T> future : futures) {
            loop.checkMine(Objects.requireNonNull(future, "One to wait for is null."));
        }
        Objects.requireNonNull(until, "It is not said until when to wait.");
        Set<Future<T>> all = new LinkedHashSet<>(futures);
        Future<@Nullable Void> waiter = loop.createFuture(Label.ofPending(until.awaits, all));
        Runnable release = () -> release(waiter);
        Handle timer = limit == null ? null : loop.callLater(limit, release);
        int[] left = {all.size()};
        Future.Callback<T> ended =
                future -> {
                    left[0]--;
                    if (left[0] <= 0
                            || until == Until.FIRST_COMPLETED
                            || (until == Until.FIRST_EXCEPTION && hasFailed(future))) {
                        if (timer != null) {
                            timer.cancel();
                        }
                        release(waiter);
                    }
                };
        Future.Tally<T> counts = ended::done;
        Future.Callback<T> told = until == Until.FIRST_COMPLETED ? ended : counts;
        for (Future<T> future : all) {
            future.addDoneCallback(told);
        }
        try {
            loop.awaiting("others").suspendUntilDone(waiter);
        } finally {
            if (timer != null) {
                timer.cancel();
            }
            for (Future<T> future : all) {
                future.removeDoneCallback(told);
            }
        }
        List<Future<T>> done = new ArrayList<>();
        List<Future<T>> pending = new ArrayList<>();
        for (Future<T> future : all) {
            (future.isDone() ? done : pending).add(future);
        }
        return new Waited<>(done, pending);
    }

    private static boolean hasFailed(Future<?> future) {
        return !future.isCancelled() && future.exception() != null;
    }

    private static void release(Future<@Nullable Void> waiter) {
        if (!waiter.isDone()) {
            waiter.setResult(null);
        }
    }
}
