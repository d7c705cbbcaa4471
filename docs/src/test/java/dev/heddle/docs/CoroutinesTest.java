package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.Async;
import dev.heddle.async.CancelledError;
import dev.heddle.async.ContextVar;
import dev.heddle.async.EventLoop;
import dev.heddle.async.ExceptionGroup;
import dev.heddle.async.Future;
import dev.heddle.async.Lock;
import dev.heddle.async.Runner;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;
import dev.heddle.async.Timeout;
import dev.heddle.junit.Interleaved;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The snippets of coroutines.md. */
class CoroutinesTest {

    static String fetch(String what) {
        Async.sleep(Duration.ofSeconds(1));
        return what + "!";
    }

    static void failing() {
        throw new IllegalStateException("no");
    }

    @Interleaved
    void runsTasksSideBySide() throws Exception {
        long begin = System.nanoTime();
        String both =
                Async.run(
                        () -> {
                            Task<String> left = Async.createTask(() -> fetch("left"));
                            Task<String> right = Async.createTask(() -> fetch("right"));
                            return left.await() + right.await();
                        });
        assertThat(both).isEqualTo("left!right!");
        assertThat(System.nanoTime() - begin).isEqualTo(1_000_000_000);
    }

    @Interleaved
    void cancels() throws Exception {
        Async.run(
                () -> {
                    Task<String> task = Async.createTask("slow", () -> fetch("slow"));
                    task.cancel();
                    try {
                        task.await();
                    } catch (CancelledError e) {
                        // It was cancelled: its finally blocks have run.
                    }
                    assertThat(task.isCancelled()).isTrue();
                });
    }

    @Interleaved
    void setsFutures() throws Exception {
        Async.run(
                () -> {
                    Future<String> answer = Async.loop().createFuture();
                    Async.loop().callLater(Duration.ofSeconds(1), () -> answer.setResult("42"));
                    assertThat(answer.await()).isEqualTo("42");
                });
    }

    @Interleaved
    void gathers() throws Exception {
        Async.run(
                () -> {
                    List<String> all = Async.gather(() -> fetch("a"), () -> fetch("b")).await();
                    assertThat(all).containsExactly("a!", "b!");
                });
    }

    @Interleaved
    void endsGroups() throws Exception {
        List<String> log = new ArrayList<>();
        Async.run(
                () -> {
                    try (TaskGroup group = Async.taskGroup()) {
                        group.createTask(() -> fetch("a"));
                        group.createTask(() -> failing());
                        group.join();
                    } catch (ExceptionGroup failed) {
                        failed.exceptions().forEach(problem -> log.add(problem.getMessage()));
                    }
                });
        assertThat(log).containsExactly("no");
    }

    @Interleaved
    void endsBlocksInTime() throws Exception {
        List<String> log = new ArrayList<>();
        Async.run(
                () -> {
                    try (Timeout timeout = Async.timeout(Duration.ofMillis(500))) {
                        fetch("slow");
                    } catch (TimeoutException e) {
                        log.add("too slow");
                    }
                });
        assertThat(log).containsExactly("too slow");
    }

    @Interleaved
    void holdsLocks() throws Exception {
        Async.run(
                () -> {
                    Lock lock = new Lock();
                    try (Lock.Held _ = lock.hold()) {
                        fetch("one at a time");
                    }
                    assertThat(lock.isLocked()).isFalse();
                });
    }

    @Interleaved
    void hasContexts() throws Exception {
        Async.run(
                () -> {
                    ContextVar<String> user = ContextVar.named("user", "nobody");
                    user.set("ada");
                    Task<String> seesAda = Async.createTask(() -> user.get());
                    user.set("bob");
                    assertThat(seesAda.await()).isEqualTo("ada");
                });
    }

    @Test
    void runsInVirtualTimeWithoutAnAgent() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            assertThat(runner.run(() -> fetch("x"))).isEqualTo("x!");
            assertThat(runner.loop().time()).isEqualTo(1_000_000_000);
        }
    }
}
