package dev.heddle.zoo;

import static dev.heddle.zoo.Cage.check;

import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Lock;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Pools that starve, futures that race, and coroutines between two awaits. */
final class PoolsAndTasks {

    private int count;
    private boolean open = true;

    private PoolsAndTasks() {}

    /** Two tasks take both threads of the pool, and wait for tasks that need one. */
    static void starvedPool(boolean fixed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(fixed ? 4 : 2);
        java.util.concurrent.Callable<Integer> outer = () -> pool.submit(() -> 1).get();
        Future<Integer> one = pool.submit(outer);
        Future<Integer> two = pool.submit(outer);
        check(one.get() + two.get() == 2, "wrong");
        pool.shutdown();
    }

    static void joinedInThePool(boolean fixed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        CompletableFuture<Integer> one = outer(pool, fixed);
        CompletableFuture<Integer> two = outer(pool, fixed);
        check(one.join() + two.join() == 2, "wrong");
        pool.shutdown();
    }

    private static CompletableFuture<Integer> outer(ExecutorService pool, boolean fixed) {
        if (fixed) {
            return CompletableFuture.supplyAsync(() -> 0, pool)
                    .thenCompose(zero -> CompletableFuture.supplyAsync(() -> 1, pool));
        }
        return CompletableFuture.supplyAsync(
                () -> CompletableFuture.supplyAsync(() -> 1, pool).join(), pool);
    }

    static void resultsInAnyOrder(boolean fixed) throws Exception {
        StringBuffer order = new StringBuffer();
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> order.append("a"));
        CompletableFuture<Void> two =
                fixed
                        ? one.thenRun(() -> order.append("b"))
                        : CompletableFuture.runAsync(() -> order.append("b"));
        CompletableFuture.allOf(one, two).join();
        check(order.toString().equals("ab"), "the second was first");
    }

    // --- coroutines
    // -------------------------------------------------------------------------------

    static void updateAcrossAnAwait(boolean fixed) throws Exception {
        PoolsAndTasks all = new PoolsAndTasks();
        Lock lock = new Lock();
        Action adds =
                () -> {
                    if (fixed) {
                        try (Lock.Held _ = lock.hold()) {
                            all.add();
                        }
                    } else {
                        all.add();
                    }
                };
        both(adds, adds);
        check(all.count == 2, "an update was lost");
    }

    private void add() {
        int before = count;
        Async.yield();
        count = before + 1;
    }

    static void closedWhileAwaiting(boolean fixed) throws Exception {
        PoolsAndTasks all = new PoolsAndTasks();
        both(
                () -> {
                    if (all.open) {
                        Async.yield();
                        if (!fixed || all.open) {
                            check(all.open, "it was closed meanwhile");
                        }
                    }
                },
                () -> all.open = false);
    }

    static void crossedCoroutines(boolean fixed) throws Exception {
        Lock one = new Lock();
        Lock two = new Lock();
        Async.run(
                () -> {
                    Task<Void> other = Async.createTask("other", () -> nested(one, two));
                    nested(fixed ? one : two, fixed ? two : one);
                    other.await();
                });
    }

    private static void nested(Lock first, Lock second) {
        try (Lock.Held _ = first.hold()) {
            Async.yield();
            second.acquire();
            second.release();
        }
    }

    private static void both(Action first, Action second) throws Exception {
        Async.run(
                () -> {
                    try (TaskGroup group = Async.taskGroup()) {
                        group.createTask(first);
                        group.createTask(second);
                        group.join();
                    }
                });
    }
}
