package dev.heddle.identity;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** What {@code getState} and {@code isAlive} say of a thread, whatever it is doing. */
class ThreadStateTest {

    /** Something that a thread does until it is told to stop. */
    private interface Task {
        void run() throws InterruptedException;
    }

    @Test
    @Covers(area = Area.THREADS, value = "getState, isAlive: NEW, RUNNABLE, TERMINATED")
    void aThreadIsNewThenRunnableThenTerminated() {
        check(
                () -> {
                    List<Thread.State> own = new ArrayList<>();
                    Thread thread = new Thread(() -> own.add(Thread.currentThread().getState()));
                    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
                    assertThat(thread.isAlive()).isFalse();
                    thread.start();
                    thread.join();
                    assertThat(own).containsExactly(Thread.State.RUNNABLE);
                    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
                    assertThat(thread.isAlive()).isFalse();
                });
    }

    @Test
    void aThreadThatCouldRunIsRunnable() {
        check(
                () -> {
                    boolean[] stop = new boolean[1];
                    Object lock = new Object();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        boolean go = true;
                                        while (go) {
                                            Thread.onSpinWait();
                                            synchronized (lock) {
                                                go = !stop[0];
                                            }
                                        }
                                    });
                    thread.start();
                    assertThat(thread.isAlive()).isTrue();
                    awaitState(thread, Thread.State.RUNNABLE);
                    synchronized (lock) {
                        stop[0] = true;
                    }
                    thread.join();
                });
    }

    @Test
    void theFirstThreadIsAliveAndRunnable() {
        check(
                () -> {
                    assertThat(Thread.currentThread().isAlive()).isTrue();
                    assertThat(Thread.currentThread().getState()).isEqualTo(Thread.State.RUNNABLE);
                });
    }

    @Test
    @Covers(area = Area.MONITORS, value = "getState: BLOCKED")
    void whoWantsAMonitorIsBlocked() {
        check(
                () -> {
                    Object lock = new Object();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        synchronized (lock) {
                                            Thread.yield();
                                        }
                                    });
                    synchronized (lock) {
                        thread.start();
                        awaitState(thread, Thread.State.BLOCKED);
                        assertThat(thread.isAlive()).isTrue();
                    }
                    thread.join();
                });
    }

    @Test
    void whoWasNotifiedIsBlockedUntilTheMonitorIsFree() {
        check(
                () -> {
                    Object lock = new Object();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        synchronized (lock) {
                                            try {
                                                lock.wait(0);
                                            } catch (InterruptedException e) {
                                                throw new IllegalStateException(e);
                                            }
                                        }
                                    });
                    thread.start();
                    awaitStateOrEnd(thread, Thread.State.WAITING);
                    synchronized (lock) {
                        if (thread.isAlive()) {
                            lock.notifyAll();
                            awaitState(thread, Thread.State.BLOCKED);
                        }
                    }
                    thread.join();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "getState: WAITING")
    void waitingWithoutLimit() {
        Object lock = new Object();
        waits(Thread.State.WAITING, () -> waitForEver(lock, 0));
        waits(Thread.State.WAITING, ThreadStateTest::parkForEver);
        waits(Thread.State.WAITING, () -> new CountDownLatch(1).await());
        waits(Thread.State.WAITING, () -> new ArrayBlockingQueue<String>(1).take());
        waits(Thread.State.WAITING, () -> Thread.currentThread().join());
        waits(Thread.State.WAITING, () -> awaitForEver(new ReentrantLock()));
    }

    @Test
    @Covers(area = Area.THREADS, value = "getState: TIMED_WAITING")
    void waitingWithALimit() {
        Object lock = new Object();
        long hour = TimeUnit.HOURS.toMillis(1);
        waits(Thread.State.TIMED_WAITING, () -> waitForEver(lock, hour));
        waits(Thread.State.TIMED_WAITING, () -> Thread.sleep(hour));
        waits(Thread.State.TIMED_WAITING, () -> new CountDownLatch(1).await(1, TimeUnit.HOURS));
        waits(Thread.State.TIMED_WAITING, () -> Thread.currentThread().join(hour));
        waits(Thread.State.TIMED_WAITING, ThreadStateTest::parkForAnHour);
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "getState of a virtual thread")
    void aVirtualThreadHasTheSameStates() {
        check(
                () -> {
                    Thread thread =
                            Thread.ofVirtual().unstarted(() -> LockSupport.park(new Object()));
                    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
                    assertThat(thread.isAlive()).isFalse();
                    thread.start();
                    awaitStateOrEnd(thread, Thread.State.WAITING);
                    LockSupport.unpark(thread);
                    thread.join();
                    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
                    assertThat(thread.isAlive()).isFalse();
                });
    }

    @Test
    void aVirtualThreadSleepsForALimitedTime() {
        check(
                () -> {
                    Thread thread =
                            Thread.startVirtualThread(
                                    () -> {
                                        try {
                                            Thread.sleep(3_600_000);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
                    awaitState(thread, Thread.State.TIMED_WAITING);
                    assertThat(thread.isAlive()).isTrue();
                    thread.interrupt();
                    thread.join();
                });
    }

    /** A thread that does this comes into the state, and an interrupt ends it. */
    private static void waits(Thread.State state, Task task) {
        check(
                () -> {
                    Thread thread =
                            new Thread(
                                    () -> {
                                        try {
                                            task.run();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
                    thread.start();
                    awaitState(thread, state);
                    assertThat(thread.isAlive()).isTrue();
                    thread.interrupt();
                    thread.join();
                    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
                });
    }

    /** As it should be, in a loop: a wait may end without a reason. */
    private static void waitForEver(Object lock, long millis) throws InterruptedException {
        synchronized (lock) {
            while (true) {
                lock.wait(millis);
            }
        }
    }

    private static void awaitForEver(ReentrantLock lock) throws InterruptedException {
        Condition condition = lock.newCondition();
        lock.lock();
        try {
            while (true) {
                condition.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void parkForEver() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }

    private static void parkForAnHour() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
        }
    }

    private static void awaitStateOrEnd(Thread thread, Thread.State state) {
        while (thread.getState() != state && thread.isAlive()) {
            Thread.yield();
        }
    }
}
