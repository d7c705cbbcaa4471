package dev.heddle.docs.bench;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;

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

import java.util.concurrent.TimeUnit;

/**
 * What a schedule costs if somebody looks for data races and for locks in different orders, and if
 * nobody does. The switches between threads are most of the cost by random walk; where each thread
 * has its turn there are nearly none, so that looking is most of it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+EnableDynamicAgentLoading")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class DetectionBenchmark {

    private static final int SCHEDULES = 400;

    @Param({"nobody", "races", "all"})
    public String looks;

    private long seed;

    /** Fields only, by random walk. */
    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public long fields() {
        return explore(Strategies.named("random"), () -> Programs.manyIncrements());
    }

    /** Fields only, each thread in its turn. */
    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public long fieldsInTurn() {
        return explore(new InTurn(), () -> Programs.manyIncrements());
    }

    /** A lock around each access, by random walk. */
    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public long locks() {
        return explore(Strategies.named("random"), () -> Programs.lockSections());
    }

    /** A lock around each access, each thread in its turn. */
    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public long locksInTurn() {
        return explore(new InTurn(), () -> Programs.lockSections());
    }

    private long explore(Strategy strategy, Body body) {
        Report report =
                Heddle.explorer()
                        .strategy(strategy)
                        .seed(++seed)
                        .schedules(SCHEDULES)
                        .races(looks.equals("nobody") ? Check.OFF : Check.REPORT)
                        .lockOrders(looks.equals("all") ? Check.REPORT : Check.OFF)
                        .explore(body);
        report.check();
        if (report.schedules() != SCHEDULES) {
            throw new AssertionError("This is not the program that was to be measured: " + report);
        }
        return report.steps();
    }
}
