package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.tools.Weaving;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Threads outside a run look at the stacks of fibers while these switch as fast as they can. Done
 * wrongly, this does not fail: it kills the JVM.
 */
class InspectionTest {

    private static final int SCHEDULES = 150;

    static {
        Conformance.install();
    }

    private static volatile boolean ended;

    private interface Look {
        void look() throws Exception;
    }

    /** Looks again and again while schedules are explored, which must not change them. */
    private static void lookDuringRuns(Look look, BooleanSupplier enough) throws Exception {
        Report undisturbed = Heddle.explorer().schedules(SCHEDULES).explore(Weaving::weave);
        undisturbed.check();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread looking =
                new Thread(
                        () -> {
                            try {
                                while (!ended) {
                                    look.look();
                                }
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        },
                        "looks");
        ended = false;
        looking.setDaemon(true);
        looking.start();
        try {
            // How often a look and a run coincide is up to the machine.
            for (int i = 0; i < 20 && (i == 0 || !enough.getAsBoolean()); i++) {
                Report disturbed = Heddle.explorer().schedules(SCHEDULES).explore(Weaving::weave);
                disturbed.check();
                assertThat(disturbed.steps()).isEqualTo(undisturbed.steps());
                assertThat(disturbed.outsideEvents()).isZero();
            }
        } finally {
            ended = true;
            looking.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(enough.getAsBoolean()).as("has seen something").isTrue();
    }

    @Test
    @Covers(area = Area.TOOLS, value = "Thread.getStackTrace, by a thread outside the run")
    void stacksCanBeTakenFromOutside() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        lookDuringRuns(
                () -> {
                    for (Thread thread : Weaving.threads()) {
                        StackTraceElement[] stack = thread.getStackTrace();
                        if (isWaitingForTheRun(stack)) {
                            continue; // The run has just ended, and the body's thread is real.
                        }
                        for (StackTraceElement frame : stack) {
                            assertThat(frame.getClassName())
                                    .as("%s: %s", thread, Arrays.toString(stack))
                                    .doesNotStartWith("dev.heddle.control");
                            if (frame.getMethodName().equals("deep")) {
                                seen.incrementAndGet();
                            }
                        }
                    }
                },
                () -> seen.get() > 20);
    }

    /** Whether this is the stack of a thread that has asked for an exploration. */
    private static boolean isWaitingForTheRun(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .anyMatch(
                        frame -> frame.getClassName().equals(Session.class.getName() + "$Result"));
    }

    @Test
    @Covers(area = Area.TOOLS, value = "Thread.getAllStackTraces, by a thread outside the run")
    void allStacksCanBeTakenFromOutside() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        lookDuringRuns(
                () -> {
                    assertThat(Thread.getAllStackTraces()).isNotEmpty();
                    System.gc();
                    ManagementFactory.getThreadMXBean().dumpAllThreads(true, true);
                    looks.incrementAndGet();
                },
                () -> looks.get() > 2);
    }

    @Test
    @Covers(
            area = Area.TOOLS,
            value = "Thread dumps: jcmd Thread.dump_to_file, HotSpotDiagnosticMXBean.dumpThreads")
    void threadsCanBeDumped(@TempDir Path directory) throws Exception {
        var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        AtomicInteger looks = new AtomicInteger();
        lookDuringRuns(
                () -> {
                    Path file = directory.resolve("dump" + looks.get());
                    bean.dumpThreads(
                            file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
                    assertThat(Files.readString(file)).contains("heddle-carrier");
                    looks.incrementAndGet();
                },
                () -> looks.get() > 2);
    }

    /** What such a dump does with each virtual thread that it finds in a pool. */
    @Test
    void snapshotsCanBeTakenFromOutside() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        lookDuringRuns(
                () -> {
                    for (Thread thread : Weaving.threads()) {
                        if (thread.isVirtual() && VirtualThreads.snapshot(thread) != null) {
                            seen.incrementAndGet();
                        }
                    }
                },
                () -> seen.get() > 20);
    }

    @Test
    void aThreadOfAnotherRunCanLook() throws Exception {
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            Future<?> other =
                    others.submit(
                            () ->
                                    Heddle.explorer()
                                            .schedules(SCHEDULES)
                                            .explore(Weaving::weave)
                                            .check());
            while (!other.isDone()) {
                Heddle.explorer()
                        .schedules(1)
                        .explore(
                                () -> {
                                    for (Thread thread : Weaving.threads()) {
                                        assertThat(thread.getStackTrace()).isNotNull();
                                    }
                                })
                        .check();
            }
            other.get();
        }
    }
}
