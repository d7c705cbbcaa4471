package dev.heddle.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Coroutine;
import dev.heddle.async.Debug;
import dev.heddle.async.EventLoop;
import dev.heddle.async.ExceptionHandler;
import dev.heddle.async.Runner;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Debug mode tells of steps that take long, and of coroutines that nobody has awaited. */
class DebugTest {

    private static final Duration SLOW = Duration.ofMillis(20);

    private static List<Debug.SlowStep> slowSteps(boolean debug, dev.heddle.async.Action main)
            throws Exception {
        List<Debug.SlowStep> told = new CopyOnWriteArrayList<>();
        try (Runner runner = new Runner()) {
            runner.loop().debug().setEnabled(debug);
            runner.loop().debug().setSlowCallbackDuration(SLOW);
            runner.loop().debug().onSlowStep(told::add);
            runner.run(main);
        }
        return told;
    }

    /** It goes on until it was told of the first time, so that it is looked at in any case. */
    @Test
    void aStepThatTakesLongIsToldOfWithThePlace() throws Exception {
        CountDownLatch wasTold = new CountDownLatch(1);
        List<Debug.SlowStep> told = new CopyOnWriteArrayList<>();
        try (Runner runner = new Runner()) {
            Debug debug = runner.loop().debug();
            debug.setEnabled(true);
            debug.setSlowCallbackDuration(Duration.ofMillis(5));
            debug.onSlowStep(
                    step -> {
                        told.add(step);
                        wasTold.countDown();
                    });
            runner.run(() -> blockUntil(wasTold));
        }
        Debug.SlowStep first = told.getFirst();
        assertThat(first.ended()).isFalse();
        assertThat(first.toString())
                .startsWith("Executing task 'main'")
                .contains(" has not come to its end after 0.")
                .contains("\n    at dev.heddle.coroutines.DebugTest.blockUntil(DebugTest.java:");
        Debug.SlowStep last =
                told.stream()
                        .filter(step -> step.ended() && step.what().contains("task 'main'"))
                        .findFirst()
                        .orElseThrow();
        assertThat(last.took()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(last.toString())
                .startsWith("Executing task 'main'")
                .contains(" took 0.")
                .contains("\n    at dev.heddle.coroutines.DebugTest.blockUntil(DebugTest.java:")
                .doesNotContain("dev.heddle.async");
    }

    private static void blockUntil(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallbackToo() throws Exception {
        List<Debug.SlowStep> told =
                slowSteps(
                        true,
                        () -> {
                            Async.loop().callSoon(() -> blockFor(100));
                            Async.yield();
                            Async.yield();
                        });
        assertThat(told).anyMatch(step -> step.ended() && step.what().contains("the callback"));
    }

    /** In virtual time, since on a busy machine any step may take long. */
    @Test
    void aWaitIsNoStep() throws Exception {
        List<Debug.SlowStep> told = new CopyOnWriteArrayList<>();
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.loop().debug().setEnabled(true);
            runner.loop().debug().setSlowCallbackDuration(Duration.ofSeconds(30));
            runner.loop().debug().onSlowStep(told::add);
            runner.run(() -> Async.sleep(Duration.ofHours(1)));
        }
        assertThat(told).isEmpty();
        Heddle.explorer()
                .strategy("fifo")
                .explore(
                        () ->
                                told.addAll(
                                        slowSteps(
                                                true, () -> Async.toThread(() -> blockFor(5_000)))))
                .check();
        assertThat(told).isEmpty();
    }

    @Test
    void withoutDebugModeNothingIsTold() throws Exception {
        assertThat(slowSteps(false, () -> blockFor(50))).isEmpty();
    }

    @Test
    void theSystemPropertyTurnsItOn() {
        assertThat(EventLoop.createVirtual().debug().isEnabled()).isFalse();
        System.setProperty("heddle.async.debug", "true");
        try {
            assertThat(EventLoop.createVirtual().debug().isEnabled()).isTrue();
        } finally {
            System.clearProperty("heddle.async.debug");
        }
    }

    @Test
    void itIsLoggedIfNobodyListens() throws Exception {
        assertThat(logged(runner -> runner.run(() -> blockFor(150))))
                .anySatisfy(line -> assertThat(line).contains("Executing task 'main'", " took 0."));
    }

    @Test
    void whatReachesNobodyIsLoggedToo() throws Exception {
        assertThat(logged(runner -> runner.run(DebugTest::leavesAFailure)))
                .singleElement()
                .asString()
                .contains("reached nobody", "never retrieved", "task 'bad'", "for the test");
    }

    @Test
    void inARunItFailsTheSchedule() {
        Report report =
                Heddle.explorer()
                        .strategy("fifo")
                        .explore(() -> Async.run(DebugTest::leavesAFailure));
        assertThat(report.failure().orElseThrow().toString())
                .contains("never retrieved", "task 'bad'", "for the test");
    }

    private static void hasABadHandler() {
        Async.loop()
                .setExceptionHandler(
                        (loop, event) -> {
                            throw new UnsupportedOperationException("bad handler");
                        });
        Async.loop()
                .callExceptionHandler(
                        new ExceptionHandler.Event(
                                "Something was lost.",
                                new IllegalStateException("lost"),
                                null,
                                null));
    }

    /** What it was told is not lost with it, and the loop goes on. */
    @Test
    void aHandlerThatFailsIsLoggedWithWhatItWasTold() throws Exception {
        List<String> after = new ArrayList<>();
        assertThat(
                        logged(
                                runner ->
                                        runner.run(
                                                () -> {
                                                    hasABadHandler();
                                                    Async.yield();
                                                    after.add("went on");
                                                })))
                .filteredOn(
                        line -> !line.startsWith("Executing")) // A slow step, on a busy machine.
                .singleElement()
                .asString()
                .contains("handler has failed", "Something was lost.", "bad handler", "lost");
        assertThat(after).hasSize(1);
    }

    @Test
    void inARunAHandlerThatFailsFailsTheSchedule() {
        Report report =
                Heddle.explorer()
                        .strategy("fifo")
                        .explore(() -> Async.run(DebugTest::hasABadHandler));
        assertThat(report.failure().orElseThrow().toString())
                .contains("handler has failed", "bad handler", "Something was lost.");
    }

    private static void leavesAFailure() {
        Async.createTask(
                "bad",
                () -> {
                    throw new IllegalStateException("for the test");
                });
        Async.yield();
    }

    /** What a runner does, in debug mode. */
    private interface Use {
        void of(Runner runner) throws Exception;
    }

    private static List<String> logged(Use use) throws Exception {
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("dev.heddle.async");
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        Throwable thrown = line.getThrown();
                        logged.add(line.getMessage() + (thrown == null ? "" : " " + thrown));
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            try (Runner runner = new Runner()) {
                runner.loop().debug().setEnabled(true);
                use.of(runner);
            }
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return logged;
    }

    /** The time of a run is virtual, and so is that of its steps. */
    @Test
    void inARunItIsTheTimeOfTheRun() {
        List<Debug.SlowStep> told = new ArrayList<>();
        Heddle.explorer()
                .strategy("fifo")
                .explore(
                        () -> {
                            told.clear();
                            told.addAll(slowSteps(true, () -> blockFor(5_000)));
                        })
                .check();
        assertThat(told)
                .singleElement()
                .satisfies(step -> assertThat(step.took()).isEqualTo(Duration.ofSeconds(5)));
    }

    // --- coroutines that were forgotten
    // ----------------------------------------------------------

    private static List<ExceptionHandler.Event> told(
            EventLoop loop, boolean debug, dev.heddle.async.Action main) throws Exception {
        List<ExceptionHandler.Event> told = new ArrayList<>();
        try (Runner runner = new Runner(loop)) {
            loop.debug().setEnabled(debug);
            loop.setExceptionHandler((where, event) -> told.add(event));
            runner.run(main);
        }
        return told;
    }

    @Test
    void aForgottenCoroutineIsNamedWithWhereItWasMade() throws Exception {
        assertThat(told(EventLoop.createVirtual(), true, DebugTest::forgets))
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.message())
                                    .isEqualTo("The coroutine 'greeting' was never awaited.");
                            assertThat(event.exception().getStackTrace()[0].getMethodName())
                                    .isEqualTo("forgets");
                        });
        assertThat(told(EventLoop.createVirtual(), false, DebugTest::forgets)).isEmpty();
    }

    @Test
    void oneThatIsAwaitedOrCancelledIsNot() throws Exception {
        assertThat(
                        told(
                                EventLoop.createVirtual(),
                                true,
                                () -> {
                                    Coroutine.of("awaited", () -> 1).await();
                                    Async.createTask(Coroutine.of("run", () -> 2)).await();
                                    Async.createTask(Coroutine.of("cancelled", () -> 3)).cancel();
                                    Async.yield();
                                }))
                .isEmpty();
    }

    @Test
    void inARunItIsAFailure() {
        Report report =
                Heddle.explorer()
                        .strategy("fifo")
                        .explore(
                                () -> {
                                    try (Runner runner = new Runner()) {
                                        runner.loop().debug().setEnabled(true);
                                        runner.run(DebugTest::forgets);
                                    }
                                });
        assertThat(report.failure().orElseThrow().toString())
                .contains("The coroutine 'greeting' was never awaited. It was made here:");
    }

    private static void forgets() {
        Coroutine.of("greeting", () -> "hello");
    }

    private static void blockFor(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
