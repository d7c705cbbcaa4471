package dev.heddle.async;

import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** Context variables: who begins with which values, and who sees what is set. */
class ContextTest {

    private static final ContextVar<String> USER = ContextVar.named("user", "nobody");

    @Test
    void aVariableWithoutAValueSaysSo() {
        ContextVar<String> unset = ContextVar.named("unset");
        assertThat(unset.getOrNull()).isNull();
        assertThatThrownBy(unset::get)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("unset");
        assertThat(USER.get()).isEqualTo("nobody");
    }

    @Test
    void tasksAndCallbacksBeginWithACopyOfWhatWasSetWhereTheyWereMade() throws Exception {
        inOrder(
                loop -> {
                    List<String> log = new ArrayList<>();
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () -> {
                                    USER.set("ada");
                                    loop.callSoon(() -> log.add("callback " + USER.get()));
                                    Task<Void> task =
                                            Async.createTask(
                                                    () -> {
                                                        log.add("task " + USER.get());
                                                        USER.set("eve");
                                                    });
                                    task.addDoneCallback(_ -> log.add("done " + USER.get()));
                                    assertThat(USER.set("bob")).isEqualTo("ada");
                                    task.await();
                                    Async.yield();
                                    log.add("main " + USER.get());
                                    Async.waitFor(
                                            Grounds.SECOND,
                                            Action.awaitable(() -> USER.set("carl")));
                                    log.add("after " + USER.get());
                                    USER.set(null);
                                    log.add("at last " + USER.get());
                                });
                    }
                    assertThat(log)
                            .containsExactly(
                                    "callback ada",
                                    "task ada",
                                    "done ada",
                                    "main bob",
                                    "after carl",
                                    "at last nobody");
                });
    }

    @Test
    void theCoroutinesOfARunnerShareTheValuesOfItsCreation() throws Exception {
        inOrder(
                loop -> {
                    USER.set("outside");
                    try (Runner runner = new Runner(loop)) {
                        USER.set("too late");
                        List<String> seen = new ArrayList<>();
                        runner.run(() -> append(seen));
                        runner.run(() -> append(seen));
                        assertThatThrownBy(() -> runner.run(() -> appendAndFail(seen)))
                                .isInstanceOf(IOException.class);
                        runner.run(() -> append(seen));
                        assertThat(seen)
                                .containsExactly("outside", "outside!", "outside!!", "outside!!!");
                        assertThat(USER.get()).isEqualTo("too late");
                    } finally {
                        USER.set(null);
                    }
                });
    }

    private static void append(List<String> seen) {
        seen.add(USER.get());
        Async.yield();
        USER.set(USER.get() + "!");
    }

    private static void appendAndFail(List<String> seen) throws IOException {
        append(seen);
        throw new IOException();
    }

    @Test
    void aRunnerCanBeGivenOtherValues() throws Exception {
        inOrder(
                loop -> {
                    Context other = Context.copy();
                    assertThat(other.<String>call(() -> USER.set("ada"))).isNull();
                    try (Runner runner = new Runner(loop)) {
                        List<String> seen = new ArrayList<>();
                        runner.run(Action.awaitable(() -> append(seen)), other);
                        runner.run(() -> append(seen));
                        assertThat(seen).containsExactly("ada", "nobody");
                    }
                    assertThat(other.get(USER)).isEqualTo("ada!");
                    assertThat(USER.get()).isEqualTo("nobody");
                });
    }

    @Test
    void aContextIsThatOfOneAtATime() throws Exception {
        Context context = Context.copy();
        context.call(
                () -> {
                    assertThatThrownBy(() -> context.call(USER::get))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("copy");
                    try (Runner runner = new Runner(EventLoop.createVirtual())) {
                        assertThatThrownBy(() -> runner.run(() -> "result", context))
                                .isInstanceOf(IllegalStateException.class);
                    }
                    return null;
                });
        assertThat(context.<String>call(USER::get)).isEqualTo("nobody"); // It is free again.
        Action failing =
                () -> {
                    throw new IOException();
                };
        assertThatThrownBy(() -> context.call(() -> Action.awaitable(failing).await()))
                .isInstanceOf(IOException.class);
        assertThat(context.<String>call(USER::get)).isEqualTo("nobody");
    }
}
