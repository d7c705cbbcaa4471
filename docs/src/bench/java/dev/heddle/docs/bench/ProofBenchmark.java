package dev.heddle.docs.bench;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.control.Control;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategies;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one execution of a proof costs, and what a run of the same program costs on the bare kernel,
 * first in, first out; and what the heap has after a million executions, and after ten.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+EnableDynamicAgentLoading")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class ProofBenchmark {

    // As many interleavings as these programs have.
    private static final int INCREMENTS = 3_334;
    private static final int LAST_ZERO = 3_328;
    private static final int ATTEMPTS = 2_048;
    private static final int LOCKED = 5_040;

    private static final int MILLION = 1_000_000;
    private static final int MILLIONS = 10;

    private int value;

    /** Become results of their own: bytes of the heap after a million executions, and after all. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heap {
        public double early;
        public double late;
    }

    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public Proof increments() {
        return prove(INCREMENTS, ProofBenchmark.increments(4));
    }

    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public void incrementsKernel() {
        run(INCREMENTS, ProofBenchmark.increments(4));
    }

    @Benchmark
    @OperationsPerInvocation(LAST_ZERO)
    public Proof lastZero() {
        return prove(LAST_ZERO, ProofBenchmark.lastZero(10));
    }

    @Benchmark
    @OperationsPerInvocation(LAST_ZERO)
    public void lastZeroKernel() {
        run(LAST_ZERO, ProofBenchmark.lastZero(10));
    }

    @Benchmark
    @OperationsPerInvocation(ATTEMPTS)
    public Proof attempts() {
        return prove(ATTEMPTS, ProofBenchmark.attempts(8));
    }

    @Benchmark
    @OperationsPerInvocation(ATTEMPTS)
    public void attemptsKernel() {
        run(ATTEMPTS, ProofBenchmark.attempts(8));
    }

    @Benchmark
    @OperationsPerInvocation(LOCKED)
    public Proof locked() {
        return prove(LOCKED, ProofBenchmark.locked(7));
    }

    @Benchmark
    @OperationsPerInvocation(LOCKED)
    public void lockedKernel() {
        run(LOCKED, ProofBenchmark.locked(7));
    }

    /** The time is that of ten million executions. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Fork(
            value = 1,
            jvmArgsAppend = {"-XX:+EnableDynamicAgentLoading", "-XX:+UseSerialGC", "-Xmx256m"})
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public Proof tenMillion(Heap heap) {
        long[] runs = new long[1];
        Proof proof =
                Heddle.explorer()
                        .races(Check.OFF)
                        .onDigest(
                                digest -> {
                                    if (++runs[0] == MILLION) {
                                        heap.early = used();
                                    } else if (runs[0] == MILLIONS * MILLION) {
                                        heap.late = used();
                                    }
                                })
                        .prover()
                        .schedules(MILLIONS * MILLION)
                        .within(Duration.ofHours(2))
                        .prove(increments(8));
        if (proof.executions() != MILLIONS * MILLION || proof.failures() > 0) {
            throw new AssertionError("This is not what was to be measured: " + proof);
        }
        return proof;
    }

    private static double used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Proof prove(int executions, Body body) {
        Proof proof = Heddle.explorer().races(Check.OFF).prover().prove(body);
        if (proof.executions() != executions || !proof.passed()) {
            throw new AssertionError("This is not the program that was to be measured: " + proof);
        }
        return proof;
    }

    private static void run(int times, Body body) {
        Control.install();
        Loop loop =
                new Loop(
                        new Recorder(Strategies.named("fifo"), false),
                        Limits.DEFAULT,
                        World.DEFAULT);
        loop.driver().takeStacks(false);
        Session.call(
                loop,
                session -> {
                    for (int i = 0; i < times; i++) {
                        session.run(() -> ProofBenchmark.runChecked(body));
                    }
                    return times;
                });
    }

    private static void runChecked(Body body) {
        try {
            body.run();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Two threads add to one field, without a lock. */
    private static Body increments(int times) {
        return () -> {
            ProofBenchmark shared = new ProofBenchmark();
            runAll(
                    2,
                    me -> {
                        for (int i = 0; i < times; i++) {
                            shared.value++;
                        }
                    });
        };
    }

    /** A reader looks for the last zero of an array, of which each writer fills a place. */
    private static Body lastZero(int size) {
        return () -> {
            int[] places = new int[size + 1];
            runAll(
                    size + 1,
                    me -> {
                        if (me == 0) {
                            int at = size;
                            while (places[at] != 0) {
                                at--;
                            }
                        } else {
                            places[me] = places[me - 1] + 1;
                        }
                    });
        };
    }

    /** Each thread tries to make one number of the one before it. */
    private static Body attempts(int threads) {
        return () -> {
            AtomicInteger number = new AtomicInteger();
            runAll(threads, me -> number.compareAndSet(me, me + 1));
        };
    }

    /** Each thread adds to one field, under a lock. */
    private static Body locked(int threads) {
        return () -> {
            ProofBenchmark shared = new ProofBenchmark();
            ReentrantLock lock = new ReentrantLock();
            runAll(
                    threads,
                    me -> {
                        lock.lock();
                        try {
                            shared.value++;
                        } finally {
                            lock.unlock();
                        }
                    });
        };
    }

    private interface Part {
        void run(int me);
    }

    private static void runAll(int count, Part part) throws InterruptedException {
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            int me = i;
            threads[i] = new Thread(() -> part.run(me));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
