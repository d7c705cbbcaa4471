package dev.heddle.identity;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Threads of pools, and what can be asked about threads as a whole. */
class PoolIdentityTest {

    @Test
    @Covers(area = Area.POOLS, value = "Names of the workers of a pool")
    void workersHaveTheNamesOfTheirPool() {
        check(
                () -> {
                    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                        Thread worker = pool.submit(Thread::currentThread).get();
                        assertThat(worker.getName()).matches("pool-\\d+-thread-1");
                        assertThat(worker.isDaemon()).isFalse();
                        assertThat(worker.isVirtual()).isFalse();
                        assertThat(worker.isAlive()).isTrue();
                        assertThat(worker).isNotSameAs(Thread.currentThread());
                    }
                });
    }

    @Test
    void aSingleWorkerIsTheSameForEveryTask() {
        check(
                () -> {
                    ExecutorService pool = Executors.newSingleThreadExecutor();
                    Thread first = pool.submit(Thread::currentThread).get();
                    Thread second = pool.submit(Thread::currentThread).get();
                    pool.shutdown();
                    assertThat(pool.awaitTermination(1, TimeUnit.HOURS)).isTrue();
                    assertThat(second).isSameAs(first);
                    first.join();
                });
    }

    @Test
    void everyTaskOfAVirtualPoolHasAThreadOfItsOwn() {
        check(
                () -> {
                    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                        Thread first = pool.submit(Thread::currentThread).get();
                        Thread second = pool.submit(Thread::currentThread).get();
                        assertThat(first.isVirtual()).isTrue();
                        assertThat(second).isNotSameAs(first);
                    }
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "LockSupport.getBlocker")
    void theBlockerIsWhatAThreadWaitsFor() {
        check(
                () -> {
                    Object blocker = new Object();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        while (!Thread.currentThread().isInterrupted()) {
                                            LockSupport.park(blocker);
                                        }
                                    });
                    assertThat(LockSupport.getBlocker(thread)).isNull();
                    thread.start();
                    awaitState(thread, Thread.State.WAITING);
                    assertThat(LockSupport.getBlocker(thread)).isSameAs(blocker);
                    thread.interrupt();
                    thread.join();
                    assertThat(LockSupport.getBlocker(thread)).isNull();
                });
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "ReentrantLock: hasQueuedThreads, getQueueLength, owner in toString")
    void locksKnowTheirOwnerAndWhoWaits() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        lock.lock();
                                        lock.unlock();
                                    },
                                    "waiter");
                    lock.lock();
                    thread.start();
                    awaitState(thread, Thread.State.WAITING);
                    assertThat(lock.isHeldByCurrentThread()).isTrue();
                    assertThat(lock.hasQueuedThread(thread)).isTrue();
                    assertThat(lock.toString())
                            .contains("[Locked by thread " + Thread.currentThread().getName());
                    lock.unlock();
                    thread.join();
                    assertThat(lock.toString()).contains("[Unlocked]");
                });
    }

    @Test
    void aGroupKnowsItsThreads() {
        check(
                () -> {
                    ThreadGroup group = new ThreadGroup("group");
                    Thread thread = new Thread(group, LockSupport::park, "member");
                    assertThat(group.activeCount()).isZero();
                    thread.start();
                    assertThat(group.activeCount()).isLessThanOrEqualTo(1);
                    LockSupport.unpark(thread);
                    thread.join();
                    assertThat(group.activeCount()).isZero();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Thread.enumerate, activeCount")
    void enumeratingFindsTheThreadsOfTheGroup() {
        check(
                () -> {
                    Thread thread = new Thread(PoolIdentityTest::parkUntilInterrupted);
                    thread.start();
                    awaitState(thread, Thread.State.WAITING);
                    Thread[] all = new Thread[Thread.activeCount() + 10];
                    int count = Thread.enumerate(all);
                    assertThat(Arrays.copyOf(all, count)).contains(thread, Thread.currentThread());
                    thread.interrupt();
                    thread.join();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Thread.getAllStackTraces")
    void allStackTracesHaveThoseOfTheProgram() {
        check(
                () -> {
                    Thread thread = new Thread(PoolIdentityTest::parkUntilInterrupted);
                    thread.start();
                    awaitState(thread, Thread.State.WAITING);
                    StackTraceElement[] stack = Thread.getAllStackTraces().get(thread);
                    assertThat(stack)
                            .anyMatch(
                                    frame -> frame.getMethodName().equals("parkUntilInterrupted"));
                    assertThat(Thread.getAllStackTraces()).containsKey(Thread.currentThread());
                    thread.interrupt();
                    thread.join();
                });
    }

    private static void parkUntilInterrupted() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }
}
