package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.kernel.Ending;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Wait;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Time that is moved by hand moves as far as it was told, and what happens meanwhile happens. */
class ManualTimeTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    /** With time that only the hand moves, and with time that also passes by itself. */
    private static void explore(Body body) {
        for (String strategy : new String[] {"fifo", "random"}) {
            Heddle.explorer().strategy(strategy).schedules(100).explore(body).check();
            manual(strategy).explore(body).check();
        }
    }

    private static Explorer manual(String strategy) {
        return Heddle.explorer().strategy(strategy).schedules(100).manualTime();
    }

    private static Failure failureOf(Body body) {
        return manual("random").explore(body).failure().orElseThrow();
    }

    private static Thread start(Body body) {
        return startIn(Thread.ofPlatform(), body);
    }

    private static Thread startIn(Thread.Builder builder, Body body) {
        return builder.start(
                () -> {
                    try {
                        body.run();
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                });
    }

    /** The example in the documentation of kotlinx-coroutines-test. */
    @Test
    void whatIsDueAtTheVeryEndWaitsForMore() {
        explore(
                () -> {
                    List<String> done = new ArrayList<>();
                    start(
                            () -> {
                                Thread.sleep(1_000);
                                done.add("first");
                                Thread.sleep(1_000);
                                done.add("second");
                            });
                    VirtualTime.advanceTimeBy(SECOND);
                    assertThat(done).isEmpty();
                    VirtualTime.runCurrent();
                    assertThat(done).containsExactly("first");
                    assertThat(VirtualTime.now()).isEqualTo(SECOND);
                    VirtualTime.advanceUntilIdle();
                    assertThat(done).containsExactly("first", "second");
                    assertThat(VirtualTime.now()).isEqualTo(SECOND.multipliedBy(2));
                });
    }

    @Test
    void advancingByNothingDoesNothing() {
        explore(
                () -> {
                    AtomicInteger done = new AtomicInteger();
                    start(done::incrementAndGet);
                    int before = done.get();
                    Thread unstarted = new Thread(() -> {});
                    VirtualTime.advanceTimeBy(Duration.ZERO);
                    assertThat(VirtualTime.now()).isZero();
                    assertThat(unstarted.getState()).isEqualTo(Thread.State.NEW);
                    assertThat(done.get()).isBetween(before, 1);
                    VirtualTime.runCurrent();
                    assertThat(done.get()).isEqualTo(1);
                });
    }

    @Test
    void runningWhatIsCurrentLetsNoTimePass() {
        explore(
                () -> {
                    CountDownLatch steps = new CountDownLatch(3);
                    AtomicInteger late = new AtomicInteger();
                    start(
                            () -> {
                                for (int i = 0; i < 3; i++) {
                                    start(steps::countDown);
                                }
                                steps.await();
                                LockSupport.parkNanos(1);
                                late.incrementAndGet();
                            });
                    VirtualTime.runCurrent();
                    assertThat(steps.getCount()).isZero();
                    assertThat(late.get()).isZero();
                    assertThat(VirtualTime.now()).isZero();
                    VirtualTime.advanceTimeBy(Duration.ofNanos(2));
                    assertThat(late.get()).isEqualTo(1);
                    assertThat(VirtualTime.now()).isEqualTo(Duration.ofNanos(2));
                });
    }

    @Test
    void timersFireWhenTheyAreDueAndNotAtTheEnd() {
        explore(
                () -> {
                    List<Long> times = new ArrayList<>();
                    start(
                            () -> {
                                for (int i = 0; i < 4; i++) {
                                    Thread.sleep(300);
                                    times.add(VirtualTime.now().toMillis());
                                }
                            });
                    VirtualTime.advanceTimeBy(SECOND);
                    assertThat(times).containsExactly(300L, 600L, 900L);
                    assertThat(System.currentTimeMillis() % 1_000).isZero();
                    VirtualTime.advanceTimeBy(SECOND);
                    assertThat(times).containsExactly(300L, 600L, 900L, 1_200L);
                    assertThat(VirtualTime.now()).isEqualTo(Duration.ofSeconds(2));
                });
    }

    @Test
    void aTimerSetMeanwhileCountsFromThen() {
        explore(
                () -> {
                    ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
                    List<String> got = new ArrayList<>();
                    start(() -> got.add("" + queue.poll(1, TimeUnit.SECONDS)));
                    start(
                            () -> {
                                Thread.sleep(999);
                                queue.add("in time");
                            });
                    VirtualTime.advanceTimeBy(Duration.ofMillis(999));
                    assertThat(got).isEmpty();
                    VirtualTime.advanceTimeBy(Duration.ofMillis(1));
                    assertThat(got).containsExactly("in time");
                });
    }

    @Test
    void idleIsWhoHasNothingLeftToWaitForInTime() {
        explore(
                () -> {
                    ExecutorService pool = Executors.newFixedThreadPool(2);
                    pool.submit(() -> sleep(10));
                    pool.submit(() -> sleep(20));
                    CountDownLatch never = new CountDownLatch(1);
                    start(never::await);
                    startIn(Thread.ofVirtual(), () -> Thread.sleep(40_000));
                    startIn(Thread.ofPlatform().daemon(), ManualTimeTest::tickForEver);
                    VirtualTime.advanceUntilIdle();
                    assertThat(VirtualTime.now()).isEqualTo(Duration.ofSeconds(40));
                    VirtualTime.advanceUntilIdle();
                    assertThat(VirtualTime.now()).isEqualTo(Duration.ofSeconds(40));
                    never.countDown();
                    pool.shutdown();
                });
    }

    private static void tickForEver() throws InterruptedException {
        while (true) {
            Thread.sleep(3_000);
        }
    }

    private static void sleep(long seconds) {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatTheJdkDoesLaterIsWaitedFor() {
        explore(
                () -> {
                    ForkJoinPool pool = new ForkJoinPool(1);
                    Future<String> future = pool.schedule(() -> "late", 5, TimeUnit.SECONDS);
                    VirtualTime.advanceTimeBy(Duration.ofSeconds(5));
                    assertThat(future).isNotDone();
                    VirtualTime.advanceUntilIdle();
                    assertThat(future.get()).isEqualTo("late");
                    pool.shutdown();
                });
    }

    @Test
    void aPoolThatRepeatsItsTaskIsStepped() {
        explore(
                () -> {
                    ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
                    AtomicInteger count = new AtomicInteger();
                    pool.scheduleAtFixedRate(count::incrementAndGet, 0, 1, TimeUnit.HOURS);
                    VirtualTime.runCurrent();
                    for (int i = 1; i <= 100; i++) {
                        assertThat(count.get()).isEqualTo(i);
                        VirtualTime.advanceTimeBy(Duration.ofHours(1));
                        VirtualTime.runCurrent();
                    }
                    pool.shutdownNow();
                });
    }

    @Test
    void anInterruptEndsAWaitWithoutTime() {
        explore(
                () -> {
                    List<String> seen = new ArrayList<>();
                    Thread sleeper =
                            start(
                                    () -> {
                                        try {
                                            Thread.sleep(1_000);
                                        } catch (InterruptedException e) {
                                            seen.add("interrupted");
                                        }
                                    });
                    VirtualTime.runCurrent();
                    sleeper.interrupt();
                    VirtualTime.runCurrent();
                    assertThat(seen).containsExactly("interrupted");
                    sleeper.join();
                    assertThat(VirtualTime.now()).isZero();
                });
    }

    /** Neither an interrupt nor a permit is lost, and neither makes time move too soon. */
    @Test
    void whoMovesTimeIsNotDisturbed() {
        explore(
                () -> {
                    Thread me = Thread.currentThread();
                    List<Thread.State> states = new ArrayList<>();
                    start(
                            () -> {
                                states.add(me.getState());
                                me.interrupt();
                                LockSupport.unpark(me);
                                Thread.sleep(10);
                                states.add(me.getState());
                            });
                    VirtualTime.advanceTimeBy(SECOND);
                    assertThat(states).hasSize(2);
                    assertThat(states.getLast()).isEqualTo(Thread.State.WAITING);
                    assertThat(VirtualTime.now()).isEqualTo(SECOND);
                    assertThat(Thread.interrupted()).isTrue();
                    LockSupport.park();
                });
    }

    @Test
    void timeMovesToTheEndOfAllTime() {
        explore(
                () -> {
                    Thread thread = start(() -> Thread.sleep(Duration.ofDays(365 * 200)));
                    VirtualTime.advanceTimeBy(Duration.ofSeconds(Long.MAX_VALUE));
                    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
                    assertThat(VirtualTime.now()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
                });
    }

    @Test
    void onlyOneThreadMovesTime() {
        explore(
                () -> {
                    List<String> refused = new ArrayList<>();
                    start(
                            () -> {
                                Thread.sleep(5);
                                try {
                                    VirtualTime.runCurrent();
                                } catch (HeddleException e) {
                                    refused.add(e.getMessage());
                                }
                            });
                    VirtualTime.advanceTimeBy(SECOND);
                    assertThat(refused)
                            .singleElement()
                            .asString()
                            .contains("is moving time already")
                            .contains("best the body");
                });
    }

    @Test
    void withoutAHandTimeStandsStill() {
        Failure failure =
                failureOf(
                        () -> {
                            Thread.ofPlatform().name("sleeper").start(() -> sleep(5_400));
                            VirtualTime.advanceTimeBy(Duration.ofMinutes(30));
                            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
                        });
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STANDSTILL);
        assertThat(failure.toString())
                .contains("Time stands still")
                .contains("VirtualTime.advanceTimeBy")
                .contains("'sleeper' sleeps, for another 1h")
                .containsPattern("waits for .*CountDownLatch.*, for another 0.01s");
        assertThat(failure.standing())
                .filteredOn(one -> one.thread().equals("sleeper"))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.waiting()).isEqualTo(Wait.TIME);
                            assertThat(one.left()).isEqualTo(Duration.ofHours(1));
                        });
    }

    @Test
    void whoIsLeftWaitingForTimeIsALeak() {
        Body body = () -> Thread.ofPlatform().name("sleeper").start(() -> sleep(60));
        Failure failure = failureOf(body);
        assertThat(failure.kind()).isEqualTo(Ending.Kind.LEAK);
        assertThat(failure.toString())
                .contains("nobody is left to move time")
                .contains("'sleeper' sleeps, for another 1m");
        manual("random").allowLeaks().explore(body).check();
    }

    @Test
    void aDeadlockIsStillADeadlock() {
        Failure failure = failureOf(() -> new CountDownLatch(1).await());
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
    }

    @Test
    void whoRepeatsSomethingIsNeverIdle() {
        Failure failure =
                manual("random")
                        .stepLimit(1_000)
                        .explore(
                                () -> {
                                    start(ManualTimeTest::tickForEver);
                                    VirtualTime.advanceUntilIdle();
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
    }

    @Test
    void outsideOfARunTimeIsReal() {
        assertThatThrownBy(VirtualTime::now)
                .isInstanceOf(HeddleException.class)
                .hasMessageStartingWith("VirtualTime.now was called outside a run")
                .hasMessageContaining("@Interleaved");
        assertThatThrownBy(VirtualTime::runCurrent).isInstanceOf(HeddleException.class);
        assertThatThrownBy(VirtualTime::advanceUntilIdle).isInstanceOf(HeddleException.class);
        assertThatThrownBy(() -> VirtualTime.advanceTimeBy(SECOND))
                .isInstanceOf(HeddleException.class);
    }

    @Test
    void timeDoesNotGoBack() {
        explore(
                () ->
                        assertThatThrownBy(() -> VirtualTime.advanceTimeBy(SECOND.negated()))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("Time does not go back"));
    }

    @Test
    void timeCanNotBeMovedByHandAndPassByItself() {
        Explorer manual = Heddle.explorer().manualTime();
        assertThatThrownBy(() -> manual.timerSlack(SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Leave out one of the two");
    }
}
