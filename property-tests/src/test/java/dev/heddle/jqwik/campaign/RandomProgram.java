package dev.heddle.jqwik.campaign;

import dev.heddle.Body;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A small concurrent program made of operations that jqwik draws: what each thread does, one
 * operation after the other. Every wait has a limit, so that every program ends; locks are taken in
 * one order, so that none deadlocks.
 */
record RandomProgram(List<List<Op>> threads) {

    static final int CELLS = 3;
    static final int LOCKS = 2;

    /** An operation; {@code argument} picks the cell, lock, duration or thread. */
    record Op(Kind kind, int argument) {}

    enum Kind {
        /** Adds one to a plain cell without protection: updates may be lost. */
        ADD,
        /** Adds one to an atomic. */
        COUNT,
        /** Adds one to a cell that a monitor protects. */
        MONITOR,
        /** Both monitors, nested. */
        NESTED,
        /** Adds one to a cell that a lock protects. */
        LOCK,
        TRY_LOCK,
        SEMAPHORE,
        SLEEP,
        YIELD,
        SPIN,
        WAIT,
        NOTIFY,
        NOTIFY_ALL,
        PARK,
        UNPARK,
        INTERRUPT,
        OFFER,
        POLL,
        COUNT_DOWN,
        AWAIT,
        START_VIRTUAL
    }

    /** What can be seen of a program when it has ended. */
    static final class Outcome {
        final int[] cells = new int[CELLS];
        final int[] guarded = new int[2 * LOCKS];
        final AtomicInteger atomic = new AtomicInteger();
        final AtomicInteger expectedAtomic = new AtomicInteger();
        final AtomicInteger intruders = new AtomicInteger();
        final List<String> ends = new ArrayList<>();

        @Override
        public String toString() {
            return Arrays.toString(cells)
                    + Arrays.toString(guarded)
                    + atomic
                    + "/"
                    + intruders
                    + ends;
        }
    }

    /** A body that runs the program once and leaves its outcome in the list. */
    Body body(List<Outcome> outcomes) {
        return () -> {
            Execution execution = new Execution();
            List<Thread> started = new ArrayList<>();
            for (List<Op> ops : threads) {
                Thread thread = new Thread(() -> execution.runAll(ops));
                started.add(thread);
                execution.threads.add(thread);
            }
            for (Thread thread : started) {
                thread.start();
            }
            for (Thread thread : started) {
                thread.join();
            }
            // Virtual threads are daemons, and whoever started one may be interrupted in its join.
            for (Thread thread : List.copyOf(execution.virtual)) {
                thread.join();
            }
            outcomes.add(execution.outcome);
        };
    }

    /** The state of one execution of the program. */
    private static final class Execution {
        final Outcome outcome = new Outcome();
        final List<Thread> threads = new ArrayList<>();
        final Object[] monitors = {new Object(), new Object()};
        final ReentrantLock[] locks = {new ReentrantLock(), new ReentrantLock(true)};
        final Semaphore semaphore = new Semaphore(2);
        final ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        final CountDownLatch latch = new CountDownLatch(2);
        final List<Thread> virtual = Collections.synchronizedList(new ArrayList<>());

        /** How many are in the section that each monitor, then each lock, protects. */
        final int[] inside = new int[2 * LOCKS];

        void runAll(List<Op> ops) {
            for (Op op : ops) {
                try {
                    run(op);
                } catch (InterruptedException e) {
                    synchronized (outcome) {
                        outcome.ends.add("interrupted in " + op.kind());
                    }
                }
            }
        }

        private void run(Op op) throws InterruptedException {
            int argument = op.argument();
            switch (op.kind()) {
                case ADD -> outcome.cells[argument % CELLS]++;
                case COUNT -> count();
                case MONITOR -> {
                    int which = argument % LOCKS;
                    synchronized (monitors[which]) {
                        section(which);
                    }
                }
                case NESTED -> {
                    synchronized (monitors[0]) {
                        section(0);
                        synchronized (monitors[1]) {
                            section(1);
                        }
                    }
                }
                case LOCK -> {
                    int which = argument % LOCKS;
                    locks[which].lock();
                    try {
                        section(LOCKS + which);
                    } finally {
                        locks[which].unlock();
                    }
                }
                case TRY_LOCK -> {
                    int which = argument % LOCKS;
                    if (locks[which].tryLock(argument, TimeUnit.MILLISECONDS)) {
                        try {
                            section(LOCKS + which);
                        } finally {
                            locks[which].unlock();
                        }
                    }
                }
                case SEMAPHORE -> {
                    semaphore.acquire();
                    outcome.cells[0]++;
                    semaphore.release();
                }
                case SLEEP -> Thread.sleep(argument);
                case YIELD -> Thread.yield();
                case SPIN -> Thread.onSpinWait();
                case WAIT -> {
                    synchronized (monitors[0]) {
                        monitors[0].wait(1 + argument);
                    }
                }
                case NOTIFY -> {
                    synchronized (monitors[0]) {
                        monitors[0].notify();
                    }
                }
                case NOTIFY_ALL -> {
                    synchronized (monitors[0]) {
                        monitors[0].notifyAll();
                    }
                }
                case PARK -> LockSupport.parkNanos(this, 1 + argument * 1_000L);
                case UNPARK -> LockSupport.unpark(threads.get(argument % threads.size()));
                case INTERRUPT -> threads.get(argument % threads.size()).interrupt();
                case OFFER -> queue.offer(argument, argument, TimeUnit.MILLISECONDS);
                case POLL -> {
                    Integer polled = queue.poll(argument, TimeUnit.MILLISECONDS);
                    outcome.cells[1] += polled == null ? 0 : polled;
                }
                case COUNT_DOWN -> latch.countDown();
                case AWAIT -> latch.await(argument, TimeUnit.MILLISECONDS);
                case START_VIRTUAL -> {
                    Thread thread = Thread.ofVirtual().unstarted(this::count);
                    virtual.add(thread);
                    thread.start();
                    thread.join();
                }
            }
        }

        private void count() {
            outcome.expectedAtomic.addAndGet(1);
            outcome.atomic.incrementAndGet();
        }

        private void section(int which) {
            if (++inside[which] != 1) {
                outcome.intruders.incrementAndGet();
            }
            outcome.guarded[which]++;
            inside[which]--;
        }
    }
}
