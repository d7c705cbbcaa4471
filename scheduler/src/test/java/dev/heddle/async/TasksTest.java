package dev.heddle.async;

import static dev.heddle.async.Grounds.SECOND;
import static dev.heddle.async.Grounds.inAnyOrder;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tasks and futures: what they come to, who is told, and how they are cancelled. */
class TasksTest {

    @Test
    void aTaskGivesWhatItsBodyReturns() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> task = Async.createTask(() -> "result");
                    assertThat(task.isDone()).isFalse();
                    assertThat(task.await()).isEqualTo("result");
                    assertThat(task.result()).isEqualTo("result");
                    assertThat(task.exception()).isNull();
                });
    }

    @Test
    void aFailureArrivesAsItIs() throws Exception {
        inAnyOrder(
                () -> {
                    IOException failure = new IOException("broken");
                    Task<Object> task =
                            Async.createTask(
                                    () -> {
                                        throw failure;
                                    });
                    assertThatThrownBy(task::await).isSameAs(failure);
                    assertThat(task.exception()).isSameAs(failure);
                    assertThat(task.isCancelled()).isFalse();
                });
    }

    @Test
    void sleepingTasksSleepSideBySide() throws Exception {
        inAnyOrder(
                () -> {
                    long begin = Async.loop().time();
                    Task<Void> one = Async.createTask(() -> Async.sleep(SECOND));
                    Task<Void> two = Async.createTask(() -> Async.sleep(SECOND.multipliedBy(2)));
                    one.await();
                    two.await();
                    assertThat(Async.loop().time() - begin).isEqualTo(2_000_000_000L);
                });
    }

    @Test
    void tasksTakeTurnsAtEachWait() throws Exception {
        inOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    List<Task<?>> tasks = new ArrayList<>();
                    for (String name : List.of("a", "b")) {
                        tasks.add(
                                Async.createTask(
                                        () -> {
                                            log.add(name + 1);
                                            Async.yield();
                                            log.add(name + 2);
                                        }));
                    }
                    for (Task<?> task : tasks) {
                        task.await();
                    }
                    assertThat(log).containsExactly("a1", "b1", "a2", "b2");
                });
    }

    @Test
    void aCancelledTaskIsToldWhereItWaits() throws Exception {
        inOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Task<Void> task =
                            Async.createTask(
                                    () -> {
                                        try {
                                            Async.sleep(SECOND);
                                        } catch (CancelledError cancelled) {
                                            log.add(cancelled.getMessage());
                                            throw cancelled;
                                        }
                                    });
                    Async.yield();
                    Async.yield();
                    assertThat(task.cancel("enough")).isTrue();
                    assertThat(task.isDone()).isFalse();
                    assertThat(task.cancelling()).isEqualTo(1);
                    assertThatThrownBy(task::await)
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("enough");
                    assertThat(task.isCancelled()).isTrue();
                    assertThat(task.cancel()).isFalse();
                    assertThat(log).containsExactly("enough");
                    assertThat(Async.loop().time()).isZero();
                });
    }

    @Test
    void aTaskThatIsCancelledBeforeItsFirstStepNeverRuns() throws Exception {
        inAnyOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Task<Void> task = Async.createTask((Action) () -> log.add("ran"));
                    task.cancel();
                    assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                    assertThat(log).isEmpty();
                });
    }

    @Test
    void aTaskMayGoOnAfterACancellation() throws Exception {
        inOrder(
                () -> {
                    Task<String> task =
                            Async.createTask(
                                    () -> {
                                        try {
                                            Async.sleep(SECOND);
                                        } catch (CancelledError cancelled) {
                                            return "went on";
                                        }
                                        return "slept";
                                    });
                    Async.yield();
                    task.cancel();
                    assertThat(task.await()).isEqualTo("went on");
                    assertThat(task.cancelling()).isEqualTo(1);
                    assertThat(task.uncancel()).isZero();
                });
    }

    @Test
    void uncancelTakesBackWhatHasNotArrived() throws Exception {
        inAnyOrder(
                () -> {
                    Task<?> me = Async.currentTask();
                    me.cancel();
                    assertThat(me.uncancel()).isZero();
                    Async.yield(); // Throws nothing.
                });
    }

    @Test
    void cancellingATaskCancelsWhatItAwaits() throws Exception {
        inOrder(
                () -> {
                    Task<Void> inner = Async.createTask(() -> Async.sleep(SECOND));
                    Task<Void> outer = Async.createTask((Awaitable<Void>) inner::await);
                    Async.yield();
                    outer.cancel();
                    assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
                    assertThat(inner.isCancelled()).isTrue();
                });
    }

    @Test
    void tasksThatAwaitEachOtherInARingCanBeCancelled() throws Exception {
        inOrder(
                () -> {
                    List<Task<Object>> ring = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        int next = (i + 1) % 3;
                        ring.add(Async.createTask(() -> ring.get(next).await()));
                    }
                    Async.yield();
                    ring.get(1).cancel();
                    Waited<Object> waited = Async.wait(ring);
                    assertThat(waited.done()).hasSize(3).allMatch(Future::isCancelled);
                });
    }

    @Test
    void aRingIsCancelledThroughAGatheringToo() throws Exception {
        inOrder(
                () -> {
                    List<Task<Object>> ring = new ArrayList<>();
                    ring.add(Async.createTask(() -> Async.gather(ring).await()));
                    ring.add(Async.createTask(() -> ring.getFirst().await()));
                    Async.yield();
                    ring.getFirst().cancel();
                    Waited<Object> waited = Async.wait(ring);
                    assertThat(waited.done()).hasSize(2).allMatch(Future::isCancelled);
                });
    }

    @Test
    void aTaskThatAwaitsItselfFails() throws Exception {
        inOrder(
                () -> {
                    List<Task<Object>> self = new ArrayList<>();
                    self.add(Async.createTask(() -> self.getFirst().await()));
                    assertThatThrownBy(() -> self.getFirst().await())
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("awaits itself");
                });
    }

    @Test
    void whoAwaitsAFutureIsWokenInTheOrderOfComing() throws Exception {
        inOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Future<String> future = Async.loop().createFuture();
                    for (String name : List.of("a", "b", "c")) {
                        Async.createTask((Action) () -> log.add(name + future.await()));
                    }
                    Async.yield();
                    future.setResult("!");
                    assertThat(log).isEmpty();
                    Async.yield();
                    assertThat(log).containsExactly("a!", "b!", "c!");
                });
    }

    @Test
    void doneCallbacksAreCalledInOrderAndCanBeTakenBack() throws Exception {
        inOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Future<String> future = Async.loop().createFuture();
                    Future.Callback<String> twice = _ -> log.add("twice");
                    future.addDoneCallback(twice);
                    future.addDoneCallback(done -> log.add(done.result()));
                    future.addDoneCallback(twice);
                    assertThat(future.removeDoneCallback(twice)).isEqualTo(2);
                    assertThat(future.removeDoneCallback(twice)).isZero();
                    future.setResult("done");
                    future.addDoneCallback(twice);
                    assertThat(log).isEmpty();
                    Async.yield();
                    assertThat(log).containsExactly("done", "twice");
                });
    }

    @Test
    void aFutureIsSetOnce() throws Exception {
        inAnyOrder(
                () -> {
                    Future<Integer> future = Async.loop().createFuture();
                    assertThatThrownBy(future::result).isInstanceOf(InvalidStateException.class);
                    assertThatThrownBy(future::exception).isInstanceOf(InvalidStateException.class);
                    future.setResult(1);
                    assertThatThrownBy(() -> future.setResult(2))
                            .isInstanceOf(InvalidStateException.class)
                            .hasMessageContaining("1");
                    assertThatThrownBy(() -> future.setException(new IOException()))
                            .isInstanceOf(InvalidStateException.class);
                    assertThat(future.cancel()).isFalse();
                    assertThat(future.await()).isEqualTo(1);
                });
    }

    @Test
    void aTaskSetsItsResultItself() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> task = Async.createTask(() -> "mine");
                    assertThatThrownBy(() -> task.setResult("yours"))
                            .isInstanceOf(UnsupportedOperationException.class);
                    assertThat(task.await()).isEqualTo("mine");
                });
    }

    @Test
    void tasksHaveNamesAndAreListedInTheOrderOfCreation() throws Exception {
        inAnyOrder(
                () -> {
                    Task<Void> named = Async.createTask("reader", () -> Async.sleep(SECOND));
                    Task<Void> other = Async.createTask(() -> Async.sleep(SECOND));
                    assertThat(named.name()).isEqualTo("reader");
                    other.setName("writer");
                    assertThat(Async.allTasks()).containsExactly(Async.currentTask(), named, other);
                    assertThat(other.toString()).contains("writer");
                    named.await();
                    other.await();
                    assertThat(Async.allTasks()).containsExactly(Async.currentTask());
                });
    }

    @Test
    void threadLocalsAreATasksOwn() throws Exception {
        ThreadLocal<String> local = new ThreadLocal<>();
        inAnyOrder(
                () -> {
                    for (String name : List.of("a", "b", "c")) {
                        Async.createTask(
                                        () -> {
                                            assertThat(local.get()).isNull();
                                            local.set(name);
                                            Async.yield();
                                            assertThat(local.get()).isEqualTo(name);
                                        })
                                .await();
                    }
                });
    }
}
