package dev.heddle.programs;

import dev.heddle.async.Async;
import dev.heddle.async.Future;
import dev.heddle.async.Lock;
import dev.heddle.async.Queue;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Coroutines of an event loop, and threads beside it, work on the same things. */
final class LoopAndThread {

    private int count;

    private LoopAndThread() {}

    private void increment() {
        count++;
    }

    private synchronized void incrementSafely() {
        count++;
    }

    /** Two coroutines, which do not interfere, and a thread, which does. */
    static void broken() throws Exception {
        LoopAndThread shared = new LoopAndThread();
        count(shared, shared::increment);
    }

    static void correct() throws Exception {
        LoopAndThread shared = new LoopAndThread();
        count(shared, shared::incrementSafely);
    }

    private static void count(LoopAndThread shared, Runnable increment) throws Exception {
        Async.run(
                () -> {
                    try (TaskGroup group = Async.taskGroup()) {
                        group.createTask("ann", () -> twice(increment));
                        group.createTask("bob", () -> twice(increment));
                        group.createTask("beside", () -> Async.toThread(increment::run));
                        group.join();
                    }
                });
        if (shared.count != 5) {
            throw new AssertionError("an update was lost: " + shared.count);
        }
    }

    private static void twice(Runnable increment) {
        increment.run();
        Async.yield();
        increment.run();
    }

    /** Which of two tasks comes first is the strategy's to choose. */
    static void takesTheFirst() throws Exception {
        Async.run(
                () -> {
                    Queue<String> arrived = new Queue<>();
                    Async.createTask(() -> arrived.put("left"));
                    Async.createTask(() -> arrived.put("right"));
                    String first = arrived.get();
                    if (!first.equals("left")) {
                        throw new AssertionError("left was not the first");
                    }
                });
    }

    static void locksCrossed() throws Exception {
        Async.run(
                () -> {
                    Lock left = new Lock();
                    Lock right = new Lock();
                    Task<Void> ann = Async.createTask("ann", () -> both(left, right));
                    Task<Void> bob = Async.createTask("bob", () -> both(right, left));
                    ann.await();
                    bob.await();
                });
    }

    private static void both(Lock first, Lock second) throws Exception {
        try (Lock.Held held = first.hold()) {
            Async.yield();
            try (Lock.Held both = second.hold()) {
                Async.yield();
            }
        }
    }

    /** A thread and a loop ask each other, and time passes meanwhile. */
    static void conversation() throws Exception {
        Async.run(
                () -> {
                    var loop = Async.loop();
                    Future<String> asked = loop.createFuture();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        CompletableFuture<String> answer =
                                                Async.runCoroutineThreadsafe(
                                                        loop,
                                                        () -> {
                                                            Async.sleep(Duration.ofMillis(3));
                                                            return "slept";
                                                        });
                                        String got = answer.join();
                                        loop.callSoonThreadsafe(() -> asked.setResult(got));
                                    });
                    thread.start();
                    String said =
                            Async.waitFor(
                                    Duration.ofMillis(5),
                                    () -> asked.await() + Async.toThread(() -> " and thought"));
                    if (!said.equals("slept and thought")) {
                        throw new AssertionError(said);
                    }
                });
    }
}
