package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** What the guide says of tests, where no other test has it for its subject. */
class DocumentedTest {

    private static final List<String> happened = new ArrayList<>();

    @TempDir private Path output;

    @BeforeEach
    void begin() {
        happened.clear();
    }

    private List<Path> saved(Class<?> tests) throws IOException {
        Results.with(tests, "heddle.saved", "true", "heddle.output", output.toString());
        if (!Files.exists(output)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(file -> file.toString().endsWith(".token")).toList();
        }
    }

    @Test
    void whatRealTimeHasBroughtAboutIsNotSaved() throws IOException {
        assertThat(saved(TooSlow.class)).isEmpty();
        assertThat(saved(Racy.class)).hasSize(1);
    }

    @Test
    void howMuchWasShownIsPublishedOfATestThatPasses() {
        assertThat(coverage(Results.with(Sound.class, "heddle.schedules", "20")))
                .singleElement()
                .asString()
                .startsWith("2 behaviours, ");
        assertThat(coverage(Results.of(Racy.class))).isEmpty();
    }

    private static List<String> coverage(EngineExecutionResults results) {
        return results.testEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get("heddle.coverage"))
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void interceptorsOfATemplatesOwnTestsAreNotCalledForMethods() {
        EngineExecutionResults results = Results.with(OfATemplate.class, "heddle.schedules", "3");
        assertThat(Results.failures(results)).isEmpty();
        assertThat(happened).contains("before", "test").doesNotContain("intercepted");
        happened.clear();
        assertThat(Results.failures(Results.of(OfATemplateAlone.class))).isEmpty();
        assertThat(happened).contains("intercepted", "test");
    }

    @Test
    void parametersOfAClassAreRefusedWhereInstancesAreAllThatIsNew() {
        assertThat(Results.failures(Results.of(OfAParameterizedClass.class)))
                .isNotEmpty()
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .isInstanceOf(ExtensionConfigurationException.class)
                                        .hasMessageContaining("its field 'number'")
                                        .hasMessageContaining("PerSchedule.LIFECYCLE"));
        assertThat(happened).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {OnAnotherThread.class, TimedAfter.class, DirectoryOutside.class})
    void isRefused(Class<?> tests) {
        assertThat(Results.failureOf(tests))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("can not be run under many schedules: ")
                .hasMessageMatching("(?s).*(instead of @Timeout|Use timeLimitMillis|static).*");
        assertThat(happened).isEmpty();
    }

    @Test
    void aMethodThatCanBeNoTestFailsIfThatIsAskedFor() {
        String critical = "junit.platform.discovery.issue.severity.critical";
        assertThat(failuresAtDiscovery(critical, "error")).isEmpty();
        assertThat(failuresAtDiscovery(critical, "warning"))
                .singleElement()
                .asString()
                .contains("must not be private");
    }

    private static List<Throwable> failuresAtDiscovery(String key, String value) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherExecutionRequestBuilder.request(
                                        LauncherDiscoveryRequestBuilder.request()
                                                .selectors(
                                                        DiscoverySelectors.selectClass(
                                                                Private.class))
                                                .configurationParameter(key, value)
                                                .build())
                                .listeners(summary)
                                .build());
        return summary.getSummary().getFailures().stream()
                .map(TestExecutionSummary.Failure::getException)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    schedules        | 0         | number of schedules must be from 1
                    seed             | 0x1F      | must be a number or 'random'
                    strategy         | pct:0     | pct
                    strategy         | pct:many  | pct
                    stepLimit        | -1        | step limit must be at least 1
                    timeLimitMillis  | 0         | time limit must be positive
                    timeLimitMillis  | -7        | time limit must be positive
                    withinMillis     | 0         | must be positive
                    timerSlackMillis | -1        | slack
                    processors       | 0         | processors
                    processors       | -4        | processors
                    processors       | 9999999999 | must be at most 2,147,483,647
                    shrink           | -1        | shrink
                    perSchedule      | CLASS     | one of INSTANCE, LIFECYCLE
                    epoch            | 2025      | must be a point in time
                    manualTime       | 1         | true or false
                    allowLeaks       | no        | true or false
                    spuriousWakeups  | often     | true or false
                    leaks            | STOP      | one of REPORT, FAIL, OFF
                    swallowed        | STOP      | one of REPORT, FAIL, OFF
                    lockOrders       | STOP      | one of REPORT, FAIL, OFF
                    saved            | maybe     | true or false
                    progressSeconds  | -1        | number of seconds
                    """)
    void nonsenseIsRefusedBeforeAnythingIsExecuted(String setting, String value, String message) {
        assertThat(
                        Results.only(
                                Results.failures(
                                        Results.with(Counted.class, "heddle." + setting, value))))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageStartingWith("@Interleaved of Counted.test can not be used as it is: ")
                .hasMessageContaining(message)
                .hasMessageContaining("heddle.%s=%s".formatted(setting, value));
        assertThat(happened).isEmpty();
    }

    // --- subjects --------------------------------------------------------------------------------

    static class TooSlow {
        @Interleaved(timeLimitMillis = 100, stepLimit = 1_000_000_000)
        void test() {
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    static class Racy {
        @Interleaved
        void test() throws InterruptedException {
            assertThat(Programs.countTwice(new Programs.RacyCounter())).isEqualTo(2);
        }
    }

    static class Sound {
        @Interleaved
        void test() throws InterruptedException {
            assertThat(Programs.countTwice(new Programs.LockedCounter())).isEqualTo(2);
        }
    }

    static class Counted {
        @Interleaved
        void test() {
            happened.add("test");
        }
    }

    /** Makes one test, with an interceptor of its own. */
    static class Template implements TestTemplateInvocationContextProvider {
        @Override
        public boolean supportsTestTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
                ExtensionContext context) {
            return Stream.of(
                    new TestTemplateInvocationContext() {
                        @Override
                        public List<Extension> getAdditionalExtensions() {
                            return List.of(new Intercepting());
                        }
                    });
        }
    }

    static class Intercepting implements InvocationInterceptor {
        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> invocationContext,
                ExtensionContext context)
                throws Throwable {
            happened.add("intercepted");
            invocation.proceed();
        }

        @Override
        public void interceptBeforeEachMethod(
                Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> invocationContext,
                ExtensionContext context)
                throws Throwable {
            happened.add("intercepted");
            invocation.proceed();
        }
    }

    static class OfATemplate {
        @BeforeEach
        void before() {
            happened.add("before");
        }

        @Interleaved
        @TestTemplate
        @ExtendWith(Template.class)
        void test() {
            happened.add("test");
        }
    }

    static class OfATemplateAlone {
        @TestTemplate
        @ExtendWith(Template.class)
        void test() {
            happened.add("test");
        }
    }

    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    static class OfAParameterizedClass {
        @Parameter int number;

        @Interleaved
        void test() {
            happened.add("test");
        }
    }

    /** As time-outs of some libraries do. */
    static class Elsewhere implements InvocationInterceptor {
        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> invocationContext,
                ExtensionContext context)
                throws Throwable {
            try {
                CompletableFuture.runAsync(
                                () -> {
                                    try {
                                        invocation.proceed();
                                    } catch (Throwable e) {
                                        throw new CompletionException(e);
                                    }
                                })
                        .join();
            } catch (CompletionException e) {
                throw e.getCause();
            }
        }
    }

    @ExtendWith(Elsewhere.class)
    static class OnAnotherThread {
        @Interleaved
        void test() {
            happened.add("test");
        }
    }

    static class TimedAfter {
        @Interleaved
        void test() {
            happened.add("test");
        }

        @AfterEach
        @Timeout(60)
        void after() {}
    }

    static class DirectoryOutside {
        @TempDir Path directory;

        @Nested
        class Inside {
            @Interleaved
            void test() {
                happened.add("test");
            }
        }
    }

    static class Private {
        @Test
        void fine() {}

        @Interleaved
        private void test() {
            throw new AssertionError("executed");
        }
    }
}
