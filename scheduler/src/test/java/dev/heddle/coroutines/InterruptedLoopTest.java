package dev.heddle.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.async.Async;
import dev.heddle.async.CancelledError;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Interrupting the thread that runs a loop cancels what it was to run. */
class InterruptedLoopTest {

    static {
        Conformance.install();
    }

    private static Thread interrupter(Thread whom) {
        Thread thread = new Thread(whom::interrupt, "interrupter");
        thread.start();
        return thread;
    }

    @Test
    void theMainCoroutineIsCancelled() {
        Conformance.check(
                () -> {
                    Thread runner = Thread.currentThread();
                    List<String> seen = new ArrayList<>();
                    assertThatThrownBy(
                                    () ->
                                            Async.run(
                                                    () -> {
                                                        interrupter(runner);
                                                        try {
                                                            Async.sleep(Duration.ofHours(1));
                                                        } catch (CancelledError e) {
                                                            seen.add("cancelled");
                                                            throw e;
                                                        } finally {
                                                            Async.sleep(Duration.ofMillis(1));
                                                            seen.add("cleaned up");
                                                        }
                                                    }))
                            .isInstanceOf(InterruptedException.class)
                            .hasCauseInstanceOf(CancelledError.class);
                    assertThat(seen).containsExactly("cancelled", "cleaned up");
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                });
    }

    @Test
    void soItIsWhenTheThreadWasInterruptedBefore() {
        Conformance.check(
                () -> {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> Async.run(() -> Async.sleep(Duration.ofHours(1))))
                            .isInstanceOf(InterruptedException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                });
    }

    @Test
    void aCoroutineThatGoesOnAllTheSameLeavesTheThreadInterrupted() {
        Conformance.check(
                () -> {
                    Thread runner = Thread.currentThread();
                    String result =
                            Async.run(
                                    () -> {
                                        interrupter(runner);
                                        try {
                                            Async.sleep(Duration.ofHours(1));
                                            return "slept";
                                        } catch (CancelledError e) {
                                            return "went on";
                                        }
                                    });
                    assertThat(result).isEqualTo("went on");
                    assertThat(Thread.interrupted()).isTrue();
                });
    }

    @Test
    void aCancellationWithoutAnInterruptIsNone() {
        Conformance.check(
                () ->
                        assertThatThrownBy(
                                        () ->
                                                Async.run(
                                                        () -> {
                                                            Async.currentTask().cancel();
                                                            Async.yield();
                                                        }))
                                .isInstanceOf(CancelledError.class));
    }

    /** What a task has left interrupted is not the next one's. */
    @Test
    void tasksDoNotInheritInterrupts() {
        Conformance.check(
                () ->
                        Async.run(
                                () -> {
                                    Async.createTask(() -> Thread.currentThread().interrupt())
                                            .await();
                                    boolean next =
                                            Async.createTask(
                                                            () ->
                                                                    Thread.currentThread()
                                                                            .isInterrupted())
                                                    .await();
                                    assertThat(next).isFalse();
                                }));
    }
}
