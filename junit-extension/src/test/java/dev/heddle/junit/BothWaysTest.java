package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.when;

import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Beside each annotation and each extension that works with {@code @Interleaved}, a lost update is
 * found, and nothing is where none can be lost: the same classes, run with either counter.
 */
class BothWaysTest {

    private static volatile boolean racy;
    private static volatile int runs;

    private static void count() throws InterruptedException {
        count(1);
    }

    /** Two threads, so often; an update of the first time may be lost. */
    private static void count(int times) throws InterruptedException {
        runs++;
        Programs.RacyCounter counter =
                racy ? new Programs.RacyCounter() : new Programs.LockedCounter();
        for (int i = 1; i <= times; i++) {
            assertEquals(2 * i, Programs.countTwice(counter), "updates");
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Parameterized.class,
                Repeated.class,
                OfAClass.class,
                Around.class,
                DirectoryAsParameter.class,
                DirectoryAsField.class,
                InTime.class,
                InTimeOnAnotherThread.class,
                Conditional.class,
                OneInstance.class,
                PostProcessed.class,
                MockAsParameter.class,
                MockAsField.class,
                BeanAsParameter.class,
                BeanAsField.class,
                ApplicationAnew.class
            })
    void theBugIsFoundAndNothingElse(Class<?> tests) {
        racy = false;
        runs = 0;
        EngineExecutionResults sound = Results.with(tests, "heddle.schedules", "20");
        assertThat(Results.failures(sound)).isEmpty();
        assertThat(sound.testEvents().succeeded().count()).isPositive();
        assertThat(runs).isGreaterThanOrEqualTo(20);
        racy = true;
        List<Throwable> found = Results.failures(Results.of(tests));
        assertThat(found).isNotEmpty();
        assertThat(found)
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .isInstanceOf(ScheduleFailure.class)
                                        .hasMessageContaining("updates ==> expected: <")
                                        .hasMessageContaining("Replay it: @Replay("));
    }

    static class Parameterized {
        @Interleaved
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void test(int times) throws InterruptedException {
            count(times);
        }
    }

    static class Repeated {
        @Interleaved
        @RepeatedTest(2)
        void test() throws InterruptedException {
            count();
        }
    }

    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
    static class OfAClass {
        @Parameter int times;

        @org.junit.jupiter.api.Test
        void test() throws InterruptedException {
            count(times);
        }
    }

    static class Around {
        private int times;

        @BeforeEach
        void before() {
            times = 1;
        }

        @Nested
        class Inner {
            @Interleaved
            void test() throws InterruptedException {
                count(times);
            }
        }
    }

    static class DirectoryAsParameter {
        @Interleaved
        void test(@TempDir Path directory) throws InterruptedException {
            assertThat(Files.isDirectory(directory)).isTrue();
            count();
        }
    }

    static class DirectoryAsField {
        @TempDir private Path directory;

        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException, IOException {
            Files.createDirectory(directory.resolve("there was none of this name"));
            count();
        }
    }

    static class InTime {
        @Interleaved
        @Timeout(1_000)
        void test() throws InterruptedException {
            count();
        }
    }

    static class InTimeOnAnotherThread {
        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        @Timeout(value = 1_000, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void test() throws InterruptedException {
            count();
        }
    }

    static boolean yes() {
        return true;
    }

    static class Conditional {
        @Interleaved
        @EnabledIf("dev.heddle.junit.BothWaysTest#yes")
        void enabled() throws InterruptedException {
            count();
        }

        @Interleaved
        @DisabledIf("dev.heddle.junit.BothWaysTest#yes")
        void disabled() {
            throw new AssertionError("executed");
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {
        private final int times;

        OneInstance(TestInfo info) {
            times = info.getTestClass().isPresent() ? 1 : 0;
        }

        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            count(times);
        }
    }

    static class Setting implements TestInstancePostProcessor {
        @Override
        public void postProcessTestInstance(Object instance, ExtensionContext context) {
            ((PostProcessed) instance).times = 1;
        }
    }

    @ExtendWith(Setting.class)
    static class PostProcessed {
        private int times;

        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            count(times);
        }
    }

    @ExtendWith(MockitoExtension.class)
    static class MockAsParameter {
        @Interleaved
        void test(@Mock IntSupplier times) throws InterruptedException {
            when(times.getAsInt()).thenReturn(1);
            count(times.getAsInt());
        }
    }

    @ExtendWith(MockitoExtension.class)
    static class MockAsField {
        @Mock private IntSupplier times;

        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            when(times.getAsInt()).thenReturn(1);
            count(times.getAsInt());
        }
    }

    /** What counts is a bean, which a schedule may share with others. */
    static class Service {
        int count() throws InterruptedException {
            BothWaysTest.count();
            return runs;
        }
    }

    @Configuration
    static class Beans {
        @Bean
        Service service() {
            return new Service();
        }
    }

    @SpringJUnitConfig(Beans.class)
    static class BeanAsParameter {
        @Interleaved
        void test(@Autowired Service service) throws InterruptedException {
            assertThat(service.count()).isPositive();
        }
    }

    @SpringJUnitConfig(Beans.class)
    static class BeanAsField {
        @Autowired private Service service;

        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            assertThat(service.count()).isPositive();
        }
    }

    @SpringJUnitConfig(Beans.class)
    @DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
    static class ApplicationAnew {
        @Autowired private Service service;

        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            assertThat(service.count()).isPositive();
        }
    }
}
