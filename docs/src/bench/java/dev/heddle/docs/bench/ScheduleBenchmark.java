package dev.heddle.docs.bench;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;

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

import java.util.concurrent.TimeUnit;

/**
 * What one whole schedule of a program costs, by random walk and with the failing ones counted and
 * passed over, and what one run of the same program costs on free OS threads.
 *
 * <p>The free runs have JVMs of their own, in which Heddle is never attached.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+EnableDynamicAgentLoading")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class ScheduleBenchmark {

    private static final int MANY = 10_000;
    private static final int FEW = 200;

    private long seed;

    @Benchmark
    @OperationsPerInvocation(MANY)
    public int racyIncrements() {
        return explore(MANY, false, () -> Programs.racyIncrements());
    }

    @Benchmark
    public void racyIncrementsFree() throws InterruptedException {
        Programs.racyIncrements();
    }

    /** Can not run free: it would hang within the first few runs. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public int twoLocksDeadlock() {
        return explore(MANY, true, () -> Programs.twoLocks());
    }

    /** In the same order, so that it can run free. */
    @Benchmark
    public void twoLocksFree() throws InterruptedException {
        Programs.twoLocksInOrder();
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public int poolOverADay() {
        return explore(MANY, false, () -> Programs.pool(8));
    }

    /** Without the sleeps: nobody wants to measure a real day. */
    @Benchmark
    public void poolFree() throws Exception {
        Programs.pool(0);
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public int handOver() {
        return explore(MANY, false, () -> Programs.handOver());
    }

    @Benchmark
    public void handOverFree() throws InterruptedException {
        Programs.handOver();
    }

    @Benchmark
    @OperationsPerInvocation(FEW)
    public int lockSections() {
        return explore(FEW, false, () -> Programs.lockSections());
    }

    /** As the free threads nearly always do: each takes all its sections before the next one. */
    @Benchmark
    @OperationsPerInvocation(FEW)
    public int lockSectionsInTurn() {
        Report report =
                Heddle.explorer()
                        .strategy(new InTurn())
                        .schedules(FEW)
                        .explore(() -> Programs.lockSections());
        report.check();
        return report.schedules();
    }

    @Benchmark
    public void lockSectionsFree() throws InterruptedException {
        Programs.lockSections();
    }

    @Benchmark
    @OperationsPerInvocation(FEW)
    public int nestedSynchronized() {
        return explore(FEW, false, () -> Programs.nestedSynchronized());
    }

    @Benchmark
    public void nestedSynchronizedFree() throws InterruptedException {
        Programs.nestedSynchronized();
    }

    /** Takes lambdas: a method reference would load the programs before Heddle is attached. */
    private int explore(int schedules, boolean fails, Body body) {
        Report report =
                Heddle.explorer()
                        .schedules(schedules)
                        .seed(++seed)
                        .strategy("random")
                        .toTheEnd()
                        .explore(body);
        boolean failed = report.failures() > 0;
        if (report.schedules() != schedules || failed != fails) {
            throw new AssertionError("This is not the program that was to be measured: " + report);
        }
        return report.schedules();
    }
}
