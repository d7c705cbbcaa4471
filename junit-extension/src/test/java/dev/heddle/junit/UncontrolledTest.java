package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.ScheduleFailure;
import dev.heddle.async.Async;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A test that passes says so if something in it was not under control. */
class UncontrolledTest {

    private static String file = "";

    @BeforeAll
    static void makeAFile(@TempDir Path folder) throws IOException {
        file = Files.createFile(folder.resolve("empty.txt")).toString();
    }

    private static List<String> published(Class<?> tests) {
        EngineExecutionResults results = Results.of(tests);
        results.testEvents().assertStatistics(statistics -> statistics.succeeded(1));
        return Results.remarks(results);
    }

    /** Surefire does not show what is published. */
    @Test
    void itIsPrintedToo() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            published(Reads.class);
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("Heddle, Reads.")
                .contains(": Not under control: ")
                .contains("(UncontrolledTest.java:");
    }

    @Test
    void eventsFromOutsideArePublished() {
        assertThat(published(Poked.class))
                .anyMatch(
                        text ->
                                text.startsWith("Not under control: Thread 'outsider' from outside")
                                        && text.contains("at " + Poked.class.getName())
                                        && text.contains("(UncontrolledTest.java:"));
    }

    @Test
    void aFileThatIsReadIsPublishedWithItsCallSite() {
        assertThat(published(Reads.class))
                .anyMatch(
                        text ->
                                text.startsWith("Not under control: Thread 'main' reads the file")
                                        && text.contains("at " + Reads.class.getName() + ".reads(")
                                        && text.contains("(3 times)"));
    }

    @Test
    void aBlockedEventLoopIsPublishedWithItsCallSite() {
        assertThat(published(Blocks.class))
                .singleElement()
                .asString()
                .startsWith("Blocked event loop: Coroutine 'main' keeps its event loop")
                .contains("at " + Blocks.class.getName() + ".", "(UncontrolledTest.java:")
                .endsWith("Use Async.sleep.");
    }

    @Test
    void aStrictTestFailsWhereItReachesOut() {
        Throwable failure = Results.failureOf(Strict.class, "reads");
        assertThat(failure).isInstanceOf(ScheduleFailure.class);
        assertThat(failure.getMessage())
                .containsIgnoringWhitespaces(
                        "reads the file",
                        "is not under control",
                        "the run is strict",
                        "Strict.reads(");
        assertThat(failure.getCause().getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains("reads");
    }

    @Test
    void aStrictTestThatStaysInsidePasses() {
        assertThat(Results.failures(Results.of(Strict.class, "staysInside"))).isEmpty();
    }

    @Test
    void aFailureSaysWhatWasNotUnderControl() {
        assertThat(Results.failureOf(Fails.class, "afterReading"))
                .hasMessageContainingAll(
                        "Not under control in these schedules",
                        "Thread 'main' reads the file",
                        "Fails.afterReading(");
    }

    @Test
    void aFailureThatStaysInsideDoesNot() {
        assertThat(Results.failureOf(Fails.class, "inside").getMessage())
                .contains("on purpose")
                .doesNotContain("Not under control");
    }

    @Test
    void nothingIsPublishedOtherwise() {
        assertThat(published(Alone.class)).isEmpty();
    }

    /** A thread from before the run unparks the body. */
    static class Poked {
        private static volatile Thread target;
        private static volatile boolean poked;
        private static volatile boolean over;

        @BeforeAll
        static void startTheOutside() {
            Thread outside =
                    new Thread(
                            () -> {
                                while (!over) {
                                    Thread body = target;
                                    if (body != null) {
                                        LockSupport.unpark(body);
                                        poked = true;
                                    }
                                    Thread.onSpinWait();
                                }
                            },
                            "outsider");
            outside.setDaemon(true);
            outside.start();
        }

        @AfterAll
        static void endTheOutside() {
            over = true;
        }

        @Interleaved(schedules = 1, stepLimit = 1_000_000_000)
        void isPoked() {
            target = Thread.currentThread();
            while (!poked) {
                Thread.onSpinWait();
            }
            target = null;
        }
    }

    static class Reads {
        @Interleaved(schedules = 2)
        void reads() throws IOException {
            new FileInputStream(file).close();
        }
    }

    static class Blocks {
        @Interleaved(schedules = 2)
        void sleeps() throws Exception {
            Async.run(() -> Thread.sleep(1_000));
        }
    }

    static class Strict {
        @Interleaved(strict = true)
        void reads() throws IOException {
            new FileInputStream(file).close();
        }

        @Interleaved(strict = true, schedules = 3)
        void staysInside() throws InterruptedException {
            Thread.sleep(1_000);
        }
    }

    static class Fails {
        @Interleaved(schedules = 3)
        void afterReading() throws IOException {
            new FileInputStream(file).close();
            throw new IllegalStateException("on purpose");
        }

        @Interleaved(schedules = 3)
        void inside() {
            throw new IllegalStateException("on purpose");
        }
    }

    static class Alone {
        @Interleaved(schedules = 3)
        void ends() {}
    }
}
