package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Coroutine;
import dev.heddle.async.Debug;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Future;
import dev.heddle.async.Runner;
import dev.heddle.junit.Interleaved;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The snippets of coroutines.md on threads, and on debug mode. */
class CoroutineThreadsTest {

    static String query(String what) throws InterruptedException {
        Thread.sleep(200);
        return what + "!";
    }

    @Interleaved(schedules = 20)
    void runsInThreads() throws Exception {
        Executor executor = Runnable::run;
        Async.run(
                () -> {
                    String result = Async.toThread(() -> query("users"));
                    Future<String> other =
                            Async.loop().runInExecutor(executor, () -> query("orders"));
                    assertThat(result + other.await()).isEqualTo("users!orders!");
                });
    }

    @Interleaved(schedules = 20)
    void isCalledFromThreads() throws Exception {
        Async.run(
                () -> {
                    EventLoop loop = Async.loop();
                    Future<String> found = loop.createFuture();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        String name =
                                                Async.runCoroutineThreadsafe(
                                                                loop,
                                                                () -> {
                                                                    Async.sleep(
                                                                            Duration.ofMillis(5));
                                                                    return "ada";
                                                                })
                                                        .orTimeout(1, TimeUnit.SECONDS)
                                                        .join();
                                        loop.callSoonThreadsafe(() -> found.setResult(name));
                                    });
                    thread.start();
                    assertThat(found.await()).isEqualTo("ada");
                });
    }

    @Interleaved(schedules = 20)
    void awaitsWhatIsCompletedElsewhere() throws Exception {
        Async.run(
                () -> {
                    CompletableFuture<String> given = CompletableFuture.supplyAsync(() -> "given");
                    String text = Async.wrap(given).await();
                    CompletableFuture<String> forThreads =
                            Async.createTask(() -> text + "!").toCompletableFuture();
                    Async.sleep(Duration.ofMillis(1));
                    assertThat(forThreads.getNow("")).isEqualTo("given!");
                });
    }

    @Test
    void namesWhatBlocks() {
        Report report =
                Heddle.explorer()
                        .schedules(10)
                        .explore(
                                () ->
                                        Async.run(
                                                () ->
                                                        Async.createTask("ann", () -> query("x"))
                                                                .await()));
        assertThat(report.blocked())
                .singleElement()
                .asString()
                .startsWith(
                        "Coroutine 'ann' keeps its event loop from going on: it sleeps in"
                                + " Thread.sleep, at dev.heddle.docs.CoroutineThreadsTest.query(")
                .endsWith(". Use Async.sleep.");
    }

    @Test
    void tellsOfSlowStepsAndForgottenCoroutines() throws Exception {
        List<Debug.SlowStep> slow = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try (Runner runner = new Runner()) {
            Debug debug = runner.loop().debug();
            debug.setEnabled(true);
            debug.setSlowCallbackDuration(Duration.ofMillis(50));
            debug.onSlowStep(step -> slow.add(step));
            runner.loop().setExceptionHandler((loop, event) -> problems.add(event.message()));
            runner.run(
                    () -> {
                        Coroutine.of("greeting", () -> "hello");
                        query("x");
                    });
        }
        assertThat(slow).anyMatch(step -> step.ended());
        assertThat(problems).containsExactly("The coroutine 'greeting' was never awaited.");
    }
}
