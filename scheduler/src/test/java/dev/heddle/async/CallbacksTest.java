package dev.heddle.async;

import static dev.heddle.async.Grounds.SECOND;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Callbacks, and tasks that begin at once. */
class CallbacksTest {

    @Test
    void callbacksAreCalledInOrderAndNotWhenTheyAreCancelled() throws Exception {
        inOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    EventLoop loop = Async.loop();
                    loop.callLater(SECOND.multipliedBy(2), () -> log.add("later"));
                    loop.callAt(SECOND.toNanos(), () -> log.add("at"));
                    loop.callSoon(() -> log.add("soon"));
                    loop.callSoon(() -> log.add("never")).cancel();
                    TimerHandle never = loop.callLater(SECOND, () -> log.add("never"));
                    assertThat(never.when()).isEqualTo(SECOND.toNanos());
                    never.cancel();
                    assertThat(never.isCancelled()).isTrue();
                    Async.sleep(SECOND.multipliedBy(3));
                    assertThat(log).containsExactly("soon", "at", "later");
                });
    }

    @Test
    void aFailureOfACallbackIsToldAndTheOthersGoOn() throws Exception {
        inOrder(
                () -> {
                    List<Throwable> told = new ArrayList<>();
                    List<String> log = new ArrayList<>();
                    IllegalStateException failure = new IllegalStateException();
                    EventLoop loop = Async.loop();
                    loop.setExceptionHandler((_, event) -> told.add(event.exception()));
                    loop.callSoon(
                            () -> {
                                throw failure;
                            });
                    loop.callSoon(() -> log.add("next"));
                    Async.yield();
                    assertThat(told).containsExactly(failure);
                    assertThat(log).containsExactly("next");
                });
    }

    @Test
    void anEagerTaskRunsToItsFirstWaitWhereItIsCreated() throws Exception {
        inOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Task<?> me = Async.currentTask();
                    Async.loop().setEager(true);
                    ContextVar<String> variable = ContextVar.named("variable");
                    Task<Void> task =
                            Async.createTask(
                                    () -> {
                                        log.add("begun");
                                        variable.set("its own");
                                        assertThat(Async.currentTask()).isNotSameAs(me);
                                        Async.yield();
                                        log.add("went on " + variable.get());
                                    });
                    log.add("created");
                    assertThat(Async.currentTask()).isSameAs(me);
                    assertThat(variable.getOrNull()).isNull();
                    assertThat(task.isDone()).isFalse();
                    task.await();
                    assertThat(log).containsExactly("begun", "created", "went on its own");
                });
    }

    @Test
    void anEagerTaskThatNeverWaitsIsDoneAtOnce() throws Exception {
        inOrder(
                () -> {
                    Async.loop().setEager(true);
                    assertThat(Async.createTask(() -> "done").result()).isEqualTo("done");
                    assertThat(Async.gather(() -> "a", () -> "b").result())
                            .containsExactly("a", "b");
                    try (TaskGroup group = Async.taskGroup()) {
                        assertThat(group.createTask(() -> "c").isDone()).isTrue();
                        group.join();
                    }
                });
    }

    @Test
    void aGatheringIsToldOfATaskBeforeOneThatAwaitsIt() throws Exception {
        inOrder(
                () -> {
                    Async.loop().setEager(true);
                    List<String> log = new ArrayList<>();
                    Future<String> first = Async.loop().createFuture();
                    Future<List<Object>> both =
                            Async.gather(
                                    first,
                                    () -> {
                                        first.cancel();
                                        return "second";
                                    });
                    both.addDoneCallback(_ -> log.add("both"));
                    assertThat(both.isDone()).isFalse();
                    assertThatThrownBy(both::await).isInstanceOf(CancelledError.class);
                    assertThat(log).containsExactly("both");
                });
    }
}
