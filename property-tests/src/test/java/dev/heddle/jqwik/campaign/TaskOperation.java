package dev.heddle.jqwik.campaign;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;

/** Pools, futures, streams and timers. */
enum TaskOperation implements Operation {
    SUPPLY(
            (scene, argument) ->
                    CompletableFuture.supplyAsync(() -> scene.cells[0]++)
                            .thenApplyAsync(value -> value + scene.cells[1])
                            .get(20, MILLISECONDS)),
    DELAYED_FUTURE(
            (scene, argument) ->
                    CompletableFuture.supplyAsync(
                                    () -> scene.cells[0]++,
                                    CompletableFuture.delayedExecutor(argument, MILLISECONDS))
                            .get(3, MILLISECONDS)),
    OR_TIMEOUT(
            (scene, argument) -> {
                CompletableFuture<Integer> future = new CompletableFuture<>();
                CompletableFuture.runAsync(() -> future.complete(scene.cells[0]));
                return future.orTimeout(argument, MILLISECONDS).join();
            }),
    COMPLETE_ON_TIMEOUT(
            (scene, argument) ->
                    new CompletableFuture<Integer>()
                            .completeOnTimeout(scene.cells[0], argument, MILLISECONDS)
                            .thenCombineAsync(
                                    CompletableFuture.supplyAsync(() -> scene.cells[1]++),
                                    Integer::sum)
                            .join()),
    ANY_OF(
            (scene, argument) ->
                    CompletableFuture.anyOf(
                                    CompletableFuture.supplyAsync(() -> "a" + scene.cells[0]),
                                    CompletableFuture.supplyAsync(() -> "b" + scene.cells[1]))
                            .join()),
    ALL_OF(
            (scene, argument) -> {
                List<Integer> order = new ArrayList<>();
                CompletableFuture<?>[] all = new CompletableFuture<?>[1 + argument % 4];
                for (int i = 0; i < all.length; i++) {
                    int which = i;
                    all[i] =
                            CompletableFuture.runAsync(
                                    () -> {
                                        synchronized (order) {
                                            order.add(which);
                                        }
                                    });
                }
                CompletableFuture.allOf(all).join();
                return order;
            }),
    FORK_JOIN((scene, argument) -> new Sum(scene, argument).invoke()),
    OWN_FORK_JOIN(
            (scene, argument) -> {
                try (ForkJoinPool pool = new ForkJoinPool(1 + argument % 3)) {
                    return pool.submit(new Sum(scene, argument)).get();
                }
            }),
    PARALLEL_STREAM(
            (scene, argument) ->
                    IntStream.range(0, 4 + argument)
                            .parallel()
                            .map(i -> i + scene.cells[0]++)
                            .sum()),
    PARALLEL_FIND_ANY(
            (scene, argument) ->
                    IntStream.range(0, 16).parallel().filter(i -> i % 3 == 1).findAny().getAsInt()),
    FIXED_POOL(
            (scene, argument) -> {
                try (ExecutorService pool = Executors.newFixedThreadPool(1 + argument % 2)) {
                    Future<Integer> first = pool.submit(() -> scene.cells[0]++);
                    Future<Integer> second = pool.submit(() -> scene.cells[0]++);
                    return first.get() + "" + second.get();
                }
            }),
    CACHED_POOL(
            (scene, argument) -> {
                try (ExecutorService pool = Executors.newCachedThreadPool()) {
                    Callable<String> a = () -> "a" + scene.cells[0]++;
                    Callable<String> b = () -> "b" + scene.cells[0]++;
                    return pool.invokeAny(List.of(a, b));
                }
            }),
    VIRTUAL_EXECUTOR(
            (scene, argument) -> {
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 1 + argument % 4; i++) {
                        pool.submit(() -> scene.cells[2]++);
                    }
                }
                return scene.cells[2];
            }),
    SCHEDULED(
            (scene, argument) -> {
                CountDownLatch ticks = new CountDownLatch(2);
                try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(1)) {
                    pool.scheduleAtFixedRate(
                            ticks::countDown, argument, 1 + argument, MILLISECONDS);
                    pool.schedule(() -> scene.cells[0]++, argument, MILLISECONDS);
                    boolean ticked = ticks.await(10, MILLISECONDS);
                    pool.shutdownNow();
                    return ticked + "" + scene.cells[0];
                }
            }),
    TIMER(
            (scene, argument) -> {
                Timer timer = new Timer(argument % 2 == 0);
                CountDownLatch done = new CountDownLatch(1);
                timer.schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                scene.cells[0]++;
                                done.countDown();
                            }
                        },
                        argument,
                        2);
                boolean came = done.await(4, MILLISECONDS);
                timer.cancel();
                return came + "" + scene.cells[0];
            }),
    PUBLISHER(
            (scene, argument) -> {
                List<Integer> seen = new ArrayList<>();
                CompletableFuture<Void> consumed;
                try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
                    consumed = publisher.consume(seen::add);
                    publisher.submit(argument);
                    publisher.offer(scene.cells[0], (subscriber, item) -> false);
                }
                consumed.get(50, MILLISECONDS);
                return seen;
            });

    private final Action action;

    TaskOperation(Action action) {
        this.action = action;
    }

    @Override
    public Object run(Scene scene, int argument) throws Exception {
        return String.valueOf(action.run(scene, argument));
    }

    /** Halves its share until there is one left. */
    private static final class Sum extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1;

        private final transient Scene scene;
        private final int share;

        Sum(Scene scene, int share) {
            this.scene = scene;
            this.share = share;
        }

        @Override
        protected Integer compute() {
            if (share < 2) {
                return scene.cells[share]++;
            }
            Sum other = new Sum(scene, share / 2);
            other.fork();
            return new Sum(scene, share - share / 2).compute() + other.join();
        }
    }
}
