package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A test that passes says so if something in it was not under control. */
class UncontrolledTest {

    private static List<String> published(Class<?> tests) {
        Events events =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectClass(tests))
                        .execute()
                        .testEvents();
        events.assertStatistics(statistics -> statistics.succeeded(1));
        return events.reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get("heddle"))
                .toList();
    }

    @Test
    void eventsFromOutsideArePublished() {
        assertThat(published(Poked.class))
                .anyMatch(text -> text.endsWith("came from threads that are not under control."));
    }

    @Test
    void nothingIsPublishedOtherwise() {
        assertThat(published(Alone.class)).isEmpty();
    }

    /** A thread from before the run unparks the body. */
    static class Poked {
        private static volatile Thread target;
        private static volatile boolean poked;
        private static volatile boolean over;

        @BeforeAll
        static void startTheOutside() {
            Thread outside =
                    new Thread(
                            () -> {
                                while (!over) {
                                    Thread body = target;
                                    if (body != null) {
                                        LockSupport.unpark(body);
                                        poked = true;
                                    }
                                    Thread.onSpinWait();
                                }
                            });
            outside.setDaemon(true);
            outside.start();
        }

        @AfterAll
        static void endTheOutside() {
            over = true;
        }

        @Interleaved(schedules = 1, stepLimit = 1_000_000_000)
        void isPoked() {
            target = Thread.currentThread();
            while (!poked) {
                Thread.onSpinWait();
            }
            target = null;
        }
    }

    static class Alone {
        @Interleaved(schedules = 3)
        void ends() {}
    }
}
