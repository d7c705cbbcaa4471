package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.IncompleteProofError;
import dev.heddle.detect.DataRaceError;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What a proof is asked for: at the method, at its class, by configuration. */
class ExhaustiveSettingsTest {

    private static int runs;

    @BeforeEach
    void forget() {
        runs = 0;
    }

    private static List<String> proofs(EngineExecutionResults results) {
        return results.testEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get("heddle.proof"))
                .filter(Objects::nonNull)
                .toList();
    }

    // --- classes ---------------------------------------------------------------------------------

    @Test
    void everyTestOfAClassIsProved() {
        EngineExecutionResults results = Results.of(Whole.class);
        results.testEvents().assertStatistics(s -> s.started(4).succeeded(3).failed(1));
        assertThat(proofs(results))
                .hasSize(4)
                .filteredOn(text -> text.startsWith("All 6 interleavings were checked: correct"))
                .hasSize(3);
        assertThat(Results.only(Results.failures(results)))
                .hasMessageContaining("Of all 6 interleavings, 6 failed like this.");
        EngineExecutionResults inherited = Results.of(Inheriting.class, "adds");
        assertThat(proofs(inherited)).singleElement().asString().startsWith("All 6 interl");
    }

    @Test
    void theNearestAnnotationSaysWhetherATestIsProved() {
        assertThat(proofs(Results.of(Mixed.class, "isProved"))).hasSize(1);
        runs = 0;
        assertThat(proofs(Results.of(Mixed.class, "isSampled"))).isEmpty();
        assertThat(runs).isEqualTo(4 + 1); // The first is repeated.
        runs = 0;
        assertThat(proofs(Results.of(Mixed.class, "isRunOnce"))).isEmpty();
        assertThat(runs).isEqualTo(1);
        runs = 0;
        assertThat(proofs(Results.of(SampledAgain.class, "isProved"))).isEmpty();
        assertThat(runs).isEqualTo(3 + 1);
        assertThat(proofs(Results.of(Sampled.class, "isProved")))
                .singleElement()
                .asString()
                .startsWith("All 6 interleavings were checked: correct");
    }

    @Test
    void whatTheMethodDoesNotSayTheClassDoes() {
        assertThat(Results.failureOf(Strict.class, "races"))
                .hasCauseInstanceOf(DataRaceError.class)
                .hasMessageContaining("Of all ");
        EngineExecutionResults allowed = Results.of(Strict.class, "mayRace");
        assertThat(Results.failures(allowed)).isEmpty();
        assertThat(proofs(allowed)).singleElement().asString().contains(" with at most 1 preempt");
        // And that of a class that samples, as far as it means anything to a proof.
        assertThat(Results.failureOf(Sampled.class, "races"))
                .hasCauseInstanceOf(DataRaceError.class);
    }

    // --- configuration ---------------------------------------------------------------------------

    @Test
    void whatNoAnnotationSaysIsConfigured() {
        EngineExecutionResults results =
                Results.with(Plain.class, "heddle.exhaustive.preemptions", "1");
        assertThat(Results.failures(results)).isEmpty();
        assertThat(proofs(results))
                .singleElement()
                .asString()
                .matches("(?s)All \\d+ interleavings with at most 1 preemption were .*left out\\.");
        assertThat(
                        Results.only(
                                Results.failures(
                                        Results.with(
                                                Plain.class, "heddle.exhaustive.schedules", "5"))))
                .isInstanceOf(IncompleteProofError.class)
                .hasMessageStartingWith("5 interleavings were checked, but not all");
        assertThat(
                        Results.failures(
                                Results.with(
                                        Plain.class,
                                        "heddle.exhaustive.schedules",
                                        "5",
                                        "heddle.exhaustive.allowIncomplete",
                                        "true")))
                .isEmpty();
        assertThat(
                        Results.only(
                                Results.failures(
                                        Results.with(
                                                TooMany.class,
                                                "heddle.exhaustive.withinMillis",
                                                "1",
                                                "heddle.exhaustive.stepLimit",
                                                "100"))))
                .isInstanceOf(IncompleteProofError.class);
        assertThat(
                        Results.only(
                                Results.failures(
                                        Results.with(
                                                Plain.class, "heddle.exhaustive.stepLimit", "2"))))
                .hasMessageContaining("did not end within 2 scheduling points");
        assertThat(
                        Results.only(
                                Results.failures(
                                        Results.with(Plain.class, "heddle.races", "FAIL"))))
                .hasCauseInstanceOf(DataRaceError.class);
    }

    @Test
    void whatLimitsSamplesLimitsNoProof() {
        EngineExecutionResults results =
                Results.with(
                        Plain.class,
                        "heddle.schedules",
                        "2",
                        "heddle.withinMillis",
                        "1",
                        "heddle.stepLimit",
                        "2",
                        "heddle.strategy",
                        "random");
        assertThat(Results.failures(results)).isEmpty();
        assertThat(proofs(results)).singleElement().asString().startsWith("All 34 interleavings");
    }

    @Test
    void theAnnotationComesFirst() {
        EngineExecutionResults results =
                Results.with(
                        Saying.class,
                        "heddle.exhaustive.preemptions",
                        "0",
                        "heddle.exhaustive.schedules",
                        "1",
                        "heddle.exhaustive.allowIncomplete",
                        "true");
        assertThat(Results.failures(results))
                .singleElement()
                .isInstanceOf(IncompleteProofError.class)
                .asString()
                .contains(" interleavings were checked, but not all with at most 2 preemptions: ");
        assertThat(runs).isGreaterThanOrEqualTo(30); // Some of which were as one before.
    }

    @Test
    void waitsMayEndForNoReason() {
        assertThat(Results.failures(Results.of(Waiting.class))).isEmpty();
        assertThat(
                        Results.only(
                                Results.failures(
                                        Results.with(
                                                Waiting.class,
                                                "heddle.exhaustive.spuriousWakeups",
                                                "1"))))
                .hasMessageContaining("woken for nothing");
        assertThat(Results.failureOf(WaitingAtLarge.class))
                .hasMessageContaining("woken for nothing");
    }

    @Test
    void timeMayPassEarly() {
        assertThat(Results.failures(Results.of(Sleeping.class))).isEmpty();
        assertThat(
                        Results.only(
                                Results.failures(
                                        Results.with(
                                                Sleeping.class,
                                                "heddle.exhaustive.earlyTimeouts",
                                                "1"))))
                .hasMessageContaining("too early");
        assertThat(Results.failureOf(SleepingAtLarge.class)).hasMessageContaining("too early");
    }

    @Test
    void everyAttributeCanBeConfiguredButThatOfOneTest() {
        Set<String> attributes = new TreeSet<>();
        for (Method method : Exhaustive.class.getDeclaredMethods()) {
            attributes.add(method.getName());
        }
        attributes.remove("sometimes");
        for (String name : Setting.OF_PROOFS) {
            assertThat(attributes.remove(name.substring(Setting.OF_A_PROOF.length()))).isTrue();
        }
        assertThat(Setting.OF_TESTS).containsAll(attributes);
    }

    // --- what makes no sense ---------------------------------------------------------------------

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        String[][] cases = {
            {"preemptions", "-1", "The number of preemptions must be from 0 to 100, but is -1."},
            {"preemptions", "few", "heddle.exhaustive.preemptions must be a whole number"},
            {"preemptions", "3000000000", "preemptions must be at most 2,147,483,647"},
            {"spuriousWakeups", "11", "must be from 0 to 10, but is 11."},
            {"earlyTimeouts", "101", "from 0 to 100 times, but not 101 times."},
            {"schedules", "0", "The number of schedules must be at least 1, but is 0."},
            {"withinMillis", "-5", "The time for all schedules must be positive"},
            {"stepLimit", "0", "The step limit must be at least 1, but is 0."},
            {"allowIncomplete", "maybe", "heddle.exhaustive.allowIncomplete must be true or false"},
            {"resume", "maybe", "heddle.exhaustive.resume must be true or false"}
        };
        for (String[] one : cases) {
            String name = "heddle.exhaustive." + one[0];
            assertThat(Results.only(Results.failures(Results.with(Plain.class, name, one[1]))))
                    .as(name + " " + one[1])
                    .isInstanceOf(ExtensionConfigurationException.class)
                    .hasMessageStartingWith("@Exhaustive of Plain.test can not be used as it is: ")
                    .hasMessageContaining(one[2])
                    .hasMessageContaining(name + "=" + one[1]);
        }
        assertThat(Results.failureOf(EarlyWithinABound.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageStartingWith("@Exhaustive of EarlyWithinABound.test can not be used")
                .hasMessageContaining("within a bound on preemptions. Leave out one of the two.");
        assertThat(runs).isZero();
        assertThat(Results.failureOf(Undecided.class))
                .hasMessageContaining("resume must have one value, but has 2.");
        assertThat(Results.failures(Results.of(BothAtOnce.class, "test")))
                .isNotEmpty()
                .allSatisfy(
                        e ->
                                assertThat(e)
                                        .hasMessageContaining("BothAtOnce is annotated with")
                                        .hasMessageContaining("Leave one of the two."));
        assertThat(Results.failures(Results.of(ProvedInOne.class, "test")))
                .isNotEmpty()
                .allSatisfy(
                        e ->
                                assertThat(e)
                                        .hasMessageContaining("many schedules (@Exhaustive)")
                                        .hasMessageContaining("Leave one of the two."));
    }

    // --- subjects --------------------------------------------------------------------------------

    private static void inThreads(int count, Runnable part) throws InterruptedException {
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = new Thread(part);
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static int addThreeTimes() throws InterruptedException {
        runs++;
        AtomicInteger count = new AtomicInteger();
        inThreads(3, count::incrementAndGet);
        return count.get();
    }

    /** Has 34 interleavings. */
    private static void race() throws InterruptedException {
        runs++;
        Programs.RacyCounter counter = new Programs.RacyCounter();
        inThreads(
                2,
                () -> {
                    counter.increment();
                    counter.increment();
                });
    }

    @Exhaustive
    static class Whole {
        @Test
        void adds() throws InterruptedException {
            assertThat(addThreeTimes()).isEqualTo(3);
        }

        @ParameterizedTest
        @ValueSource(ints = {3, 4})
        void addsSoMany(int expected) throws InterruptedException {
            assertThat(addThreeTimes()).isEqualTo(expected);
        }

        @Nested
        class Inner {
            @Test
            void addsToo() throws InterruptedException {
                assertThat(addThreeTimes()).isEqualTo(3);
            }
        }
    }

    static class Inheriting extends Whole {}

    @Exhaustive(schedules = 100)
    static class Mixed {
        @Test
        void isProved() throws InterruptedException {
            addThreeTimes();
        }

        @Interleaved(schedules = 4)
        void isSampled() throws InterruptedException {
            addThreeTimes();
        }

        @Test
        @VirtualTime
        void isRunOnce() throws InterruptedException {
            addThreeTimes();
        }
    }

    @Interleaved(schedules = 3)
    static class SampledAgain extends Mixed {}

    @Interleaved(schedules = 3, races = Check.FAIL)
    static class Sampled {
        @Exhaustive
        void isProved() throws InterruptedException {
            addThreeTimes();
        }

        @Exhaustive
        void races() throws InterruptedException {
            race();
        }
    }

    @Exhaustive(races = Check.FAIL, preemptions = 1)
    static class Strict {
        @Test
        void races() throws InterruptedException {
            race();
        }

        @Exhaustive(races = Check.OFF)
        void mayRace() throws InterruptedException {
            race();
        }
    }

    static class Plain {
        @Exhaustive
        void test() throws InterruptedException {
            race();
        }
    }

    /** Has more interleavings than any machine visits in a millisecond. */
    static class TooMany {
        @Exhaustive
        void test() throws InterruptedException {
            Programs.RacyCounter counter = new Programs.RacyCounter();
            inThreads(
                    4,
                    () -> {
                        counter.increment();
                        counter.increment();
                        counter.increment();
                    });
        }
    }

    static class Saying {
        @Exhaustive(preemptions = 2, schedules = 30, allowIncomplete = false)
        void test() throws InterruptedException {
            race();
        }
    }

    static class Waiting {
        @Exhaustive
        void test() throws InterruptedException {
            Programs.waitWithoutALoop();
        }
    }

    static class WaitingAtLarge {
        @Exhaustive(spuriousWakeups = 1)
        void test() throws InterruptedException {
            Programs.waitWithoutALoop();
        }
    }

    private static void sleepInsteadOfJoining() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        new Thread(() -> done.set(true)).start();
        Thread.sleep(100);
        assertThat(done.get()).as("too early").isTrue();
    }

    static class Sleeping {
        @Exhaustive
        void test() throws InterruptedException {
            sleepInsteadOfJoining();
        }
    }

    static class SleepingAtLarge {
        @Exhaustive(earlyTimeouts = 1)
        void test() throws InterruptedException {
            sleepInsteadOfJoining();
        }
    }

    static class Undecided {
        @Exhaustive(resume = {true, false})
        void test() {}
    }

    static class EarlyWithinABound {
        @Exhaustive(earlyTimeouts = 1, preemptions = 1)
        void test() {
            runs++;
        }
    }

    @Exhaustive
    @Interleaved
    static class BothAtOnce {
        @Test
        void test() {}
    }

    @Exhaustive
    @VirtualTime
    static class ProvedInOne {
        @Test
        void test() {}
    }
}
