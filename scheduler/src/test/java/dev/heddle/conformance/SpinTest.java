package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that wait by looking again and again. On real threads only platform threads do: virtual
 * ones that spin may keep all carriers from those they wait for.
 */
class SpinTest {

    static {
        Conformance.install();
    }

    /** What a thread does between two looks. */
    private interface Pause {
        void pause() throws InterruptedException;
    }

    /** What the threads look at. */
    private static final class Baton {
        volatile int holder;
    }

    /** Each waits until it has the baton, and hands it on: no order but one is possible. */
    private static void handOn(int threads, boolean virtual, Pause pause)
            throws InterruptedException {
        Baton baton = new Baton();
        List<Integer> order = new ArrayList<>();
        List<Thread> all = new ArrayList<>();
        for (int i = threads - 1; i >= 0; i--) {
            int number = i;
            Runnable code =
                    () -> {
                        try {
                            while (baton.holder != number) {
                                pause.pause();
                            }
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        order.add(number);
                        baton.holder = number + 1;
                    };
            all.add(virtual ? Thread.ofVirtual().start(code) : Thread.ofPlatform().start(code));
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(order).hasSize(threads).isSorted();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    @Covers(area = Area.THREADS, value = "Thread.onSpinWait")
    void onSpinWaitLetsTheOthersGo(int threads) {
        check(() -> handOn(threads, false, Thread::onSpinWait));
        // On real threads this may never end: a virtual thread that spins keeps its carrier.
        Conformance.underControl(() -> handOn(threads, true, Thread::onSpinWait));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    @Covers(area = Area.THREADS, value = "Thread.yield")
    void yieldLetsTheOthersGo(int threads) {
        check(() -> handOn(threads, false, Thread::yield));
        Conformance.underControl(() -> handOn(threads, true, Thread::yield));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    @Covers(area = Area.THREADS, value = "Thread.sleep(0)")
    void sleepingForNoTimeLetsTheOthersGo(int threads) {
        check(() -> handOn(threads, false, () -> Thread.sleep(0)));
        Conformance.underControl(() -> handOn(threads, true, () -> Thread.sleep(Duration.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    @Covers(area = Area.THREADS, value = "LockSupport.parkNanos(1) in a spin-wait")
    void parkingForANanosecondLetsTheOthersGo(int threads) {
        check(() -> handOn(threads, false, () -> LockSupport.parkNanos(1)));
    }

    // --- without a pause
    // --------------------------------------------------------------------------

    private static void spinForLock() throws InterruptedException {
        AtomicBoolean lock = new AtomicBoolean();
        int[] count = new int[1];
        Runnable code =
                () -> {
                    for (int i = 0; i < 3; i++) {
                        while (!lock.compareAndSet(false, true)) {}
                        count[0]++;
                        lock.set(false);
                    }
                };
        Thread one = new Thread(code);
        Thread other = new Thread(code);
        one.start();
        other.start();
        one.join();
        other.join();
        assertThat(count[0]).isEqualTo(6);
    }

    private static void spinForFlag() {
        AtomicBoolean flag = new AtomicBoolean();
        Thread setter = new Thread(() -> flag.set(true));
        setter.start();
        while (!flag.compareAndSet(true, false)) {}
    }

    /** The probability that one thread is chosen a thousand times in a row is nothing. */
    @Test
    @Covers(area = Area.THREADS, value = "Spinning without a pause, by a random strategy")
    void aRandomStrategyEndsASpinWaitWithoutAPause() {
        for (Body body : List.<Body>of(SpinTest::spinForLock, SpinTest::spinForFlag)) {
            Heddle.explorer().schedules(1_000).stepLimit(10_000).explore(body).check();
        }
        Conformance.onRealThreads(SpinTest::spinForLock);
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value = "Spinning without a pause, by first in, first out",
            note = "ends at the step limit, with the thread, the place, and what is missing")
    void aFairStrategyThatIsNotRandomSaysWhatIsMissing() {
        Failure failure = fifo(SpinTest::spinForFlag);
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        assertThat(failure.summary())
                .startsWith("The run did not end within 5,000 scheduling points; thread '")
                .contains(" had the last 5,000 in a row, at ")
                .contains("SpinTest.spinForFlag(SpinTest.java:")
                .contains("Others could have run.")
                .contains("call Thread.onSpinWait() or Thread.yield() in the loop");
    }

    private static Failure fifo(Body body) {
        return Heddle.explorer()
                .strategy("fifo")
                .stepLimit(5_000)
                .explore(body)
                .failure()
                .orElseThrow();
    }

    @Test
    @Covers(area = Area.THREADS, value = "Spinning for what will never come")
    void whoSpinsAloneIsToldSo() {
        boolean[] never = new boolean[1];
        assertThat(
                        fifo(() -> {
                                    while (!never[0]) {
                                        Thread.onSpinWait();
                                    }
                                })
                                .summary())
                .contains("No other one can run: if it waits for one of them, it waits for ever.");
    }

    @Test
    void twoWhoSpinForEachOtherAreNotToldToYield() {
        boolean[] never = new boolean[1];
        Failure failure =
                fifo(
                        () -> {
                            Runnable spin =
                                    () -> {
                                        while (!never[0]) {
                                            Thread.yield();
                                        }
                                    };
                            new Thread(spin).start();
                            new Thread(spin).start();
                        });
        assertThat(failure.summary()).contains(" had the last, at ").doesNotContain("could have");
    }

    // --- and time
    // ---------------------------------------------------------------------------------

    @Test
    @Covers(
            area = Area.TIME,
            value = "Spinning with a pause for a thread that sleeps",
            note = "time passes, ever faster, while all who can run only yield")
    void timePassesForThoseWhoOnlyYield() {
        for (Pause pause :
                List.<Pause>of(Thread::onSpinWait, Thread::yield, () -> Thread.sleep(0))) {
            check(
                    () -> {
                        Baton baton = new Baton();
                        Thread sleeper =
                                new Thread(
                                        () -> {
                                            LockSupport.parkNanos(3_000_000);
                                            baton.holder = 1;
                                        });
                        sleeper.start();
                        while (baton.holder == 0) {
                            pause.pause();
                        }
                        sleeper.join();
                    });
        }
    }

    @Test
    @Covers(area = Area.TIME, value = "Spinning with a pause until a clock shows a time")
    void aClockCanBeWaitedForWithPauses() {
        check(
                () -> {
                    long end = System.nanoTime() + 2_000_000;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                });
    }

    @Test
    void whoDoesNotPauseWhileOthersSleepIsToldThatTimeHardlyPasses() {
        Failure failure =
                fifo(
                        () -> {
                            Baton baton = new Baton();
                            Thread sleeper =
                                    new Thread(
                                            () -> {
                                                LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
                                                baton.holder = 1;
                                            });
                            sleeper.start();
                            Thread.yield();
                            while (baton.holder == 0) {}
                        });
        assertThat(failure.summary()).contains("hardly any passes as long as a thread runs");
    }
}
