package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.Check;
import dev.heddle.junit.Exhaustive;
import dev.heddle.junit.Interleaved;
import dev.heddle.junit.PerSchedule;
import dev.heddle.junit.Scheduler;
import dev.heddle.junit.VirtualTime;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The rest of the snippets of junit.md. */
class JUnitMoreTest {

    @Test
    void aClassFailsForItsRaces() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(AccountTest.class))
                .execute()
                .testEvents()
                .assertStatistics(s -> s.failed(1).succeeded(1));
    }

    @Interleaved(races = Check.FAIL)
    static class AccountTest {

        @Test
        void deposits() throws InterruptedException {
            twice(account::deposit);
        }

        @Interleaved(schedules = 50)
        void withdraws() throws InterruptedException {
            twice(account::withdraw);
        }

        private final Money account = new Money();

        private static void twice(Runnable action) throws InterruptedException {
            Thread other = new Thread(action);
            other.start();
            action.run();
            other.join();
        }
    }

    @Test
    void everyTestOfAClassIsProved() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(TransferTest.class))
                .execute()
                .testEvents()
                .assertStatistics(s -> s.started(2).failed(1).succeeded(1));
    }

    @Exhaustive(races = Check.FAIL)
    static class TransferTest {

        @Test
        void deposits() throws InterruptedException {
            twice(account::deposit);
        }

        @Exhaustive(preemptions = 2)
        void withdraws() throws InterruptedException {
            twice(account::withdraw);
        }

        private final Money account = new Money();

        private static void twice(Runnable action) throws InterruptedException {
            AccountTest.twice(action);
        }
    }

    static class Money {
        private int balance = 100;

        void deposit() {
            balance += 10;
        }

        synchronized void withdraw() {
            balance -= 10;
        }
    }

    @Nested
    class InADirectory {
        @TempDir private Path directory;

        @Interleaved(schedules = 20, perSchedule = PerSchedule.LIFECYCLE)
        void beginsWithAnEmptyDirectory() throws IOException {
            assertThat(directory).isEmptyDirectory();
            Files.createFile(directory.resolve("order"));
        }
    }

    @Test
    @VirtualTime
    void aReminderComesEveryDay() throws InterruptedException {
        List<Instant> reminders = new ArrayList<>();
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        timer.scheduleAtFixedRate(() -> reminders.add(Instant.now()), 1, 1, TimeUnit.DAYS);
        Thread.sleep(Duration.ofDays(365));
        timer.shutdownNow();
        assertThat(reminders).hasSizeBetween(364, 365);
    }

    /** Forgets what is older than some time. */
    static class Cache {
        private final Set<String> kept = ConcurrentHashMap.newKeySet();
        private final Duration time;

        Cache(Duration time) {
            this.time = time;
        }

        void put(String key) {
            kept.add(key);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    Thread.sleep(time);
                                    kept.remove(key);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
        }

        boolean has(String key) {
            return kept.contains(key);
        }
    }

    @Interleaved(manualTime = true)
    void expires(Scheduler scheduler) {
        Cache cache = new Cache(Duration.ofMinutes(10));
        cache.put("a");
        scheduler.runCurrent();
        scheduler.advanceTimeBy(Duration.ofMinutes(10));
        assertTrue(cache.has("a")); // What is due at the very end has not happened yet.
        scheduler.runCurrent();
        assertFalse(cache.has("a"));
    }
}
