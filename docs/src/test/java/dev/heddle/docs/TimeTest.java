package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.VirtualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The snippets of time.md. */
class TimeTest {

    @Test
    void isVirtual() {
        Heddle.explore(
                        () -> {
                            Instant before = Instant.now();
                            Thread.sleep(Duration.ofDays(365));
                            Duration passed = Duration.between(before, Instant.now());
                            assertThat(passed).isEqualTo(Duration.ofDays(365));
                        })
                .check();
    }

    @Test
    void beginsWhenItSays() {
        Heddle.explorer()
                .epoch(Instant.parse("2026-03-29T00:59:59Z"))
                .explore(
                        () -> {
                            ZoneId berlin = ZoneId.of("Europe/Berlin");
                            assertThat(LocalTime.now(berlin)).isEqualTo(LocalTime.of(1, 59, 59));
                            Thread.sleep(1_000);
                            assertThat(LocalTime.now(berlin)).isEqualTo(LocalTime.of(3, 0));
                        })
                .check();
    }

    @Test
    void passesOnASlowMachine() {
        Body body =
                () -> {
                    BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);
                    new Thread(() -> answers.add("42")).start();
                    assertThat(answers.poll(10, TimeUnit.MILLISECONDS)).isEqualTo("42");
                };
        Heddle.explore(body).check();
        Report report = Heddle.explorer().timerSlack(Duration.ofMillis(20)).explore(body);
        assertThat(report.passed()).isFalse();
    }

    @Test
    void isMovedByHand() {
        Heddle.explorer()
                .manualTime()
                .explore(
                        () -> {
                            List<String> done = new CopyOnWriteArrayList<>();
                            ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
                            pool.schedule(() -> done.add("a"), 10, TimeUnit.MINUTES);
                            pool.schedule(() -> done.add("b"), 20, TimeUnit.MINUTES);
                            VirtualTime.advanceTimeBy(Duration.ofMinutes(10));
                            assertThat(done).isEmpty();
                            VirtualTime.runCurrent();
                            assertThat(done).containsExactly("a");
                            VirtualTime.advanceUntilIdle();
                            assertThat(done).containsExactly("a", "b");
                            pool.shutdown();
                        })
                .check();
    }
}
