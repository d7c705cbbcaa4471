package dev.heddle.prove;

import dev.heddle.Body;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Small programs drawn at random, over variables, atomics, locks, monitors and permits. */
final class RandomPrograms {

    /** What a thread may do. */
    enum Kind {
        READ,
        WRITE,
        COPY,
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
        ACQUIRE,
        RELEASE,
        PARK,
        UNPARK
    }

    /** One operation: a kind, two arguments, and what is done in a critical section. */
    record Op(Kind kind, int a, int b, List<Op> inside) {}

    private RandomPrograms() {}

    static List<List<Op>> draw(Random random) {
        int places = 1 + random.nextInt(2);
        int threads = 2 + random.nextInt(2);
        int most = threads == 2 ? 6 : 3;
        List<List<Op>> program = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            List<Op> ops = new ArrayList<>();
            int left = 1 + random.nextInt(most);
            while (left > 0) {
                Op op = op(random, threads, left, places);
                left -= 1 + op.inside().size();
                ops.add(op);
            }
            program.add(ops);
        }
        return program;
    }

    private static Op op(Random random, int threads, int left, int places) {
        Kind[] kinds = Kind.values();
        Kind kind = kinds[random.nextInt(kinds.length)];
        List<Op> inside = new ArrayList<>();
        if (kind == Kind.SYNCHRONIZED || kind == Kind.LOCKED || kind == Kind.TRY_LOCK) {
            int count = Math.min(random.nextInt(3), left - 1);
            for (int i = 0; i < count; i++) {
                Kind simple = kinds[random.nextInt(Kind.SYNCHRONIZED.ordinal() + 1)];
                boolean nests = simple == Kind.SYNCHRONIZED;
                inside.add(
                        new Op(
                                nests ? kind == Kind.TRY_LOCK ? Kind.ADD : kind : simple,
                                random.nextInt(places),
                                random.nextInt(3),
                                List.of()));
            }
        }
        int a = kind == Kind.UNPARK ? random.nextInt(threads) : random.nextInt(places);
        return new Op(kind, a, random.nextInt(3), inside);
    }

    private static final class Var {
        int value;
    }

    /** What a run of a program works on. */
    static final class State {
        final Var[] vars = {new Var(), new Var()};
        final AtomicInteger[] atomics = {new AtomicInteger(), new AtomicInteger()};
        final Object[] monitors = {new Object(), new Object()};
        final ReentrantLock[] locks = {new ReentrantLock(), new ReentrantLock()};
        final Condition[] conditions = {locks[0].newCondition(), locks[1].newCondition()};
        final Semaphore[] semaphores = {new Semaphore(1), new Semaphore(0)};
        final Thread[] threads;
        final Gate[] gates;

        /** What each thread has seen so far; written by itself only. */
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
                text.append(vars[i].value).append(',').append(atomics[i].get()).append(' ');
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
        Runnable task = null;
        for (Op op : ops) {
            Runnable one = one(state, me, op);
            Runnable before = task;
            task =
                    before == null
                            ? one
                            : () -> {
                                before.run();
                                one.run();
                            };
        }
        return task == null ? () -> {} : task;
    }

    private static Runnable one(State state, int me, Op op) {
        int a = op.a();
        int b = op.b();
        StringBuilder seen = state.seen[me];
        Var x = state.vars[a % 2];
        Var y = state.vars[1 - a % 2];
        AtomicInteger atomic = state.atomics[a % 2];
        Object monitor = state.monitors[a % 2];
        ReentrantLock lock = state.locks[a % 2];
        Condition condition = state.conditions[a % 2];
        Semaphore semaphore = state.semaphores[a % 2];
        Thread thread = state.threads[a];
        Runnable inside = all(state, me, op.inside());
        return switch (op.kind()) {
            case READ -> () -> seen.append(x.value);
            case WRITE -> () -> x.value = b + 1 + me * 10;
            case COPY -> () -> x.value = y.value + 1;
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
            case WAIT ->
                    () -> {
                        synchronized (monitor) {
                            try {
                                monitor.wait();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        }
                    };
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
            case SIGNAL ->
                    () -> {
                        lock.lock();
                        condition.signal();
                        lock.unlock();
                    };
            case ACQUIRE -> semaphore::acquireUninterruptibly;
            case RELEASE -> semaphore::release;
            case PARK -> () -> LockSupport.park();
            case UNPARK -> () -> LockSupport.unpark(thread);
        };
    }
}
