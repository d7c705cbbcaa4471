package dev.heddle.docs.bench;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

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

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What it costs to go from one thread to another and to nobody else, by several mechanisms. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "-XX:+EnableDynamicAgentLoading",
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED"
        })
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class SwitchBenchmark {

    private static final int SWITCHES = 100_000;
    private static final int EACH = SWITCHES / 2;
    private static final int HAND_OVERS = 2_000;

    /** Two fibers that yield to each other: a scheduling point, a decision and a switch each. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public long fibers() {
        Report report = Heddle.explorer().strategy("fifo").explore(SwitchBenchmark::yieldInTurn);
        if (report.failures() > 0 || report.decisions() < SWITCHES - 2) {
            throw new AssertionError("Not so many switches: " + report);
        }
        return report.decisions();
    }

    private static void yieldInTurn() throws InterruptedException {
        Thread other = new Thread(SwitchBenchmark::yieldOften);
        other.start();
        yieldOften();
        other.join();
    }

    private static void yieldOften() {
        for (int i = 0; i < EACH; i++) {
            Thread.yield();
        }
    }

    /** The floor: two bare continuations, resumed in turn. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void continuations() throws Throwable {
        Object one = Continuations.make(SwitchBenchmark::yieldContinuationOften);
        Object two = Continuations.make(SwitchBenchmark::yieldContinuationOften);
        for (int i = 0; i <= EACH; i++) {
            Continuations.run(one);
            Continuations.run(two);
        }
    }

    private static void yieldContinuationOften() {
        for (int i = 0; i < EACH; i++) {
            Continuations.yield();
        }
    }

    /** Two virtual threads of the JDK that yield to each other on a scheduler that is a queue. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void virtualThreads() throws Throwable {
        ArrayDeque<Runnable> ready = new ArrayDeque<>();
        Continuations.virtualThread(ready::addLast, SwitchBenchmark::yieldOften).start();
        Continuations.virtualThread(ready::addLast, SwitchBenchmark::yieldOften).start();
        Runnable next;
        while ((next = ready.pollFirst()) != null) {
            next.run();
        }
    }

    /**
     * As above, with Heddle attached but no run going on: any agent makes the JVM announce every
     * mount and unmount to its tool interface, and fibers have to pay that as well.
     */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void virtualThreadsBesideAnAgent() throws Throwable {
        Control.install();
        virtualThreads();
    }

    /** Two OS threads that hand a baton to each other by park and unpark. */
    @Benchmark
    @OperationsPerInvocation(HAND_OVERS)
    public void osThreads() throws InterruptedException {
        new Baton(HAND_OVERS / 2).run();
    }

    private static final class Baton {

        private final int rounds;
        private volatile Thread holder;

        Baton(int rounds) {
            this.rounds = rounds;
        }

        void run() throws InterruptedException {
            Thread me = Thread.currentThread();
            Thread other = new Thread(() -> take(me));
            holder = me;
            other.start();
            take(other);
            other.join();
        }

        private void take(Thread other) {
            Thread me = Thread.currentThread();
            for (int i = 0; i < rounds; i++) {
                while (holder != me) {
                    LockSupport.park(this);
                }
                holder = other;
                LockSupport.unpark(other);
            }
        }
    }
}
