package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.heddle.ScheduleFailure;
import dev.heddle.docs.examples.Transfers;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.util.HashMap;
import java.util.Map;

/** The examples of docs/jqwik.md. */
class JqwikTest {

    @Test
    void failsAsTheGuideSays() {
        Map<String, Throwable> thrown = new HashMap<>();
        EngineTestKit.engine("jqwik")
                .configurationParameter("jqwik.database", "")
                .selectors(selectClass(Transfers.class))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .forEach(
                        event ->
                                thrown.put(
                                        event.getTestDescriptor().getDisplayName(),
                                        event.getRequiredPayload(TestExecutionResult.class)
                                                .getThrowable()
                                                .orElseThrow()));
        assertThat(thrown)
                .containsOnlyKeys(
                        "noMoneyIsLost",
                        "bothDepositsCount",
                        "theyDidNotOnce",
                        "comesToWhatOneThreadComesTo");
        assertThat(thrown.get("noMoneyIsLost"))
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining(" [[1, 1]]\")")
                .hasMessageContaining("1 preemption");
        assertThat(thrown.get("bothDepositsCount"))
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("Replay it: @Replay(\"[\\\"plan:s0p")
                .hasMessageContaining(", 1]\")");
        assertThat(thrown.get("theyDidNotOnce")).isInstanceOf(AssertionError.class);
        assertThat(thrown.get("comesToWhatOneThreadComesTo"))
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("@Property(seed = \"");
    }
}
