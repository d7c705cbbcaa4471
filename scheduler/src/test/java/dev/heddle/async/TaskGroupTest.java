package dev.heddle.async;

import static dev.heddle.async.Grounds.SECOND;
import static dev.heddle.async.Grounds.inAnyOrder;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Groups of tasks, as the resource of a try and with a lambda. */
class TaskGroupTest {

    private static final Duration LONG = SECOND.multipliedBy(9);

    private static Action failing(Exception failure) {
        return () -> {
            Async.sleep(SECOND);
            throw failure;
        };
    }

    private static ExceptionGroup groupThrownBy(Action action) {
        return catchThrowableOfType(ExceptionGroup.class, action::run);
    }

    @Test
    void theBlockEndsWhenAllTasksHave() throws Exception {
        inAnyOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    try (TaskGroup group = Async.taskGroup()) {
                        group.createTask(() -> Async.sleep(SECOND.multipliedBy(2)));
                        Task<String> task = group.createTask(() -> "result");
                        group.join();
                        log.add(task.result());
                    }
                    assertThat(log).containsExactly("result");
                    assertThat(Async.loop().time()).isEqualTo(2 * SECOND.toNanos());
                });
    }

    @Test
    void soDoesALambda() throws Exception {
        inAnyOrder(
                () -> {
                    List<Task<Void>> all = new ArrayList<>();
                    String result =
                            Async.taskGroup(
                                    group -> {
                                        all.add(group.createTask(() -> Async.sleep(SECOND)));
                                        return "end";
                                    });
                    assertThat(result).isEqualTo("end");
                    assertThat(all.getFirst().isDone()).isTrue();
                });
    }

    @Test
    void aBlockThatForgetsToJoinIsTold() throws Exception {
        inAnyOrder(
                () -> {
                    List<Task<Void>> all = new ArrayList<>();
                    assertThatThrownBy(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            all.add(group.createTask(() -> Async.sleep(LONG)));
                                        }
                                    })
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("join()");
                    assertThat(all.getFirst().isCancelled()).isTrue();
                });
    }

    @Test
    void aFailureCancelsTheOthersAndTheBlockWhereItWaits() throws Exception {
        inAnyOrder(
                () -> {
                    IOException failure = new IOException();
                    List<Task<Void>> all = new ArrayList<>();
                    ExceptionGroup thrown =
                            groupThrownBy(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            all.add(group.createTask(() -> Async.sleep(LONG)));
                                            group.createTask(failing(failure));
                                            Async.sleep(LONG);
                                            group.join();
                                        }
                                    });
                    assertThat(thrown.exceptions()).containsExactly(failure);
                    assertThat(thrown).hasCause(failure);
                    assertThat(all.getFirst().isCancelled()).isTrue();
                    assertThat(Async.currentTask().cancelling()).isZero();
                    assertThat(Async.loop().time()).isEqualTo(SECOND.toNanos());
                    Async.sleep(SECOND); // Nothing is left of it.
                });
    }

    @Test
    void aFailureEndsJoin() throws Exception {
        inAnyOrder(
                () -> {
                    IOException failure = new IOException();
                    ExceptionGroup thrown =
                            groupThrownBy(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            group.createTask(() -> Async.sleep(LONG));
                                            group.createTask(failing(failure));
                                            group.join();
                                        }
                                    });
                    assertThat(thrown.exceptions()).containsExactly(failure);
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    @Test
    void failuresAreInTheOrderInWhichTheyCameAndThatOfALambdaLast() throws Exception {
        inOrder(
                () -> {
                    IOException first = new IOException("first");
                    IOException late = new IOException("late");
                    IOException own = new IOException("own");
                    ExceptionGroup thrown =
                            groupThrownBy(
                                    () ->
                                            Async.taskGroup(
                                                    group -> {
                                                        group.createTask(
                                                                () -> {
                                                                    try {
                                                                        Async.sleep(LONG);
                                                                    } finally {
                                                                        fail(late);
                                                                    }
                                                                });
                                                        group.createTask(failing(first));
                                                        try {
                                                            Async.sleep(LONG);
                                                        } finally {
                                                            fail(own);
                                                        }
                                                        return null;
                                                    }));
                    assertThat(thrown.exceptions()).containsExactly(first, late, own);
                });
    }

    private static void fail(IOException failure) throws IOException {
        throw failure;
    }

    @Test
    void anExceptionOfTheBlockCancelsTheTasksAndStays() throws Exception {
        inAnyOrder(
                () -> {
                    IOException own = new IOException("own");
                    List<Task<Void>> all = new ArrayList<>();
                    assertThatThrownBy(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            all.add(group.createTask(() -> Async.sleep(LONG)));
                                            fail(own);
                                        }
                                    })
                            .isSameAs(own);
                    assertThat(all.getFirst().isCancelled()).isTrue();
                });
    }

    @Test
    void groupsNest() throws Exception {
        inOrder(
                () -> {
                    IOException failure = new IOException();
                    ExceptionGroup thrown =
                            groupThrownBy(
                                    () ->
                                            Async.taskGroup(
                                                    outer -> {
                                                        outer.createTask(() -> Async.sleep(LONG));
                                                        return Async.taskGroup(
                                                                inner ->
                                                                        inner.createTask(
                                                                                failing(failure)));
                                                    }));
                    assertThat(thrown.exceptions())
                            .singleElement()
                            .isInstanceOfSatisfying(
                                    ExceptionGroup.class,
                                    inner ->
                                            assertThat(inner.exceptions())
                                                    .containsExactly(failure));
                });
    }

    @Test
    void aFailureOfTheOuterGroupEndsTheInnerBlock() throws Exception {
        inOrder(
                () -> {
                    IOException failure = new IOException();
                    ExceptionGroup thrown =
                            groupThrownBy(
                                    () -> {
                                        try (TaskGroup outer = Async.taskGroup()) {
                                            outer.createTask(failing(failure));
                                            try (TaskGroup inner = Async.taskGroup()) {
                                                inner.createTask(() -> Async.sleep(LONG));
                                                inner.join();
                                            }
                                            outer.join();
                                        }
                                    });
                    assertThat(thrown.exceptions()).containsExactly(failure);
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    @Test
    void aCancellationFromOutsideCancelsTheTasksAndGoesOn() throws Exception {
        inOrder(
                () -> {
                    List<Task<Void>> all = new ArrayList<>();
                    Task<Void> parent =
                            Async.createTask(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            all.add(group.createTask(() -> Async.sleep(LONG)));
                                            group.join();
                                        }
                                    });
                    Async.yield();
                    Async.yield();
                    parent.cancel();
                    assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
                    assertThat(all.getFirst().isCancelled()).isTrue();
                });
    }

    @Test
    void aTimeoutEndsAGroup() throws Exception {
        inOrder(
                () -> {
                    List<Task<Void>> all = new ArrayList<>();
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout _ = Async.timeout(SECOND);
                                                TaskGroup group = Async.taskGroup()) {
                                            all.add(group.createTask(() -> Async.sleep(LONG)));
                                            group.join();
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class);
                    assertThat(all.getFirst().isCancelled()).isTrue();
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    @Test
    void aTaskThatIsCancelledAloneIsNoFailure() throws Exception {
        inOrder(
                () -> {
                    try (TaskGroup group = Async.taskGroup()) {
                        Task<Void> cancelled = group.createTask(() -> Async.sleep(LONG));
                        Task<String> other = group.createTask(() -> "other");
                        Async.yield();
                        cancelled.cancel();
                        group.join();
                        assertThat(other.result()).isEqualTo("other");
                    }
                });
    }

    @Test
    void aGroupThatHasEndedTakesNoMore() throws Exception {
        inAnyOrder(
                () -> {
                    TaskGroup group = Async.taskGroup();
                    group.join();
                    assertThatThrownBy(() -> group.createTask(() -> "late"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("has ended");
                });
    }

    private static final IOException FAILURE = new IOException("of a task");

    private static void failLater(TaskGroup group) {
        group.createTask(
                "bad",
                () -> {
                    throw FAILURE;
                });
    }

    /** Code that catches every exception catches the group where it waits; it is not lost. */
    @Test
    void aFailureThatTheBlockCatchesEndsIt() throws Exception {
        inOrder(
                () -> {
                    for (boolean joins : new boolean[] {true, false}) {
                        assertThatThrownBy(() -> catchEverything(joins))
                                .isInstanceOfSatisfying(
                                        ExceptionGroup.class,
                                        group ->
                                                assertThat(group.exceptions())
                                                        .containsExactly(FAILURE));
                        assertThat(Async.currentTask().cancelling()).isZero();
                    }
                });
    }

    private static void catchEverything(boolean joins) {
        try (TaskGroup group = Async.taskGroup()) {
            failLater(group);
            try {
                Async.sleep(SECOND);
            } catch (Exception caught) {
                assertThat(caught).isInstanceOf(ExceptionGroup.class);
            }
            if (joins) {
                group.join();
            }
        }
    }

    /** The failure of the task is not lost with the exception that is thrown in its place. */
    @Test
    void aFailureThatTheBlockReplacesIsAddedToIt() throws Exception {
        inOrder(
                () -> {
                    IllegalStateException own = new IllegalStateException("of the block");
                    assertThatThrownBy(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            failLater(group);
                                            try {
                                                Async.sleep(SECOND);
                                            } catch (ExceptionGroup caught) {
                                                throw own;
                                            }
                                        }
                                    })
                            .isSameAs(own);
                    assertThat(own.getSuppressed())
                            .singleElement()
                            .isInstanceOfSatisfying(
                                    ExceptionGroup.class,
                                    group ->
                                            assertThat(group.exceptions())
                                                    .containsExactly(FAILURE));
                });
    }

    /** One that is let out has everything, and nothing twice. */
    @Test
    void aFailureThatTheBlockLetsOutIsToldOnce() throws Exception {
        inOrder(
                () ->
                        assertThatThrownBy(
                                        () -> {
                                            try (TaskGroup group = Async.taskGroup()) {
                                                failLater(group);
                                                Async.sleep(SECOND);
                                            }
                                        })
                                .isInstanceOf(ExceptionGroup.class)
                                .hasNoSuppressedExceptions());
    }

    /** A task that is cancelled has no failure for who awaits it; so the handler is told. */
    @Test
    void aFailureBesideACancellationIsTold() throws Exception {
        inOrder(
                () -> {
                    List<String> told = new ArrayList<>();
                    Async.loop().setExceptionHandler((_, event) -> told.add(event.toString()));
                    Task<Void> parent =
                            Async.createTask(
                                    "parent",
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            failLater(group);
                                            Async.sleep(SECOND);
                                        }
                                    });
                    Async.yield();
                    Async.loop().callSoon(parent::cancel);
                    Waited<Void> _ = Async.wait(List.of(parent));
                    assertThat(parent.isCancelled()).isTrue();
                    assertThat(told)
                            .singleElement()
                            .asString()
                            .contains("while their block was cancelled", "'parent'", "of a task");
                });
    }

    private static final Duration TENTH = SECOND.dividedBy(10);

    /** Until one second after it was cancelled. */
    private static void endSlowly() {
        try {
            Async.sleep(LONG);
        } finally {
            Async.sleep(SECOND);
        }
    }

    @Test
    void aCancellationThatComesWhileAFailedBlockEndsIsThrownAtTheNextWait() throws Exception {
        inAnyOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Task<Void> parent =
                            Async.createTask(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            group.createTask(TaskGroupTest::endSlowly);
                                            Async.sleep(TENTH);
                                            fail(FAILURE);
                                            group.join();
                                        } catch (IOException e) {
                                            log.add("failed");
                                        }
                                        Async.sleep(LONG);
                                        log.add("never");
                                    });
                    Async.sleep(TENTH.multipliedBy(2));
                    parent.cancel();
                    assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
                    assertThat(log).containsExactly("failed");
                    assertThat(Async.loop().time())
                            .isEqualTo(SECOND.plus(TENTH).toNanos()); // When the group has ended.
                });
    }

    @Test
    void aBlockThatACancellationLeavesIsNotCancelledOnceMore() throws Exception {
        inAnyOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Task<Void> parent =
                            Async.createTask(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            group.createTask(TaskGroupTest::endSlowly);
                                            Async.sleep(LONG);
                                            group.join();
                                        } catch (CancelledError e) {
                                            Async.sleep(SECOND);
                                            log.add("cleaned up");
                                        }
                                    });
                    Async.sleep(TENTH);
                    parent.cancel();
                    Async.sleep(TENTH);
                    parent.cancel();
                    parent.await();
                    assertThat(log).containsExactly("cleaned up");
                });
    }

    @Test
    void aCancellationThatComesWhileALateGroupEndsGoesOn() throws Exception {
        inAnyOrder(
                () -> {
                    Task<Void> parent =
                            Async.createTask(
                                    () -> {
                                        try (Timeout _ = Async.timeout(SECOND);
                                                TaskGroup group = Async.taskGroup()) {
                                            group.createTask(TaskGroupTest::endSlowly);
                                            group.join();
                                        }
                                    });
                    Async.sleep(SECOND.plus(TENTH));
                    parent.cancel();
                    assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
                });
    }

    @Test
    void orAtTheNextWaitIfTheBlockHasSeenThatTimeIsUp() throws Exception {
        inAnyOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Task<Void> parent =
                            Async.createTask(
                                    () -> {
                                        try (Timeout _ = Async.timeout(SECOND);
                                                TaskGroup group = Async.taskGroup()) {
                                            group.createTask(TaskGroupTest::endSlowly);
                                            Async.sleep(LONG);
                                            group.join();
                                        } catch (TimeoutException e) {
                                            log.add("too late");
                                        }
                                        Async.sleep(LONG);
                                        log.add("never");
                                    });
                    Async.sleep(SECOND.plus(TENTH));
                    parent.cancel();
                    assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
                    assertThat(log).containsExactly("too late");
                });
    }
}
