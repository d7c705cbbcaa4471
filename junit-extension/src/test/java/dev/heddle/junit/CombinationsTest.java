package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.when;

import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/** What JUnit and the extensions of others do to a test, they do to one of many schedules too. */
class CombinationsTest {

    private static final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    private static final Set<Object> seen =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    @BeforeEach
    void forget() {
        happened.clear();
        seen.clear();
    }

    private static long count(String what) {
        return happened.stream().filter(what::equals).count();
    }

    private static void passes(Class<?> tests) {
        EngineExecutionResults results = Results.of(tests);
        assertThat(Results.failures(results)).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isPositive();
    }

    @Test
    void conditionsDecideBeforeTheFirstSchedule() {
        EngineExecutionResults results = Results.of(Conditional.class);
        results.allEvents().assertStatistics(s -> s.skipped(1).failed(0));
        results.testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        assertThat(count("asked")).isEqualTo(3); // For each method, and for the one test.
        assertThat(count("test")).isEqualTo(4 + 1);
    }

    @Test
    void theCallbacksOfOthersComeOnceAndSeeTheFailure() {
        assertThat(Results.failureOf(Watched.class)).isInstanceOf(ScheduleFailure.class);
        assertThat(happened)
                .containsExactly(
                        "post-processed",
                        "before",
                        "handled ScheduleFailure",
                        "after ScheduleFailure",
                        "failed ScheduleFailure");
    }

    @Test
    void aTimeOutCountsForAllSchedulesTogether() {
        passes(InTime.class);
        assertThat(Results.failureOf(TooLong.class))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("test() timed out after 50 milliseconds");
    }

    /** Who waits, or looks, is told; those who do not go on, and the ones after them. */
    @Test
    void aTimeOutInterruptsTheScheduleThatIsGoingOn() {
        assertThat(Results.failureOf(Waiting.class))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("test() timed out after 500 milliseconds");
        assertThat(happened).startsWith("interrupted").endsWith("schedule");
        assertThat(happened.stream().filter("interrupted"::equals)).hasSize(1);
    }

    @Test
    void severalTestsMayGoOnAtATime() {
        EngineExecutionResults results =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(
                                DiscoverySelectors.selectClass(Parallel.class),
                                DiscoverySelectors.selectClass(ParallelWhole.class))
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.mode.default", "concurrent")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.mode.classes.default",
                                "concurrent")
                        .execute();
        results.testEvents().assertStatistics(s -> s.started(5).succeeded(3).failed(2));
        assertThat(Results.failures(results)).allMatch(ScheduleFailure.class::isInstance);
    }

    @Test
    void parametersOfAClassWork() {
        passes(OfAClass.class);
        assertThat(count("with 1")).isEqualTo(3 + 2);
        assertThat(count("with 2")).isEqualTo(3 + 2);
    }

    @Test
    void mocksMayBeParameters() {
        passes(Mocked.class);
        assertThat(seen).hasSize(1); // All schedules have the same.
    }

    @Test
    void beansMayBeParameters() {
        passes(Sprung.class);
        assertThat(seen).hasSize(1);
    }

    @Test
    void anApplicationMayBeMadeForEachSchedule() {
        passes(SprungAnew.class);
        // Spring makes more when it is used for the first time, and that is noticed.
        assertThat(seen).hasSizeBetween(3 + 2, 3 + 4);
    }

    static boolean asked() {
        happened.add("asked");
        return true;
    }

    static class Conditional {
        @Interleaved(schedules = 4)
        @EnabledIf("dev.heddle.junit.CombinationsTest#asked")
        void enabled() {
            happened.add("test");
        }

        @Interleaved
        @DisabledIf("dev.heddle.junit.CombinationsTest#asked")
        void disabled() {
            happened.add("disabled");
        }
    }

    static class Watcher
            implements TestInstancePostProcessor,
                    BeforeEachCallback,
                    AfterEachCallback,
                    TestExecutionExceptionHandler,
                    TestWatcher {
        @Override
        public void postProcessTestInstance(Object instance, ExtensionContext context) {
            happened.add("post-processed");
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            happened.add("before");
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
                throws Throwable {
            happened.add("handled " + thrown.getClass().getSimpleName());
            throw thrown;
        }

        @Override
        public void afterEach(ExtensionContext context) {
            Throwable thrown = context.getExecutionException().orElseThrow();
            happened.add("after " + thrown.getClass().getSimpleName());
        }

        @Override
        public void testFailed(ExtensionContext context, Throwable thrown) {
            happened.add("failed " + thrown.getClass().getSimpleName());
        }
    }

    @ExtendWith(Watcher.class)
    static class Watched {
        @Interleaved
        void test() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }
    }

    static class InTime {
        @Interleaved(schedules = 5)
        @Timeout(1_000)
        void test() throws InterruptedException {
            Thread.sleep(10_000_000); // Which takes no real time.
        }
    }

    static class TooLong {
        @Interleaved(schedules = 1_000_000_000, withinMillis = 600)
        @Timeout(value = 50, unit = TimeUnit.MILLISECONDS)
        void test() {
            happened.clear();
        }
    }

    static class Waiting {
        @Interleaved(schedules = 3, stepLimit = Long.MAX_VALUE, timeLimitMillis = 60_000)
        @Timeout(value = 500, unit = TimeUnit.MILLISECONDS)
        void test() {
            if (happened.isEmpty()) {
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
                happened.add("interrupted");
            }
            happened.add("schedule");
        }
    }

    @Interleaved(schedules = 200)
    static class Parallel {
        @Test
        void racy() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Test
        void locked() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.LockedCounter()));
        }

        @Interleaved(schedules = 100)
        void lockedToo() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.LockedCounter()));
        }
    }

    @Interleaved(schedules = 30, perSchedule = PerSchedule.LIFECYCLE)
    static class ParallelWhole {
        @Test
        void racy() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Test
        void locked() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.LockedCounter()));
        }
    }

    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    @Interleaved(schedules = 3, perSchedule = PerSchedule.LIFECYCLE)
    static class OfAClass {
        @Parameter int number;

        @Test
        void test() {
            happened.add("with " + number);
        }
    }

    @ExtendWith(MockitoExtension.class)
    static class Mocked {
        @Interleaved(schedules = 10)
        void test(@Mock IntSupplier answer) throws InterruptedException {
            when(answer.getAsInt()).thenReturn(2);
            seen.add(answer);
            assertEquals(answer.getAsInt(), Programs.countTwice(new Programs.LockedCounter()));
        }
    }

    @Configuration
    static class Beans {
        @Bean
        Programs.LockedCounter locked() {
            return new Programs.LockedCounter();
        }
    }

    @SpringJUnitConfig(Beans.class)
    static class Sprung {
        @Interleaved(schedules = 10)
        void test(@Autowired Programs.LockedCounter counter) throws InterruptedException {
            seen.add(counter);
            counter.value = 0;
            assertEquals(2, Programs.countTwice(counter));
        }
    }

    @SpringJUnitConfig(Beans.class)
    @DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
    static class SprungAnew {
        @Autowired private Programs.LockedCounter counter;

        @Interleaved(schedules = 3, perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            seen.add(counter);
            assertEquals(2, Programs.countTwice(counter));
        }
    }
}
