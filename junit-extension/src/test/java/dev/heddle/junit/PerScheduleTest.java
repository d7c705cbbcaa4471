package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.Mockito.when;

import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;

/** With the whole life cycle in each schedule, JUnit does there all that it does for a test. */
public class PerScheduleTest {

    /** One schedule goes before, and the first is repeated at the end. */
    private static final int MORE = 2;

    private static final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    private static final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    @BeforeEach
    void forget() {
        happened.clear();
        seen.clear();
    }

    private static long count(String what) {
        return happened.stream().filter(what::equals).count();
    }

    @Test
    void everythingIsDoneAnew() {
        assertThat(Results.failures(Results.of(Whole.class))).isEmpty();
        int each = Whole.SCHEDULES + MORE;
        assertThat(count("test")).isEqualTo(each);
        assertThat(count("before each")).isEqualTo(each);
        assertThat(count("after each test()")).isEqualTo(each);
        // What JUnit does outside of the schedules it does once more.
        assertThat(count("before all")).isEqualTo(each + 1);
        assertThat(count("after all")).isEqualTo(each + 1);
        assertThat(count("callback")).isEqualTo(each + 1);
        assertThat(seen).hasSize(each);
    }

    @Test
    void aFailureIsFoundAndReplayed() {
        ScheduleFailure failure = (ScheduleFailure) Results.failureOf(Racy.class);
        assertThat(failure)
                .hasMessageStartingWith("org.opentest4j.AssertionFailedError: expected: <2>")
                .hasMessageContaining("PerScheduleTest.java")
                .hasMessageContaining("Shrunk in ");
        assertThat(failure.failure().isRepeated()).isTrue();
        assertThat(failure.failure().divergence()).isEmpty();
        Class<?> replayed =
                Rewritten.copyOf(Replayed.class, "heddle1-token", failure.failure().token());
        assertThat(Results.failureOf(replayed))
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("This was the replay of " + failure.failure().token());
        // How much is found out about it depends on the time that it takes.
        ScheduleFailure again = (ScheduleFailure) Results.failureOf(Racy.class);
        assertThat(again.failure().foundToken()).isEqualTo(failure.failure().foundToken());
    }

    @Test
    void schedulesAreIndependent() {
        EngineExecutionResults results = Results.of(Locked.class);
        results.testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        assertThat(Results.remarks(results)).isEmpty();
    }

    @Test
    void deadlocksAreTold() {
        ScheduleFailure failure = (ScheduleFailure) Results.failureOf(Waiting.class);
        assertThat(failure.failure().kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.getMessage())
                .contains("PerScheduleTest$Waiting.test(")
                .doesNotContain("org.junit.");
    }

    @Test
    void assumptionsAbortTheTest() {
        EngineExecutionResults results = Results.of(Assuming.class);
        results.testEvents().assertStatistics(s -> s.aborted(1).failed(0));
        assertThat(Results.aborted(results)).hasMessageContaining("never");
    }

    @Test
    void whatIsRefusedElsewhereWorks() {
        assertThat(Results.failures(Results.of(PerClass.class))).isEmpty();
        assertThat(happened).contains("constructed for test()");
        assertThat(Results.failures(Results.of(WithFields.class))).isEmpty();
        assertThat(new HashSet<>(happened.stream().filter(one -> one.startsWith("/")).toList()))
                .hasSizeBetween(
                        WithFields.SCHEDULES,
                        WithFields.SCHEDULES + 1); // The first is repeated, with the same chance.
        assertThat(Results.failures(Results.of(Injected.class))).isEmpty();
        assertThat(count("injected")).isEqualTo(3 + MORE);
    }

    @Test
    void nestedClassesAndParametersWork() {
        EngineExecutionResults results = Results.of(Outer.class);
        results.testEvents().assertStatistics(s -> s.started(2).succeeded(2));
        assertThat(count("outer, inner 1")).isEqualTo(3 + MORE);
        assertThat(count("outer, inner 2")).isEqualTo(3 + MORE);
    }

    @Test
    void classesThatAreLoadedAnewAreRefused() {
        assertThat(Results.failureOf(Fresh.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("freshClasses")
                .hasMessageContaining("PerSchedule.LIFECYCLE");
    }

    @Test
    void timeOutsAreThoseOfTheScheduleInVirtualTime() {
        assertThat(Results.failures(Results.of(OnAnotherThread.class))).isEmpty();
        assertThat(count("slept")).isEqualTo(3 + MORE);
        assertThat(Results.failureOf(TooSlow.class))
                .hasMessageContaining("timed out after 1 second");
    }

    @Test
    void mocksAreMadeForEachSchedule() {
        assertThat(Results.failures(Results.of(Mocked.class))).isEmpty();
        assertThat(seen).hasSize(10 + MORE);
        assertThat(Results.failureOf(MockedOnce.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("its field 'answer'")
                .hasMessageContaining("or use perSchedule = PerSchedule.LIFECYCLE");
    }

    @Test
    void beansAreInjectedInEachSchedule() {
        assertThat(Results.failures(Results.of(Sprung.class))).isEmpty();
        assertThat(count("sprung")).isEqualTo(10 + MORE);
    }

    static class Callback implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            happened.add("callback");
        }
    }

    @ExtendWith(Callback.class)
    static class Whole {
        static final int SCHEDULES = 12;

        @BeforeAll
        static void beforeAll() {
            happened.add("before all");
        }

        @BeforeEach
        void before() {
            happened.add("before each");
        }

        @Interleaved(schedules = SCHEDULES, perSchedule = PerSchedule.LIFECYCLE)
        void test() {
            happened.add("test");
            seen.add(this);
        }

        @AfterEach
        void after(TestInfo info) {
            happened.add("after each " + info.getTestMethod().orElseThrow().getName() + "()");
        }

        @AfterAll
        static void afterAll() {
            happened.add("after all");
        }
    }

    static class Racy {
        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            check();
        }
    }

    static class Replayed {
        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        @Replay("heddle1-token")
        void test() throws InterruptedException {
            check();
        }
    }

    /** Public since the rewritten classes are in a package of their own. */
    public static void check() throws InterruptedException {
        assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
    }

    @Interleaved(schedules = 30, perSchedule = PerSchedule.LIFECYCLE)
    static class Locked {
        @Test
        void test() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.LockedCounter()));
        }
    }

    static class Waiting {
        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    static class Assuming {
        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() {
            assumeTrue(false, "never");
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        private final String name;

        PerClass(TestInfo info) {
            name = info.getDisplayName();
        }

        @Interleaved(schedules = 3, perSchedule = PerSchedule.LIFECYCLE)
        void test() {
            assertThat(name).isEqualTo("PerScheduleTest$PerClass");
            happened.add("constructed for test()");
        }
    }

    static class WithFields {
        static final int SCHEDULES = 4;

        @TempDir private Path directory;

        @RegisterExtension private final Callback callback = new Callback();

        @BeforeEach
        @Timeout(100)
        void before() {
            assertThat(callback).isNotNull();
        }

        @Interleaved(schedules = SCHEDULES, perSchedule = PerSchedule.LIFECYCLE)
        void test() {
            assertThat(Files.isDirectory(directory)).isTrue();
            happened.add(directory.toString());
        }
    }

    static class Injecting implements TestInstancePostProcessor {
        @Override
        public void postProcessTestInstance(Object instance, ExtensionContext context) {
            ((Injected) instance).value = "injected";
        }
    }

    @ExtendWith(Injecting.class)
    static class Injected {
        String value;

        @Interleaved(schedules = 3, perSchedule = PerSchedule.LIFECYCLE)
        void test() {
            happened.add(value);
        }
    }

    @Interleaved(schedules = 3, perSchedule = PerSchedule.LIFECYCLE)
    static class Outer {
        String state = "";

        @BeforeEach
        void before() {
            state = "outer";
        }

        @Nested
        class Inner {
            @ParameterizedTest
            @ValueSource(ints = {1, 2})
            void test(int number) {
                happened.add(state + ", inner " + number);
            }
        }
    }

    static class Fresh {
        @Interleaved(
                perSchedule = PerSchedule.LIFECYCLE,
                freshClasses = "dev.heddle.junit.PerScheduleTest")
        void test() {}
    }

    static class OnAnotherThread {
        @Interleaved(schedules = 3, perSchedule = PerSchedule.LIFECYCLE)
        @Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void test() throws InterruptedException {
            Thread.sleep(50_000);
            happened.add("slept");
        }
    }

    static class TooSlow {
        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        @Timeout(1)
        void test() throws InterruptedException {
            Thread.sleep(50_000);
        }
    }

    @ExtendWith(MockitoExtension.class)
    static class Mocked {
        @Mock private IntSupplier answer;

        @Interleaved(schedules = 10, perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            when(answer.getAsInt()).thenReturn(1, 1);
            seen.add(answer);
            Programs.LockedCounter counter = new Programs.LockedCounter();
            Thread other =
                    new Thread(
                            () -> {
                                if (answer.getAsInt() == 1) {
                                    counter.increment();
                                }
                            });
            other.start();
            other.join();
            assertEquals(1, counter.value);
        }
    }

    @ExtendWith(MockitoExtension.class)
    static class MockedOnce {
        @Mock private IntSupplier answer;

        @Interleaved
        void test() {
            when(answer.getAsInt()).thenReturn(2);
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
        @Autowired private Programs.LockedCounter counter;

        @Interleaved(schedules = 10, perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            counter.value = 0;
            assertEquals(2, Programs.countTwice(counter));
            happened.add("sprung");
        }
    }
}
