package dev.heddle.identity;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Stack traces have the program's frames, and none of this tool's. */
class StackTraceTest {

    @Test
    @Covers(area = Area.THREADS, value = "getStackTrace of a thread that waits")
    void aParkedThreadStandsInPark() {
        stands(StackTraceTest::parked, "parked", Thread.State.WAITING);
    }

    @Test
    void aSleepingThreadStandsInSleep() {
        stands(StackTraceTest::sleeping, "sleeping", Thread.State.TIMED_WAITING);
    }

    @Test
    void aWaitingThreadStandsInWait() {
        stands(StackTraceTest::waiting, "waiting", Thread.State.WAITING);
    }

    @Test
    void aJoiningThreadStandsInJoin() {
        stands(StackTraceTest::joining, "joining", Thread.State.WAITING);
    }

    @Test
    void aBlockedThreadStandsWhereItEnters() {
        check(
                () -> {
                    Object lock = new Object();
                    Thread thread = new Thread(() -> entering(lock));
                    synchronized (lock) {
                        thread.start();
                        dev.heddle.Conformance.awaitState(thread, Thread.State.BLOCKED);
                        List<String> methods = clean(thread.getStackTrace());
                        assertThat(methods.getFirst())
                                .isEqualTo(StackTraceTest.class.getName() + ".entering");
                    }
                    thread.join();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "getStackTrace of the current thread")
    void aThreadSeesItsOwnStack() {
        check(
                () -> {
                    List<String> methods = clean(Thread.currentThread().getStackTrace());
                    assertThat(methods.getFirst()).isEqualTo("java.lang.Thread.getStackTrace");
                    assertThat(methods.get(1)).startsWith(StackTraceTest.class.getName());
                });
    }

    @Test
    void aThreadThatDoesNotRunHasNoStack() {
        check(
                () -> {
                    Thread thread = new Thread(() -> {});
                    assertThat(thread.getStackTrace()).isEmpty();
                    thread.start();
                    thread.join();
                    assertThat(thread.getStackTrace()).isEmpty();
                });
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "getStackTrace of a virtual thread")
    void aVirtualThreadHasAStack() {
        check(
                () -> {
                    Thread thread = Thread.startVirtualThread(StackTraceTest::sleeping);
                    dev.heddle.Conformance.awaitState(thread, Thread.State.TIMED_WAITING);
                    assertThat(clean(thread.getStackTrace()))
                            .contains(StackTraceTest.class.getName() + ".sleeping");
                    thread.interrupt();
                    thread.join();
                });
    }

    @Test
    void exceptionsOfTheJdkAreClean() {
        check(
                () -> {
                    Thread.currentThread().interrupt();
                    cleanFailure(() -> Thread.sleep(1));
                    Thread.currentThread().interrupt();
                    cleanFailure(() -> Thread.currentThread().join());
                    cleanFailure(() -> new Object().wait(-1));
                    cleanFailure(() -> new Object().notifyAll());
                    cleanFailure(() -> Thread.currentThread().start());
                    cleanFailure(() -> ((Object) null).wait());
                    cleanFailure(() -> entering(null));
                    Thread.interrupted();
                });
    }

    @Test
    void whatTheReportShowsIsClean() {
        var report =
                Heddle.explorer()
                        .schedules(1)
                        .explore(
                                () -> {
                                    throw new IllegalStateException("here");
                                });
        Throwable cause = report.failure().orElseThrow().cause().orElseThrow();
        List<String> methods = clean(cause.getStackTrace());
        assertThat(methods.getFirst()).startsWith(StackTraceTest.class.getName());
    }

    @Test
    void whatTheReportShowsOfADeadlockIsClean() {
        var report =
                Heddle.explorer()
                        .schedules(1)
                        .explore(
                                () -> {
                                    Thread thread = new Thread(() -> LockSupport.park(), "parker");
                                    thread.start();
                                    thread.join();
                                });
        var standing = report.failure().orElseThrow().standing();
        assertThat(standing).hasSize(2);
        for (var one : standing) {
            assertThat(clean(one.stack().toArray(StackTraceElement[]::new))).isNotEmpty();
        }
    }

    /** Below the program's own frames an exception that it makes has the frames that carry it. */
    @Test
    void anExceptionThatTheProgramMakesBeginsWithItsOwnFrames() {
        check(
                () -> {
                    List<StackTraceElement> frames = new ArrayList<>();
                    Thread thread =
                            new Thread(
                                    () -> frames.addAll(List.of(new Throwable().getStackTrace())));
                    thread.start();
                    thread.join();
                    assertThat(frames.getFirst().getClassName())
                            .isEqualTo(StackTraceTest.class.getName());
                    assertThat(frames)
                            .anyMatch(frame -> frame.toString().contains("java.lang.Thread.run("));
                });
    }

    private interface Failing {
        void run() throws Exception;
    }

    private static void cleanFailure(Failing failing) throws Exception {
        try {
            failing.run();
        } catch (InterruptedException
                | IllegalArgumentException
                | IllegalMonitorStateException
                | NullPointerException e) {
            List<StackTraceElement> above = new ArrayList<>();
            for (StackTraceElement frame : e.getStackTrace()) {
                above.add(frame);
                if (frame.getMethodName().equals("cleanFailure")) {
                    break;
                }
            }
            assertThat(above.getLast().getMethodName()).isEqualTo("cleanFailure");
            assertThat(ours(above)).isEmpty();
            return;
        }
        throw new AssertionError("It does not fail.");
    }

    private static void stands(Runnable task, String method, Thread.State state) {
        check(
                () -> {
                    Thread thread = new Thread(task);
                    thread.start();
                    dev.heddle.Conformance.awaitState(thread, state);
                    List<String> methods = clean(thread.getStackTrace());
                    assertThat(methods)
                            .contains(StackTraceTest.class.getName() + "." + method)
                            .contains("java.lang.Thread.run");
                    thread.interrupt();
                    thread.join();
                });
    }

    private static List<String> clean(StackTraceElement[] stack) {
        assertThat(ours(Arrays.asList(stack))).isEmpty();
        return Arrays.stream(stack)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .toList();
    }

    private static List<StackTraceElement> ours(List<StackTraceElement> frames) {
        return frames.stream()
                .filter(
                        frame ->
                                frame.getClassName().startsWith("java.lang.Heddle")
                                        || frame.getClassName().startsWith("dev.heddle.kernel.")
                                        || frame.getClassName().startsWith("dev.heddle.control."))
                .toList();
    }

    private static void parked() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }

    private static void sleeping() {
        try {
            Thread.sleep(3_600_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waiting() {
        Object lock = new Object();
        synchronized (lock) {
            try {
                while (true) {
                    lock.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void joining() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void entering(Object lock) {
        synchronized (lock) {
            lock.hashCode();
        }
    }
}
