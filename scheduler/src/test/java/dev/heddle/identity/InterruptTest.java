package dev.heddle.identity;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/** An interrupt ends every wait that says so, whether it comes before the wait or during it. */
class InterruptTest {

    private static final long DAY = 24L * 3_600_000;

    /** A wait that an interrupt ends with an exception. */
    private interface Waiting {
        void await() throws InterruptedException;
    }

    /** For every kind of wait, one that nothing but an interrupt can end. */
    private static Map<String, Waiting> waits() {
        Map<String, Waiting> all = new LinkedHashMap<>();
        all.put("sleep", () -> Thread.sleep(DAY));
        all.put("wait", () -> waitForEver(new Object(), 0));
        all.put("timed wait", () -> waitForEver(new Object(), DAY));
        all.put("join", () -> Thread.currentThread().join());
        all.put("timed join", () -> Thread.currentThread().join(DAY));
        all.put("latch", () -> new CountDownLatch(1).await());
        all.put("queue", () -> new ArrayBlockingQueue<String>(1).take());
        all.put("hand-over", () -> new SynchronousQueue<String>().put("x"));
        all.put("semaphore", () -> new Semaphore(0).acquire());
        all.put("future", () -> getForEver(new CompletableFuture<>()));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> anInterruptDuringTheWaitEndsIt() {
        return each(
                waiting ->
                        () -> {
                            List<Boolean> flags = new ArrayList<>();
                            Thread thread = new Thread(() -> interrupted(waiting, flags));
                            thread.start();
                            while (thread.getState() != Thread.State.WAITING
                                    && thread.getState() != Thread.State.TIMED_WAITING) {
                                Thread.yield();
                            }
                            thread.interrupt();
                            thread.join();
                            assertThat(flags).containsExactly(false);
                        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptBeforeTheWaitEndsItAtOnce() {
        return each(
                waiting ->
                        () -> {
                            List<Boolean> flags = new ArrayList<>();
                            Thread thread =
                                    new Thread(
                                            () -> {
                                                Thread.currentThread().interrupt();
                                                interrupted(waiting, flags);
                                            });
                            thread.start();
                            thread.join();
                            assertThat(flags).containsExactly(false);
                        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptOfAVirtualThreadEndsItsWait() {
        return each(
                waiting ->
                        () -> {
                            List<Boolean> flags = new ArrayList<>();
                            Thread thread =
                                    Thread.startVirtualThread(() -> interrupted(waiting, flags));
                            Thread.yield();
                            thread.interrupt();
                            thread.join();
                            assertThat(flags).containsExactly(false);
                        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptAtAnyTimeEndsTheWait() {
        return each(
                waiting ->
                        () -> {
                            List<Boolean> flags = new ArrayList<>();
                            Thread thread = new Thread(() -> interrupted(waiting, flags));
                            thread.start();
                            thread.interrupt();
                            thread.join();
                            assertThat(flags).containsExactly(false);
                        });
    }

    @Test
    @Covers(area = Area.THREADS, value = "interrupt of LockSupport.park")
    void aParkReturnsWithTheFlagSet() {
        check(
                () -> {
                    List<Boolean> flags = new ArrayList<>();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        while (!Thread.currentThread().isInterrupted()) {
                                            LockSupport.park();
                                        }
                                        LockSupport.park();
                                        flags.add(Thread.interrupted());
                                        flags.add(Thread.interrupted());
                                    });
                    thread.start();
                    awaitState(thread, Thread.State.WAITING);
                    thread.interrupt();
                    thread.join();
                    assertThat(flags).containsExactly(true, false);
                });
    }

    @Test
    void lockInterruptiblyGivesUp() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    List<Boolean> flags = new ArrayList<>();
                    lock.lock();
                    Thread thread = new Thread(() -> interrupted(lock::lockInterruptibly, flags));
                    thread.start();
                    awaitState(thread, Thread.State.WAITING);
                    thread.interrupt();
                    thread.join();
                    assertThat(flags).containsExactly(false);
                    assertThat(lock.hasQueuedThreads()).isFalse();
                    lock.unlock();
                });
    }

    @Test
    void aLockThatCanNotBeInterruptedKeepsTheFlag() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    List<Boolean> flags = new ArrayList<>();
                    lock.lock();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        lock.lock();
                                        flags.add(Thread.currentThread().isInterrupted());
                                        lock.unlock();
                                    });
                    thread.start();
                    awaitState(thread, Thread.State.WAITING);
                    thread.interrupt();
                    lock.unlock();
                    thread.join();
                    assertThat(flags).containsExactly(true);
                });
    }

    @Test
    @Covers(area = Area.MONITORS, value = "interrupt of a thread that enters a monitor")
    void enteringAMonitorCanNotBeInterrupted() {
        check(
                () -> {
                    Object lock = new Object();
                    List<Boolean> flags = new ArrayList<>();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        synchronized (lock) {
                                            flags.add(Thread.currentThread().isInterrupted());
                                        }
                                    });
                    synchronized (lock) {
                        thread.start();
                        awaitState(thread, Thread.State.BLOCKED);
                        thread.interrupt();
                        Thread.yield();
                        assertThat(thread.getState()).isEqualTo(Thread.State.BLOCKED);
                    }
                    thread.join();
                    assertThat(flags).containsExactly(true);
                });
    }

    @Test
    @Covers(area = Area.MONITORS, value = "interrupt of Object.wait")
    void anInterruptedWaitHasTheMonitorAgain() {
        check(
                () -> {
                    Object lock = new Object();
                    List<Boolean> held = new ArrayList<>();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        synchronized (lock) {
                                            try {
                                                while (true) {
                                                    lock.wait();
                                                }
                                            } catch (InterruptedException e) {
                                                held.add(Thread.holdsLock(lock));
                                            }
                                        }
                                    });
                    thread.start();
                    awaitState(thread, Thread.State.WAITING);
                    synchronized (lock) {
                        thread.interrupt();
                        assertThat(held).isEmpty();
                    }
                    thread.join();
                    assertThat(held).containsExactly(true);
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "isInterrupted, Thread.interrupted")
    void theFlagIsReadAndCleared() {
        check(
                () -> {
                    Thread self = Thread.currentThread();
                    assertThat(self.isInterrupted()).isFalse();
                    self.interrupt();
                    assertThat(self.isInterrupted()).isTrue();
                    assertThat(Thread.interrupted()).isTrue();
                    assertThat(Thread.interrupted()).isFalse();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "interrupt before start")
    void anInterruptOfAThreadThatWasNotStartedIsKept() {
        check(
                () -> {
                    List<Boolean> flags = new ArrayList<>();
                    Thread thread =
                            new Thread(() -> flags.add(Thread.currentThread().isInterrupted()));
                    thread.interrupt();
                    assertThat(thread.isInterrupted()).isTrue();
                    thread.start();
                    thread.join();
                    assertThat(flags).containsExactly(true);
                });
    }

    @Test
    void anEndedThreadKeepsItsFlag() {
        check(
                () -> {
                    Thread thread = new Thread(() -> Thread.currentThread().interrupt());
                    thread.start();
                    thread.join();
                    assertThat(thread.isInterrupted()).isTrue();
                });
    }

    @Test
    void anInterruptedSleepOfNoTimeFails() {
        check(
                () -> {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> Thread.sleep(0))
                            .isInstanceOf(InterruptedException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "ThreadGroup.interrupt")
    void aGroupInterruptsItsThreads() {
        check(
                () -> {
                    ThreadGroup group = new ThreadGroup("group");
                    List<Boolean> flags = new ArrayList<>();
                    Thread thread =
                            new Thread(group, () -> interrupted(() -> Thread.sleep(DAY), flags));
                    thread.start();
                    awaitState(thread, Thread.State.TIMED_WAITING);
                    group.interrupt();
                    thread.join();
                    assertThat(flags).containsExactly(false);
                });
    }

    private static Stream<DynamicTest> each(Function<Waiting, dev.heddle.Body> body) {
        return waits().entrySet().stream()
                .map(
                        entry ->
                                DynamicTest.dynamicTest(
                                        entry.getKey(), () -> check(body.apply(entry.getValue()))));
    }

    /** Waits, and tells what the flag is when the interrupt has come. */
    private static void interrupted(Waiting waiting, List<Boolean> flags) {
        try {
            waiting.await();
        } catch (InterruptedException e) {
            flags.add(Thread.currentThread().isInterrupted());
        }
    }

    private static void waitForEver(Object lock, long millis) throws InterruptedException {
        synchronized (lock) {
            while (true) {
                lock.wait(millis);
            }
        }
    }

    private static void getForEver(CompletableFuture<String> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
