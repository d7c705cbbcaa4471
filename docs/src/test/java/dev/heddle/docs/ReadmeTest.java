package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.ScheduleFailure;
import dev.heddle.docs.examples.TicketOfficeTest;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the README shows is what a user sees. */
class ReadmeTest {

    @Test
    void theExampleFailsAsTheReadmeSays() throws IOException {
        List<Event> failed =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectClass(TicketOfficeTest.class))
                        .execute()
                        .testEvents()
                        .failed()
                        .list();
        assertThat(failed).hasSize(1);
        Throwable thrown =
                failed.getFirst()
                        .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow();
        assertThat(thrown).isInstanceOf(ScheduleFailure.class);
        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(readme).contains(thrown.getMessage());
    }
}
