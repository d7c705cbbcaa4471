package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Time lasts for 292 years; who waits for longer is told so. */
class EndOfTimeTest {

    private static String failure(Body body) {
        return Heddle.explorer().schedules(2).explore(body).failure().orElseThrow().toString();
    }

    @Test
    void aProgramThatSleepsForCenturiesIsToldThatTimeHasRunOut() {
        assertThat(
                        failure(
                                () -> {
                                    while (true) {
                                        Thread.sleep(Duration.ofDays(36_500));
                                    }
                                }))
                .contains("Virtual time has run out", "292 years")
                .doesNotContain("Deadlock");
    }

    @Test
    void aDateAfterAllTimeIsOneThatNeverComes() {
        long year10000 = 253_402_300_800_000L;
        assertThat(failure(() -> LockSupport.parkUntil(year10000)))
                .contains("Virtual time has run out");
    }

    @Test
    void oneThatMeansForEverIsADeadlock() {
        assertThat(failure(() -> new CountDownLatch(1).await(Long.MAX_VALUE, TimeUnit.DAYS)))
                .doesNotContain("Virtual time has run out");
        assertThat(failure(() -> LockSupport.parkUntil(Long.MAX_VALUE)))
                .doesNotContain("Virtual time has run out");
    }

    @Test
    void oneThatSleepsForLessThanThatGoesOn() {
        Heddle.explorer()
                .schedules(2)
                .explore(
                        () -> {
                            Thread.sleep(Duration.ofDays(36_500));
                            Thread.sleep(Duration.ofDays(36_500));
                        })
                .check();
    }
}
