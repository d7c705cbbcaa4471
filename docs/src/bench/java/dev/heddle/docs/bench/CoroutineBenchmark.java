package dev.heddle.docs.bench;

import dev.heddle.Heddle;
import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Runner;

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

/** What the operations of an event loop cost, in a run of Heddle and on a loop of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+EnableDynamicAgentLoading")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
public class CoroutineBenchmark {

    /** Which program. */
    @Param({
        "switchOne",
        "switchMany",
        "createAndAwait",
        "gather",
        "lock",
        "semaphore",
        "queue",
        "queueOfOne",
        "event",
        "future",
        "callSoon",
        "timeout",
        "taskGroup"
    })
    public String program;

    /** In a run: virtual time, and a scheduler that could have it otherwise. */
    @Benchmark
    @OperationsPerInvocation(CoroutinePrograms.TIMES)
    public void inRun() {
        Action action = CoroutinePrograms.named(program);
        Heddle.explorer()
                .strategy("fifo")
                .schedules(1)
                .stepLimit(Long.MAX_VALUE)
                .timeLimit(Duration.ofMinutes(5))
                .explore(() -> Async.run(action))
                .check();
    }

    /** On a loop of its own that needs no scheduler of the JDK: its inside is open. */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
    @OperationsPerInvocation(CoroutinePrograms.TIMES)
    public void own() throws Exception {
        onItsOwn("@heddle-carrier");
    }

    /** The same where it is not: the JDK schedules the tasks' virtual threads. */
    @Benchmark
    @Fork(1)
    @OperationsPerInvocation(CoroutinePrograms.TIMES)
    public void onTheJdk() throws Exception {
        onItsOwn("@ForkJoinPool");
    }

    private void onItsOwn(String carrier) throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.run(() -> check(carrier));
            runner.run(CoroutinePrograms.named(program));
        }
    }

    private static void check(String carrier) {
        if (!Thread.currentThread().toString().contains(carrier)) {
            throw new AssertionError(
                    "Not the ground that was to be measured: " + Thread.currentThread());
        }
    }
}
