package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.heddle.VirtualTime;
import dev.heddle.kernel.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a test says of time counts for each of its schedules, and nonsense is refused. */
class TimeTest {

    @Interleaved(schedules = 3)
    void beginsWithTheYearUsually() {
        assertEquals(World.DEFAULT.epoch(), Instant.now());
    }

    @Interleaved(schedules = 3, epoch = "2026-03-29T00:59:59.000000001Z")
    void beginsWhenItSays() throws InterruptedException {
        assertEquals(Instant.parse("2026-03-29T00:59:59.000000001Z"), Instant.now());
        Thread.sleep(1_000);
        assertEquals(Instant.parse("2026-03-29T01:00:00.000000001Z"), Instant.now());
    }

    @Interleaved(schedules = 30, manualTime = true)
    void movesByHand() throws InterruptedException {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        Thread other = new Thread(() -> offerLater(queue));
        other.start();
        VirtualTime.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(queue).isEmpty();
        VirtualTime.runCurrent();
        assertThat(queue).containsExactly("late");
        other.join();
    }

    private static void offerLater(BlockingQueue<String> queue) {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        queue.add("late");
    }

    @Test
    void aSlowMachineShowsRacesOfTimeOuts() {
        Results.of(Subject.class, "isFast").testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(Results.failureOf(Subject.class, "isSlow"))
                .hasMessageContaining("expected: not <null>")
                .hasMessageContaining("time passes");
    }

    @Test
    void timeThatNobodyMovesStandsStill() {
        assertThat(Results.failureOf(Subject.class, "isNotMoved"))
                .hasMessageStartingWith("Time stands still");
    }

    @Test
    void nonsenseIsRefused() {
        String[][] cases = {
            {
                "noDate",
                "The epoch must be a point in time such as 2026-03-29T00:59:59Z, but is 'noon'."
            },
            {"noZone", "but is '2026-03-29T00:59:59'."},
            {"farAway", "A run must begin within 100,000 years of 1970"},
            {"tooFast", "The slack of timers must be from 0 to 1 day"},
            {"both", "Leave out one of the two."}
        };
        for (String[] one : cases) {
            assertThat(Results.failureOf(Senseless.class, one[0]))
                    .isInstanceOf(ExtensionConfigurationException.class)
                    .hasMessageStartingWith("@Interleaved of Senseless." + one[0])
                    .hasMessageContaining(one[1]);
        }
    }

    static class Subject {
        private BlockingQueue<String> queue;

        @BeforeEach
        void make() {
            queue = new ArrayBlockingQueue<>(1);
            new Thread(() -> queue.add("42")).start();
        }

        @Interleaved
        void isFast() throws InterruptedException {
            assertNotNull(queue.poll(10, TimeUnit.MILLISECONDS));
        }

        @Interleaved(timerSlackMillis = 20)
        void isSlow() throws InterruptedException {
            isFast();
        }

        @Interleaved(manualTime = true)
        void isNotMoved() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    static class Senseless {
        @Interleaved(epoch = "noon")
        void noDate() {}

        @Interleaved(epoch = "2026-03-29T00:59:59")
        void noZone() {}

        @Interleaved(epoch = "+999999-01-01T00:00:00Z")
        void farAway() {}

        @Interleaved(timerSlackMillis = -1)
        void tooFast() {}

        @Interleaved(timerSlackMillis = 1, manualTime = true)
        void both() {}
    }
}
