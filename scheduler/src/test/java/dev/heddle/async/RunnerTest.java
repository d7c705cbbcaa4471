package dev.heddle.async;

import static dev.heddle.async.Grounds.SECOND;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Running a main coroutine, what happens at its end, and what is told then. */
class RunnerTest {

    private static final Duration LONG = SECOND.multipliedBy(9);

    /** What the handler was told, in words. */
    private static List<String> listenTo(EventLoop loop) {
        List<String> told = new ArrayList<>();
        loop.setExceptionHandler((_, event) -> told.add(event.toString()));
        return told;
    }

    @Test
    void aRunnerCanRunSeveralOneAfterTheOther() throws Exception {
        inOrder(
                loop -> {
                    try (Runner runner = new Runner(loop)) {
                        assertThat(runner.<Integer>run(() -> 1)).isEqualTo(1);
                        Task<String>[] left = newTasks(1);
                        runner.run(
                                () -> {
                                    left[0] = Async.createTask(RunnerTest::second);
                                });
                        assertThat(left[0].isDone()).isFalse();
                        assertThat(runner.<String>run(() -> left[0].await())).isEqualTo("second");
                    }
                    assertThat(loop.isClosed()).isTrue();
                });
    }

    private static String second() {
        Async.sleep(SECOND);
        return "second";
    }

    @SuppressWarnings("unchecked") // An array of a generic type.
    private static <T> Task<T>[] newTasks(int count) {
        return new Task[count];
    }

    @Test
    void whatTheMainCoroutineThrowsIsThrown() throws Exception {
        inOrder(
                loop -> {
                    IOException failure = new IOException();
                    Action failing =
                            () -> {
                                throw failure;
                            };
                    try (Runner runner = new Runner(loop)) {
                        assertThatThrownBy(() -> runner.run(failing)).isSameAs(failure);
                        runner.run(() -> Async.sleep(SECOND)); // It still can.
                    }
                });
    }

    @Test
    void whatIsLeftIsCancelledInTheOrderOfCreation() throws Exception {
        inOrder(
                loop -> {
                    List<String> log = new ArrayList<>();
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () -> {
                                    for (String name : List.of("a", "b", "c")) {
                                        Async.createTask(() -> logEnd(log, name));
                                    }
                                    Async.sleep(SECOND);
                                });
                        assertThat(log).isEmpty();
                    }
                    assertThat(log).containsExactly("a", "b", "c");
                });
    }

    private static void logEnd(List<String> log, String name) {
        try {
            Async.sleep(LONG);
        } finally {
            log.add(name);
        }
    }

    @Test
    void aFailureAtTheEndIsTold() throws Exception {
        inOrder(
                loop -> {
                    List<String> told = listenTo(loop);
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () -> {
                                    Async.createTask("bad", RunnerTest::failWhenCancelled);
                                    Async.sleep(SECOND);
                                });
                    }
                    assertThat(told).singleElement().asString().contains("at the end", "bad");
                });
    }

    private static void failWhenCancelled() throws IOException {
        try {
            Async.sleep(LONG);
        } catch (CancelledError cancelled) {
            throw new IOException(cancelled);
        }
    }

    @Test
    void aFailureThatNobodyHasSeenIsToldWhenTheLoopIsClosed() throws Exception {
        inOrder(
                loop -> {
                    List<String> told = listenTo(loop);
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () -> {
                                    Async.createTask("first", RunnerTest::fail);
                                    Task<Void> seen = Async.createTask("seen", RunnerTest::fail);
                                    Async.createTask("second", RunnerTest::fail);
                                    Async.sleep(SECOND);
                                    assertThat(seen.exception()).isNotNull();
                                });
                        assertThat(told).isEmpty();
                    }
                    assertThat(told).hasSize(2).allMatch(one -> one.contains("never retrieved"));
                    assertThat(told.get(0)).contains("'first'");
                    assertThat(told.get(1)).contains("'second'");
                });
    }

    private static void fail() throws IOException {
        throw new IOException("unseen");
    }

    @Test
    void aTaskThatIsPendingWhenTheLoopIsClosedIsTold() throws Exception {
        inOrder(
                loop -> {
                    List<String> told = listenTo(loop);
                    loop.createTask("never begun", () -> "result");
                    loop.close();
                    assertThat(told).singleElement().asString().contains("pending", "never begun");
                });
    }

    @Test
    void aForgottenCoroutineIsToldInDebugMode() throws Exception {
        inOrder(
                loop -> {
                    List<String> told = listenTo(loop);
                    loop.debug().setEnabled(true);
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () -> {
                                    Coroutine<Integer> _ = Coroutine.of("forgotten", () -> 1);
                                    Coroutine.of("awaited", () -> 2).await();
                                    Async.createTask(Coroutine.of("a task", () -> 3)).await();
                                });
                    }
                    assertThat(told).singleElement().asString().contains("'forgotten'", "never");
                });
    }

    @Test
    void aCoroutineOfATaskThatWasCancelledBeforeItBeganIsNotForgotten() throws Exception {
        inOrder(
                loop -> {
                    List<String> told = listenTo(loop);
                    loop.debug().setEnabled(true);
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () -> {
                                    Async.createTask(Coroutine.of("cancelled", () -> 1)).cancel();
                                });
                    }
                    assertThat(told).isEmpty();
                });
    }

    @Test
    void anInterruptOfTheCallingThreadCancelsTheMainCoroutine() {
        EventLoop loop = EventLoop.create();
        Thread caller = Thread.currentThread();
        List<String> log = new ArrayList<>();
        try (Runner runner = new Runner(loop)) {
            assertThatThrownBy(
                            () ->
                                    runner.run(
                                            () -> {
                                                caller.interrupt();
                                                logEnd(log, "cleaned up");
                                            }))
                    .isInstanceOf(InterruptedException.class)
                    .hasCauseInstanceOf(CancelledError.class);
        }
        assertThat(log).containsExactly("cleaned up");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aTaskThatIsInterruptedItselfSeesThatAfterItsWait() throws Exception {
        try (Runner runner = new Runner(EventLoop.create())) {
            runner.run(
                    () -> {
                        Thread.currentThread().interrupt();
                        Async.sleep(Duration.ofMillis(2));
                        assertThat(Thread.interrupted()).isTrue();
                        Async.sleep(Duration.ofMillis(2));
                        assertThat(Thread.interrupted()).isFalse();
                    });
        }
    }

    @Test
    void aDeadlockOfALoopWithItsOwnTimeSaysWhoWaitsForWhat() {
        EventLoop loop = EventLoop.createVirtual();
        List<String> told = listenTo(loop);
        assertThatThrownBy(
                        () -> {
                            try (Runner runner = new Runner(loop)) {
                                runner.run(() -> new Event().await());
                            }
                        })
                .isInstanceOf(DeadlockError.class)
                .hasMessageContaining("'main'")
                .hasMessageContaining("an event");
        assertThat(loop.isClosed()).isTrue();
        assertThat(told).isEmpty(); // The main task could be cancelled.
    }

    private static void throwIt(VirtualMachineError failure) {
        throw failure;
    }

    /** As an interrupt from the keyboard does in Python; what is left is for {@code close}. */
    @Test
    void whatTheJvmSuffersInACallbackLeavesTheLoopAtOnce() throws Exception {
        inOrder(
                loop -> {
                    List<String> told = listenTo(loop);
                    List<String> log = new ArrayList<>();
                    InternalError failure = new InternalError("for the test");
                    try (Runner runner = new Runner(loop)) {
                        assertThatThrownBy(
                                        () ->
                                                runner.run(
                                                        () -> {
                                                            loop.callSoon(() -> throwIt(failure));
                                                            loop.callSoon(() -> log.add("next"));
                                                            logEnd(log, "main");
                                                        }))
                                .isSameAs(failure);
                        assertThat(log).isEmpty();
                    }
                    assertThat(log).containsExactly("next", "main");
                    assertThat(told).isEmpty();
                });
    }

    @Test
    void whatItSuffersInATaskLeavesTheLoopAndAGroupAsItIs() throws Exception {
        inOrder(
                loop -> {
                    List<String> told = listenTo(loop);
                    List<String> log = new ArrayList<>();
                    InternalError failure = new InternalError("for the test");
                    Task<?>[] main = newTasks(1);
                    assertThatThrownBy(
                                    () -> {
                                        try (Runner runner = new Runner(loop)) {
                                            runner.run(
                                                    () -> {
                                                        main[0] = Async.currentTask();
                                                        inAGroup(log, failure);
                                                    });
                                        }
                                    })
                            .isSameAs(failure);
                    assertThat(log).containsExactly("main", "other");
                    assertThat(main[0].exception()).isSameAs(failure);
                    assertThat(told).allMatch(one -> one.contains("for the test"));
                });
    }

    private static void inAGroup(List<String> log, VirtualMachineError failure) throws Exception {
        Async.taskGroup(
                group -> {
                    group.createTask("other", () -> logEnd(log, "other"));
                    group.createTask("bad", () -> throwIt(failure));
                    logEnd(log, "main");
                    return null;
                });
    }

    @Test
    void misuseIsRefusedInWords() throws Exception {
        EventLoop other = EventLoop.createVirtual();
        Future<String> foreign = other.createFuture();
        assertThatThrownBy(foreign::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no task");
        assertThatThrownBy(Async::currentTask).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Async.sleep(SECOND)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Semaphore(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Barrier(0)).isInstanceOf(IllegalArgumentException.class);
        inOrder(
                loop -> {
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () -> {
                                    assertThatThrownBy(() -> Async.run(() -> "inner"))
                                            .isInstanceOf(IllegalStateException.class)
                                            .hasMessageContaining("await it");
                                    assertThatThrownBy(foreign::await)
                                            .isInstanceOf(IllegalStateException.class);
                                    assertThatThrownBy(() -> Async.wait(List.of()))
                                            .isInstanceOf(IllegalArgumentException.class);
                                });
                    }
                    assertThatThrownBy(() -> loop.createTask(() -> "late"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed");
                    assertThatThrownBy(() -> loop.callSoon(() -> {}))
                            .isInstanceOf(IllegalStateException.class);
                });
    }
}
