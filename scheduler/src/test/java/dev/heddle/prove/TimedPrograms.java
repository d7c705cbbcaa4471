package dev.heddle.prove;

import dev.heddle.Body;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Random programs of a few threads whose waits end by themselves, and what each has seen. */
final class TimedPrograms {

    /** What a thread does. */
    enum What {
        READ,
        WRITE,
        SLEEP,
        CLOCK,
        LOCK,
        TRY_LOCK,
        WAIT,
        NOTIFY,
        PARK,
        UNPARK,
        TRY_ACQUIRE,
        RELEASE,
        AWAIT_LATCH,
        COUNT_DOWN,
        AWAIT,
        SIGNAL,
        POLL,
        OFFER,
        JOIN,
        INTERRUPT
    }

    /**
     * One thing that a thread does.
     *
     * @param millis for how long it waits, if it does
     * @param of which variable, or which thread
     */
    record Op(What what, int millis, int of) {
        @Override
        public String toString() {
            return what + "(" + millis + "," + of + ")";
        }
    }

    private TimedPrograms() {}

    static List<List<Op>> draw(Random random) {
        int threads = 2 + (random.nextInt(4) == 0 ? 1 : 0);
        int most = threads == 2 ? 3 : 2;
        List<List<Op>> program = new ArrayList<>();
        // Few kinds, so that they meet.
        What[] all = What.values();
        What[] kinds = new What[4];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = all[random.nextInt(all.length)];
        }
        for (int thread = 0; thread < threads; thread++) {
            List<Op> ops = new ArrayList<>();
            int size = 1 + random.nextInt(most);
            for (int i = 0; i < size; i++) {
                What what =
                        random.nextInt(3) > 0 ? kinds[random.nextInt(4)] : partner(kinds, random);
                ops.add(new Op(what, 1 + random.nextInt(3), random.nextInt(2)));
            }
            program.add(ops);
        }
        return program;
    }

    /** What has to do with one of these. */
    private static What partner(What[] kinds, Random random) {
        return switch (kinds[random.nextInt(kinds.length)]) {
            case READ, WRITE, SLEEP, CLOCK -> random.nextBoolean() ? What.WRITE : What.SLEEP;
            case LOCK, TRY_LOCK -> random.nextBoolean() ? What.LOCK : What.TRY_LOCK;
            case WAIT, NOTIFY -> random.nextBoolean() ? What.WAIT : What.NOTIFY;
            case PARK, UNPARK -> random.nextBoolean() ? What.PARK : What.UNPARK;
            case TRY_ACQUIRE, RELEASE -> random.nextBoolean() ? What.TRY_ACQUIRE : What.RELEASE;
            case AWAIT_LATCH, COUNT_DOWN ->
                    random.nextBoolean() ? What.AWAIT_LATCH : What.COUNT_DOWN;
            case AWAIT, SIGNAL -> random.nextBoolean() ? What.AWAIT : What.SIGNAL;
            case POLL, OFFER -> random.nextBoolean() ? What.POLL : What.OFFER;
            case JOIN -> What.SLEEP;
            case INTERRUPT -> random.nextBoolean() ? What.SLEEP : What.AWAIT;
        };
    }

    /** The program as a body, which leaves what its threads share in {@code last}. */
    static Body body(List<List<Op>> program, Shared[] last) {
        return () -> {
            Shared shared = new Shared(program.size());
            last[0] = shared;
            Task[] tasks = new Task[program.size()];
            for (int i = 0; i < tasks.length; i++) {
                Task task = new Task();
                tasks[i] = task;
                shared.threads[i] = new Thread(() -> task.all.run());
            }
            for (int i = 0; i < tasks.length; i++) {
                tasks[i].all = all(shared, i, program.get(i));
            }
            Thread first = shared.threads[0];
            Thread second = shared.threads[1];
            Thread third = shared.threads[tasks.length - 1];
            first.start();
            second.start();
            if (third != second) {
                third.start();
            }
        };
    }

    private static final class Task {
        Runnable all = () -> {};
    }

    private static Runnable all(Shared shared, int number, List<Op> ops) {
        StringBuilder log = shared.logs[number];
        Runnable all = () -> {};
        for (Op op : ops) {
            Runnable before = all;
            Thread other = shared.threads[(number + 1 + op.of()) % shared.threads.length];
            all =
                    () -> {
                        before.run();
                        String seen;
                        try {
                            seen = shared.does(number, op, other);
                        } catch (InterruptedException e) {
                            seen = "!";
                        }
                        log.append(seen).append(';');
                    };
        }
        return all;
    }

    /** What the threads of a program share. */
    static final class Shared {
        private final Thread[] threads;
        private final StringBuilder[] logs;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition condition = lock.newCondition();
        private final Object monitor = new Object();
        private final Semaphore semaphore = new Semaphore(0);
        private final CountDownLatch latch = new CountDownLatch(1);
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        private int first;
        private int second;

        Shared(int size) {
            threads = new Thread[size];
            logs = new StringBuilder[size];
            for (int i = 0; i < size; i++) {
                logs[i] = new StringBuilder();
            }
        }

        @Override
        public String toString() {
            return String.join("|", logs) + "|" + first + "," + second;
        }

        private String does(int number, Op op, Thread other) throws InterruptedException {
            long nanos = TimeUnit.MILLISECONDS.toNanos(op.millis());
            switch (op.what()) {
                case READ -> {
                    return "r" + (op.of() == 0 ? first : second);
                }
                case WRITE -> {
                    if (op.of() == 0) {
                        first = number + 1;
                    } else {
                        second = number + 1;
                    }
                    return "";
                }
                case SLEEP -> Thread.sleep(op.millis());
                case CLOCK -> {
                    return "c" + (System.nanoTime() - 1_000_000_000) / 1_000_000;
                }
                case LOCK -> {
                    lock.lock();
                    try {
                        first += 10;
                    } finally {
                        lock.unlock();
                    }
                }
                case TRY_LOCK -> {
                    if (!lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
                        return "n";
                    }
                    try {
                        Thread.sleep(op.of());
                        first += 10;
                    } finally {
                        lock.unlock();
                    }
                }
                case WAIT -> {
                    synchronized (monitor) {
                        monitor.wait(op.millis());
                    }
                    return "w" + first;
                }
                case NOTIFY -> {
                    synchronized (monitor) {
                        monitor.notify();
                    }
                }
                case PARK -> {
                    LockSupport.parkNanos(nanos);
                    return "p" + first;
                }
                case UNPARK -> LockSupport.unpark(other);
                case TRY_ACQUIRE -> {
                    return semaphore.tryAcquire(nanos, TimeUnit.NANOSECONDS) ? "a" : "n";
                }
                case RELEASE -> semaphore.release();
                case AWAIT_LATCH -> {
                    return latch.await(nanos, TimeUnit.NANOSECONDS) ? "l" : "n";
                }
                case COUNT_DOWN -> latch.countDown();
                case AWAIT -> {
                    lock.lock();
                    try {
                        return condition.awaitNanos(nanos) > 0 ? "s" : "t";
                    } finally {
                        lock.unlock();
                    }
                }
                case SIGNAL -> {
                    lock.lock();
                    try {
                        condition.signal();
                    } finally {
                        lock.unlock();
                    }
                }
                case POLL -> {
                    return "q" + queue.poll(nanos, TimeUnit.NANOSECONDS);
                }
                case OFFER -> {
                    return queue.offer(number, nanos, TimeUnit.NANOSECONDS) ? "o" : "n";
                }
                case JOIN -> {
                    if (other != Thread.currentThread()) {
                        other.join(op.millis());
                        return "j" + other.isAlive();
                    }
                }
                case INTERRUPT -> other.interrupt();
            }
            return "";
        }
    }
}
