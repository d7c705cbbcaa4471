package dev.heddle.async;

import static dev.heddle.async.Grounds.SECOND;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Whatever a task waits for is named where somebody asks why it does not go on. */
class AwaitedTest {

    private static Task<Void> forever(String name) {
        return Async.createTask(name, () -> new Event().await());
    }

    private static Arguments waiting(String what, Action waits) {
        return arguments(what, waits);
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                waiting("a future", () -> Async.loop().createFuture().await()),
                waiting("task 'other'", () -> forever("other").await()),
                waiting("task 'other'", () -> Async.shield(forever("other")).await()),
                waiting("task 'other'", () -> Async.waitFor(null, forever("other"))),
                waiting(
                        "a gathering of task 'a', task 'b'",
                        () ->
                                Async.gather(forever("a"), Async.createTask(() -> 1), forever("b"))
                                        .await()),
                waiting(
                        "a gathering of a future",
                        () -> Async.gatherOutcomes(Async.loop().createFuture()).await()),
                waiting("the task group of task 'a', task 'b'", AwaitedTest::joinGroup),
                waiting(
                        "the first of task 'a', task 'b'",
                        () ->
                                Async.wait(
                                        List.of(forever("a"), forever("b")),
                                        null,
                                        Waited.Until.FIRST_COMPLETED)),
                waiting(
                        "the first failure of task 'a'",
                        () ->
                                Async.wait(
                                        List.of(forever("a")), null, Waited.Until.FIRST_EXCEPTION)),
                waiting("all of task 'a'", () -> Async.wait(List.of(forever("a")))),
                waiting(
                        "the next of task 'a', task 'b'",
                        () ->
                                Async.asCompleted(forever("a"), forever("b"))
                                        .iterator()
                                        .next()
                                        .await()),
                waiting("a lock that task 'holder' has taken", AwaitedTest::lockTwice),
                waiting("a semaphore", () -> new Semaphore(0).acquire()),
                waiting("an event", () -> new Event().await()),
                waiting("a condition", AwaitedTest::awaitCondition),
                waiting("a barrier, where 1 of 2 are", () -> new Barrier(2).await()),
                waiting("a queue that is empty", () -> new Queue<String>().get()),
                waiting("a queue that is full", () -> fill(new Queue<>(1))),
                waiting("taskDone() for all that is in a queue", AwaitedTest::joinQueue));
    }

    private static void joinGroup() {
        try (TaskGroup group = Async.taskGroup()) {
            group.createTask("a", () -> new Event().await());
            group.createTask("gone", () -> 1);
            group.createTask("b", () -> new Event().await());
            Async.yield();
            Async.yield();
            group.join();
        }
    }

    private static void lockTwice() throws Exception {
        Lock lock = new Lock();
        Async.createTask("holder", lock::acquire).await();
        Async.createTask("waits", lock::acquire);
        Async.yield();
        lock.acquire();
    }

    private static void awaitCondition() {
        Condition condition = new Condition();
        condition.acquire();
        condition.await();
    }

    private static void fill(Queue<String> queue) {
        queue.put("first");
        queue.put("second");
    }

    private static void joinQueue() {
        Queue<String> queue = new Queue<>();
        queue.putNoWait("left");
        queue.join();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void isNamed(String what, Action waits) {
        EventLoop loop = EventLoop.createVirtual();
        loop.setExceptionHandler((_, _) -> {});
        assertThatThrownBy(() -> loop.runUntilComplete(Action.awaitable(waits)))
                .isInstanceOf(DeadlockError.class)
                .message()
                .satisfies(
                        text ->
                                assertThat(text.lines())
                                        .contains("  task 'Task-1' awaits " + what));
        loop.close();
    }

    /** Beside a loop whose time is virtual, threads take none of it. */
    @Test
    void whatATaskWaitsForIsNamedByTheTask() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            CompletableFuture<String> stage = new CompletableFuture<>();
            runner.run(
                    () -> {
                        Task<Void> sleeps = Async.createTask(() -> Async.sleep(SECOND));
                        Task<String> staged = Async.createTask(() -> Async.wrap(stage).await());
                        Task<String> threaded = Async.createTask(() -> Async.toThread(stage::join));
                        Async.yield();
                        assertThat(sleeps.toString()).endsWith(" and awaits a sleep");
                        assertThat(staged.toString()).endsWith(" and awaits a CompletionStage");
                        assertThat(threaded.toString())
                                .endsWith(" and awaits what an executor does");
                        stage.complete("done");
                        Async.gather(staged, threaded).await();
                        assertThat(staged.toString()).endsWith(" with the result done");
                    });
        }
    }
}
