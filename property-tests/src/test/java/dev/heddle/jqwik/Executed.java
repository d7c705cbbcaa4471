package dev.heddle.jqwik;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.heddle.ScheduleFailure;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A property that was executed by jqwik, and what has become of it.
 *
 * @param thrown what it failed with; null if it passed
 * @param printed what jqwik and the property printed
 * @param published the values of report entries
 */
record Executed(
        TestExecutionResult.Status status,
        @Nullable Throwable thrown,
        String printed,
        List<String> published) {

    /** Executes the property of that name, without a memory of earlier failures. */
    static Executed of(Class<?> container, String property) {
        return of(container, property, Map.of());
    }

    static Executed of(Class<?> container, String property, Map<String, String> parameters) {
        Method method =
                Arrays.stream(container.getDeclaredMethods())
                        .filter(one -> one.getName().equals(property))
                        .findFirst()
                        .orElseThrow();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        List<Event> events;
        try {
            var builder =
                    EngineTestKit.engine("jqwik")
                            .configurationParameter("jqwik.database", "")
                            .configurationParameter("jqwik.reporting.usejunitplatform", "false")
                            .selectors(selectMethod(container, method));
            parameters.forEach(builder::configurationParameter);
            events = builder.execute().allEvents().list();
        } finally {
            System.setOut(before);
        }
        TestExecutionResult result =
                events.stream()
                        .filter(event -> event.getTestDescriptor().isTest())
                        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
                        .findFirst()
                        .orElseThrow();
        return new Executed(
                result.getStatus(),
                result.getThrowable().orElse(null),
                printed.toString(StandardCharsets.UTF_8),
                events.stream()
                        .flatMap(
                                event ->
                                        event
                                                .getPayload(
                                                        org.junit.platform.engine.reporting
                                                                .ReportEntry.class)
                                                .stream())
                        .flatMap(entry -> entry.getKeyValuePairs().values().stream())
                        .toList());
    }

    boolean passed() {
        return status == TestExecutionResult.Status.SUCCESSFUL;
    }

    /** What it failed with, if a schedule failed. */
    ScheduleFailure failure() {
        if (thrown instanceof ScheduleFailure failure) {
            return failure;
        }
        throw new AssertionError("No schedule failed: " + status + "\n" + printed, thrown);
    }
}
