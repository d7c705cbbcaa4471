package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The annotation at a class explores each test in it, and its methods may say otherwise. */
class ClassLevelTest {

    /** How often each was executed; written by the subjects below. */
    private static final Map<String, Integer> times = new TreeMap<>();

    /** The first schedule is repeated at the end. */
    private static final int REPEATED = 1;

    @BeforeEach
    void forget() {
        times.clear();
    }

    private static void count(String what) {
        times.merge(what, 1, Integer::sum);
    }

    @Test
    void everyKindOfTestIsExplored() {
        Results.of(Several.class)
                .testEvents()
                .assertStatistics(s -> s.started(5).succeeded(5).skipped(1));
        int each = 5 + REPEATED;
        assertThat(times)
                .containsEntry("test", each)
                .containsEntry("repeated", 2 * each)
                .containsEntry("with 1", each)
                .containsEntry("with 2", each)
                .containsEntry("before", 5 * each)
                .containsEntry("after", 5 * each)
                .doesNotContainKey("disabled");
    }

    @Test
    void whatAMethodSaysComesFirstAndTheRestIsThatOfTheClass() {
        EngineExecutionResults results = Results.of(Overriding.class);
        results.testEvents().assertStatistics(s -> s.started(2).failed(1));
        assertThat(times).containsEntry("fewer", 3 + REPEATED);
        assertThat(Results.only(Results.failures(results)))
                .hasMessageContaining(", strategy random, seed 7.");
    }

    @Test
    void nestedClassesAndSubclassesAreExploredToo() {
        Results.of(Outer.class).testEvents().assertStatistics(s -> s.started(2).succeeded(2));
        assertThat(times)
                .containsEntry("nested", 4 + REPEATED)
                .containsEntry("of its own", 2 + REPEATED);
        Results.of(Sub.class).testEvents().assertStatistics(s -> s.started(2).succeeded(2));
        assertThat(times)
                .containsEntry("inherited", 6 + REPEATED)
                .containsEntry("sub", 6 + REPEATED);
    }

    @Test
    void aFailureSaysWhatItDoesElsewhere() {
        Throwable failure = Results.failureOf(Racy.class);
        assertThat(failure).isInstanceOf(ScheduleFailure.class);
        assertThat(failure).hasMessageContaining("@Replay(\"heddle1-");
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void oneTestOfManySchedulesIsOneNode() {
        EngineExecutionResults results = Results.of(Racy.class);
        assertThat(results.allEvents().started().count()).isEqualTo(3); // Engine, class and test.
    }

    @Test
    void aFactoryIsRefused() {
        assertThat(Results.failureOf(WithFactory.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("it is a @TestFactory")
                .hasMessageEndingWith(
                        "Make it a @ParameterizedTest, or put it in a class without @Interleaved"
                                + " and @VirtualTime.");
    }

    @Test
    void oneInstanceForAllTestsIsRefused() {
        assertThat(Results.failureOf(PerClass.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("PER_CLASS")
                .hasMessageContaining("PerSchedule.LIFECYCLE");
    }

    @Test
    void anInterceptorThatWouldNeverBeCalledIsRefused() {
        assertThat(Results.failureOf(InterceptedTooLate.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("the extension Interceptor intercepts its calls");
        Results.of(Intercepted.class).testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(times).containsEntry("intercepted", 1).containsEntry("test", 3 + REPEATED);
    }

    @Interleaved(schedules = 5)
    static class Several {
        @BeforeEach
        void before() {
            count("before");
        }

        @Test
        void test() {
            count("test");
        }

        @RepeatedTest(2)
        void repeated() {
            count("repeated");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameterized(int number) {
            count("with " + number);
        }

        @Test
        @Disabled
        void disabled() {
            count("disabled");
        }

        @AfterEach
        void after() {
            count("after");
        }
    }

    @Interleaved(schedules = 500, strategy = "random", seed = 7)
    static class Overriding {
        @Interleaved(schedules = 3)
        void fewer() {
            count("fewer");
        }

        @Test
        void asTheClassSays() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }
    }

    @Interleaved(schedules = 4)
    static class Outer {
        @Nested
        class Inner {
            @Test
            void test() {
                count("nested");
            }
        }

        @Nested
        @Interleaved(schedules = 2)
        class WithItsOwn {
            @Test
            void test() {
                count("of its own");
            }
        }
    }

    @Interleaved(schedules = 6)
    static class Base {
        @Test
        void inherited() {
            count("inherited");
        }
    }

    static class Sub extends Base {
        @Test
        void sub() {
            count("sub");
        }
    }

    @Interleaved
    static class Racy {
        @Test
        void test() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }
    }

    @Interleaved
    static class WithFactory {
        @TestFactory
        List<DynamicTest> tests() {
            return List.of(DynamicTest.dynamicTest("a", () -> count("dynamic")));
        }
    }

    @Interleaved
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        @Test
        void test() {
            count("test");
        }
    }

    static class Interceptor implements InvocationInterceptor {
        @Override
        public void interceptTestMethod(
                Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> invocationContext,
                ExtensionContext extensionContext)
                throws Throwable {
            count("intercepted");
            invocation.proceed();
        }
    }

    @Interleaved(schedules = 3)
    static class InterceptedTooLate {
        @Test
        @ExtendWith(Interceptor.class)
        void test() {
            count("test");
        }
    }

    @ExtendWith(Interceptor.class)
    @Interleaved(schedules = 3)
    static class Intercepted {
        @Test
        void test() {
            count("test");
        }
    }
}
