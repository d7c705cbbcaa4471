package dev.heddle.docs.bench;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Runner;
import dev.heddle.async.TaskGroup;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The heap that a parked thread, or a task that sleeps, takes, under control and free. The time
 * that JMH shows is without meaning; {@code bytes} is what counts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+EnableDynamicAgentLoading", "-XX:+UseSerialGC", "-Xms1g"})
@Warmup(iterations = 3)
@Measurement(iterations = 3)
public class MemoryBenchmark {

    private static final int THREADS = 100_000;

    /** Becomes a result of its own. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class PerThread {
        public double bytes;

        @Setup(Level.Iteration)
        public void clear() {
            bytes = 0;
        }
    }

    /** A virtual thread of the program, parked in a run. */
    @Benchmark
    public void virtualFiber(PerThread result) {
        result.bytes = inRun(true);
    }

    /** A platform thread of the program, parked in a run. */
    @Benchmark
    public void platformFiber(PerThread result) {
        result.bytes = inRun(false);
    }

    /** A virtual thread of the JDK, parked outside any run. */
    @Benchmark
    public void freeVirtualThread(PerThread result) throws InterruptedException {
        result.bytes = bytesPerParked(true);
    }

    /** A task of an event loop in a run, asleep. */
    @Benchmark
    public void sleepingTask(PerThread result) {
        result.bytes = inRun(bytes -> Async.run(() -> bytes[0] = bytesPerSleeping()));
    }

    /** A task of an event loop of its own, which resumes it itself, asleep. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {
                "-XX:+UseSerialGC",
                "-Xms1g",
                "--add-opens=java.base/java.lang=ALL-UNNAMED"
            })
    public void ownSleepingTask(PerThread result) throws Exception {
        freeSleepingTask(result);
    }

    /** The same where the JDK resumes it. */
    @Benchmark
    public void freeSleepingTask(PerThread result) throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            result.bytes = runner.run(MemoryBenchmark::bytesPerSleeping);
        }
    }

    private static double bytesPerSleeping() {
        long before = usedHeap();
        try (TaskGroup group = Async.taskGroup()) {
            for (int i = 0; i < THREADS; i++) {
                group.createTask(() -> Async.sleep(Duration.ofHours(1)));
            }
            Async.yield();
            double bytes = (usedHeap() - before) / (double) THREADS;
            group.join();
            return bytes;
        }
    }

    private static double inRun(boolean virtual) {
        return inRun(bytes -> bytes[0] = bytesPerParked(virtual));
    }

    /** What fills in the number of bytes. */
    private interface Measures {
        void run(double[] bytes) throws Exception;
    }

    private static double inRun(Measures measured) {
        double[] bytes = new double[1];
        Report report =
                Heddle.explorer()
                        .strategy("fifo")
                        .stepLimit(1_000_000_000)
                        .timeLimit(Duration.ofMinutes(2))
                        .explore(() -> measured.run(bytes));
        if (report.failures() > 0) {
            throw new AssertionError("This is not the program that was to be measured: " + report);
        }
        return bytes[0];
    }

    private static double bytesPerParked(boolean virtual) throws InterruptedException {
        AtomicInteger running = new AtomicInteger(THREADS);
        Runnable parks =
                () -> {
                    running.decrementAndGet();
                    LockSupport.park();
                };
        Thread[] all = new Thread[THREADS];
        long before = usedHeap();
        for (int i = 0; i < THREADS; i++) {
            all[i] = virtual ? Thread.ofVirtual().unstarted(parks) : new Thread(parks);
            all[i].start();
        }
        while (running.get() > 0) {
            Thread.sleep(1);
        }
        Thread.sleep(100); // The last ones may be on the way from the counter to park().
        long after = usedHeap();
        for (Thread thread : all) {
            LockSupport.unpark(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
        return (after - before) / (double) THREADS;
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
