package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.RemainsError;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a test leaves behind, and swallows, is published, or fails it. */
class LeaksTest {

    @Test
    void whatIsLeftIsPublished() {
        Events events = events("leaves");
        events.assertStatistics(statistics -> statistics.succeeded(1));
        assertThat(published(events))
                .hasSize(2)
                .anyMatch(
                        text ->
                                text.startsWith(
                                                "Left behind: A"
                                                    + " java.util.concurrent.ThreadPoolExecutor was"
                                                    + " not shut down; thread 'main' made it at ")
                                        && text.contains("(LeaksTest.java:"))
                .anyMatch(
                        text ->
                                text.startsWith(
                                        "Swallowed exception: Nobody has looked at"
                                                + " java.lang.IllegalStateException: on purpose"));
    }

    @Test
    void aTestCanAskNotToBeTold() {
        Events events = events("leavesUntold");
        events.assertStatistics(statistics -> statistics.succeeded(1));
        assertThat(published(events)).isEmpty();
    }

    @Test
    void aTestCanFailForIt() {
        for (String method : List.of("failsForALeak", "failsForAnException")) {
            Throwable thrown =
                    events(method).finished().stream()
                            .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                            .flatMap(result -> result.getThrowable().stream())
                            .findFirst()
                            .orElseThrow();
            assertThat(thrown)
                    .isInstanceOf(ScheduleFailure.class)
                    .hasCauseInstanceOf(RemainsError.class)
                    .hasMessageContaining("(LeaksTest.java:");
        }
    }

    private static Events events(String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectMethod(Cases.class, method))
                .execute()
                .testEvents();
    }

    private static List<String> published(Events events) {
        return events.reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get("heddle"))
                .filter(Objects::nonNull)
                .filter(text -> text.startsWith("Left") || text.startsWith("Swallowed"))
                .toList();
    }

    static class Cases {

        @Interleaved(schedules = 20)
        void leaves() {
            leaveAPool();
            swallow();
        }

        @Interleaved(schedules = 20, leaks = Check.OFF, swallowed = Check.OFF)
        void leavesUntold() {
            leaveAPool();
            swallow();
        }

        @Interleaved(schedules = 20, leaks = Check.FAIL)
        void failsForALeak() {
            leaveAPool();
        }

        @Interleaved(schedules = 20, swallowed = Check.FAIL)
        void failsForAnException() {
            swallow();
        }

        private static void leaveAPool() {
            Executors.newFixedThreadPool(1);
        }

        private static void swallow() {
            try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                pool.submit(
                        () -> {
                            throw new IllegalStateException("on purpose");
                        });
            }
        }
    }
}
