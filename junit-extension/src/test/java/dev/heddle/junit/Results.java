package dev.heddle.junit;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

import java.util.List;
import java.util.Objects;

/** Runs test classes that are the subject of other tests. */
final class Results {

    private Results() {}

    /** Runs all tests of a class. */
    static EngineExecutionResults of(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(tests))
                .execute();
    }

    /** Runs one test of a class. */
    static EngineExecutionResults of(Class<?> tests, String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectMethod(tests, method))
                .execute();
    }

    /** Runs all tests of a class with this configuration: names and values in turn. */
    static EngineExecutionResults with(Class<?> tests, String... configuration) {
        EngineTestKit.Builder builder =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectClass(tests));
        for (int i = 0; i < configuration.length; i += 2) {
            builder.configurationParameter(configuration[i], configuration[i + 1]);
        }
        return builder.execute();
    }

    /** What the only failure of a class was. */
    static Throwable failureOf(Class<?> tests) {
        return only(failures(of(tests)));
    }

    /** What the only failure of a method was. */
    static Throwable failureOf(Class<?> tests, String method) {
        return only(failures(of(tests, method)));
    }

    /** What was thrown, anywhere. */
    static List<Throwable> failures(EngineExecutionResults results) {
        return thrown(results, TestExecutionResult.Status.FAILED);
    }

    /** What has aborted the only test that was aborted. */
    static Throwable aborted(EngineExecutionResults results) {
        return only(thrown(results, TestExecutionResult.Status.ABORTED));
    }

    /** What Heddle has to say of the tests of a class. */
    static List<String> remarks(EngineExecutionResults results) {
        return results.testEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get("heddle"))
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<Throwable> thrown(
            EngineExecutionResults results, TestExecutionResult.Status status) {
        return results.allEvents().stream()
                .filter(event -> event.getType() == EventType.FINISHED)
                .map(Results::result)
                .filter(result -> result.getStatus() == status)
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }

    private static TestExecutionResult result(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class);
    }

    /** The only one. */
    static Throwable only(List<Throwable> failures) {
        if (failures.size() != 1) {
            throw new AssertionError("One failure was expected, but there are " + failures);
        }
        return failures.getFirst();
    }
}
