package dev.heddle.conformance;

import static dev.heddle.Conformance.awaitState;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Waits.Wait;
import dev.heddle.conformance.Waits.Way;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Every wait that an interrupt can end, ended by one: before it begins, while it goes on, at any
 * time, after it. On real threads and under control, by the thread itself and by another one.
 */
class InterruptConformanceTest {

    private static final int SCHEDULES = 6;

    static {
        Conformance.install();
    }

    static List<Way> ways() {
        return Waits.interruptible();
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Covers(area = Area.THREADS, value = "Thread.interrupt before each wait")
    void beforeTheWait(Way way) {
        check(
                virtual -> {
                    Wait wait = way.maker().make();
                    Outcome outcome = new Outcome();
                    Thread thread =
                            outcome.start(
                                    virtual,
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        wait.block().run();
                                    });
                    thread.join();
                    outcome.assertInterrupted();
                    wait.release().run();
                });
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Covers(area = Area.THREADS, value = "Thread.interrupt during each wait")
    void duringTheWait(Way way) {
        check(
                virtual -> {
                    Wait wait = way.maker().make();
                    Outcome outcome = new Outcome();
                    Thread thread = outcome.start(virtual, wait.block());
                    awaitState(thread, way.state());
                    thread.interrupt();
                    thread.join();
                    outcome.assertInterrupted();
                    wait.release().run();
                });
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Covers(area = Area.THREADS, value = "Thread.interrupt at any time")
    void atAnyTime(Way way) {
        check(
                virtual -> {
                    Wait wait = way.maker().make();
                    Outcome outcome = new Outcome();
                    Thread thread = outcome.start(virtual, wait.block());
                    thread.interrupt();
                    thread.join();
                    outcome.assertInterrupted();
                    wait.release().run();
                });
    }

    /** Either the interrupt ends the wait, and is used up, or it does not, and is still there. */
    @ParameterizedTest
    @MethodSource("ways")
    @Covers(area = Area.THREADS, value = "Thread.interrupt while a wait is ended in another way")
    void togetherWithTheEndOfTheWait(Way way) {
        check(
                virtual -> {
                    Wait wait = way.maker().make();
                    Outcome outcome = new Outcome();
                    AtomicBoolean sent = new AtomicBoolean();
                    Thread thread =
                            outcome.start(
                                    virtual,
                                    () -> {
                                        try {
                                            wait.block().run();
                                        } finally {
                                            while (!sent.get()) {
                                                Thread.yield();
                                            }
                                        }
                                    });
                    Thread interrupter =
                            new Thread(
                                    () -> {
                                        thread.interrupt();
                                        sent.set(true);
                                    });
                    interrupter.start();
                    wait.release().run();
                    interrupter.join();
                    thread.join();
                    outcome.assertInterruptedOrFlagged();
                });
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Covers(area = Area.THREADS, value = "Thread.interrupt after each wait")
    void afterTheWait(Way way) {
        check(
                virtual -> {
                    Wait wait = way.maker().make();
                    Outcome outcome = new Outcome();
                    Thread thread =
                            outcome.start(
                                    virtual,
                                    () -> {
                                        wait.block().run();
                                        assertThat(Thread.currentThread().isInterrupted())
                                                .isFalse();
                                        Thread.currentThread().interrupt();
                                    });
                    awaitState(thread, way.state());
                    wait.release().run();
                    thread.join();
                    outcome.assertFlagged();
                });
    }

    /** What is demanded of a thread of either kind. */
    private interface Demand {
        void of(boolean virtual) throws Exception;
    }

    private static void check(Demand demand) {
        Conformance.check(
                () -> {
                    demand.of(false);
                    demand.of(true);
                },
                SCHEDULES);
    }

    /** What became of the thread that has waited. */
    private static final class Outcome {

        private final AtomicReference<Throwable> thrown = new AtomicReference<>();
        private volatile boolean flag;

        Thread start(boolean virtual, Waits.Call call) {
            Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
            return builder.start(
                    () -> {
                        try {
                            call.run();
                        } catch (Throwable e) {
                            thrown.set(e);
                        }
                        flag = Thread.currentThread().isInterrupted();
                    });
        }

        void assertInterrupted() {
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(flag).isFalse();
        }

        void assertFlagged() {
            assertThat(thrown.get()).isNull();
            assertThat(flag).isTrue();
        }

        void assertInterruptedOrFlagged() {
            if (thrown.get() == null) {
                assertFlagged();
            } else {
                assertInterrupted();
            }
        }
    }
}
