package dev.heddle.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.detect.DataRaceError;
import dev.heddle.kernel.Ending;
import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What an exploration does with the schedule it has found. */
class ShrinkTest {

    private static Failure explore(Body body) {
        return Heddle.explorer().seed(3).explore(body).failure().orElseThrow();
    }

    @Test
    void theSmallerScheduleIsReported() {
        Body body = Minima.LOST_UPDATE_IN_NOISE.body();
        Failure failure = explore(body);
        Shrunk shrunk = failure.shrunk().orElseThrow();
        assertThat(shrunk.before().preemptions()).isGreaterThan(10);
        assertThat(shrunk.after().preemptions()).isEqualTo(1);
        assertThat(shrunk.isComplete()).isTrue();
        assertThat(failure.toString())
                .contains("Shrunk in %,d runs: 1 preemption, ".formatted(shrunk.runs()))
                .contains(" (%d preemptions, ".formatted(shrunk.before().preemptions()))
                .contains("@Replay(\"" + failure.token() + "\")")
                .doesNotContain("Not all was tried");
        assertThat(failure.token()).isNotEqualTo(failure.foundToken());
    }

    @Test
    void bothSchedulesCanBeReplayed() {
        Body body = Minima.PING_PONG_LONGER.body();
        Failure failure = explore(body);
        for (String token : List.of(failure.token(), failure.foundToken())) {
            Failure again = Heddle.replay(token, body).failure().orElseThrow();
            assertThat(again.summary()).isEqualTo(failure.summary());
            assertThat(again.shrunk()).isEmpty();
        }
    }

    @Test
    void itIsTheOneFoundIfThatIsAskedFor() {
        AtomicInteger runs = new AtomicInteger();
        Body body =
                () -> {
                    runs.incrementAndGet();
                    Minima.LOST_UPDATE.body().run();
                };
        Report report = Heddle.explorer().seed(3).shrink(0).explore(body);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.shrunk()).isEmpty();
        assertThat(failure.token()).isEqualTo(failure.foundToken());
        assertThat(failure.toString()).doesNotContain("Shrunk");
        // Once more to see what happens, and the first one once more to see whether it is the same.
        assertThat(runs.get()).isLessThanOrEqualTo(report.schedules() + 2);
    }

    @Test
    void aBudgetOfRunsIsKept() {
        AtomicInteger runs = new AtomicInteger();
        Body body =
                () -> {
                    runs.incrementAndGet();
                    Minima.PING_PONG_LONGER_IN_NOISE.body().run();
                };
        Report report = Heddle.explorer().seed(3).shrink(40).races(Check.OFF).explore(body);
        Failure failure = report.failure().orElseThrow();
        Shrunk shrunk = failure.shrunk().orElseThrow();
        assertThat(shrunk.isComplete()).isFalse();
        assertThat(shrunk.isCutByTime()).isFalse();
        assertThat(shrunk.after()).isLessThan(shrunk.before());
        assertThat(failure.toString())
                .containsIgnoringWhitespaces(
                        "Not all was tried: Explorer.shrink(runs) can allow more.");
        // Those two of the exploration, that of the schedule itself, two of the smallest one, and
        // half as many again to explain it.
        assertThat(runs.get()).isLessThanOrEqualTo(report.schedules() + 2 + 1 + 40 + 2 + 20);
    }

    @Test
    void whatTimeHasCutShortSaysSo() {
        Failure failure =
                Heddle.explorer()
                        .seed(3)
                        .shrinkTime(Duration.ofNanos(1))
                        .explore(Minima.PING_PONG_LONGER_IN_NOISE.body())
                        .failure()
                        .orElseThrow();
        failure.shrunk().ifPresent(shrunk -> assertThat(shrunk.isCutByTime()).isTrue());
        assertThat(failure.shrunk().isPresent())
                .isEqualTo(failure.toString().contains("the time there was"));
        assertThat(failure.cutShort().isEmpty()).isEqualTo(failure.shrunk().isEmpty());
        failure.cutShort()
                .forEach(
                        one ->
                                assertThat(failure.toString())
                                        .containsIgnoringWhitespaces(one, "shrinkTime(limit)"));
    }

    @Test
    void usuallyItIsNotTime() {
        Failure failure =
                Heddle.explorer()
                        .seed(3)
                        .explore(Minima.PING_PONG_LONGER_IN_NOISE.body())
                        .failure()
                        .orElseThrow();
        assertThat(failure.cutShort()).isEmpty();
        assertThat(failure.shrunk().orElseThrow().isCutByTime()).isFalse();
        assertThat(failure.unavoidable()).isPresent();
    }

    @Test
    void aBudgetCanNotBeNegative() {
        assertThatThrownBy(() -> Heddle.explorer().shrink(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can not be negative");
        assertThatThrownBy(() -> Heddle.explorer().shrinkTime(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive");
    }

    @Test
    void theSameComesOutAgainAndInAnotherJvm() {
        List<Minima> programs =
                List.of(
                        Minima.LOST_UPDATE,
                        Minima.RING_OF_THREE,
                        Minima.PING_PONG_LONGER_IN_NOISE,
                        Minima.LOST_SIGNAL,
                        Minima.POOL);
        List<String> here = programs.stream().map(ShrunkFailures::line).toList();
        assertThat(programs.stream().map(ShrunkFailures::line).toList()).isEqualTo(here);
        List<Minima> backwards = new ArrayList<>(programs.reversed());
        List<String> there =
                FreshJvm.lines(
                        List.of(),
                        ShrunkFailures.class,
                        backwards.stream().map(Minima::name).toList());
        assertThat(there.stream().filter(line -> line.contains("heddle1-")).toList().reversed())
                .isEqualTo(here);
    }

    @Test
    void aLeakIsMadeSmaller() {
        Failure failure =
                explore(
                        () -> {
                            Thread left =
                                    new Thread(java.util.concurrent.locks.LockSupport::park, "t");
                            Minima.together(() -> {}, () -> {});
                            left.start();
                        });
        assertThat(failure.kind()).isEqualTo(Ending.Kind.LEAK);
        assertThat(failure.shrunk().orElseThrow().after().preemptions()).isZero();
        assertThat(failure.standing()).hasSize(1);
        assertThat(failure.standing().getFirst().stack()).isNotEmpty();
    }

    private static volatile int turn;

    /** Neither lets the other go first: it is all one whether they are preempted. */
    @Test
    void aRunThatDoesNotEndIsMadeSmaller() {
        Failure failure =
                Heddle.explorer()
                        .stepLimit(2_000)
                        .explore(
                                () -> {
                                    turn = 0;
                                    Minima.together(
                                            () -> {
                                                while (turn != 2) {
                                                    turn = 1;
                                                }
                                            },
                                            () -> {
                                                while (turn != 3) {
                                                    turn = 1;
                                                }
                                            });
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        assertThat(failure.shrunk().orElseThrow().after().preemptions()).isZero();
        assertThat(failure.shrunk().orElseThrow().before().preemptions()).isGreaterThan(100);
    }

    @Test
    void whatIsLookedForInFreshClassesIsMadeSmallerInThem() {
        Failure failure = Heddle.explorer().seed(3).explore(Fresh.class).failure().orElseThrow();
        assertThat(failure.shrunk().orElseThrow().after().preemptions()).isEqualTo(1);
        assertThat(Heddle.explorer().replay(failure.token(), Fresh.class).failure()).isPresent();
    }

    /** Only passes if its static field is new each time. */
    public static final class Fresh implements Body {
        private static int count;

        @Override
        public void run() throws InterruptedException {
            Minima.together(() -> count++, () -> count++);
            Minima.check(count == 2, "lost an update");
        }
    }

    @Test
    void aRaceIsMadeSmaller() {
        Failure failure =
                Heddle.explorer()
                        .seed(3)
                        .races(Check.FAIL)
                        .explore(Minima.LOST_UPDATE_IN_NOISE.body())
                        .failure()
                        .orElseThrow();
        assertThat(failure.cause().orElseThrow()).isInstanceOf(DataRaceError.class);
        assertThat(failure.shrunk().orElseThrow().after().preemptions()).isZero();
    }

    /** What has changed for good can not fail again: then the schedule stands as it was found. */
    @Test
    void whatDoesNotFailAgainStaysAsItWasFound() {
        AtomicInteger runs = new AtomicInteger();
        Failure failure =
                explore(() -> Minima.check(runs.incrementAndGet() != 2, "the second time"));
        assertThat(failure.shrunk()).isEmpty();
        assertThat(failure.summary()).contains("the second time");
        assertThat(failure.token()).isEqualTo(failure.foundToken());
    }

    /** Nobody has asked for these: they are not even looked at. */
    @Test
    void anAssumptionThatDoesNotHoldIsNoFailureToBeMadeSmaller() {
        AtomicInteger runs = new AtomicInteger();
        Report report =
                Heddle.explorer()
                        .explore(
                                () -> {
                                    runs.incrementAndGet();
                                    throw new org.opentest4j.TestAbortedException("not here");
                                });
        assertThat(report.failure().orElseThrow().shrunk()).isEmpty();
        assertThat(runs.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void aWaitThatEndsForNoReasonIsLeftOutIfItIsNotNeeded() {
        for (int seed = 1; seed <= 5; seed++) {
            Failure failure =
                    Heddle.explorer()
                            .seed(seed)
                            .explore(Minima.WAIT_WITHOUT_LOOP.body())
                            .failure()
                            .orElseThrow();
            assertThat(failure.shrunk().orElseThrow().after().preemptions()).isZero();
        }
    }
}
