package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.ProverAccess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A thread that waits, or is about to, and is interrupted: each order of that and of what else ends
 * the wait is visited, once.
 */
class InterruptsTest {

    /** What a thread does that may be interrupted meanwhile. */
    private interface Waiting {
        void run() throws Exception;
    }

    /** What threads wait for, and how it comes. */
    private enum Wait {
        PARK,
        SLEEP,
        MONITOR,
        JOIN,
        SEMAPHORE,
        LATCH,
        LOCK,
        CONDITION,
        QUEUE,
        HANDOVER,
        FUTURE,
        TASK,
        BARRIER
    }

    private static final class Ways {
        final Semaphore semaphore = new Semaphore(0);
        final CountDownLatch latch = new CountDownLatch(1);
        final ReentrantLock lock = new ReentrantLock();
        final Condition condition = lock.newCondition();
        final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        final BlockingQueue<Integer> handover = new SynchronousQueue<>();
        final CompletableFuture<Integer> future = new CompletableFuture<>();
        final FutureTask<Integer> task = new FutureTask<>(() -> 1);
        final CyclicBarrier barrier = new CyclicBarrier(1);
        final Object monitor = new Object();
        boolean[] come = new boolean[1];

        Waiting waits(Wait wait, Thread[] threads) {
            return switch (wait) {
                case PARK -> LockSupport::park;
                case SLEEP -> () -> Thread.sleep(5);
                case MONITOR ->
                        () -> {
                            synchronized (monitor) {
                                while (!come[0]) {
                                    monitor.wait();
                                }
                            }
                        };
                case JOIN -> () -> threads[1].join();
                case SEMAPHORE -> semaphore::acquire;
                case LATCH -> latch::await;
                case LOCK ->
                        () -> {
                            lock.lockInterruptibly();
                            lock.unlock();
                        };
                case CONDITION ->
                        () -> {
                            lock.lock();
                            try {
                                while (!come[0]) {
                                    condition.await();
                                }
                            } finally {
                                lock.unlock();
                            }
                        };
                case QUEUE -> queue::take;
                case HANDOVER -> () -> handover.poll(5, TimeUnit.MILLISECONDS);
                case FUTURE -> future::get;
                case TASK -> task::get;
                case BARRIER -> barrier::await;
            };
        }

        Runnable ends(Wait wait, Thread[] threads) {
            return switch (wait) {
                case PARK -> () -> LockSupport.unpark(threads[0]);
                case SLEEP, JOIN, BARRIER -> () -> {};
                case MONITOR ->
                        () -> {
                            synchronized (monitor) {
                                come[0] = true;
                                monitor.notify();
                            }
                        };
                case SEMAPHORE -> semaphore::release;
                case LATCH -> latch::countDown;
                case LOCK ->
                        () -> {
                            lock.lock();
                            lock.unlock();
                        };
                case CONDITION ->
                        () -> {
                            lock.lock();
                            come[0] = true;
                            condition.signal();
                            lock.unlock();
                        };
                case QUEUE -> () -> queue.add(1);
                case HANDOVER -> () -> handover.offer(1);
                case FUTURE -> () -> future.complete(1);
                case TASK -> task;
            };
        }
    }

    private static String outcome(Waiting waiting) {
        try {
            waiting.run();
            return "came " + Thread.interrupted();
        } catch (InterruptedException e) {
            return "interrupted " + Thread.interrupted();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    private static Body body(Wait wait, String[] last) {
        return () -> {
            last[0] = "nothing";
            Ways ways = new Ways();
            Thread[] threads = new Thread[2];
            Waiting waiting = ways.waits(wait, threads);
            Runnable end = ways.ends(wait, threads);
            threads[0] = new Thread(() -> last[0] = outcome(waiting));
            threads[1] = new Thread(end);
            Thread waiter = threads[0];
            waiter.start();
            threads[1].start();
            waiter.interrupt();
        };
    }

    private static Proof prove(Body body, Set<String> ends, String[] last) {
        return ProverAccess.onEnding(
                        Heddle.explorer().races(Check.OFF).allowLeaks().shrink(0).prover(),
                        ending -> ends.add(ending.kind() + " " + last[0]))
                .prove(body);
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void eachOrderIsVisited(Wait wait) {
        String[] last = new String[1];
        AllRuns.Found all = AllRuns.search(body(wait, last), () -> last[0], 50_000);
        assertThat(all.complete()).isTrue();
        Set<String> ends = new TreeSet<>();
        Proof proof = prove(body(wait, last), ends, last);
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(ends).isEqualTo(all.ends());
        assertThat(ends.size()).isGreaterThan(wait == Wait.SLEEP ? 0 : 1);
        assertThat(proof.executions()).isLessThanOrEqualTo(30);
    }

    /**
     * A program in which the JDK interrupts the thread since the program cancels what it executes.
     */
    private static Body cancelling(Wait wait, String[] last) {
        return () -> {
            last[0] = "nothing";
            Ways ways = new Ways();
            Thread[] threads = new Thread[2];
            Waiting waiting = ways.waits(wait, threads);
            Runnable end = ways.ends(wait, threads);
            FutureTask<?> executed = new FutureTask<>(() -> last[0] = outcome(waiting));
            threads[0] = new Thread(executed);
            threads[1] = new Thread(end);
            threads[0].start();
            threads[1].start();
            executed.cancel(true);
        };
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void eachOrderIsVisitedWhereTheJdkInterrupts(Wait wait) {
        String[] last = new String[1];
        AllRuns.Found all = AllRuns.search(cancelling(wait, last), () -> last[0], 100_000);
        Set<String> ends = new TreeSet<>();
        Proof proof = prove(cancelling(wait, last), ends, last);
        // More than those of all runs, in which a task begins before others can come in between.
        assertThat(ends).containsAll(all.ends());
        assertThat(all.complete()).isTrue();
        assertThat(all.ends()).anyMatch(end -> !end.equals("FINISHED came false"));
        if (wait == Wait.PARK) {
            assertThat(proof.isComplete()).isFalse();
            assertThat(proof.summary()).contains("a run was not the same when it was repeated");
        } else {
            assertThat(proof.isComplete()).isTrue();
        }
    }

    /** As above, where it does since the program shuts the thread's pool down. */
    private static Body shuttingDown(Wait wait, String[] last) {
        return () -> {
            last[0] = "nothing";
            Ways ways = new Ways();
            Thread[] threads = new Thread[2];
            Waiting waiting = ways.waits(wait, threads);
            Runnable end = ways.ends(wait, threads);
            ExecutorService pool =
                    Executors.newFixedThreadPool(1, task -> threads[0] = new Thread(task));
            pool.execute(() -> last[0] = outcome(waiting));
            threads[1] = new Thread(end);
            threads[1].start();
            pool.shutdownNow();
        };
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void nothingIsMissedThatRandomSchedulesFindWhereAPoolIsShutDown(Wait wait) {
        String[] last = new String[1];
        Set<String> ends = new TreeSet<>();
        Proof proof = prove(shuttingDown(wait, last), ends, last);
        Set<String> found = new TreeSet<>();
        Heddle.explorer()
                .races(Check.OFF)
                .allowLeaks()
                .spuriousWakeups(false)
                .strategy("random")
                .schedules(300)
                .onDigest(digest -> found.add("FINISHED " + last[0]))
                .explore(shuttingDown(wait, last));
        assertThat(found).isNotEmpty();
        assertThat(ends).containsAll(found);
        assertThat(proof.isComplete()).isEqualTo(wait != Wait.PARK);
    }

    private static long executions(Body body) {
        String[] last = new String[1];
        Proof proof = prove(body, new TreeSet<>(), last);
        proof.check();
        assertThat(proof.redundant()).isZero();
        return proof.executions();
    }

    @Test
    void anInterruptEndsAWaitAsAPermitDoes() {
        assertThat(executions(() -> parks(Thread::interrupt))).isEqualTo(1);
        // Who parks comes after both, or before one of them, which the others may come before.
        assertThat(
                        executions(
                                () ->
                                        parks(
                                                waiter -> {
                                                    waiter.interrupt();
                                                    LockSupport.unpark(waiter);
                                                })))
                .isEqualTo(2);
    }

    private static void parks(Consumer<Thread> wakes) {
        Thread waiter = new Thread(LockSupport::park);
        waiter.start();
        wakes.accept(waiter);
    }

    /** What others do has nothing to do with an interrupt of somebody else. */
    @Test
    void anInterruptIsInNobodysWay() {
        int[] cells = new int[2];
        assertThat(
                        executions(
                                () -> {
                                    Thread waiter = new Thread(LockSupport::park);
                                    waiter.start();
                                    Thread other =
                                            new Thread(
                                                    () -> {
                                                        cells[0] = 1;
                                                        cells[0] = 2;
                                                    });
                                    other.start();
                                    cells[1] = 1;
                                    waiter.interrupt();
                                    cells[1] = 2;
                                }))
                .isEqualTo(1);
    }

    @Test
    void whoHasNotStartedIsInterruptedWhenHeDoes() {
        String[] last = new String[1];
        Body body =
                () -> {
                    last[0] = "nothing";
                    Thread waiter = new Thread(() -> last[0] = outcome(LockSupport::park));
                    Thread starter = new Thread(waiter::start);
                    starter.start();
                    waiter.interrupt();
                };
        AllRuns.Found all = AllRuns.search(body, () -> last[0], 50_000);
        assertThat(all.complete()).isTrue();
        Set<String> ends = new TreeSet<>();
        Proof proof = prove(body, ends, last);
        assertThat(proof.isComplete()).isTrue();
        assertThat(ends).isEqualTo(all.ends()).containsExactly("FINISHED came true");
    }

    /** A thread that has ended can be interrupted, and asked whether it was. */
    @Test
    void whoHasEndedIsInterruptedToo() {
        String[] last = new String[1];
        Body body =
                () -> {
                    last[0] = "";
                    int[] value = new int[1];
                    Thread waiter = new Thread(() -> last[0] += Thread.interrupted());
                    Thread asks = new Thread(() -> value[0] = waiter.isInterrupted() ? 1 : 2);
                    waiter.start();
                    asks.start();
                    waiter.interrupt();
                    asks.join();
                    waiter.join();
                    last[0] += " " + value[0];
                };
        AllRuns.Found all = AllRuns.search(body, () -> last[0], 50_000);
        assertThat(all.complete()).isTrue();
        Set<String> ends = new TreeSet<>();
        Proof proof = prove(body, ends, last);
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.redundant()).isZero();
        assertThat(ends).isEqualTo(all.ends()).hasSize(4);
    }
}
