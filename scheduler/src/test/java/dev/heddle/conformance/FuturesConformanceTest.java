package dev.heddle.conformance;

import static dev.heddle.Conformance.check;
import static dev.heddle.Conformance.underControl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Futures and flows, which use the common pool if they are told nothing else. */
class FuturesConformanceTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "CompletableFuture.supplyAsync, runAsync, then..., handle; CompletionStage")
    void stagesFollowEachOther() {
        check(
                () -> {
                    CompletionStage<Integer> stage =
                            CompletableFuture.supplyAsync(() -> 1)
                                    .thenApplyAsync(value -> value + 1)
                                    .thenCombineAsync(
                                            CompletableFuture.supplyAsync(() -> 10), Integer::sum)
                                    .thenCompose(
                                            value -> CompletableFuture.supplyAsync(() -> value))
                                    .whenCompleteAsync((value, failure) -> {});
                    assertThat(stage.toCompletableFuture().get(1, TimeUnit.MINUTES)).isEqualTo(12);
                    CompletableFuture<Integer> failed =
                            CompletableFuture.supplyAsync(
                                    () -> {
                                        throw new IllegalStateException("on purpose");
                                    });
                    assertThatThrownBy(() -> failed.join())
                            .isInstanceOf(CompletionException.class)
                            .hasRootCauseMessage("on purpose");
                    assertThatThrownBy(() -> failed.get()).isInstanceOf(ExecutionException.class);
                    assertThat(failed.exceptionallyAsync(failure -> 3).join()).isEqualTo(3);
                    assertThat(failed.handle((value, failure) -> 4).join()).isEqualTo(4);
                });
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "CompletableFuture.allOf, anyOf, applyToEither, runAfterBoth")
    void severalAreAwaited() {
        check(
                () -> {
                    AtomicInteger done = new AtomicInteger();
                    CompletableFuture<Integer> first =
                            CompletableFuture.supplyAsync(() -> done.addAndGet(1));
                    CompletableFuture<Integer> second =
                            CompletableFuture.supplyAsync(() -> done.addAndGet(2));
                    CompletableFuture.allOf(first, second).join();
                    assertThat(done.get()).isEqualTo(3);
                    assertThat(first.applyToEither(second, value -> value).join()).isBetween(1, 3);
                    first.runAfterBothAsync(second, () -> done.addAndGet(4)).join();
                    assertThat(done.get()).isEqualTo(7);
                    assertThat(CompletableFuture.anyOf(first, new CompletableFuture<>()).join())
                            .isEqualTo(first.join());
                });
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "CompletableFuture: completed by several, cancelled, obtruded")
    void onlyOneCompletes() {
        check(
                () -> {
                    CompletableFuture<String> future = new CompletableFuture<>();
                    AtomicInteger winners = new AtomicInteger();
                    Together.all(
                            () -> winners.addAndGet(future.complete("a") ? 1 : 0),
                            () -> winners.addAndGet(future.complete("b") ? 1 : 0),
                            () -> winners.addAndGet(future.cancel(true) ? 1 : 0));
                    assertThat(winners.get()).isLessThanOrEqualTo(2).isPositive();
                    assertThat(future.isDone()).isTrue();
                    future.obtrudeValue("c");
                    assertThat(future.getNow("d")).isEqualTo("c");
                    assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
                });
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "CompletableFuture.orTimeout, completeOnTimeout, get with a time")
    void futuresEndByTime() {
        check(
                () -> {
                    CompletableFuture<String> late = new CompletableFuture<>();
                    assertThatThrownBy(() -> late.get(1, TimeUnit.MILLISECONDS))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(
                                    new CompletableFuture<String>()
                                            .completeOnTimeout("x", 2, TimeUnit.MILLISECONDS)
                                            .join())
                            .isEqualTo("x");
                    assertThatThrownBy(() -> late.orTimeout(2, TimeUnit.MILLISECONDS).join())
                            .hasCauseInstanceOf(TimeoutException.class);
                    CompletableFuture<String> early = new CompletableFuture<>();
                    early.orTimeout(1, TimeUnit.HOURS);
                    early.complete("in time");
                    assertThat(early.join()).isEqualTo("in time");
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "CompletableFuture.delayedExecutor, in virtual time")
    void delaysTakeVirtualTime() {
        underControl(
                () -> {
                    long begin = System.nanoTime();
                    Executor later = CompletableFuture.delayedExecutor(40, TimeUnit.DAYS);
                    List<String> order = Collections.synchronizedList(new ArrayList<>());
                    CompletableFuture<Void> last =
                            CompletableFuture.runAsync(() -> order.add("late"), later);
                    CompletableFuture.delayedExecutor(1, TimeUnit.DAYS)
                            .execute(() -> order.add("early"));
                    last.join();
                    assertThat(order).containsExactly("early", "late");
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).hasDays(40);
                    CompletableFuture<String> never = new CompletableFuture<>();
                    assertThatThrownBy(() -> never.orTimeout(365, TimeUnit.DAYS).join())
                            .hasCauseInstanceOf(TimeoutException.class);
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).hasDays(405);
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "FutureTask: run, get, cancel with and without interrupting")
    void futureTasks() {
        check(
                () -> {
                    AtomicInteger runs = new AtomicInteger();
                    FutureTask<Integer> task = new FutureTask<>(() -> runs.incrementAndGet());
                    Together.all(() -> task.run(), () -> task.run());
                    assertThat(task.get()).isEqualTo(1);
                    assertThat(runs.get()).isEqualTo(1);
                    FutureTask<Integer> slow =
                            new FutureTask<>(
                                    () -> {
                                        Thread.sleep(100_000);
                                        return 1;
                                    });
                    Together runner = Together.start(() -> slow.run());
                    slow.cancel(true);
                    runner.end();
                    assertThatThrownBy(() -> slow.get()).isInstanceOf(CancellationException.class);
                    assertThat(slow.isCancelled()).isTrue();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "SubmissionPublisher, Flow: subscribing, demand, consume")
    void publishersDeliverInOrder() {
        check(
                () -> {
                    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
                    CompletableFuture<Void> consumed;
                    Collector collector = new Collector(seen);
                    try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
                        publisher.subscribe(collector);
                        consumed = publisher.consume(value -> {});
                        for (int i = 0; i < 3; i++) {
                            publisher.submit(i);
                        }
                        assertThat(publisher.getNumberOfSubscribers()).isEqualTo(2);
                    }
                    consumed.join();
                    collector.completed.join();
                    assertThat(seen).containsExactly(0, 1, 2);
                });
    }

    private static final class Collector implements Flow.Subscriber<Integer> {
        final CompletableFuture<Void> completed = new CompletableFuture<>();
        private final List<Integer> seen;
        private Flow.Subscription subscription;

        Collector(List<Integer> seen) {
            this.seen = seen;
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            made.request(1);
        }

        @Override
        public void onNext(Integer item) {
            seen.add(item);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            completed.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            completed.complete(null);
        }
    }

    @Test
    @Covers(area = Area.POOLS, value = "SubmissionPublisher: full buffers, offer with a time")
    void slowSubscribersHoldUpOrDrop() {
        check(
                () -> {
                    try (SubmissionPublisher<Integer> publisher =
                            new SubmissionPublisher<>(task -> {}, 1)) {
                        publisher.subscribe(new Collector(new ArrayList<>()));
                        AtomicInteger dropped = new AtomicInteger();
                        for (int i = 0; i < 4; i++) {
                            publisher.offer(
                                    i,
                                    1,
                                    TimeUnit.MILLISECONDS,
                                    (subscriber, item) -> dropped.incrementAndGet() < 0);
                        }
                        assertThat(dropped.get()).isPositive();
                        assertThat(publisher.estimateMaximumLag()).isPositive();
                    }
                });
    }
}
