package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.detect.Race;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/** A data race comes with where both threads were, and what each of them held. */
class RaceStacksTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static void isSeen(Race.Access access) {
        assertThat(access.stack())
                .extracting(StackTraceElement::getMethodName)
                .startsWith("withdraw")
                .anyMatch(name -> name.startsWith("lambda$withdraw"));
        assertThat(access.stack())
                .extracting(StackTraceElement::getClassName)
                .noneMatch(name -> name.startsWith("java.lang.Heddle"))
                .noneMatch(name -> name.matches("dev\\.heddle\\.(kernel|control|trace)\\..*"));
    }

    @Test
    void bothStacksAndLocksAreThere() {
        Report report =
                Heddle.explorer().schedules(20).explore(Accounts::withdrawUnderDifferentLocks);
        assertThat(report.races()).isNotEmpty();
        for (Race race : report.races()) {
            isSeen(race.first());
            isSeen(race.second());
            for (Race.Access access : List.of(race.first(), race.second())) {
                assertThat(access.held())
                        .containsExactly(
                                access.thread().equals("A")
                                        ? "ReentrantLock #1"
                                        : "the monitor of Accounts #1");
            }
            assertThat(race.missing())
                    .contains("'A' held ReentrantLock #1", "'B' held the monitor of Accounts #1");
        }
    }

    @Test
    void aFailureForARaceHasThem() {
        Failure failure =
                Heddle.explorer()
                        .races(Check.FAIL)
                        .explore(Accounts::withdrawUnderDifferentLocks)
                        .failure()
                        .orElseThrow();
        isSeen(failure.race().orElseThrow().first());
        assertThat(failure.toString())
                .containsIgnoringWhitespaces("'B' held the monitor of Accounts #1");
        Failure again =
                Heddle.explorer()
                        .races(Check.FAIL)
                        .replay(failure.token(), Accounts::withdrawUnderDifferentLocks)
                        .failure()
                        .orElseThrow();
        assertThat(again.race()).isPresent();
    }

    @Test
    void withoutARaceThereIsNone() {
        Report report =
                Heddle.explorer()
                        .races(Check.FAIL)
                        .schedules(50)
                        .explore(Accounts::withdrawUnderOneLock);
        assertThat(report.races()).isEmpty();
        assertThat(report.passed()).isTrue();
    }
}
