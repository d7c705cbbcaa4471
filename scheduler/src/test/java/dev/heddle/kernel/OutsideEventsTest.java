package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What a thread that is not under control does to one that is, while a run can only wait for it.
 */
class OutsideEventsTest {

    /** Nobody waits longer in real time. */
    private static final long MOST_NANOS = 20_000_000_000L;

    /** The fiber that something comes for, once it is known. */
    private volatile Fiber awaiting;

    /** Whether it has come. */
    private volatile boolean came;

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    /** From outside, once the fiber waits like this. */
    private FutureTask<Void> onceItWaits(Wait wait, Consumer<Thread> does) {
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            long end = System.nanoTime() + MOST_NANOS;
                            while (awaiting == null || awaiting.wait != wait) {
                                assertThat(System.nanoTime()).isLessThan(end);
                                Thread.sleep(1);
                            }
                            does.accept(awaiting.thread());
                            came = true;
                            return null;
                        });
        Thread.ofPlatform().daemon().name("outsider").start(task);
        return task;
    }

    /** The calling fiber is the one; as long as nothing has come, it may still come. */
    private void expects() {
        awaiting = Fiber.current();
        awaiting.loop().comesFrom(() -> !came);
    }

    private static Report runOnce(Body body) {
        return Heddle.explorer().schedules(1).strategy("fifo").shrink(0).explore(body);
    }

    @Test
    void anUnparkIsGivenAndTold() throws Exception {
        FutureTask<Void> outside = onceItWaits(Wait.UNPARK, LockSupport::unpark);
        Report report =
                runOnce(
                        () -> {
                            expects();
                            LockSupport.park();
                        });
        report.check();
        outside.get();
        assertThat(report.outsideEvents()).isEqualTo(1);
        assertThat(report.uncontrolled())
                .singleElement()
                .asString()
                .startsWith("Thread 'outsider' from outside wakes '")
                .contains(", at ");
    }

    @Test
    void anInterruptEndsAWaitAndIsTold() throws Exception {
        FutureTask<Void> outside = onceItWaits(Wait.UNPARK, Thread::interrupt);
        Report report =
                runOnce(
                        () -> {
                            expects();
                            CountDownLatch never = new CountDownLatch(1);
                            assertThatThrownBy(never::await)
                                    .isInstanceOf(InterruptedException.class);
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        });
        report.check();
        outside.get();
        assertThat(report.outsideEvents()).isEqualTo(1);
        assertThat(report.uncontrolled())
                .singleElement()
                .asString()
                .startsWith("Thread 'outsider' from outside interrupts '");
    }

    @Test
    void anInterruptEndsAWaitForANotification() throws Exception {
        FutureTask<Void> outside = onceItWaits(Wait.NOTIFICATION, Thread::interrupt);
        Report report =
                runOnce(
                        () -> {
                            expects();
                            Object lock = new Object();
                            synchronized (lock) {
                                assertThatThrownBy(lock::wait)
                                        .isInstanceOf(InterruptedException.class);
                            }
                        });
        report.check();
        outside.get();
        assertThat(report.outsideEvents()).isEqualTo(1);
    }

    @Test
    void aStrictRunRefusesIt() throws Exception {
        FutureTask<Void> outside = onceItWaits(Wait.UNPARK, LockSupport::unpark);
        Report report =
                Heddle.explorer()
                        .schedules(1)
                        .strategy("fifo")
                        .shrink(0)
                        .strict()
                        .explore(
                                () -> {
                                    expects();
                                    LockSupport.park();
                                });
        outside.get();
        assertThat(report.failure().orElseThrow().toString())
                .containsIgnoringWhitespaces("A thread from outside wakes or interrupts '")
                .containsIgnoringWhitespaces("the run is strict: at");
    }

    /** It was made in the run, and is started by somebody else. */
    @Test
    void aVirtualThreadMayBeStarted() throws Exception {
        Thread[] made = new Thread[1];
        FutureTask<Void> outside = onceItWaits(Wait.UNPARK, ignored -> made[0].start());
        Report report =
                runOnce(
                        () -> {
                            Thread body = Thread.currentThread();
                            made[0] = Thread.ofVirtual().unstarted(() -> LockSupport.unpark(body));
                            expects();
                            LockSupport.park();
                            made[0].join();
                        });
        report.check();
        outside.get();
        assertThat(report.outsideEvents()).isEqualTo(1);
        assertThat(made[0].getState()).isEqualTo(Thread.State.TERMINATED);
    }

    /** Once nothing more can come, whoever waits for it waits for ever. */
    @Test
    void aSourceThatHasRunDryIsNotWaitedFor() {
        long[] asked = new long[1];
        Report report =
                runOnce(
                        () -> {
                            Fiber.current().loop().comesFrom(() -> ++asked[0] < 3);
                            LockSupport.park();
                        });
        assertThat(report.failure().orElseThrow().kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(asked[0]).isGreaterThanOrEqualTo(3);
    }

    /** Time passes all the same: nobody knows whether anything comes. */
    @Test
    void timeOutsAreNotHeldUpBySources() {
        Report report =
                runOnce(
                        () -> {
                            long before = System.nanoTime();
                            Fiber.current().loop().comesFrom(() -> true);
                            Thread.sleep(60_000);
                            assertThat(System.nanoTime() - before).isEqualTo(60_000_000_000L);
                        });
        report.check();
        assertThat(report.outsideEvents()).isZero();
    }

    /** As in a read of a socket: else it would be over before any answer could come. */
    @Test
    void aTimeOutOfACallOutsideTakesItsTimeInRealTimeToo() {
        long began = System.nanoTime();
        Report report =
                runOnce(
                        () -> {
                            long before = System.nanoTime();
                            Fiber self = Fiber.current();
                            self.beginOutsideCall();
                            LockSupport.parkNanos(60_000_000);
                            self.endOutsideCall();
                            assertThat(System.nanoTime() - before).isEqualTo(60_000_000);
                            LockSupport.parkNanos(3_600_000_000_000L); // In no time.
                        });
        report.check();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(60_000_000L);
        assertThat(report.outsideEvents()).isZero();
    }

    /** What it waits for is known, and was told when it began. */
    @Test
    void whatEndsACallOutsideIsNotToldAgain() throws Exception {
        FutureTask<Void> outside = onceItWaits(Wait.UNPARK, LockSupport::unpark);
        Report report =
                runOnce(
                        () -> {
                            awaiting = Fiber.current();
                            awaiting.beginOutsideCall();
                            LockSupport.park();
                            awaiting.endOutsideCall();
                        });
        report.check();
        outside.get();
        assertThat(report.outsideEvents()).isEqualTo(1);
        assertThat(report.uncontrolled()).isEmpty();
    }
}
