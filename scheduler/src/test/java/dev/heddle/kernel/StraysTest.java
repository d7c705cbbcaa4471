package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/** Whoever watches a run sends away only those that are not away already. */
class StraysTest {

    /** The fiber that others look at, or null. */
    private volatile Fiber seen;

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Report runOnce(Body body) {
        return Heddle.explorer().schedules(1).strategy("fifo").shrink(0).explore(body);
    }

    /** Outside of the run: the fiber that has said who it is, once it waits for something real. */
    private Fiber awaitAway() throws InterruptedException {
        while (seen == null || seen.wait != Wait.OUTSIDE) {
            Thread.sleep(1);
        }
        return seen;
    }

    private static <T> FutureTask<T> outside(Callable<T> does) {
        FutureTask<T> task = new FutureTask<>(does);
        Thread.ofPlatform().start(task);
        return task;
    }

    /** Else it would not come back to the loop, but go on beside whoever the loop has chosen. */
    @Test
    void whoGoesAwayByItselfWhileItIsSuspectedStaysMarked() throws Exception {
        Path folder = Files.createTempDirectory("heddle");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        try (RandomAccessFile writes = new RandomAccessFile(pipe.toFile(), "rw");
                FileInputStream reads = new FileInputStream(pipe.toFile())) {
            FutureTask<Boolean> watching =
                    outside(
                            () -> {
                                Fiber fiber = awaitAway();
                                fiber.loop.strays.noticed(fiber, true);
                                boolean isMarked = fiber.stray;
                                writes.write(7);
                                return isMarked;
                            });
            Report report =
                    runOnce(
                            () -> {
                                CountDownLatch read = new CountDownLatch(1);
                                Thread other = Thread.ofPlatform().start(() -> await(read));
                                seen = Fiber.current();
                                assertThat(reads.read()).isEqualTo(7);
                                read.countDown();
                                other.join();
                            });
            report.check();
            assertThat(watching.get()).isTrue();
        } finally {
            Files.delete(pipe);
            Files.delete(folder);
        }
    }

    /** The JVM knows only the thread that carries it, which is interrupted in its place. */
    @Test
    void anInterruptReachesWhoWaitsInTheJvm() {
        boolean[] heard = new boolean[2];
        Report report =
                runOnce(
                        () -> {
                            Thread waits =
                                    new Thread(
                                            () -> {
                                                heard[0] = isInterruptedInAQueue();
                                                heard[1] = Thread.currentThread().isInterrupted();
                                            });
                            waits.start();
                            Thread.yield();
                            waits.interrupt();
                            waits.join();
                        });
        report.check();
        assertThat(heard).containsExactly(true, false);
    }

    @Test
    void whoWasInterruptedBeforeDoesNotWaitInTheJvm() {
        runOnce(
                        () -> {
                            Thread.currentThread().interrupt();
                            assertThat(isInterruptedInAQueue()).isTrue();
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        })
                .check();
    }

    private static boolean isInterruptedInAQueue() {
        try {
            new ReferenceQueue<>().remove();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
