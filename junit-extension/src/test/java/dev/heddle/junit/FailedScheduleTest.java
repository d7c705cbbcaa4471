package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.OtherCourseException;
import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The schedule in which a test has failed is one node more, which replays it. */
class FailedScheduleTest {

    private static final String USUAL = "1,000 schedules (portfolio)";

    @TempDir private Path output;

    private static boolean racy;
    private static int expected;
    private static int instances;
    private static boolean edited;
    private static int runs;

    @BeforeEach
    void begin() {
        racy = true;
        expected = 2;
        edited = false;
        runs = 0;
    }

    /** What all subjects do. */
    private static void count() throws InterruptedException {
        runs++;
        if (edited) {
            Thread first = new Thread(() -> {}, "first");
            first.start();
            first.join();
        }
        assertEquals(
                expected,
                Programs.countTwice(
                        racy ? new Programs.RacyCounter() : new Programs.LockedCounter()));
    }

    private EngineExecutionResults run(DiscoverySelector selector, String... more) {
        EngineTestKit.Builder kit =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selector)
                        .configurationParameter("heddle.saved", "true")
                        .configurationParameter("heddle.output", output.toString());
        for (int i = 0; i < more.length; i += 2) {
            kit.configurationParameter(more[i], more[i + 1]);
        }
        runs = 0;
        instances = 0;
        return kit.execute();
    }

    private EngineExecutionResults run(Class<?> tests, String... more) {
        return run(DiscoverySelectors.selectClass(tests), more);
    }

    /** As an IDE does that is told to run the second node below a method. */
    private EngineExecutionResults runAlone(Class<?> tests, String... more) {
        return run(
                DiscoverySelectors.selectUniqueId(
                        "[engine:junit-jupiter]/[class:%s]/[test-template:test()]/[test-template-invocation:#2]"
                                .formatted(tests.getName())),
                more);
    }

    /** What becomes of each node below the methods, in order. */
    private static List<String> nodes(EngineExecutionResults results) {
        return results.testEvents().finished().stream()
                .map(
                        event ->
                                event.getTestDescriptor().getDisplayName()
                                        + ": "
                                        + event.getRequiredPayload(TestExecutionResult.class)
                                                .getStatus())
                .toList();
    }

    private static String reason(EngineExecutionResults results) {
        return Results.aborted(results).getMessage();
    }

    private static ScheduleFailure failure(EngineExecutionResults results) {
        return (ScheduleFailure) Results.only(Results.failures(results));
    }

    @Test
    void aFailureCountsOnceAndItsScheduleIsTheNodeAfterIt() {
        EngineExecutionResults results = run(Counting.class);
        ScheduleFailure failure = failure(results);
        String token = failure.failure().token();
        assertThat(nodes(results))
                .containsExactly(
                        USUAL + ": FAILED",
                        "schedule %d: %s: ABORTED".formatted(failure.failure().schedule(), token));
        assertThat(reason(results))
                .contains("expected: <2> but was: <1>")
                .contains("Run this node alone to replay it")
                .contains("put @Replay(\"%s\") on Counting.test".formatted(token));
        results.testEvents().assertStatistics(s -> s.started(2).failed(1).aborted(1));
    }

    @Test
    void aTestThatPassesIsOneNode() {
        racy = false;
        assertThat(nodes(run(Counting.class))).containsExactly(USUAL + ": SUCCESSFUL");
    }

    @Test
    void runByItselfItIsTheReplay() throws IOException {
        String token = failure(run(Counting.class)).failure().token();
        EngineExecutionResults results = runAlone(Counting.class);
        assertThat(runs).isEqualTo(1);
        assertThat(nodes(results)).containsExactly("the saved schedule: " + token + ": FAILED");
        assertThat(failure(results)).hasMessageContaining("This was the replay of " + token);
        expected = 1;
        EngineExecutionResults mended = runAlone(Counting.class);
        mended.testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        assertThat(runs).isEqualTo(1);
        assertThat(saved(".token")).hasContent(token); // Only an exploration removes it.
    }

    @Test
    void soItIsWhereItIsAskedForByItsNumber() {
        run(Counting.class);
        EngineExecutionResults results =
                run(
                        DiscoverySelectors.selectIteration(
                                DiscoverySelectors.selectMethod(Counting.class, "test"), 1));
        assertThat(runs).isEqualTo(1);
        results.testEvents().assertStatistics(s -> s.started(1).failed(1));
    }

    @Test
    void theFirstNodeAloneIsTheWholeTest() {
        EngineExecutionResults results =
                run(
                        DiscoverySelectors.selectIteration(
                                DiscoverySelectors.selectMethod(Counting.class, "test"), 0));
        assertThat(nodes(results)).containsExactly(USUAL + ": FAILED");
        assertThat(failure(results).failure().schedule()).isPositive();
    }

    @Test
    void withoutAnEarlierFailureThereIsNothingToReplay() {
        EngineExecutionResults results = runAlone(Counting.class);
        assertThat(nodes(results)).containsExactly("no schedule: ABORTED");
        assertThat(reason(results))
                .isEqualTo(
                        "There is no such schedule in which Counting.test has failed before, or it"
                                + " was not saved. Run the whole test.");
        run(Counting.class, "heddle.saved", "false");
        assertThat(nodes(runAlone(Counting.class, "heddle.saved", "false")))
                .containsExactly("no schedule: ABORTED");
    }

    @Test
    void anEditedProgramIsTriedWithItsConstraints() throws IOException {
        run(Counting.class);
        edited = true;
        EngineExecutionResults results = runAlone(Counting.class);
        assertThat(failure(results).failure().strategy()).isEqualTo("constraints");
        Files.delete(saved(".constraints"));
        assertThat(Results.only(Results.failures(runAlone(Counting.class))))
                .isInstanceOf(OtherCourseException.class);
    }

    @Test
    void damageIsSaid() throws IOException {
        run(Counting.class);
        Files.writeString(saved(".token"), "heddle1-nonsense");
        assertThat(Results.only(Results.failures(runAlone(Counting.class))))
                .hasMessageContaining("'heddle1-nonsense' is");
        Files.delete(saved(".token"));
        Files.createDirectory(saved(".token"));
        assertThat(Results.only(Results.failures(runAlone(Counting.class))))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("Counting.test can not be used as it is");
    }

    @Test
    void aFailureThatWasTriedFirstHasItsNodeToo() {
        String token = failure(run(Counting.class)).failure().token();
        assertThat(nodes(run(Counting.class)))
                .containsExactly(USUAL + ": FAILED", "the saved schedule: " + token + ": ABORTED");
    }

    @Test
    void eachWayInWhichAProofFailsIsANode() {
        ScheduleFailure failure = failure(run(Proved.class));
        List<String> nodes = nodes(run(Proved.class, "heddle.saved", "false"));
        assertThat(nodes).hasSize(2 + failure.getSuppressed().length).hasSizeGreaterThan(2);
        assertThat(nodes.getFirst()).endsWith(": FAILED");
        assertThat(nodes.subList(1, nodes.size()))
                .allSatisfy(
                        name -> assertThat(name).matches("interleaving \\d+: heddle1-.*: ABORTED"));
        EngineExecutionResults second =
                run(
                        DiscoverySelectors.selectIteration(
                                DiscoverySelectors.selectMethod(Proved.class, "test"), 2));
        assertThat(runs).isEqualTo(1);
        assertThat(failure(second).failure().token()).isNotEqualTo(failure.failure().token());
    }

    @Test
    void worksWithTheWholeLifeCycleToo() {
        EngineExecutionResults results = run(Whole.class);
        results.testEvents().assertStatistics(s -> s.started(2).failed(1).aborted(1));
        EngineExecutionResults again = runAlone(Whole.class);
        assertThat(runs).isEqualTo(1);
        assertThat(failure(again)).hasMessageContaining("This was the replay of ");
    }

    @Test
    void nothingIsExecutedForItHoweverInstancesAreMadeAndWithoutConditions() {
        for (Class<?> tests : List.of(Counting.class, OneInstance.class)) {
            run(tests);
            run(tests); // From what was saved.
            int usually = runs;
            int made = instances;
            EngineExecutionResults again = run(tests, "junit.jupiter.conditions.deactivate", "*");
            again.testEvents().assertStatistics(s -> s.started(2).failed(1).aborted(1));
            assertThat(runs).isEqualTo(usually);
            assertThat(instances).isEqualTo(made);
        }
        EngineExecutionResults results = run(OneInstance.class);
        results.testEvents().assertStatistics(s -> s.started(1).failed(1).skipped(1));
    }

    @Test
    void whereTestsRunInParallelItComesAfterItsTest() {
        for (String parallelism : List.of("1", "4")) {
            EngineExecutionResults results =
                    run(
                            Several.class,
                            "heddle.saved",
                            "false",
                            "junit.jupiter.execution.parallel.enabled",
                            "true",
                            "junit.jupiter.execution.parallel.mode.default",
                            "concurrent",
                            "junit.jupiter.execution.parallel.config.strategy",
                            "fixed",
                            "junit.jupiter.execution.parallel.config.fixed.parallelism",
                            parallelism);
            results.testEvents().assertStatistics(s -> s.started(8).failed(4).aborted(4));
        }
    }

    @Test
    void nothingElseHasSuchANode() {
        String token = failure(run(Counting.class)).failure().token();
        assertThat(nodes(run(Counting.class, "heddle.replay", token))).hasSize(1);
        assertThat(nodes(run(OfItsClass.class))).containsExactly("test(): FAILED");
        assertThat(nodes(run(OfATemplate.class))).hasSize(2);
        assertThat(nodes(run(Assuming.class))).hasSize(1);
        assertThat(nodes(run(Nonsense.class))).hasSize(1);
    }

    private Path saved(String ending) {
        return output.resolve(
                "failures/dev/heddle/junit/FailedScheduleTest$Counting.test" + ending);
    }

    static class Counting {
        Counting() {
            instances++;
        }

        @Interleaved
        void test() throws InterruptedException {
            count();
        }
    }

    static class Whole {
        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            count();
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {
        OneInstance() {
            instances++;
        }

        @Interleaved(perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            count();
        }
    }

    static class Several {
        @Interleaved
        void one() throws InterruptedException {
            count();
        }

        @Interleaved
        void two() throws InterruptedException {
            count();
        }

        @Interleaved
        void three() throws InterruptedException {
            count();
        }

        @Interleaved
        void four() throws InterruptedException {
            count();
        }
    }

    static class Proved {
        @Exhaustive
        void test() throws InterruptedException {
            count();
            if (racy && Programs.countTwice(new Programs.RacyCounter()) == 1) {
                throw new IllegalStateException("the second time");
            }
        }
    }

    @Interleaved
    static class OfItsClass {
        @Test
        void test() throws InterruptedException {
            count();
        }
    }

    static class OfATemplate {
        @Interleaved
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void test(int number) throws InterruptedException {
            assertThat(number).isPositive();
            count();
        }
    }

    static class Assuming {
        @Interleaved
        void test() {
            assumeTrue(false);
        }
    }

    static class Nonsense {
        @Interleaved(stepLimit = -1)
        void test() {}
    }
}
