package dev.heddle.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/** A coroutine that keeps its loop from going on is named, with the place where it does. */
class BlockedLoopTest {

    static {
        Conformance.install();
    }

    private static List<String> blocked(Body body) {
        Report report = Heddle.explorer().schedules(20).explore(body);
        report.check();
        return report.blocked();
    }

    private static void assertBlocks(Body body, String how, String advice) {
        assertThat(blocked(body))
                .singleElement()
                .asString()
                .startsWith("Coroutine 'main' keeps its event loop from going on: it " + how)
                .contains(", at dev.heddle.coroutines.BlockedLoopTest")
                .contains("(BlockedLoopTest.java:")
                .endsWith(". " + advice);
    }

    @Test
    void sleeping() {
        assertBlocks(
                () -> Async.run(() -> Thread.sleep(5)),
                "sleeps in Thread.sleep",
                "Use Async.sleep.");
        assertThat(blocked(() -> Async.run(() -> Async.sleep(Duration.ofMillis(5))))).isEmpty();
    }

    @Test
    void aMonitorThatAThreadHolds() {
        Object lock = new Object();
        assertBlocks(
                () -> whileAThread(() -> holdMonitor(lock), () -> enter(lock)),
                "waits to enter a monitor",
                "Let threads hold it for moments only, or use dev.heddle.async.Lock.");
        assertThat(blocked(() -> Async.run(() -> enter(lock)))).isEmpty();
    }

    @Test
    void aLockThatAThreadHolds() {
        assertBlocks(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    whileAThread(
                            () -> {
                                lock.lock();
                                Thread.sleep(10);
                                lock.unlock();
                            },
                            () -> {
                                lock.lock();
                                lock.unlock();
                            });
                },
                "waits in ReentrantLock.lock",
                "Use dev.heddle.async.Lock, or Async.toThread.");
        assertThat(
                        blocked(
                                () ->
                                        Async.run(
                                                () -> {
                                                    ReentrantLock lock = new ReentrantLock();
                                                    lock.lock();
                                                    lock.unlock();
                                                })))
                .isEmpty();
    }

    @Test
    void waitingToBeNotified() {
        assertBlocks(
                () -> Async.run(() -> waitFor(new Object())),
                "waits in Object.wait",
                "Use a Condition or an Event of dev.heddle.async.");
    }

    @Test
    void joining() {
        assertBlocks(
                () ->
                        Async.run(
                                () -> {
                                    Thread thread = new Thread(() -> sleep(5));
                                    thread.start();
                                    thread.join();
                                }),
                "waits in Thread.join",
                "Run what that thread does with Async.toThread, and await that.");
    }

    @Test
    void waitingForWhatThreadsMake() {
        assertBlocks(
                () -> {
                    CompletableFuture<String> future = new CompletableFuture<>();
                    whileAThread(() -> completeLate(future), future::get);
                },
                "waits in CompletableFuture.get",
                "Await Async.wrap(future).");
        assertBlocks(
                () -> {
                    LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
                    whileAThread(
                            () -> {
                                Thread.sleep(10);
                                queue.put("late");
                            },
                            queue::take);
                },
                "waits in LinkedBlockingQueue.take",
                "Use dev.heddle.async.Queue, or Async.toThread.");
        assertBlocks(
                () -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    whileAThread(
                            () -> {
                                Thread.sleep(10);
                                latch.countDown();
                            },
                            latch::await);
                },
                "waits in CountDownLatch.await",
                "Use what dev.heddle.async has for it, or Async.toThread.");
        assertThat(
                        blocked(
                                () -> {
                                    CompletableFuture<String> future = new CompletableFuture<>();
                                    whileAThread(
                                            () -> completeLate(future),
                                            () -> Async.wrap(future).await());
                                }))
                .isEmpty();
    }

    @Test
    void aFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("data.txt"), "content");
        assertThat(blocked(() -> Async.run(() -> Files.readString(file))))
                .singleElement()
                .asString()
                .contains("it uses the file " + file)
                .endsWith("Do it in Async.toThread.");
        assertThat(blocked(() -> Async.run(() -> Async.toThread(() -> Files.readString(file)))))
                .isEmpty();
    }

    @Test
    void aSocket() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            int port = server.getLocalPort();
            assertThat(
                            Heddle.explorer()
                                    .strategy("fifo")
                                    .explore(
                                            () ->
                                                    Async.run(
                                                            () ->
                                                                    new Socket("localhost", port)
                                                                            .close()))
                                    .blocked())
                    .anySatisfy(
                            sentence ->
                                    assertThat(sentence)
                                            .contains("Coroutine 'main'", "connects to")
                                            .endsWith("Do it in Async.toThread."));
        }
    }

    @Test
    void callbacksAreNamedToo() {
        assertThat(
                        blocked(
                                () ->
                                        Async.run(
                                                () -> {
                                                    Async.loop().callSoon(() -> sleep(5));
                                                    Async.yield();
                                                    Async.yield();
                                                })))
                .singleElement()
                .asString()
                .startsWith("A callback of an event loop keeps its event loop from going on");
    }

    @Test
    void whatIsDoneBesideTheLoopBlocksNothing() {
        assertThat(
                        blocked(
                                () -> {
                                    Thread.sleep(1);
                                    Async.run(
                                            () -> {
                                                Task<Void> beside =
                                                        Async.createTask(
                                                                () ->
                                                                        Async.toThread(
                                                                                () ->
                                                                                        Thread
                                                                                                .sleep(
                                                                                                        5)));
                                                new Thread(() -> sleep(5)).start();
                                                beside.await();
                                            });
                                    Thread.sleep(1);
                                }))
                .isEmpty();
    }

    @Test
    void whatIsSaidIsInTheReportAndInAFailure() {
        Report passed = Heddle.explorer().schedules(2).explore(() -> Async.run(() -> sleep(5)));
        assertThat(passed.toString())
                .contains("\nBlocked event loops:\n  Coroutine 'main' keeps its event loop");
        Report failed =
                Heddle.explorer()
                        .schedules(2)
                        .explore(
                                () -> {
                                    Async.run(() -> sleep(5));
                                    throw new IllegalStateException("for the test");
                                });
        assertThat(failed.toString())
                .containsOnlyOnce("Blocked event loops:\n  Coroutine 'main' keeps its event loop");
        assertThat(failed.blocked()).hasSize(1);
    }

    // --- the programs
    // ----------------------------------------------------------------------------

    /** Runs something in a coroutine a moment after something else has begun in a thread. */
    private static void whileAThread(Body inThread, Body inCoroutine) throws Exception {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                inThread.run();
                            } catch (Throwable e) {
                                throw new AssertionError(e);
                            }
                        });
        thread.start();
        Thread.sleep(1);
        Async.run(
                () -> {
                    try {
                        inCoroutine.run();
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                });
        thread.join();
    }

    private static void completeLate(CompletableFuture<String> future) throws InterruptedException {
        Thread.sleep(10);
        future.complete("late");
    }

    private static void holdMonitor(Object lock) throws InterruptedException {
        synchronized (lock) {
            Thread.sleep(10);
        }
    }

    private static void enter(Object lock) {
        synchronized (lock) {
            lock.hashCode();
        }
    }

    private static void waitFor(Object lock) throws InterruptedException {
        synchronized (lock) {
            lock.wait(5);
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
