package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** On a slow machine time-outs lose races that they can not lose on an infinitely fast one. */
class TimerSlackTest {

    private static final Duration NONE = Duration.ZERO;
    private static final long MILLI = 1_000_000;

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    private static Duration millis(long count) {
        return Duration.ofMillis(count);
    }

    private static Explorer slow(Duration slack) {
        return Heddle.explorer().timerSlack(slack).schedules(500);
    }

    private static void isFound(Duration slack, Body body) {
        Report report = slow(slack).explore(body);
        assertThat(report.failure()).as("with a slack of %s", slack).isPresent();
    }

    private static void isNotFound(Duration slack, Body body) {
        slow(slack).schedules(1_000).explore(body).check();
    }

    /** Somebody needs some time, and somebody waits that long for the answer. */
    private static Body answer(long afterMillis, long withinMillis) {
        return () -> {
            BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);
            Thread other =
                    new Thread(
                            () -> {
                                sleep(afterMillis);
                                answers.add("42");
                            });
            other.start();
            assertThat(answers.poll(withinMillis, TimeUnit.MILLISECONDS)).isNotNull();
            other.join();
        };
    }

    private static void sleep(long millis) {
        try {
            if (millis > 0) {
                Thread.sleep(millis);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void workThatTakesNoTimeIsTooLateOnAMachineThatIsSlowEnough() {
        isNotFound(NONE, answer(0, 10));
        isNotFound(Duration.ofNanos(10 * MILLI - 1), answer(0, 10));
        isFound(millis(10), answer(0, 10));
        isFound(millis(20), answer(0, 10));
        isFound(millis(1_000), answer(0, 10));
    }

    @Test
    void workThatTakesNearlyAsLongAsTheTimeOutIsTooLate() {
        isNotFound(NONE, answer(9, 10));
        isNotFound(Duration.ofNanos(MILLI / 2 - 1), answer(9, 10));
        isFound(millis(1), answer(9, 10));
        isFound(millis(5), answer(9, 10));
    }

    /** Twice the slack can pass: before the sleep begins, and after it has ended. */
    @Test
    void theSlackCountsAnewWheneverAllHaveWaited() {
        isNotFound(Duration.ofNanos(5 * MILLI - 1), answer(1, 11));
        Report report = slow(millis(5)).schedules(10_000).explore(answer(1, 11));
        assertThat(report.passed()).isFalse();
    }

    @Test
    void noMoreThanTheSlackPassesWhileAThreadCanRun() {
        Set<Long> seen = Collections.synchronizedSet(new HashSet<>());
        slow(millis(20))
                .explore(
                        () -> {
                            long before = System.nanoTime();
                            List<Integer> busy = new ArrayList<>();
                            for (int i = 0; i < 100; i++) {
                                busy.add(i);
                            }
                            long passed = System.nanoTime() - before;
                            assertThat(passed).isBetween(0L, 20 * MILLI);
                            seen.add(passed);
                        })
                .check();
        assertThat(seen).hasSizeGreaterThan(50).contains(0L, 20 * MILLI);
    }

    @Test
    void timersFireLateAndNeverEarly() {
        Set<Long> seen = Collections.synchronizedSet(new HashSet<>());
        slow(millis(3))
                .explore(
                        () -> {
                            long before = System.nanoTime();
                            Thread.sleep(10);
                            long passed = System.nanoTime() - before;
                            assertThat(passed).isBetween(10 * MILLI, 16 * MILLI);
                            seen.add(passed - 10 * MILLI);
                        })
                .check();
        assertThat(seen).hasSizeGreaterThan(10).contains(0L, 3 * MILLI);
    }

    /** The order of two timers is no order between the threads that they wake. */
    @Test
    void whoSleepsLongerCanBeFirst() {
        Body body =
                () -> {
                    AtomicReference<String> first = new AtomicReference<>();
                    Thread shorter = sleeper(10, "shorter", first);
                    Thread longer = sleeper(11, "longer", first);
                    shorter.join();
                    longer.join();
                    assertThat(first.get()).isEqualTo("shorter");
                };
        isNotFound(NONE, body);
        isNotFound(Duration.ofNanos(MILLI / 2 - 1), body);
        isFound(millis(1), body);
    }

    private static Thread sleeper(long millis, String name, AtomicReference<String> first) {
        Thread thread =
                new Thread(
                        () -> {
                            sleep(millis);
                            first.compareAndSet(null, name);
                        },
                        name);
        thread.start();
        return thread;
    }

    @Test
    void aTaskAtAFixedRateCatchesUp() {
        Set<Boolean> late = Collections.synchronizedSet(new HashSet<>());
        Body body =
                () -> {
                    ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
                    List<Long> times = Collections.synchronizedList(new ArrayList<>());
                    long before = System.nanoTime();
                    pool.scheduleAtFixedRate(
                            () -> times.add(System.nanoTime() - before),
                            10,
                            10,
                            TimeUnit.MILLISECONDS);
                    Thread.sleep(55);
                    pool.shutdownNow();
                    assertThat(pool.awaitTermination(1, TimeUnit.HOURS)).isTrue();
                    for (int i = 0; i < times.size(); i++) {
                        long due = (i + 1) * 10 * MILLI;
                        assertThat(times.get(i)).isGreaterThanOrEqualTo(due);
                        late.add(times.get(i) >= due + 10 * MILLI);
                    }
                };
        slow(millis(25)).explore(body).check();
        assertThat(late).containsExactlyInAnyOrder(false, true);
        late.clear();
        slow(NONE).explore(body).check();
        assertThat(late).containsExactly(false);
    }

    @Test
    void aProgramThatDoesNotRelyOnTimeStaysSilent() {
        isNotFound(
                millis(100),
                () -> {
                    BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);
                    Thread other = new Thread(() -> answers.add("42"));
                    other.start();
                    String answer = null;
                    while (answer == null) {
                        answer = answers.poll(10, TimeUnit.MILLISECONDS);
                    }
                    other.join();
                    assertThat(answer).isEqualTo("42");
                });
    }

    @Test
    void theMessageSaysThatTimePassed() {
        Report report = slow(millis(10)).explore(answer(0, 10));
        assertThat(report.failure().orElseThrow().toString()).contains("time passes: 0.01s");
    }

    @Test
    void aFailureIsSeenAgainWithTheSameSlackOnly() {
        Body body = answer(0, 10);
        String token = slow(millis(10)).explore(body).failure().orElseThrow().token();
        assertThat(slow(millis(10)).replay(token, body).passed()).isFalse();
        assertThatThrownBy(() -> Heddle.replay(token, body))
                .hasMessageContaining("does not take the course any more");
    }

    @Test
    void aStrategyThatDrawsNoNumbersLetsNoTimePass() {
        slow(millis(10)).strategy("fifo").explore(answer(9, 10)).check();
    }

    @Test
    void aSlackThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Heddle.explorer().timerSlack(millis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 0 to 1 day");
        assertThatThrownBy(() -> Heddle.explorer().timerSlack(Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
