package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.Schedule;
import dev.heddle.jqwik.ScheduledSubjects.Flags;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Properties that are given schedules. */
@ResourceLock("subjects")
class SchedulesTest {

    private static final int SEEDS = 40;

    private static final Pattern TEXT = Pattern.compile("\\\\\"((?:plan|drawn):[\\w@.,:=-]+)");

    /** The schedules that the message says are to be given to the property. */
    private static List<Schedule> named(Executed executed) {
        Matcher matcher = TEXT.matcher(executed.failure().getMessage());
        List<Schedule> schedules = new ArrayList<>();
        while (matcher.find()) {
            schedules.add(Schedule.of(matcher.group(1)));
        }
        return schedules;
    }

    private static Executed of(String property) {
        return Executed.of(ScheduledSubjects.class, property);
    }

    @Test
    void isShrunkToThePreemptionsThatAreNeeded() {
        int exact = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Schedule smallest = named(of("needsTwoPreemptions")).getFirst();
            exact += smallest.plan().orElseThrow().preemptions() == 2 ? 1 : 0;
        }
        assertThat(exact).isGreaterThanOrEqualTo(SEEDS * 95 / 100);
    }

    /** As many tries as an exploration has schedules, but for luck. */
    @Test
    void findsAsFastAsAnExploration() {
        int tries = 0;
        int schedules = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ScheduledSubjects.TRIES.set(0);
            Executed executed =
                    Executed.of(
                            ScheduledSubjects.class,
                            "needsTwoPreemptions",
                            Map.of("jqwik.shrinking.default", "OFF"));
            assertThat(executed.passed()).isFalse();
            tries += ScheduledSubjects.TRIES.get() - 2; // Run twice more for the message.
            schedules +=
                    Heddle.explorer()
                            .seed(seed)
                            .shrink(0)
                            .explore(
                                    () -> {
                                        Flags flags = new Flags();
                                        Subjects.inParallel(flags::write, flags::read);
                                        assertThat(flags.seen).isFalse();
                                    })
                            .failure()
                            .orElseThrow()
                            .schedule();
        }
        assertThat(tries).isLessThan(3 * schedules);
    }

    @Test
    void saysWhatHappenedAndHowItIsSeenAgain() {
        Executed executed = of("needsOnePreemption");
        Schedule smallest = named(executed).getFirst();
        assertThat(smallest.plan().orElseThrow().preemptions()).isEqualTo(1);
        assertThat(executed.failure())
                .hasMessageContaining("Replay it: @Replay(\"[\\\"plan:s1p")
                .hasMessageContaining("How it came about")
                .hasMessageContaining("reads value = 0");
        assertThat(executed.failure().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("needsOnePreemption"));
        assertThat(executed.printed()).contains(smallest.toString());
    }

    @Test
    void shrinksWhatFailsInTheRun() {
        Executed executed = of("failsInTheRun");
        assertThat(named(executed).getFirst().plan().orElseThrow().preemptions()).isEqualTo(1);
        assertThat(executed.failure().getCause()).isInstanceOf(AssertionError.class);
        assertThat(executed.failure()).hasMessageContaining("How it came about");
    }

    @Test
    void passesWhereNothingIsWrong() {
        assertThat(of("passes").thrown()).isNull();
    }

    @Test
    void shrinksOtherInputsToo() {
        Executed executed = of("hasOtherInputs");
        assertThat(named(executed).getFirst().plan().orElseThrow().preemptions()).isEqualTo(1);
        assertThat(executed.failure())
                .hasMessageContaining("@Replay(\"[[1, 1], \\\"plan:")
                .hasMessageContaining("\\\", 0]\")");
    }

    @Test
    void findsAnotherScheduleForSmallerInputs() {
        Executed executed = of("isElsewhereForOtherInputs");
        assertThat(named(executed).getFirst().plan().orElseThrow().preemptions()).isEqualTo(1);
        assertThat(executed.failure()).hasMessageContaining("@Replay(\"[5, \\\"plan:");
        assertThat(executed.printed()).contains("times: 5");
    }

    @Test
    void shrinksSeveral() {
        Executed executed = of("hasTwo");
        assertThat(named(executed))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(schedule -> schedule.plan().orElseThrow().preemptions() == 1);
    }

    @Test
    void canBeOfOneStrategy() {
        assertThat(named(of("isDrawnByOneStrategy"))).isNotEmpty();
    }

    @Test
    void isUsualIfItSaysNothing() {
        assertThat(of("again").thrown()).isNull();
    }
}
