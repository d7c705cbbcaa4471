package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Check;
import dev.heddle.IncompleteProofError;
import dev.heddle.Property;
import dev.heddle.ScheduleFailure;
import dev.heddle.UnreachedError;
import dev.heddle.detect.DataRaceError;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Tests that visit every interleaving: what they say, and when they pass. */
public class ExhaustiveTest {

    /** The token in a subject below, until it is replaced. */
    private static final String TOKEN = "heddle1-token";

    /** What happened, in the order in which it did; written by the subjects below. */
    private static final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void forget() {
        happened.clear();
    }

    @Test
    void passingMeansThatEveryInterleavingWasVisitedAndSaysSo() {
        EngineExecutionResults[] results = new EngineExecutionResults[1];
        String printed = printedBy(() -> results[0] = Results.of(Correct.class, "addsThreeTimes"));
        results[0].testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        assertThat(proofs(results[0]))
                .singleElement()
                .asString()
                .startsWith("All 6 interleavings were checked: correct (");
        assertThat(printed)
                .contains("Heddle, Correct.addsThreeTimes: All 6 interleavings were checked: corr");
    }

    @Test
    void allWaysToFailAreToldWithTheirTokens() {
        EngineExecutionResults results = Results.of(Failing.class, "twoWays");
        ScheduleFailure first = (ScheduleFailure) Results.failureOf(Failing.class, "twoWays");
        assertThat(first.getSuppressed()).singleElement().isInstanceOf(ScheduleFailure.class);
        ScheduleFailure other = (ScheduleFailure) first.getSuppressed()[0];
        assertThat(List.of(first.getCause().getMessage(), other.getCause().getMessage()))
                .containsExactlyInAnyOrder("zero", "one");
        for (ScheduleFailure each : List.of(first, other)) {
            assertThat(each)
                    .hasMessageContainingAll("\nInterleaving ", " of a proof.\n")
                    .hasMessageContaining("@Replay(\"" + each.failure().token() + "\")")
                    .hasMessageContaining("Of all 3 interleavings, 2 failed: 1 of them like this.");
            assertThat(each.getStackTrace()).isEmpty();
        }
        assertThat(proofs(results))
                .singleElement()
                .asString()
                .startsWith("All 3 interleavings were checked: 2 failed (");
    }

    @Test
    void aLostUpdateIsFound() {
        assertThat(Results.failureOf(Failing.class, "losesAnUpdate"))
                .isInstanceOf(ScheduleFailure.class)
                .hasCauseInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("expected: <2> but was: <1>")
                .hasMessageContaining("Of all 4 interleavings, 2 failed like this.")
                .hasMessageContaining("1 preemption");
    }

    @Test
    void deadlocksAreFound() {
        ScheduleFailure failure = (ScheduleFailure) Results.failureOf(Failing.class, "locksUp");
        assertThat(failure.failure().kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure).hasMessageContaining("Of all 3 interleavings, 1 failed like this.");
    }

    @Test
    void runningOutOfBudgetIsAFailureUnlessAllowed() {
        assertThat(Results.failureOf(Bounded.class, "tooFew"))
                .isInstanceOf(IncompleteProofError.class)
                .hasMessageStartingWith("5 interleavings were checked, but not all")
                .hasMessageContaining("none of them failed (")
                .hasMessageContaining("give more, bound the preemptions, make the program smaller");
        assertThat(Results.failureOf(Bounded.class, "tooShort"))
                .isInstanceOf(IncompleteProofError.class);
        EngineExecutionResults allowed = Results.of(Bounded.class, "allowed");
        allowed.testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(proofs(allowed)).singleElement().asString().contains("but not all");
        EngineExecutionResults enough = Results.of(Bounded.class, "justEnough");
        assertThat(Results.failures(enough)).isEmpty();
        enough.testEvents().assertStatistics(s -> s.succeeded(1));
    }

    /** Else it would be a proof of what nobody has looked at. */
    @Test
    void whatIsNotUnderControlIsNotProved() {
        assertThat(Results.failureOf(Bounded.class, "byChance"))
                .isInstanceOf(IncompleteProofError.class)
                .hasMessageContaining("drawn at random");
    }

    @Test
    void everyInterleavingHasAnInstanceOfItsOwn() {
        Results.of(Lifecycle.class).testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        // At least: a run in which classes were loaded is made once more.
        assertThat(happened).hasSizeGreaterThanOrEqualTo(2 * 2);
        assertThat(happened).startsWith("before 0", "after 2", "before 0", "after 2");
        assertThat(happened).containsOnly("before 0", "after 2");
    }

    @Test
    void nestedTestsToo() {
        Results.of(Outer.Inner.class).testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(happened).startsWith("outer", "inner", "outer", "inner");
    }

    @Test
    void everyTestOfATemplateIsProved() {
        EngineExecutionResults results = Results.of(Templates.class);
        results.testEvents().assertStatistics(s -> s.started(5).succeeded(4).failed(1));
        assertThat(proofs(results))
                .extracting(text -> text.replaceFirst(" \\(.*", ""))
                .containsExactlyInAnyOrder(
                        "The only interleaving was checked: correct",
                        "All 2 interleavings were checked: correct",
                        "All 6 interleavings were checked: 6 failed",
                        "All 2 interleavings were checked: correct",
                        "All 2 interleavings were checked: correct");
    }

    @Test
    void anInterleavingWithAnEarlyTimeOutIsReplayedByItsTokenAlone() {
        ScheduleFailure found = (ScheduleFailure) Results.failureOf(ReplayedSleep.class, "proved");
        assertThat(found)
                .hasMessageContaining("too early")
                .hasMessageContaining("time passes although a thread could go on");
        String token = found.failure().token();
        Class<?> replayed = Rewritten.copyOf(ReplayedSleep.class, TOKEN, token);
        for (String method : List.of("exhaustive", "interleaved")) {
            assertThat(Results.failureOf(replayed, method))
                    .isInstanceOf(ScheduleFailure.class)
                    .hasMessageContaining("too early")
                    .hasMessageContaining("This was the replay of " + token);
        }
    }

    @Test
    void aFailingInterleavingIsReplayed() {
        ScheduleFailure found = (ScheduleFailure) Results.failureOf(Failing.class, "losesAnUpdate");
        String token = found.failure().token();
        Class<?> replayed = Rewritten.copyOf(Replayed.class, TOKEN, token);
        ScheduleFailure again = (ScheduleFailure) Results.failureOf(replayed, "losesAnUpdate");
        assertThat(again.failure().token()).isEqualTo(token);
        assertThat(again)
                .hasMessageContaining("This was the replay of " + token)
                .hasMessageContaining("expected: <2> but was: <1>");
        assertThat(Results.failureOf(replayed, "isAnother")).isInstanceOf(HeddleException.class);
    }

    @Test
    void anAssumptionThatDoesNotHoldAborts() {
        EngineExecutionResults results = Results.of(Assuming.class, "sometimes");
        results.testEvents().assertStatistics(s -> s.aborted(1).failed(0));
        assertThat(Results.aborted(results))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("not yet");
        assertThat(Results.failureOf(Assuming.class, "orFails"))
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("a failure counts more");
    }

    @Test
    void settingsAreThoseOfRuns() {
        assertThat(Results.failureOf(Set.class, "races")).hasCauseInstanceOf(DataRaceError.class);
        assertThat(Results.failureOf(Set.class, "leaks"))
                .hasMessageContaining("left threads behind");
        assertThat(Results.failureOf(Set.class, "neverReached"))
                .isInstanceOf(UnreachedError.class)
                .hasMessageContaining("None of 6 schedules has reached 'four'");
        for (String passes : List.of("mayRace", "mayLeak", "reached", "ofTheDay")) {
            EngineExecutionResults results = Results.of(Set.class, passes);
            assertThat(Results.failures(results)).as(passes).isEmpty();
            results.testEvents().assertStatistics(s -> s.succeeded(1));
        }
        assertThat(Results.failureOf(Set.class, "neverEnds"))
                .hasMessageContaining("did not end within 500 scheduling points");
    }

    @Test
    void worksAsPartOfOtherAnnotations() {
        EngineExecutionResults results = Results.of(Correct.class, "isComposed");
        results.testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(proofs(results)).singleElement().asString().startsWith("All 2 interleavings");
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        String[][] cases = {
            {"noSchedules", "The number of schedules must be at least 1, but is 0."},
            {"noTime", "The time for all schedules must be positive"},
            {"noSteps", "The step limit must be at least 1, but is 0."},
            {"noProcessors", "processors"},
            {"noEpoch", "The epoch must be a point in time such as"},
            {"noRuns", "-1"}
        };
        for (String[] one : cases) {
            assertThat(Results.failureOf(Senseless.class, one[0]))
                    .isInstanceOf(ExtensionConfigurationException.class)
                    .hasMessageStartingWith("@Exhaustive of Senseless." + one[0])
                    .hasMessageContaining(one[1]);
        }
    }

    @Test
    void whatCanNotBeProvedIsRefused() {
        String[][] cases = {
            {"bothWays", "with @Interleaved, which tries some. Leave one of the two."},
            {"bothWaysInOne", "with @Interleaved, which tries some. Leave one of the two."},
            {"alsoATest", "it is annotated with @Test as well"},
            {"alsoAFactory", "it is annotated with @TestFactory as well"},
            {"onAnotherThread", "Use timeLimitMillis of @Exhaustive instead of @Timeout"},
        };
        for (String[] one : cases) {
            List<Throwable> failures = Results.failures(Results.of(Refused.class, one[0]));
            assertThat(failures)
                    .isNotEmpty()
                    .allSatisfy(
                            e ->
                                    assertThat(e)
                                            .isInstanceOf(ExtensionConfigurationException.class)
                                            .hasMessageStartingWith("Refused." + one[0])
                                            .hasMessageContaining(one[1]));
        }
        assertThat(Results.failureOf(PerClass.class))
                .hasMessageContaining("the life cycle of its test instances is PER_CLASS");
    }

    private static List<String> proofs(EngineExecutionResults results) {
        return results.testEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get("heddle.proof"))
                .filter(Objects::nonNull)
                .toList();
    }

    private static String printedBy(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void together(Runnable... parts) throws InterruptedException {
        Thread[] threads = new Thread[parts.length];
        for (int i = 0; i < parts.length; i++) {
            threads[i] = new Thread(parts[i]);
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Exhaustive(schedules = 2)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Small {}

    static class Correct {
        @Exhaustive
        void addsThreeTimes() throws InterruptedException {
            AtomicInteger count = new AtomicInteger();
            together(count::incrementAndGet, count::incrementAndGet, count::incrementAndGet);
            assertEquals(3, count.get());
        }

        @Small
        void isComposed() throws InterruptedException {
            AtomicInteger count = new AtomicInteger();
            together(count::incrementAndGet, count::incrementAndGet);
            assertEquals(2, count.get());
        }
    }

    static class Failing {
        private int value;

        @Exhaustive
        void twoWays() throws InterruptedException {
            AtomicInteger x = new AtomicInteger();
            int[] seen = new int[1];
            together(
                    () -> {
                        x.set(1);
                        x.set(2);
                    },
                    () -> seen[0] = x.get());
            if (seen[0] == 0) {
                throw new IllegalStateException("zero");
            }
            if (seen[0] == 1) {
                throw new IllegalStateException("one");
            }
        }

        @Exhaustive
        void losesAnUpdate() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Exhaustive
        void locksUp() throws InterruptedException {
            ReentrantLock first = new ReentrantLock();
            ReentrantLock second = new ReentrantLock();
            together(() -> lockBoth(first, second), () -> lockBoth(second, first));
        }

        private void lockBoth(ReentrantLock one, ReentrantLock other) {
            one.lock();
            other.lock();
            other.unlock();
            one.unlock();
        }
    }

    /** Sleeps where it ought to join; the token says that the time may be over early. */
    static class ReplayedSleep {
        private void sleeps() throws InterruptedException {
            AtomicInteger done = new AtomicInteger();
            new Thread(() -> done.set(1)).start();
            Thread.sleep(100);
            assertEquals(1, done.get(), "too early");
        }

        @Exhaustive(earlyTimeouts = 1)
        void proved() throws InterruptedException {
            sleeps();
        }

        @Exhaustive
        @Replay(TOKEN)
        void exhaustive() throws InterruptedException {
            sleeps();
        }

        @Interleaved
        @Replay(TOKEN)
        void interleaved() throws InterruptedException {
            sleeps();
        }
    }

    static class Replayed {
        @Exhaustive
        @Replay(TOKEN)
        void losesAnUpdate() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Exhaustive
        @Replay(TOKEN)
        void isAnother() throws InterruptedException {
            together(() -> {}, () -> {}, () -> {});
        }
    }

    static class Bounded {
        private final AtomicInteger count = new AtomicInteger();

        private void addThreeTimes() throws InterruptedException {
            together(count::incrementAndGet, count::incrementAndGet, count::incrementAndGet);
        }

        @Exhaustive(schedules = 5)
        void tooFew() throws InterruptedException {
            addThreeTimes();
        }

        @Exhaustive(withinMillis = 1)
        void tooShort() throws InterruptedException {
            addThreeTimes();
            addThreeTimes();
        }

        @Exhaustive(schedules = 5, allowIncomplete = true)
        void allowed() throws InterruptedException {
            addThreeTimes();
        }

        @Exhaustive(schedules = 6)
        void justEnough() throws InterruptedException {
            addThreeTimes();
        }

        @Exhaustive
        void byChance() {
            assertThat(Math.random()).isLessThan(1);
        }
    }

    static class Lifecycle {
        private final AtomicInteger count = new AtomicInteger();
        private Thread other;

        @BeforeEach
        void before() {
            happened.add("before " + count.get());
            other = new Thread(count::incrementAndGet);
            other.start();
        }

        @Exhaustive(schedules = 3)
        void test() {
            count.incrementAndGet();
        }

        @AfterEach
        void after() throws InterruptedException {
            other.join();
            happened.add("after " + count.get());
        }
    }

    static class Outer {
        private final AtomicInteger count = new AtomicInteger();

        @BeforeEach
        void outer() {
            happened.add("outer");
        }

        @Nested
        class Inner {
            @Exhaustive
            void test() throws InterruptedException {
                together(count::incrementAndGet, count::incrementAndGet);
                happened.add("inner");
            }
        }
    }

    static class Templates {
        @Exhaustive
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void counts(int threads) throws InterruptedException {
            AtomicInteger count = new AtomicInteger();
            Runnable[] parts = new Runnable[threads];
            java.util.Arrays.fill(parts, (Runnable) count::incrementAndGet);
            together(parts);
            assertThat(count.get()).isLessThan(3);
        }

        @Exhaustive
        @RepeatedTest(2)
        void again() throws InterruptedException {
            AtomicInteger count = new AtomicInteger();
            together(count::incrementAndGet, count::incrementAndGet);
        }
    }

    static class Assuming {
        private int seenAfter() throws InterruptedException {
            AtomicInteger x = new AtomicInteger();
            int[] seen = new int[1];
            together(() -> x.set(1), () -> seen[0] = x.get());
            return seen[0];
        }

        @Exhaustive
        void sometimes() throws InterruptedException {
            assumeTrue(seenAfter() == 1, "not yet");
        }

        @Exhaustive
        void orFails() throws InterruptedException {
            assumeTrue(seenAfter() == 1, "not yet");
            fail("a failure counts more");
        }
    }

    static class Set {
        private int value;

        private void raceTwice() throws InterruptedException {
            together(() -> value = 1, () -> value = 2);
        }

        @Exhaustive(races = Check.FAIL)
        void races() throws InterruptedException {
            raceTwice();
        }

        @Exhaustive(races = Check.FAIL, allowRaces = "dev.heddle.junit.ExhaustiveTest$Set.value")
        void mayRace() throws InterruptedException {
            raceTwice();
        }

        @Exhaustive
        void leaks() {
            Programs.startOneThatWaits();
        }

        @Exhaustive(allowLeaks = true)
        void mayLeak() {
            Programs.startOneThatWaits();
        }

        private void reach() throws InterruptedException {
            AtomicInteger count = new AtomicInteger();
            Runnable add =
                    () -> {
                        if (count.incrementAndGet() == 3) {
                            Property.sometimes("three");
                        }
                    };
            together(add, add, add);
        }

        @Exhaustive(sometimes = "three")
        void reached() throws InterruptedException {
            reach();
        }

        @Exhaustive(sometimes = "four")
        void neverReached() throws InterruptedException {
            reach();
        }

        @Exhaustive(epoch = "2026-03-29T00:59:59Z")
        void ofTheDay() {
            assertThat(java.time.Instant.now()).hasToString("2026-03-29T00:59:59Z");
        }

        @Exhaustive(stepLimit = 500)
        void neverEnds() {
            Programs.RacyCounter counter = new Programs.RacyCounter();
            while (counter.value >= 0) {
                counter.value = 0;
            }
        }
    }

    static class Senseless {
        @Exhaustive(schedules = 0)
        void noSchedules() {}

        @Exhaustive(withinMillis = 0)
        void noTime() {}

        @Exhaustive(stepLimit = 0)
        void noSteps() {}

        @Exhaustive(processors = 0)
        void noProcessors() {}

        @Exhaustive(epoch = "tomorrow")
        void noEpoch() {}

        @Exhaustive(shrink = -1)
        void noRuns() {}
    }

    @Exhaustive
    @Interleaved
    @Retention(RetentionPolicy.RUNTIME)
    @interface Both {}

    static class Refused {
        @Exhaustive
        @Interleaved
        void bothWays() {}

        @Both
        void bothWaysInOne() {}

        @Exhaustive
        @Test
        void alsoATest() {}

        @Exhaustive
        @TestFactory
        List<org.junit.jupiter.api.DynamicTest> alsoAFactory() {
            return List.of();
        }

        @Exhaustive
        @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void onAnotherThread() {}
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        @Exhaustive
        void test() {}
    }
}
