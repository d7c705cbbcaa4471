package dev.heddle.identity;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Who is told of an exception that leaves a thread. */
class UncaughtTest {

    @Test
    @Covers(area = Area.THREADS, value = "setUncaughtExceptionHandler")
    void theThreadsOwnHandlerIsToldInThatThread() {
        check(
                () -> {
                    AtomicReference<Thread> told = new AtomicReference<>();
                    AtomicReference<Thread> teller = new AtomicReference<>();
                    AtomicReference<Throwable> thrown = new AtomicReference<>();
                    IllegalStateException failure = new IllegalStateException("x");
                    Thread thread =
                            new Thread(
                                    () -> {
                                        throw failure;
                                    });
                    thread.setUncaughtExceptionHandler(
                            (who, what) -> {
                                told.set(who);
                                thrown.set(what);
                                teller.set(Thread.currentThread());
                            });
                    thread.start();
                    thread.join();
                    assertThat(told.get()).isSameAs(thread);
                    assertThat(teller.get()).isSameAs(thread);
                    assertThat(thrown.get()).isSameAs(failure);
                    assertThat(thread.isAlive()).isFalse();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "ThreadGroup.uncaughtException")
    void aGroupIsToldIfTheThreadHasNoHandler() {
        class Group extends ThreadGroup {
            private final List<String> told = new ArrayList<>();

            Group() {
                super("group");
            }

            @Override
            public void uncaughtException(Thread thread, Throwable thrown) {
                told.add(thread.getName() + " " + thrown.getMessage());
            }
        }
        check(
                () -> {
                    Group group = new Group();
                    Thread thread =
                            new Thread(
                                    group,
                                    () -> {
                                        throw new IllegalStateException("y");
                                    },
                                    "failing");
                    assertThat(thread.getUncaughtExceptionHandler()).isSameAs(group);
                    thread.start();
                    thread.join();
                    assertThat(group.told).containsExactly("failing y");
                    assertThat(thread.getUncaughtExceptionHandler()).isNull();
                });
    }

    @Test
    void theHandlerMayWait() {
        check(
                () -> {
                    List<String> course = new ArrayList<>();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        throw new IllegalStateException("z");
                                    });
                    thread.setUncaughtExceptionHandler(
                            (who, what) -> {
                                try {
                                    Thread.sleep(2);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                                course.add("told");
                            });
                    thread.start();
                    thread.join();
                    course.add("joined");
                    assertThat(course).containsExactly("told", "joined");
                });
    }

    @Test
    void anExceptionOfTheHandlerIsMentionedAndIgnored() {
        Body body =
                () -> {
                    Thread thread =
                            new Thread(
                                    () -> {
                                        throw new IllegalStateException("first");
                                    },
                                    "failing");
                    thread.setUncaughtExceptionHandler(
                            (who, what) -> {
                                throw new IllegalStateException("second");
                            });
                    thread.start();
                    thread.join();
                    assertThat(thread.isAlive()).isFalse();
                };
        Conformance.onRealThreads(body);
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        try {
            Heddle.explorer().schedules(1).explore(body).check();
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString())
                .isEqualToNormalizingNewlines(
                        "Exception: java.lang.IllegalStateException thrown from the"
                                + " UncaughtExceptionHandler in thread \"failing\"\n");
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "setUncaughtExceptionHandler of a virtual thread")
    void aVirtualThreadHasAHandlerToo() {
        check(
                () -> {
                    AtomicReference<Thread> told = new AtomicReference<>();
                    Thread thread =
                            Thread.ofVirtual()
                                    .uncaughtExceptionHandler((who, what) -> told.set(who))
                                    .start(
                                            () -> {
                                                throw new IllegalStateException("v");
                                            });
                    thread.join();
                    assertThat(told.get()).isSameAs(thread);
                });
    }

    /** Here a run is stricter than the JVM: what nobody handles is a failure of the test. */
    @Test
    void theDefaultHandlerIsToldAndTheRunFails() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((who, what) -> told.add(what.getMessage()));
        try {
            var report =
                    Heddle.explorer()
                            .schedules(1)
                            .explore(
                                    () -> {
                                        Thread thread =
                                                new Thread(
                                                        () -> {
                                                            throw new IllegalStateException("d");
                                                        },
                                                        "thrower");
                                        thread.start();
                                        thread.join();
                                    });
            assertThat(told).isNotEmpty().containsOnly("d");
            assertThat(report.failure()).isPresent();
            assertThat(report.failure().get().thread()).contains("thrower");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void withoutAnyHandlerTheRunFails() {
        var report =
                Heddle.explorer()
                        .schedules(1)
                        .explore(
                                () -> {
                                    Thread thread =
                                            Thread.startVirtualThread(
                                                    () -> {
                                                        throw new IllegalStateException("alone");
                                                    });
                                    thread.join();
                                });
        assertThat(report.failure()).isPresent();
        assertThat(report.failure().get().cause().orElseThrow()).hasMessage("alone");
    }
}
