package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.async.Async;
import dev.heddle.control.Control;
import dev.heddle.trace.Step;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Each row of the table says where in the program it stands, and fits. */
class TableTest {

    private int shared;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Failure failureOf(Body body) {
        Failure failure = Heddle.explorer().schedules(500).explore(body).failure().orElseThrow();
        Messages.check(failure);
        return failure;
    }

    /** The method in which the step with this action stands. */
    private static String placeOf(String action, Failure failure) {
        Step step =
                failure.steps().stream()
                        .filter(one -> one.action().startsWith(action))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(action + " in " + failure));
        assertThat(step.file()).as(failure.toString()).isEqualTo("TableTest.java");
        assertThat(step.line()).isPositive();
        assertThat(failure.toString())
                .containsPattern(action + ".* TableTest.java:" + step.line() + " ");
        return step.source();
    }

    @Test
    void waitsHaveAPlace() {
        Failure failure =
                failureOf(
                        () -> {
                            Object lock = new Object();
                            Thread other = new Thread(() -> waits(lock), "other");
                            other.start();
                            Thread parked = new Thread(LockSupport::park, "parked");
                            parked.setDaemon(true);
                            parked.start();
                            Thread.sleep(10);
                            synchronized (lock) {
                                lock.notifyAll();
                            }
                            Thread.yield();
                            Thread late = new Thread(() -> pause(5), "late");
                            late.start();
                            late.join();
                            other.join();
                            throw new IllegalStateException("at the end");
                        });
        assertThat(placeOf("sleeps", failure)).isEqualTo("Thread.sleep(10);");
        assertThat(placeOf("joins 'late'", failure)).isEqualTo("late.join();");
        assertThat(placeOf("lets others go first", failure)).isEqualTo("Thread.yield();");
        assertThat(placeOf("waits to be notified", failure)).isEqualTo("lock.wait();");
        assertThat(placeOf("notifies 'other'", failure)).isEqualTo("lock.notifyAll();");
    }

    /** The JDK does not say for what a thread waits at a condition; it says by which call. */
    @Test
    void whoWaitsAtAConditionSaysSo() {
        Failure failure =
                failureOf(
                        () -> {
                            ReentrantLock lock = new ReentrantLock();
                            Condition never = lock.newCondition();
                            lock.lock();
                            never.await();
                        });
        assertThat(placeOf("waits in Condition.await", failure)).isEqualTo("never.await();");
        assertThat(failure.toString()).doesNotContain("parks");
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    private static void waits(Object lock) {
        synchronized (lock) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts", e);
            }
        }
    }

    @Test
    void coroutinesThatAwaitHaveAPlace() {
        Failure failure =
                failureOf(
                        () ->
                                Async.run(
                                        () -> {
                                            var task = Async.createTask("task", () -> shared());
                                            task.await();
                                            throw new IllegalStateException("at the end");
                                        }));
        assertThat(placeOf("awaits task 'task'", failure)).isEqualTo("task.await();");
    }

    private static int shared() {
        Async.yield();
        return 1;
    }

    /** What the JDK does is done where the program has called it, or nowhere in the program. */
    @Test
    void theJdkIsNoPlace() {
        Failure failure =
                failureOf(
                        () -> {
                            CompletableFuture<Integer> future = new CompletableFuture<>();
                            ExecutorService pool = Executors.newFixedThreadPool(2);
                            pool.submit(() -> shared++);
                            pool.execute(() -> complete(future));
                            future.get();
                            pool.shutdown();
                            throw new IllegalStateException("at the end");
                        });
        assertThat(placeOf("calls CompletableFuture.complete", failure))
                .isEqualTo("future.complete(1);");
        assertThat(failure.steps()).extracting(Step::action).contains("completes a future");
        assertThat(failure.steps())
                .allSatisfy(
                        step ->
                                assertThat(step.file())
                                        .as(step.toString())
                                        .isIn("", "TableTest.java"));
    }

    private static void complete(CompletableFuture<Integer> future) {
        future.complete(1);
    }

    @Test
    void whatIsPrintedIsNoStepOfItsOwn() {
        Failure failure =
                failureOf(
                        () -> {
                            PrintStream out = new PrintStream(new ByteArrayOutputStream(), true);
                            Thread other = new Thread(() -> prints(out), "other");
                            other.start();
                            prints(out);
                            other.join();
                            throw new IllegalStateException("at the end");
                        });
        assertThat(failure.steps())
                .as(failure.toString())
                .allSatisfy(
                        step ->
                                assertThat(step.file())
                                        .as(step.toString())
                                        .isIn("", "TableTest.java"));
        assertThat(failure.steps())
                .extracting(Step::thread, Step::action)
                .as("one row for all that println does")
                .containsOnlyOnce(tuple("main", "calls PrintStream.println"))
                .containsOnlyOnce(tuple("other", "calls PrintStream.println"))
                .doesNotContain(tuple("main", "enters a monitor of OutputStreamWriter #1"));
        assertThat(failure.toString()).contains("all " + failure.stepCount() + " steps:");
    }

    private static void prints(PrintStream out) {
        synchronized (out) {
            out.println("one line");
        }
    }

    // --- names ----------------------------------------------------------------------------------

    @Test
    void aNameStandsInOneLine() {
        TableTest object = new TableTest();
        String strange = "a\nb\tc" + "-long".repeat(100) + "-end";
        Failure failure =
                failureOf(
                        () -> {
                            object.shared = 0;
                            Thread other = new Thread(() -> object.shared++, strange);
                            other.start();
                            object.shared++;
                            other.join();
                            assertThat(object.shared).isEqualTo(2);
                        });
        String message = failure.toString();
        assertThat(message).contains("a\\nb\\tc-long").contains("-long-end'");
        assertThat(message.lines()).anyMatch(line -> line.matches(" +\\|  a\\\\nb\\\\tc-long.*"));
        assertThat(failure.toJson()).doesNotContain(strange).doesNotContain("-long".repeat(20));
        String kept = failure.constraints().orElseThrow().toString();
        Failure again =
                Heddle.explorer()
                        .constraints(kept)
                        .explore(
                                () -> {
                                    object.shared = 0;
                                    Thread other = new Thread(() -> object.shared++, strange);
                                    other.start();
                                    object.shared++;
                                    other.join();
                                    assertThat(object.shared).isEqualTo(2);
                                })
                        .failure()
                        .orElseThrow();
        assertThat(again.schedule()).isEqualTo(1);
    }

    // --- rows that come again -------------------------------------------------------------------

    @Test
    void anEndlessLoopIsShownOnce() {
        Failure failure =
                Heddle.explorer()
                        .stepLimit(2_000)
                        .explore(
                                () -> {
                                    int[] done = new int[1];
                                    while (done[0] == 0) {
                                        Thread.onSpinWait();
                                    }
                                })
                        .failure()
                        .orElseThrow();
        Messages.check(failure);
        assertThat(failure.toString())
                .containsPattern("\\n +\\d+ .*reads element 0 = 0 .*\\n")
                .contains("... these 2 steps 19 more times");
        assertThat(failure.toString().lines().filter(line -> line.contains("reads element 0")))
                .hasSizeLessThan(4);
        assertThat(failure.steps()).hasSize(40);
    }
}
