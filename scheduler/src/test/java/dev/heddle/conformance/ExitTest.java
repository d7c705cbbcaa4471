package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.ExitException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.logging.LogManager;

/** Asking for the end of the JVM ends the run; what is registered for the end goes with the run. */
class ExitTest {

    static {
        Conformance.install();
    }

    private static Failure failureOf(Body body) {
        return Heddle.explorer().schedules(3).explore(body).failure().orElseThrow();
    }

    private static ExitException exitOf(Body body) {
        Failure failure = failureOf(body);
        assertThat(failure.kind()).isEqualTo(Ending.Kind.FAILED);
        return (ExitException) failure.cause().orElseThrow();
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value = "System.exit, Runtime.exit",
            handling = Handling.REFUSED,
            note = "ends the run as a failure; the JVM lives on")
    void exitIsAFailureThatSaysWhoAsked() {
        ExitException exit = exitOf(() -> leave(3));
        assertThat(exit.status()).isEqualTo(3);
        assertThat(exit).hasMessageContaining("The program called Runtime.exit(3)");
        assertThat(exit.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains("leave")
                .first()
                .isEqualTo("exit");
        assertThat(exitOf(() -> Runtime.getRuntime().exit(0)).status()).isZero();
    }

    private static void leave(int status) {
        System.exit(status);
    }

    @Test
    @Covers(area = Area.THREADS, value = "Runtime.halt", handling = Handling.REFUSED)
    void haltIsAFailureToo() {
        assertThat(exitOf(() -> Runtime.getRuntime().halt(7)))
                .hasMessageContaining("Runtime.halt(7)");
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value = "System::exit, by reflection, from the JDK",
            handling = Handling.REFUSED)
    void exitIsAFailureHoweverItIsCalled() {
        IntConsumer reference = System::exit;
        assertThat(exitOf(() -> reference.accept(4)).status()).isEqualTo(4);
        assertThat(exitOf(() -> List.of(5).forEach(System::exit)).status()).isEqualTo(5);
        assertThat(exitOf(() -> System.class.getMethod("exit", int.class).invoke(null, 6)).status())
                .isEqualTo(6);
        assertThat(
                        exitOf(
                                        () ->
                                                CompletableFuture.runAsync(
                                                                () -> leave(8), Runnable::run)
                                                        .get())
                                .status())
                .isEqualTo(8);
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value = "System.exit in a pool, a virtual thread, an exception handler",
            handling = Handling.REFUSED)
    void nothingCanHideAnExit() {
        assertThat(
                        exitOf(
                                        () -> {
                                            try {
                                                leave(1);
                                            } catch (Throwable any) {
                                                Thread.sleep(1);
                                            }
                                        })
                                .status())
                .isEqualTo(1);
        assertThat(
                        exitOf(
                                        () -> {
                                            try (ExecutorService pool =
                                                    Executors.newFixedThreadPool(1)) {
                                                Future<?> future = pool.submit(() -> leave(2));
                                                future.get();
                                            }
                                        })
                                .status())
                .isEqualTo(2);
        assertThat(exitOf(() -> Thread.startVirtualThread(() -> leave(3)).join()).status())
                .isEqualTo(3);
        assertThat(
                        exitOf(
                                        () -> {
                                            Thread thread = new Thread(ExitTest::fail);
                                            thread.setUncaughtExceptionHandler(
                                                    (dead, why) -> leave(4));
                                            thread.start();
                                            thread.join();
                                        })
                                .status())
                .isEqualTo(4);
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value = "System.exit: which thread asks is explored",
            handling = Handling.REFUSED)
    void anExitReplaysAndOnlyWhereItIsReached() {
        Body body =
                () -> {
                    int[] seen = new int[1];
                    Thread thread = new Thread(() -> seen[0] = 1);
                    thread.start();
                    if (seen[0] == 1) {
                        leave(9);
                    }
                    thread.join();
                };
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        assertThat(failure.schedule()).isPositive();
        Failure again = Heddle.replay(failure.token(), body).failure().orElseThrow();
        assertThat(again.cause().orElseThrow()).isInstanceOf(ExitException.class);
        Heddle.explorer().strategy("fifo").explore(body).check();
    }

    // --- shutdown hooks
    // ---------------------------------------------------------------------------

    @Test
    @Covers(
            area = Area.THREADS,
            value = "Runtime.addShutdownHook, removeShutdownHook",
            note = "belong to the run: dropped with it, never started")
    void aHookIsRegisteredByTheSameRules() {
        Conformance.check(
                () -> {
                    Runtime runtime = Runtime.getRuntime();
                    Thread hook = new Thread(() -> {});
                    runtime.addShutdownHook(hook);
                    assertThatThrownBy(() -> runtime.addShutdownHook(hook))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("Hook previously registered");
                    assertThat(runtime.removeShutdownHook(hook)).isTrue();
                    assertThat(runtime.removeShutdownHook(hook)).isFalse();
                    assertThatThrownBy(() -> runtime.addShutdownHook(Thread.currentThread()))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("Hook already running");
                    assertThatThrownBy(() -> runtime.addShutdownHook(null))
                            .isInstanceOf(NullPointerException.class);
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Shutdown hooks of a thousand runs do not pile up")
    void hooksGoWithTheirRun() {
        List<Thread> hooks = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        Heddle.explorer()
                .schedules(1_000)
                .explore(
                        () -> {
                            Thread hook = new Thread(() -> ran.add("ran"));
                            hooks.add(hook);
                            Runtime.getRuntime().addShutdownHook(hook);
                        })
                .check();
        assertThat(hooks).hasSizeGreaterThanOrEqualTo(1_000);
        assertThat(hooks).noneMatch(hook -> Runtime.getRuntime().removeShutdownHook(hook));
        assertThat(ran).isEmpty();
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value = "A shutdown hook that a class initialiser registers",
            handling = Handling.REAL,
            note = "is the JVM's: it happens once")
    void aHookOfAClassInitialiserIsTheJvms() throws Exception {
        Callable<Thread> register = () -> Registers.HOOK;
        List<Thread> hooks = new ArrayList<>();
        Heddle.explorer().schedules(5).explore(() -> hooks.add(register.call())).check();
        assertThat(hooks).hasSizeGreaterThanOrEqualTo(5).containsOnly(Registers.HOOK);
        assertThat(Runtime.getRuntime().removeShutdownHook(Registers.HOOK)).isTrue();
    }

    private static final class Registers {
        static final Thread HOOK = new Thread(() -> {});

        static {
            Runtime.getRuntime().addShutdownHook(HOOK);
        }
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value = "A shutdown hook from before a run, removed in it",
            handling = Handling.REAL)
    void aHookOfTheJvmCanBeRemoved() {
        Thread hook = new Thread(() -> {});
        Runtime.getRuntime().addShutdownHook(hook);
        List<Boolean> removed = new ArrayList<>();
        Heddle.explorer()
                .schedules(2)
                .explore(() -> removed.add(Runtime.getRuntime().removeShutdownHook(hook)))
                .check();
        assertThat(removed).startsWith(true, false);
    }

    /** It registers its hook when it is used first, which may be in a run. */
    @Test
    @Covers(
            area = Area.THREADS,
            value = "A shutdown hook of the JDK's own",
            handling = Handling.REAL)
    void theJdkMayUseHooksInARun() {
        Heddle.explorer()
                .schedules(2)
                .explore(() -> assertThat(LogManager.getLogManager()).isNotNull())
                .check();
    }
}
