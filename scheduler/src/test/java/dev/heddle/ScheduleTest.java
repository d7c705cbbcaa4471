package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.kernel.HeddleException;
import dev.heddle.programs.FreshJvm;
import dev.heddle.shrink.Budget;
import dev.heddle.shrink.Plan;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Schedules as values. */
class ScheduleTest {

    static final class Counter {
        int value;

        void add() {
            value++;
        }
    }

    static Body twice(Counter counter) {
        return () -> {
            Thread one = new Thread(counter::add);
            Thread other = new Thread(counter::add);
            one.start();
            other.start();
            one.join();
            other.join();
        };
    }

    private static int under(Schedule schedule) {
        Counter counter = new Counter();
        schedule.run(twice(counter));
        return counter.value;
    }

    @Test
    void interleavesAsItsPlanSays() {
        assertThat(under(Schedule.USUAL)).isEqualTo(2);
        assertThat(under(Schedule.of("plan:s1p0=2"))).isEqualTo(2); // Before it has read.
        assertThat(under(Schedule.of("plan:s1p1=2"))).isEqualTo(1);
        assertThat(under(Schedule.of("plan:s1p2=2"))).isEqualTo(2); // There is no such point.
    }

    @Test
    void isAValue() {
        Schedule plan = Schedule.of("plan:s1p2=2,s2p7=1");
        assertThat(plan)
                .isEqualTo(Schedule.of(" plan:s2p7=1,s1p2=2 "))
                .hasSameHashCodeAs(Schedule.of("plan:s2p7=1,s1p2=2"))
                .isNotEqualTo(Schedule.of("plan:s1p2=2"))
                .hasToString(
                        "Schedule.of(\"plan:s1p2=2,s2p7=1\") [2 preemptions: after 2 of its"
                                + " points, thread 1 gives way to thread 2; after 7 of its points,"
                                + " thread 2 gives way to thread 1]");
        assertThat(Schedule.of(plan.text())).isEqualTo(plan);
        Schedule drawn = Schedule.drawn("pct:3:20", -5);
        assertThat(Schedule.of(drawn.text())).isEqualTo(drawn);
        assertThat(drawn.text()).isEqualTo("drawn:-5:pct:3:20");
        assertThat(drawn).isNotEqualTo(Schedule.drawn("pct:3:20", 5));
        assertThat(Schedule.USUAL)
                .isEqualTo(Schedule.of("plan:"))
                .hasToString("Schedule.of(\"plan:\") [no preemption]");
    }

    @Test
    void refusesWhatIsNone() {
        for (String text :
                List.of(
                        "",
                        "plan",
                        "plan:x",
                        "plan:s1p2",
                        "plan:s1p2=",
                        "plan:s1p2=-1",
                        "plan:s1p2=+1",
                        "plan:s1p2=1,",
                        "plan:s1p2=1,s1p2=3",
                        "plan:sp2=1",
                        "plan:s1p99999999999=1",
                        "plan:s9999999p1=1",
                        "drawn:",
                        "drawn:x:pos",
                        "drawn:5:",
                        "drawn:5:none",
                        "heddle1-nothing")) {
            assertThatThrownBy(() -> Schedule.of(text))
                    .as(text)
                    .isInstanceOf(HeddleException.class);
        }
        assertThatThrownBy(() -> Schedule.drawn("none", 1)).hasMessageContaining("'none'");
    }

    /** Those drawn by a strategy that learns stand for themselves too. */
    @Test
    void takesTheSameCourseEachTime() {
        for (String strategy : List.of("portfolio", "surw", "halt", "pct", "delay:2", "random")) {
            Source source = new Source(strategy);
            for (int seed = 0; seed < 12; seed++) {
                Schedule schedule = source.next(seed);
                List<Long> digests = new ArrayList<>();
                for (Schedule one : List.of(schedule, schedule, Schedule.of(schedule.text()))) {
                    Rehearsal rehearsal = new Rehearsal(one);
                    one.rehearsed(rehearsal).run(twice(new Counter()));
                    digests.add(rehearsal.digest());
                }
                assertThat(digests).as(schedule.text()).containsOnly(digests.getFirst());
            }
        }
    }

    /** As an exploration with the same seeds. */
    @Test
    void isDrawnAsAnExplorationDoes() {
        Source source = new Source("pos");
        int lost = 0;
        for (int seed = 0; seed < 100; seed++) {
            lost += under(source.next(seed)) == 1 ? 1 : 0;
        }
        assertThat(lost).isBetween(10, 90);
    }

    @Test
    void failsWithWhatTheRunFailsWith() {
        Body body =
                () -> {
                    Counter counter = new Counter();
                    twice(counter).run();
                    assertThat(counter.value).isEqualTo(2);
                };
        Schedule.USUAL.run(body);
        ScheduleFailure failure = failure(Schedule.of("plan:s1p1=2"), body);
        assertThat(failure.getCause()).isInstanceOf(AssertionError.class);
        Schedule byToken = Schedule.of(failure.failure().token());
        assertThat(failure(byToken, body).getCause()).hasMessage(failure.getCause().getMessage());
        assertThatThrownBy(() -> byToken.run(() -> Thread.sleep(1)))
                .isInstanceOf(OtherCourseException.class);
    }

    private static ScheduleFailure failure(Schedule schedule, Body body) {
        try {
            schedule.run(body);
            throw new AssertionError("passed");
        } catch (ScheduleFailure e) {
            return e;
        }
    }

    @Test
    void shrinksForATestThatDoesAnything() {
        int shrunk = 0;
        for (int seed = 0; seed < 50; seed++) {
            Schedule drawn = Schedule.drawn("random", seed);
            if (under(drawn) == 2) {
                continue;
            }
            AtomicInteger runs = new AtomicInteger();
            Schedule smallest =
                    drawn.shrink(
                                    by -> {
                                        runs.incrementAndGet();
                                        return under(by) == 1;
                                    },
                                    Budget.of(500, Duration.ofSeconds(20)))
                            .orElseThrow();
            assertThat(smallest.plan().map(Plan::preemptions)).contains(1);
            assertThat(under(smallest)).isEqualTo(1);
            assertThat(runs.get()).isLessThanOrEqualTo(503);
            shrunk++;
        }
        assertThat(shrunk).isPositive();
        assertThat(Schedule.USUAL.shrink(by -> under(by) == 1, budget())).isEmpty();
        assertThat(Schedule.USUAL.shrink(by -> true, budget())).isEmpty(); // Nothing was run.
    }

    private static Budget budget() {
        return Budget.of(10, Duration.ofSeconds(20));
    }

    @Test
    void explainsWhatFailsAfterTheRun() {
        ScheduleFailure failure =
                Schedule.of("plan:s1p1=2")
                        .explain(by -> assertThat(under(by)).isEqualTo(2), token -> "again")
                        .orElseThrow();
        assertThat(failure)
                .hasMessageContaining("Replay it: again")
                .hasMessageContaining("How it came about")
                .hasMessageContaining("writes value = 1")
                .hasMessageContaining("strategy plan:s1p1=2");
        assertThat(
                        Schedule.USUAL.explain(
                                by -> assertThat(under(by)).isEqualTo(2), token -> "again"))
                .isEmpty();
    }

    @Test
    void canNotBeRunInsideOfARun() {
        assertThat(
                        Heddle.explorer()
                                .schedules(1)
                                .explore(() -> Schedule.USUAL.run(() -> {}))
                                .failure()
                                .orElseThrow()
                                .cause())
                .containsInstanceOf(HeddleException.class);
    }

    @Test
    void takesTheSameCourseInAnotherJvm() throws Exception {
        assertThat(FreshJvm.lines(List.of(), ScheduleMain.class, List.of()))
                .isEqualTo(ScheduleMain.lines());
    }
}
