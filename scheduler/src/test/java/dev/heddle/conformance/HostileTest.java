package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;
import dev.heddle.kernel.Ending.Kind;
import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Programs that mean no good: each ends with a diagnosis, within its budget, and the exploration
 * after it is what it was before.
 */
class HostileTest {

    private static final Duration SHORT = Duration.ofMillis(150);

    /** More than a run takes that can only be given up, but far less than the usual limit. */
    private static final Duration BUDGET = Duration.ofSeconds(60);

    private static List<Long> before;
    private static Set<Thread> busyBefore;

    @BeforeAll
    static void explorationsBefore() {
        Conformance.install();
        before = HostilePrograms.digests();
    }

    @BeforeEach
    void carriersBefore() {
        busyBefore = busyCarriers();
    }

    @AfterEach
    void theNextExplorationIsAsBefore() {
        assertThat(HostilePrograms.digests()).isEqualTo(before);
    }

    private static Failure failureOf(Body body) {
        return failureOf(body, SHORT);
    }

    private static Failure failureOf(Body body, Duration limit) {
        long began = System.nanoTime();
        Report report = Heddle.explorer().schedules(20).timeLimit(limit).explore(body);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BUDGET);
        return report.failure().orElseThrow();
    }

    // --- who never lets go
    // ------------------------------------------------------------------------

    @Test
    @Covers(area = Area.PROGRAMS, value = "An endless loop without a scheduling point")
    void anEndlessLoopWithoutASchedulingPoint() {
        Failure failure = failureOf(HostilePrograms::loop);
        assertThat(failure.kind()).isEqualTo(Kind.TIME_LIMIT);
        assertThat(failure.toString())
                .contains("HostilePrograms.countForEver(HostilePrograms.java:");
        assertThat(nobodySpins()).isTrue();
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "An endless loop inside the JDK")
    void anEndlessLoopInsideTheJdk() {
        Security.setProperty(HostilePrograms.STOP, "not yet");
        try {
            Failure failure = failureOf(HostilePrograms::loopInsideTheJdk);
            assertThat(failure.kind()).isEqualTo(Kind.STUCK);
            assertThat(failure.toString())
                    .contains("never came to a scheduling point")
                    .contains("HostilePrograms.loopInsideTheJdk(HostilePrograms.java:");
            assertThat(somebodySpins()).isTrue();
        } finally {
            Security.setProperty(HostilePrograms.STOP, "now");
        }
        assertThat(nobodySpins()).isTrue();
    }

    /** Whether no carrier goes on for ever, and takes a processor, since the test began. */
    private static boolean nobodySpins() {
        for (int tries = 0; tries < 50; tries++) {
            if (busyBefore.containsAll(busyCarriers())) {
                return true;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return false;
    }

    /** Whether one is seen that does; on a busy machine it may take a while. */
    private static boolean somebodySpins() {
        for (int tries = 0; tries < 50; tries++) {
            if (!busyBefore.containsAll(busyCarriers())) {
                return true;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return false;
    }

    /**
     * Carriers that execute something; in native code, too, as tests of other classes leave some.
     */
    private static Set<Thread> busyCarriers() {
        Set<Thread> busy = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("heddle-carrier")
                    && thread.getState() == Thread.State.RUNNABLE) {
                busy.add(thread);
            }
        }
        return busy;
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "An endless loop in one thread of several")
    void anEndlessLoopInOneThreadOfSeveral() {
        Failure failure = failureOf(HostilePrograms::loopBesideOthers);
        assertThat(failure.kind()).isEqualTo(Kind.TIME_LIMIT);
        assertThat(failure.summary()).contains("'looper'");
        assertThat(failure.toString())
                .contains("HostilePrograms.countForEver(HostilePrograms.java:");
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "An endless spin on a volatile field")
    void anEndlessSpinOnAVolatile() {
        Report report =
                Heddle.explorer().schedules(20).stepLimit(5_000).explore(HostilePrograms::spin);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Kind.STEP_LIMIT);
        assertThat(failure.summary()).contains("HostilePrograms.java:");
        Failure again =
                Heddle.replay(failure.token(), HostilePrograms::spin).failure().orElseThrow();
        assertThat(again.kind()).isEqualTo(Kind.STEP_LIMIT);
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "A native call that blocks, of the only thread")
    void aNativeCallThatBlocks() {
        HostilePrograms.openPipe();
        try {
            Failure failure = failureOf(HostilePrograms::blockNatively);
            assertThat(failure.kind()).isIn(Kind.STUCK, Kind.TIME_LIMIT);
            assertThat(failure.toString())
                    .contains("HostilePrograms.blockNatively(HostilePrograms.java:");
        } finally {
            HostilePrograms.closePipe();
        }
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "A native call that blocks, of one thread of several")
    void aNativeCallThatBlocksOneOfSeveral() {
        HostilePrograms.openPipe();
        try {
            // It takes a tenth of a second to be noticed, on a busy machine more.
            Failure failure =
                    failureOf(HostilePrograms::blockNativelyBesideOthers, Duration.ofSeconds(1));
            assertThat(failure.kind()).isIn(Kind.STUCK, Kind.TIME_LIMIT);
            assertThat(failure.toString())
                    .contains("'blocker'")
                    .contains("HostilePrograms.blockNatively(HostilePrograms.java:");
            assertThat(HostilePrograms.othersWentOn()).isTrue();
        } finally {
            HostilePrograms.closePipe();
        }
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "A thread that takes no notice of interrupts")
    void aThreadThatSwallowsInterrupts() {
        Failure failure = failureOf(HostilePrograms::swallowInterrupts);
        assertThat(failure.kind()).isEqualTo(Kind.DEADLOCK);
        assertThat(failure.toString())
                .contains("'deaf'")
                .contains("HostilePrograms.waitForEver(HostilePrograms.java:");
    }

    @Test
    @Covers(
            area = Area.PROGRAMS,
            value = "Thread.stop, suspend, resume",
            handling = Handling.REFUSED)
    void threadStopIsRefused() {
        Failure failure = failureOf(HostilePrograms::stopAThread);
        assertThat(failure.kind()).isEqualTo(Kind.FAILED);
        assertThat(failure.cause().orElseThrow()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(failure.toString()).contains("HostilePrograms.stopAThread");
    }

    // --- errors of the JVM
    // ------------------------------------------------------------------------

    private static Failure overflowOf(Body body) {
        return Heddle.explorer().schedules(5).explore(body).failure().orElseThrow();
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "StackOverflowError in the body")
    void aRecursionWithoutEnd() {
        Failure failure = overflowOf(() -> HostilePrograms.recurse(0));
        assertThat(failure.kind()).isEqualTo(Kind.FAILED);
        assertThat(failure.cause().orElseThrow()).isInstanceOf(StackOverflowError.class);
        assertThat(failure.toString()).contains("HostilePrograms.recurse(HostilePrograms.java:");
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "StackOverflowError in one thread of several")
    void aRecursionWithoutEndBesideOthers() {
        Failure failure = overflowOf(HostilePrograms::recurseBesideOthers);
        assertThat(failure.kind()).isEqualTo(Kind.FAILED);
        assertThat(failure.summary()).contains("StackOverflowError");
        assertThat(failure.thread()).contains("recursion");
        assertThat(failure.toString()).contains("HostilePrograms.recurse(HostilePrograms.java:");
    }

    /** Whatever part of the kernel is hit by the end of the stack, the program may go on. */
    @Test
    @Covers(area = Area.PROGRAMS, value = "StackOverflowError that the program catches")
    void aRecursionThatIsCaught() {
        Heddle.explorer().schedules(20).explore(HostilePrograms::recurseAndCatch).check();
    }

    /** Their stacks are in the heap, in hundreds of pieces; the account has the end of each. */
    @Test
    @Covers(area = Area.PROGRAMS, value = "Recursions without end that preempt each other")
    void recursionsThatPreemptEachOther() {
        Report report =
                Heddle.explorer()
                        .schedules(20)
                        .stepLimit(20_000)
                        .shrink(0) // It asks how deep the schedule was that was found.
                        .explore(HostilePrograms::recurseTogether);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Kind.STEP_LIMIT);
        assertThat(failure.toString())
                .contains("'down'")
                .contains("'further down'")
                .contains("HostilePrograms.recurse(HostilePrograms.java:");
        assertThat(HostilePrograms.depthSeen()).isBetween(500, 1_024);
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "OutOfMemoryError for an array that is too large")
    void anArrayThatIsTooLarge() {
        Failure failure = failureOf(HostilePrograms::hugeArray);
        assertThat(failure.kind()).isEqualTo(Kind.FAILED);
        assertThat(failure.summary()).contains("OutOfMemoryError");
        assertThat(failure.thread()).contains("greedy");
        assertThat(failure.cause().orElseThrow().getStackTrace())
                .anyMatch(frame -> frame.getClassName().contains("HostilePrograms"));
    }

    // --- what happens while a run is unwound
    // ------------------------------------------------------

    @Test
    @Covers(area = Area.PROGRAMS, value = "finally blocks that throw while a run is unwound")
    void finallyBlocksThatThrow() {
        assertThat(failureOf(HostilePrograms::throwWhileUnwound).cause().orElseThrow())
                .hasMessage("the failure");
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "finally blocks that block while a run is unwound")
    void finallyBlocksThatBlock() {
        assertThat(failureOf(HostilePrograms::blockWhileUnwound).cause().orElseThrow())
                .hasMessage("the failure");
    }

    @Test
    @Covers(
            area = Area.PROGRAMS,
            value = "finally blocks that start threads while a run is unwound")
    void finallyBlocksThatStartThreads() {
        assertThat(failureOf(HostilePrograms::startWhileUnwound).cause().orElseThrow())
                .hasMessage("the failure");
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "finally blocks that never end")
    void finallyBlocksThatNeverEnd() {
        assertThat(failureOf(HostilePrograms::loopWhileUnwound).cause().orElseThrow())
                .hasMessage("the failure");
        assertThat(nobodySpins()).isTrue();
    }

    // --- runs in runs
    // -----------------------------------------------------------------------------

    @Test
    @Covers(area = Area.PROGRAMS, value = "explore inside explore", handling = Handling.REFUSED)
    void anExplorationInsideAnother() {
        Failure failure = failureOf(() -> Heddle.explore(() -> {}));
        assertThat(failure.cause().orElseThrow())
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("can not be started inside another");
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "replay inside explore", handling = Handling.REFUSED)
    void aReplayInsideAnExploration() {
        AtomicReference<String> token = new AtomicReference<>();
        Failure first =
                failureOf(
                        () -> {
                            throw new IllegalStateException("for its token");
                        });
        token.set(first.token());
        assertThat(failureOf(() -> Heddle.replay(token.get(), () -> {})).cause().orElseThrow())
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("can not be started inside another");
    }

    @Test
    @Covers(
            area = Area.PROGRAMS,
            value = "explore in another thread of a run",
            handling = Handling.REFUSED)
    void anExplorationInAnotherThreadOfARun() {
        Failure failure =
                failureOf(
                        () -> {
                            Thread other = new Thread(() -> Heddle.explore(() -> {}), "nested");
                            other.start();
                            other.join();
                        });
        assertThat(failure.summary()).contains("inside another");
        assertThat(failure.thread()).contains("nested");
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "explore by a thread that holds a monitor")
    void anExplorationUnderALock() {
        Object lock = new Object();
        synchronized (lock) {
            Heddle.explorer()
                    .schedules(20)
                    .timeLimit(SHORT)
                    .explore(HostilePrograms.normal())
                    .check();
        }
    }

    // --- several at a time
    // ------------------------------------------------------------------------

    @Test
    @Covers(area = Area.PROGRAMS, value = "Tests that JUnit runs in parallel, one of them hostile")
    void aHostileProgramBesideOthers() throws InterruptedException {
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        AtomicReference<Kind> kind = new AtomicReference<>();
        threads.add(
                new Thread(
                        () -> {
                            kind.set(failureOf(HostilePrograms::loop).kind());
                            ended.countDown();
                        }));
        for (int i = 0; i < 3; i++) {
            threads.add(
                    new Thread(
                            () -> {
                                do {
                                    if (!HostilePrograms.digests().equals(before)) {
                                        wrong.incrementAndGet();
                                    }
                                } while (ended.getCount() > 0);
                            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(kind.get()).isEqualTo(Kind.TIME_LIMIT);
        assertThat(wrong).hasValue(0);
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "100,000 threads, platform and virtual, in one run")
    void aHundredThousandThreads() {
        Heddle.explorer().schedules(1).explore(HostilePrograms::manyThreads).check();
    }

    /** A message that nobody can read helps nobody. */
    @Test
    @Covers(area = Area.PROGRAMS, value = "A deadlock of thousands of threads")
    void ofThousandsOfThreadsTheFirstAreShown() {
        Failure failure =
                Heddle.explorer()
                        .schedules(1)
                        .shrink(0)
                        .explore(() -> HostilePrograms.waitAllFor(3_000))
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Kind.DEADLOCK);
        assertThat(failure.standing()).hasSize(3_001);
        assertThat(failure.standing().get(50).stack()).isNotEmpty();
        assertThat(failure.standing().get(2_000).stack()).isEmpty();
        assertThat(failure.toString())
                .contains("And 2,901 more threads: standing() has all of them.")
                .contains("'waiting 50'")
                .doesNotContain("'waiting 2000'");
    }
}
