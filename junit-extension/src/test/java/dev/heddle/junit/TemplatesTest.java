package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.OtherCourseException;
import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.TestAbortedException;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A method that other templates make tests of: each of these is explored, with its arguments. */
public class TemplatesTest {

    /** The token in a subject below, until it is replaced. */
    private static final String TOKEN = "heddle1-token";

    /** The first schedule is repeated at the end. */
    private static final int REPEATED = 1;

    /** What happened, in the order in which it did; written by the subjects below. */
    private static final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void forget() {
        happened.clear();
    }

    @Test
    void everyTestOfAParameterizedOneIsExplored() {
        EngineExecutionResults results = Results.of(Parameterized.class);
        results.testEvents().assertStatistics(s -> s.started(3).succeeded(3));
        for (int argument = 1; argument <= 3; argument++) {
            assertThat(Collections.frequency(happened, "test " + argument))
                    .isEqualTo(Parameterized.SCHEDULES + REPEATED);
        }
        int calls = 3 * (Parameterized.SCHEDULES + REPEATED);
        assertThat(Collections.frequency(happened, "before")).isEqualTo(calls);
        assertThat(Collections.frequency(happened, "after")).isEqualTo(calls);
        assertThat(happened).startsWith("before", "test 1", "after", "before", "test 1", "after");
    }

    @Test
    void onlyTheArgumentsThatCanFailDo() {
        EngineExecutionResults results = Results.of(Accounts.class);
        results.testEvents().assertStatistics(s -> s.started(3).succeeded(2).failed(1));
        Throwable failure = Results.failures(results).getFirst();
        assertThat(failure)
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("expected: <2> but was: <1>")
                .hasMessageContaining("Replay it: @Replay(\"")
                .hasMessageContaining("RacyCounter");
        assertThat(Results.failures(Results.of(Accounts.class)).getFirst())
                .hasMessage(failure.getMessage());
    }

    @Test
    void everyRepetitionIsExplored() {
        Results.of(Repeated.class).testEvents().assertStatistics(s -> s.started(2).succeeded(2));
        assertThat(Collections.frequency(happened, "repetition 1"))
                .isEqualTo(Repeated.SCHEDULES + REPEATED);
        assertThat(Collections.frequency(happened, "repetition 2"))
                .isEqualTo(Repeated.SCHEDULES + REPEATED);
    }

    @Test
    void theTemplatesOfOthersAreExploredToo() {
        EngineExecutionResults results = Results.of(OfOthers.class);
        results.testEvents().assertStatistics(s -> s.started(2).succeeded(1).failed(1));
        assertThat(Results.failures(results))
                .singleElement()
                .isInstanceOf(ScheduleFailure.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains("expected: <2> but was: <1>");
    }

    @Test
    void aTemplateWithoutTestsOfItsOwnIsTheUsualTest() {
        Results.of(Plain.class).testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        assertThat(happened).hasSize(Plain.SCHEDULES + REPEATED);
    }

    @Test
    void whereThereAreNoArgumentsThereIsNoTest() {
        Results.of(NoArguments.class).testEvents().assertStatistics(s -> s.started(0));
        assertThat(happened).isEmpty();
    }

    @Test
    void interceptorsThatComeBeforeAreCalledOnceATest() {
        Results.of(InterceptedBefore.class).testEvents().assertStatistics(s -> s.succeeded(2));
        assertThat(happened).containsExactly("intercepted", "intercepted");
    }

    @Test
    void interceptorsThatWouldNeverBeCalledAreRefused() {
        EngineExecutionResults results = Results.of(InterceptedAfter.class);
        results.testEvents().assertStatistics(s -> s.started(2).failed(2));
        assertThat(Results.failures(results))
                .allMatch(ExtensionConfigurationException.class::isInstance)
                .allMatch(e -> e.getMessage().contains("the extension Interceptor intercepts"))
                .allMatch(e -> e.getMessage().endsWith("Put @ExtendWith before @Interleaved."));
        assertThat(happened).isEmpty();
    }

    @Test
    void aTestAndAFactoryAreRefusedBeforeAnythingIsExecuted() {
        for (Class<?> tests : List.of(IsTestToo.class, IsFactory.class)) {
            List<Throwable> failures = Results.failures(Results.of(tests));
            assertThat(failures)
                    .isNotEmpty()
                    .allMatch(ExtensionConfigurationException.class::isInstance)
                    .allMatch(e -> e.getMessage().contains("as well, and would be executed"))
                    .allMatch(e -> e.getMessage().endsWith("Leave one of the two."));
            assertThat(happened).isEmpty();
        }
    }

    @Test
    void aReplayIsThatOfTheTestItBelongsTo() {
        ScheduleFailure found =
                (ScheduleFailure) Results.failures(Results.of(Sizes.class)).getFirst();
        EngineExecutionResults replayed =
                Results.of(Rewritten.copyOf(Replayed.class, TOKEN, found.failure().token()));
        replayed.testEvents().assertStatistics(s -> s.started(2).aborted(1).failed(1));
        assertThat(Results.aborted(replayed))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("another one of the same method may");
        ScheduleFailure again = (ScheduleFailure) Results.failures(replayed).getFirst();
        assertThat(again.failure().summary()).isEqualTo(found.failure().summary());
        assertThat(again.getMessage()).contains("This was the replay of");
    }

    @Test
    void aReplayOfNoneOfTheTestsIsAFailure() {
        String foreign =
                dev.heddle.Heddle.explore(
                                () -> {
                                    Thread other = new Thread(() -> {});
                                    other.start();
                                    other.join();
                                    throw new IllegalStateException();
                                })
                        .failure()
                        .orElseThrow()
                        .token();
        EngineExecutionResults replayed =
                Results.of(Rewritten.copyOf(Replayed.class, TOKEN, foreign));
        replayed.testEvents().assertStatistics(s -> s.started(2).aborted(2));
        assertThat(Results.failures(replayed)).hasSize(1);
        assertThat(Results.failures(replayed).getFirst())
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "None of the tests that were made of this method takes the course that the"
                                + " token of @Replay stands for: take @Replay away to explore all"
                                + " of them again.")
                .hasCauseInstanceOf(OtherCourseException.class)
                .cause()
                .hasMessageContaining("The token fits the program it was made from");
    }

    // --- subjects --------------------------------------------------------------------------------

    static class Parameterized {
        static final int SCHEDULES = 7;

        @BeforeEach
        void before(TestInfo info) {
            assertThat(info.getDisplayName()).startsWith("[");
            happened.add("before");
        }

        @Interleaved(schedules = SCHEDULES)
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void test(int argument) {
            happened.add("test " + argument);
        }

        @AfterEach
        void after() {
            happened.add("after");
        }
    }

    static class Accounts {
        /** Only two threads can lose an update, and only if there is no lock. */
        @ParameterizedTest
        @Interleaved(schedules = 200)
        @CsvSource({"true, 2", "false, 1", "false, 2"})
        void losesNoUpdate(boolean locked, int threads) throws InterruptedException {
            Programs.RacyCounter counter =
                    locked ? new Programs.LockedCounter() : new Programs.RacyCounter();
            if (threads == 1) {
                counter.increment();
                assertEquals(1, counter.value);
            } else {
                assertEquals(2, Programs.countTwice(counter));
            }
        }
    }

    static class Repeated {
        static final int SCHEDULES = 5;

        @Interleaved(schedules = SCHEDULES)
        @RepeatedTest(2)
        void test(RepetitionInfo info) {
            happened.add("repetition " + info.getCurrentRepetition());
        }
    }

    /** Makes two tests of a method: one with a lock, one without. */
    static class WithAndWithoutLock implements TestTemplateInvocationContextProvider {
        @Override
        public boolean supportsTestTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
                ExtensionContext context) {
            return Stream.of(new Programs.LockedCounter(), new Programs.RacyCounter())
                    .map(Counters::new);
        }
    }

    /** Hands on a counter; made anew for each schedule it would be better, but it is enough. */
    record Counters(Programs.RacyCounter counter)
            implements TestTemplateInvocationContext, ParameterResolver {
        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return true;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return counter;
        }
    }

    static class OfOthers {
        @Interleaved(schedules = 100)
        @TestTemplate
        @ExtendWith(WithAndWithoutLock.class)
        void test(Programs.RacyCounter counter) throws InterruptedException {
            counter.value = 0;
            assertEquals(2, Programs.countTwice(counter));
        }
    }

    static class Plain {
        static final int SCHEDULES = 3;

        @TestTemplate
        @Interleaved(schedules = SCHEDULES)
        void test() {
            happened.add("test");
        }
    }

    static class NoArguments {
        @Interleaved
        @ParameterizedTest(allowZeroInvocations = true)
        @MethodSource("none")
        void test(int argument) {
            happened.add("test");
        }

        static Stream<Integer> none() {
            return Stream.empty();
        }
    }

    static class Interceptor implements InvocationInterceptor {
        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> invocationContext,
                ExtensionContext context)
                throws Throwable {
            happened.add("intercepted");
            invocation.proceed();
        }
    }

    static class InterceptedBefore {
        @ExtendWith(Interceptor.class)
        @Interleaved(schedules = 3)
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void test(int argument) {}
    }

    static class InterceptedAfter {
        @Interleaved(schedules = 3)
        @ExtendWith(Interceptor.class)
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void test(int argument) {
            happened.add("test");
        }
    }

    static class IsTestToo {
        @BeforeEach
        void before() {
            happened.add("before");
        }

        @Interleaved
        @Test
        void test() {
            happened.add("test");
        }
    }

    static class IsFactory {
        @Interleaved
        @TestFactory
        Stream<DynamicTest> tests() {
            return Stream.of(DynamicTest.dynamicTest("one", () -> happened.add("test")));
        }
    }

    static class Sizes {
        @Interleaved(schedules = 200)
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void test(int threads) throws InterruptedException {
            count(threads);
        }
    }

    static class Replayed {
        @Interleaved(schedules = 200)
        @Replay(TOKEN)
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void test(int threads) throws InterruptedException {
            count(threads);
        }
    }

    /** Public since the rewritten classes are in a package of their own. */
    public static void count(int threads) throws InterruptedException {
        Programs.RacyCounter counter = new Programs.RacyCounter();
        if (threads == 1) {
            counter.increment();
        } else {
            assertEquals(2, Programs.countTwice(counter));
        }
    }
}
