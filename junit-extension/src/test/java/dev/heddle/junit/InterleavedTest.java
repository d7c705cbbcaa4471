package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import java.util.concurrent.CountDownLatch;

class InterleavedTest {

    private int value;

    private synchronized void increment() {
        value++;
    }

    /** A synchronized method can be controlled only if its class was not loaded too early. */
    @Interleaved(schedules = 50)
    void runsUnderTheLauncherThatRunsThis() throws InterruptedException {
        Thread other = new Thread(this::increment);
        other.start();
        increment();
        other.join();
        assertEquals(2, value);
    }

    @Test
    void findsALostUpdateAndSaysHowToSeeItAgain() {
        Throwable failure = Results.failureOf(Subject.class, "losesAnUpdate");
        assertThat(failure)
                .isInstanceOf(ScheduleFailure.class)
                .hasCauseInstanceOf(AssertionFailedError.class);
        ScheduleFailure found = (ScheduleFailure) failure;
        assertThat(found.getMessage())
                .startsWith(
                        "org.opentest4j.AssertionFailedError: expected: <2> but was: <1>\n    at ")
                .containsPattern(
                        "Schedule "
                                + found.failure().schedule()
                                + ", strategy portfolio \\(\\w+\\), seed 42\\.")
                .contains("@Replay(\"" + found.failure().token() + "\")")
                .contains("Programs.java");
    }

    @Test
    void reportsTheSmallestScheduleUnlessThatIsSwitchedOff() {
        ScheduleFailure small = (ScheduleFailure) Results.failureOf(Subject.class, "losesAnUpdate");
        assertThat(small.failure().shrunk().orElseThrow().after().preemptions()).isEqualTo(1);
        assertThat(small.getMessage()).contains("\nShrunk in ");
        ScheduleFailure found =
                (ScheduleFailure) Results.failureOf(Subject.class, "losesAnUpdateAsItIsFound");
        assertThat(found.failure().shrunk()).isEmpty();
        assertThat(found.getMessage()).doesNotContain("Shrunk");
        assertThat(found.failure().token()).isEqualTo(small.failure().foundToken());
    }

    @Test
    void isSilentWhenNoUpdateIsLost() {
        Results.of(Subject.class, "losesNoUpdate")
                .testEvents()
                .assertStatistics(statistics -> statistics.started(1).succeeded(1));
    }

    @Test
    void showsOfADeadlockOnlyTheFramesOfTheProgram() {
        ScheduleFailure failure =
                (ScheduleFailure) Results.failureOf(Subject.class, "waitsForNobody");
        assertThat(failure.failure().kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.getMessage())
                .contains("InterleavedTest$Subject.waitsForNobody(")
                .doesNotContain("dev.heddle.junit.Schedule")
                .doesNotContain("org.junit.")
                .doesNotContain("reflect");
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void failsForAnExceptionInAnyThread() {
        assertThat(Results.failureOf(Subject.class, "failsInAnotherThread"))
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("in thread 'other'")
                .cause()
                .hasMessage("from the other thread");
    }

    @Test
    void tellsTheTestsFailureToIfAnAfterEachMethodNeverEnds() {
        ScheduleFailure failure = (ScheduleFailure) Results.failureOf(NeverTornDown.class);
        assertThat(failure.failure().kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("the test failed first");
    }

    @Test
    void letsLeaksPassOnlyIfAsked() {
        assertThat(Results.failureOf(Subject.class, "leaks"))
                .hasMessageContaining("left threads behind");
        Results.of(Subject.class, "mayLeak")
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1));
    }

    @Test
    void limitsTheStepsOfARun() {
        assertThat(Results.failureOf(Subject.class, "neverEnds"))
                .hasMessageContaining("did not end within 500 scheduling points");
    }

    @Test
    void allowsSpuriousWakeupsUnlessToldNotTo() {
        assertThat(Results.failureOf(Subject.class, "waitsWithoutALoop"))
                .hasMessageContaining("woken for nothing");
        Results.of(Subject.class, "waitsWithoutALoopAndIsNotWoken")
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1));
    }

    @Test
    void abortsIfAnAssumptionDoesNotHold() {
        EngineExecutionResults results = Results.of(Subject.class, "assumesTooMuch");
        results.testEvents().assertStatistics(statistics -> statistics.aborted(1).failed(0));
        assertThat(Results.aborted(results))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("two carriers");
    }

    @Test
    void failsIfAnotherThreadAssumesTooMuch() {
        assertThat(Results.failureOf(Subject.class, "assumesTooMuchElsewhere"))
                .isInstanceOf(ScheduleFailure.class)
                .hasCauseInstanceOf(TestAbortedException.class);
    }

    @Test
    void runsNoDisabledTest() {
        EngineExecutionResults results = Results.of(Subject.class, "isDisabled");
        results.allEvents().assertStatistics(statistics -> statistics.skipped(1).failed(0));
    }

    @Test
    void worksAsPartOfOtherAnnotations() {
        assertThat(Results.failureOf(Subject.class, "isComposed"))
                .hasMessageContaining("strategy portfolio (")
                .hasMessageContaining(", seed 7.");
    }

    @Test
    void isTheSameEveryTime() {
        String first = Results.failureOf(Subject.class, "losesAnUpdate").getMessage();
        assertThat(Results.failureOf(Subject.class, "losesAnUpdate")).hasMessage(first);
    }

    @Test
    void refusesValuesThatMakeNoSense() {
        String[][] cases = {
            {"noSchedules", "The number of schedules must be from 1 to 1,000,000,000, but is 0."},
            {"noSuchStrategy", "There is no strategy 'lucky'. There are: portfolio, random"},
            {"noSteps", "The step limit must be at least 1, but is 0."},
            {"noTime", "The time limit must be positive"}
        };
        for (String[] one : cases) {
            assertThat(Results.failureOf(Senseless.class, one[0]))
                    .hasMessageStartingWith("@Interleaved of Senseless." + one[0])
                    .hasMessageContaining(one[1]);
        }
    }

    @Interleaved(seed = 7)
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface Lucky {}

    static class Subject {

        @Interleaved(seed = 42)
        void losesAnUpdate() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Interleaved(shrink = 0, seed = 42)
        void losesAnUpdateAsItIsFound() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Interleaved
        void losesNoUpdate() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.LockedCounter()));
        }

        @Lucky
        void isComposed() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Interleaved
        void waitsForNobody() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Interleaved
        void failsInAnotherThread() throws InterruptedException {
            Thread other =
                    new Thread(
                            () -> {
                                throw new IllegalStateException("from the other thread");
                            },
                            "other");
            other.start();
            other.join();
        }

        @Interleaved
        void leaks() {
            Programs.startOneThatWaits();
        }

        @Interleaved(allowLeaks = true, schedules = 20)
        void mayLeak() {
            Programs.startOneThatWaits();
        }

        @Interleaved(stepLimit = 500)
        void neverEnds() {
            Programs.RacyCounter counter = new Programs.RacyCounter();
            while (counter.value >= 0) {
                counter.value = 0;
            }
        }

        @Interleaved
        void waitsWithoutALoop() throws InterruptedException {
            Programs.waitWithoutALoop();
        }

        @Interleaved(spuriousWakeups = false)
        void waitsWithoutALoopAndIsNotWoken() throws InterruptedException {
            Programs.waitWithoutALoop();
        }

        @Interleaved
        void assumesTooMuch() {
            Programs.startOneThatWaits();
            assumeTrue(false, "two carriers");
        }

        @Interleaved
        void assumesTooMuchElsewhere() throws InterruptedException {
            Thread other = new Thread(() -> assumeTrue(false));
            other.start();
            other.join();
        }

        @Disabled
        @Interleaved
        void isDisabled() {
            throw new AssertionError("disabled tests do not run");
        }
    }

    static class NeverTornDown {
        @org.junit.jupiter.api.AfterEach
        void waitForNobody() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Interleaved
        void fails() {
            throw new IllegalStateException("the test failed first");
        }
    }

    static class Senseless {
        @Interleaved(schedules = 0)
        void noSchedules() {}

        @Interleaved(strategy = "lucky")
        void noSuchStrategy() {}

        @Interleaved(stepLimit = 0)
        void noSteps() {}

        @Interleaved(timeLimitMillis = 0)
        void noTime() {}
    }
}
