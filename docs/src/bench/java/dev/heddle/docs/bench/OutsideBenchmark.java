package dev.heddle.docs.bench;

import dev.heddle.control.Control;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * What code pays outside of runs for having been brought under control, against the same code in a
 * JVM in which Heddle was never attached.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+EnableDynamicAgentLoading")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class OutsideBenchmark {

    /** Whether Heddle is attached to this JVM. */
    @Param({"false", "true"})
    public boolean attached;

    private FieldWork work;

    @Setup
    public void attach() {
        if (attached) {
            Control.install();
        }
        work = new FieldWork();
    }

    /** The worst case: a loop that does nothing but read and write fields and array elements. */
    @Benchmark
    public long fieldsOnly() {
        return work.fieldsOnly();
    }

    /** Objects on a heap of our own, compared and moved: fields between other work. */
    @Benchmark
    public long priorityQueue() {
        return work.priorityQueue();
    }

    /** Locks, an atomic and a concurrent map, mostly the JDK's code. */
    @Benchmark
    public long library() {
        return work.library();
    }
}
