package dev.heddle.docs.bench;

import dev.heddle.Heddle;
import dev.heddle.Report;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a decision costs that is followed by a switch, at few and at many fibers. All of them do
 * nothing but yield. To start and to end them is part of what is measured, so the many fibers,
 * which yield 40 times each, have a disadvantage.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+EnableDynamicAgentLoading", "-Xms2g"})
@Warmup(iterations = 4)
@Measurement(iterations = 4)
public class DecisionBenchmark {

    private static final int SWITCHES = 4_000_000;

    @Param({"10", "1000", "100000"})
    public int fibers;

    /** First in, first out: each in turn. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public long fifo() {
        return measure("fifo");
    }

    /** By random walk: any of them. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public long random() {
        return measure("random");
    }

    private long measure(String strategy) {
        int threads = fibers;
        Report report =
                Heddle.explorer()
                        .strategy(strategy)
                        .schedules(1)
                        .stepLimit(100L * SWITCHES)
                        .timeLimit(Duration.ofMinutes(1))
                        .explore(() -> crowd(threads));
        // The last fiber that is left has nobody to yield to.
        if (report.failures() > 0 || report.decisions() < 0.98 * SWITCHES) {
            throw new AssertionError("This is not the program that was to be measured: " + report);
        }
        return report.decisions();
    }

    private static void crowd(int threads) throws InterruptedException {
        Runnable yields = () -> yieldOften(SWITCHES / threads);
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = new Thread(yields);
        }
        for (Thread thread : all) {
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    /**
     * Begins when all of them are there: they sleep until one and the same virtual instant. Else a
     * random walk, which seldom goes on with the thread that starts the others, would have the
     * first ones done before the last ones are started.
     */
    private static void yieldOften(int times) {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this program.", e);
        }
        for (int i = 0; i < times; i++) {
            Thread.yield();
        }
    }
}
