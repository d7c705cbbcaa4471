package dev.heddle.prove;

import dev.heddle.Body;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Small programs drawn at random, over variables, atomics, locks, monitors, semaphores, latches,
 * permits, joins, waits that end by themselves, and interrupts.
 */
final class RandomPrograms {

    /** What a thread may do. */
    enum Kind {
        READ,
        WRITE,
        COPY,
        READ_VOLATILE,
        WRITE_VOLATILE,
        READ_ELEMENT,
        WRITE_ELEMENT,
        CAS,
        ADD,
        SYNCHRONIZED,
        LOCKED,
        TRY_LOCK,
        WAIT,
        NOTIFY,
        NOTIFY_ALL,
        AWAIT,
        SIGNAL,
        SIGNAL_ALL,
        ACQUIRE,
        TRY_ACQUIRE,
        RELEASE,
        COUNT_DOWN,
        AWAIT_LATCH,
        PARK,
        UNPARK,
        JOIN,
        TIMED_WAIT,
        TIMED_AWAIT,
        TIMED_ACQUIRE,
        TIMED_PARK,
        SLEEP,
        INTERRUPT,
        INTERRUPTED,
        IS_INTERRUPTED,
        LOCK_INTERRUPTIBLY,
        AWAIT_INTERRUPTIBLY,
        ACQUIRE_INTERRUPTIBLY,
        PUT,
        TAKE,
        GET,
        COMPLETE
    }

    static final Set<Kind> TIMED = EnumSet.range(Kind.TIMED_WAIT, Kind.SLEEP);

    private static final Set<Kind> WITH_INSIDE =
            EnumSet.of(Kind.SYNCHRONIZED, Kind.LOCKED, Kind.TRY_LOCK, Kind.LOCK_INTERRUPTIBLY);

    /** What has to do with each other. A program has one or two of these, or of everything. */
    private static final List<Set<Kind>> FAMILIES =
            List.of(
                    EnumSet.of(Kind.READ, Kind.WRITE, Kind.COPY),
                    EnumSet.of(Kind.READ_VOLATILE, Kind.WRITE_VOLATILE),
                    EnumSet.of(Kind.READ_ELEMENT, Kind.WRITE_ELEMENT),
                    EnumSet.of(Kind.CAS, Kind.ADD),
                    EnumSet.of(Kind.SYNCHRONIZED, Kind.READ, Kind.WRITE),
                    EnumSet.of(Kind.LOCKED, Kind.TRY_LOCK, Kind.COPY),
                    EnumSet.of(Kind.SYNCHRONIZED, Kind.WAIT, Kind.NOTIFY, Kind.NOTIFY_ALL),
                    EnumSet.of(Kind.LOCKED, Kind.AWAIT, Kind.SIGNAL, Kind.SIGNAL_ALL),
                    EnumSet.of(Kind.ACQUIRE, Kind.RELEASE, Kind.TRY_ACQUIRE),
                    EnumSet.of(Kind.AWAIT_LATCH, Kind.COUNT_DOWN, Kind.WRITE),
                    EnumSet.of(Kind.PARK, Kind.UNPARK, Kind.CAS),
                    EnumSet.of(Kind.JOIN, Kind.READ, Kind.WRITE),
                    EnumSet.of(Kind.TIMED_WAIT, Kind.NOTIFY, Kind.ADD),
                    EnumSet.of(Kind.TIMED_AWAIT, Kind.SIGNAL, Kind.ADD),
                    EnumSet.of(Kind.TIMED_ACQUIRE, Kind.RELEASE, Kind.SLEEP),
                    EnumSet.of(Kind.TIMED_PARK, Kind.UNPARK, Kind.SLEEP, Kind.WRITE),
                    EnumSet.range(Kind.READ, Kind.JOIN));

    /** What threads do who are interrupted: a program has one of these, besides interrupts. */
    private static final List<Set<Kind>> INTERRUPTED =
            List.of(
                    EnumSet.of(Kind.IS_INTERRUPTED, Kind.READ, Kind.WRITE),
                    EnumSet.of(Kind.SYNCHRONIZED, Kind.READ, Kind.WRITE),
                    EnumSet.of(Kind.PARK, Kind.UNPARK, Kind.CAS),
                    EnumSet.of(Kind.PARK, Kind.UNPARK),
                    EnumSet.of(Kind.WAIT, Kind.NOTIFY, Kind.NOTIFY_ALL),
                    EnumSet.of(Kind.WAIT, Kind.NOTIFY, Kind.WRITE),
                    EnumSet.of(Kind.JOIN, Kind.READ, Kind.WRITE),
                    EnumSet.of(Kind.AWAIT_LATCH, Kind.COUNT_DOWN, Kind.WRITE),
                    EnumSet.of(Kind.ACQUIRE_INTERRUPTIBLY, Kind.RELEASE, Kind.ACQUIRE),
                    EnumSet.of(Kind.ACQUIRE_INTERRUPTIBLY, Kind.UNPARK, Kind.PARK),
                    EnumSet.of(Kind.LOCK_INTERRUPTIBLY, Kind.LOCKED, Kind.READ),
                    EnumSet.of(Kind.AWAIT_INTERRUPTIBLY, Kind.SIGNAL, Kind.SIGNAL_ALL),
                    EnumSet.of(Kind.PUT, Kind.TAKE),
                    EnumSet.of(Kind.GET, Kind.COMPLETE, Kind.WRITE),
                    EnumSet.of(Kind.SLEEP, Kind.ADD),
                    EnumSet.of(Kind.TIMED_PARK, Kind.UNPARK, Kind.SLEEP),
                    EnumSet.of(Kind.TIMED_WAIT, Kind.NOTIFY),
                    EnumSet.of(Kind.TIMED_AWAIT, Kind.SIGNAL),
                    EnumSet.of(Kind.TIMED_ACQUIRE, Kind.RELEASE));

    /**
     * One operation.
     *
     * @param a which place, or which thread
     * @param b a value
     * @param number how many were drawn before it
     * @param inside what is done in a critical section
     */
    record Op(Kind kind, int a, int b, int number, List<Op> inside) {
        Op with(List<Op> other) {
            return new Op(kind, a, b, number, other);
        }

        @Override
        public String toString() {
            return kind
                    + "("
                    + a
                    + (kind == Kind.WRITE || kind == Kind.CAS ? "," + b : "")
                    + ")"
                    + (inside.isEmpty() ? "" : inside);
        }
    }

    private final Random random;
    private final int threads;
    private final int places;
    private final List<Kind> kinds = new ArrayList<>();
    private int drawn;

    private RandomPrograms(Random random) {
        this.random = random;
        this.places = 1 + random.nextInt(2);
        this.threads = 2 + random.nextInt(2);
    }

    /** Two or three threads with up to six operations each. */
    static List<List<Op>> draw(Random random) {
        RandomPrograms program = new RandomPrograms(random);
        for (int i = 0; i < 2; i++) {
            program.kinds.addAll(FAMILIES.get(random.nextInt(FAMILIES.size())));
        }
        return program.all();
    }

    /** As above; threads interrupt each other, and what they do is often a wait. */
    static List<List<Op>> drawWithInterrupts(Random random) {
        RandomPrograms program = new RandomPrograms(random);
        program.kinds.addAll(INTERRUPTED.get(random.nextInt(INTERRUPTED.size())));
        program.kinds.addAll(List.of(Kind.INTERRUPT, Kind.INTERRUPTED));
        return program.all();
    }

    private List<List<Op>> all() {
        List<List<Op>> program = new ArrayList<>();
        for (int me = 0; me < threads; me++) {
            int left = 1 + random.nextInt(threads == 2 || random.nextBoolean() ? 6 : 3);
            program.add(ops(me, left, 0));
        }
        return program;
    }

    private List<Op> ops(int me, int most, int depth) {
        List<Op> ops = new ArrayList<>();
        int left = most;
        while (left > 0) {
            Op op = op(me, left, depth);
            left -= size(op);
            ops.add(op);
        }
        return ops;
    }

    private static int size(Op op) {
        return 1 + op.inside().stream().mapToInt(RandomPrograms::size).sum();
    }

    private Op op(int me, int left, int depth) {
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        if (kind == Kind.JOIN && me == 0) {
            kind = Kind.ADD; // Nobody has been started before it.
        }
        List<Op> inside = List.of();
        int number = drawn++;
        if (WITH_INSIDE.contains(kind) && depth < 2) {
            inside = ops(me, Math.min(random.nextInt(3), left - 1), depth + 1);
        }
        int a =
                switch (kind) {
                    case UNPARK, INTERRUPT, IS_INTERRUPTED -> random.nextInt(threads);
                    case JOIN -> random.nextInt(me);
                    default -> random.nextInt(places);
                };
        return new Op(kind, a, random.nextInt(3), number, inside);
    }

    /** All operations, with those inside of others. */
    static List<Op> flat(List<Op> ops) {
        List<Op> all = new ArrayList<>();
        for (Op op : ops) {
            all.add(op);
            all.addAll(flat(op.inside()));
        }
        return all;
    }

    private static final class Var {
        int value;
    }

    private static final class VolatileVar {
        volatile int value;
    }

    /** What a run of a program works on. */
    static final class State {
        final Var[] vars = {new Var(), new Var()};
        final VolatileVar[] volatiles = {new VolatileVar(), new VolatileVar()};
        final int[] elements = new int[2];
        final AtomicInteger[] atomics = {new AtomicInteger(), new AtomicInteger()};
        final Object[] monitors = {new Object(), new Object()};
        final ReentrantLock[] locks = {new ReentrantLock(), new ReentrantLock()};
        final Condition[] conditions = {locks[0].newCondition(), locks[1].newCondition()};
        final Semaphore[] semaphores = {new Semaphore(1), new Semaphore(0)};
        final CountDownLatch[] latches = {new CountDownLatch(1), new CountDownLatch(2)};
        final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        final CompletableFuture<Integer> future = new CompletableFuture<>();
        final Thread[] threads;
        final Gate[] gates;

        /** What each thread has seen so far, and how far it has come; written by itself only. */
        final StringBuilder[] seen;

        State(int count) {
            threads = new Thread[count];
            gates = new Gate[count];
            seen = new StringBuilder[count];
            for (int i = 0; i < count; i++) {
                seen[i] = new StringBuilder();
            }
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 2; i++) {
                text.append(vars[i].value).append(',').append(volatiles[i].value).append(',');
                text.append(elements[i]).append(',').append(atomics[i].get()).append(' ');
            }
            for (StringBuilder one : seen) {
                text.append('|').append(one);
            }
            return text.toString();
        }
    }

    /**
     * Executes a program; the state is kept where it can be found after the run. What each thread
     * touches is captured, so that finding it is no step of its own.
     */
    static Body body(List<List<Op>> program, State[] last) {
        return () -> {
            State state = new State(program.size());
            last[0] = state;
            for (int i = 0; i < program.size(); i++) {
                Gate gate = new Gate();
                state.threads[i] = new Thread(() -> gate.task.run());
                state.gates[i] = gate;
            }
            for (int i = 0; i < program.size(); i++) {
                state.gates[i].task = all(state, i, program.get(i));
            }
            Thread first = state.threads[0];
            Thread second = state.threads[1];
            Thread third = state.threads[program.size() - 1];
            first.start();
            second.start();
            if (third != second) {
                third.start();
            }
        };
    }

    static final class Gate {
        Runnable task = () -> {};
    }

    private static Runnable all(State state, int me, List<Op> ops) {
        StringBuilder seen = state.seen[me];
        Runnable task = null;
        for (Op op : ops) {
            Runnable one = one(state, me, op);
            Runnable before = task;
            task =
                    before == null
                            ? () -> {
                                one.run();
                                seen.append(';');
                            }
                            : () -> {
                                before.run();
                                one.run();
                                seen.append(';');
                            };
        }
        return task == null ? () -> {} : task;
    }

    /** How long a wait lasts at the most: no two sums of these are the same. */
    static long nanos(Op op) {
        return 1_000L << op.number();
    }

    /** What can be interrupted. */
    private interface Waiting {
        void run() throws InterruptedException, ExecutionException;
    }

    private static Runnable waiting(StringBuilder seen, Waiting wait) {
        return () -> {
            try {
                wait.run();
            } catch (InterruptedException e) {
                seen.append('i');
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        };
    }

    private static Runnable one(State state, int me, Op op) {
        int a = op.a();
        int b = op.b();
        int at = a % 2;
        StringBuilder seen = state.seen[me];
        Var x = state.vars[at];
        Var y = state.vars[1 - at];
        VolatileVar v = state.volatiles[at];
        int[] elements = state.elements;
        AtomicInteger atomic = state.atomics[at];
        Object monitor = state.monitors[at];
        ReentrantLock lock = state.locks[at];
        Condition condition = state.conditions[at];
        Semaphore semaphore = state.semaphores[at];
        CountDownLatch latch = state.latches[at];
        Thread thread = state.threads[a];
        BlockingQueue<Integer> queue = state.queue;
        CompletableFuture<Integer> future = state.future;
        Runnable inside = all(state, me, op.inside());
        long nanos = nanos(op);
        return switch (op.kind()) {
            case READ -> () -> seen.append(x.value);
            case WRITE -> () -> x.value = b + 1 + me * 10;
            case COPY -> () -> x.value = y.value + 1;
            case READ_VOLATILE -> () -> seen.append(v.value);
            case WRITE_VOLATILE -> () -> v.value = b + 1 + me * 10;
            case READ_ELEMENT -> () -> seen.append(elements[at]);
            case WRITE_ELEMENT -> () -> elements[at] = b + 1 + me * 10;
            case CAS -> () -> seen.append(atomic.compareAndSet(b, b + 1) ? 1 : 0);
            case ADD -> () -> seen.append(atomic.getAndIncrement());
            case SYNCHRONIZED ->
                    () -> {
                        synchronized (monitor) {
                            inside.run();
                        }
                    };
            case LOCKED ->
                    () -> {
                        lock.lock();
                        inside.run();
                        lock.unlock();
                    };
            case TRY_LOCK ->
                    () -> {
                        boolean got = lock.tryLock();
                        seen.append(got ? 1 : 0);
                        if (got) {
                            inside.run();
                            lock.unlock();
                        }
                    };
            case WAIT, TIMED_WAIT -> {
                long millis = op.kind() == Kind.WAIT ? 0 : nanos / 1_000;
                yield waiting(
                        seen,
                        () -> {
                            synchronized (monitor) {
                                monitor.wait(millis);
                            }
                        });
            }
            case NOTIFY ->
                    () -> {
                        synchronized (monitor) {
                            monitor.notify();
                        }
                    };
            case NOTIFY_ALL ->
                    () -> {
                        synchronized (monitor) {
                            monitor.notifyAll();
                        }
                    };
            case AWAIT ->
                    () -> {
                        lock.lock();
                        condition.awaitUninterruptibly();
                        lock.unlock();
                    };
            case TIMED_AWAIT ->
                    waiting(
                            seen,
                            () -> {
                                lock.lock();
                                try {
                                    seen.append(condition.awaitNanos(nanos) > 0 ? 1 : 0);
                                } finally {
                                    lock.unlock();
                                }
                            });
            case SIGNAL ->
                    () -> {
                        lock.lock();
                        condition.signal();
                        lock.unlock();
                    };
            case SIGNAL_ALL ->
                    () -> {
                        lock.lock();
                        condition.signalAll();
                        lock.unlock();
                    };
            case ACQUIRE -> semaphore::acquireUninterruptibly;
            case TRY_ACQUIRE -> () -> seen.append(semaphore.tryAcquire() ? 1 : 0);
            case TIMED_ACQUIRE ->
                    waiting(
                            seen,
                            () ->
                                    seen.append(
                                            semaphore.tryAcquire(nanos, TimeUnit.NANOSECONDS)
                                                    ? 1
                                                    : 0));
            case RELEASE -> semaphore::release;
            case COUNT_DOWN -> latch::countDown;
            case AWAIT_LATCH -> waiting(seen, latch::await);
            case PARK -> () -> LockSupport.park();
            case TIMED_PARK -> () -> LockSupport.parkNanos(nanos);
            case UNPARK -> () -> LockSupport.unpark(thread);
            case JOIN -> waiting(seen, thread::join);
            case SLEEP -> waiting(seen, () -> TimeUnit.NANOSECONDS.sleep(nanos));
            case INTERRUPT -> thread::interrupt;
            case INTERRUPTED -> () -> seen.append(Thread.interrupted() ? 1 : 0);
            case IS_INTERRUPTED -> () -> seen.append(thread.isInterrupted() ? 1 : 0);
            case LOCK_INTERRUPTIBLY ->
                    waiting(
                            seen,
                            () -> {
                                lock.lockInterruptibly();
                                inside.run();
                                lock.unlock();
                            });
            case AWAIT_INTERRUPTIBLY ->
                    waiting(
                            seen,
                            () -> {
                                lock.lock();
                                try {
                                    condition.await();
                                } finally {
                                    lock.unlock();
                                }
                            });
            case ACQUIRE_INTERRUPTIBLY -> waiting(seen, semaphore::acquire);
            case PUT -> waiting(seen, () -> queue.put(b));
            case TAKE -> waiting(seen, () -> seen.append(queue.take()));
            case GET -> waiting(seen, () -> seen.append(future.get()));
            case COMPLETE -> () -> seen.append(future.complete(b) ? 1 : 0);
        };
    }
}
