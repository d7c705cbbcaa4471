package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Unavoidable;
import dev.heddle.control.Control;
import dev.heddle.trace.Step;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/** What a message says is so: values, sources, the sentence, the step of no return. */
class ExplainedTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Failure failureOf(dev.heddle.Body body) {
        return Heddle.explorer().schedules(1_000).explore(body).failure().orElseThrow();
    }

    private static List<String> told(Failure failure) {
        return failure.steps().stream()
                .map(step -> step.action() + (step.value().isEmpty() ? "" : " = " + step.value()))
                .toList();
    }

    @Test
    void valuesAreThoseThatWereReadAndWritten() {
        assertThat(told(failureOf(Accounts::everything)))
                .containsSubsequence(
                        "writes element 1 = 7",
                        "writes note = \"line\\none \\\"quoted\\\" and much lon\"...",
                        "writes other = Accounts #1",
                        "writes owner = \"Ada\"",
                        "calls AtomicInteger.set = 5",
                        "calls AtomicInteger.get = 6",
                        "calls Map.put",
                        "reads balance = 100",
                        "writes balance = 70",
                        "reads movements = long[] #1",
                        "reads element 1 = 7",
                        "reads other = Accounts #1",
                        "reads owner = \"Ada\"");
    }

    /** What a task has thrown is told where that was, and not only where somebody asked for it. */
    @Test
    void whatWasThrownLongBeforeIsTold() {
        Failure failure = failureOf(Accounts::auditedMeanwhile);
        Messages.check(failure);
        String audit = "dev.heddle.explain.Accounts.audit(Accounts.java:";
        assertThat(failure.summary())
                .startsWith("java.util.concurrent.ExecutionException: java.lang.Ill");
        assertThat(failure.toString())
                .containsPattern(
                        "Accounts.auditedMeanwhile\\(Accounts.java:\\d+\\) in thread '\\w+'\n")
                .contains(
                        "Caused by: java.lang.IllegalStateException: 10 are missing\n    at "
                                + audit)
                .containsPattern("where it went wrong, and the last of 2\\d\\d:\n")
                .containsPattern("\n +\\(\\d+ steps are left out\\)\n");
        assertThat(told(failure))
                .hasSizeLessThanOrEqualTo(40)
                .containsSubsequence(
                        "writes balance = 90", "reads element 1 = 10", "calls Future.get");
        assertThat(failure.sentence().orElseThrow()).contains("writes element 1 (Accounts.java:");
    }

    /** The JVM calls the class of a lambda by an address, which is another one in each JVM. */
    @Test
    void lambdasAreCalledTheSameInEachJvm() {
        Failure failure =
                failureOf(
                        () -> {
                            Runnable lambda = () -> {};
                            throw new IllegalStateException(
                                    "not " + lambda.getClass().getName(),
                                    new IllegalArgumentException(lambda.getClass().getName()));
                        });
        assertThat(failure.summary()).endsWith("ExplainedTest$$Lambda");
        assertThat(failure.toString())
                .contains("ExplainedTest$$Lambda\n    at ")
                .doesNotContain("Lambda/0x");
    }

    @Test
    void noCodeOfTheProgramIsExecutedForThem() {
        Failure failure = failureOf(Touchy::fail);
        assertThat(failure.summary()).contains("as it should be");
        assertThat(told(failure))
                .contains(
                        "writes held = ExplainedTest.Touchy #1",
                        "reads held = ExplainedTest.Touchy #1");
    }

    /** Whoever asks it for anything fails. */
    private static final class Touchy {
        static Object held;

        static void fail() {
            held = new Touchy();
            if (held != null) {
                throw new IllegalStateException("as it should be");
            }
        }

        @Override
        public String toString() {
            throw new AssertionError("toString was called");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("hashCode was called");
        }

        @Override
        public boolean equals(Object other) {
            throw new AssertionError("equals was called");
        }
    }

    @Test
    void identityHashCodesAreThoseOfAnUnwatchedRun() {
        String first = hashes().toString();
        assertThat(hashes().toString()).isEqualTo(first).doesNotContain("another course");
    }

    private static Failure hashes() {
        return failureOf(
                () -> {
                    Object[] all = {new Object(), new Object()};
                    Thread other = new Thread(() -> all[0] = new Object(), "other");
                    other.start();
                    int hash = all[0].hashCode();
                    other.join();
                    throw new IllegalStateException(hash + " and " + all[1].hashCode());
                });
    }

    @Test
    void aLostUpdateIsOneBetweenTwoAccesses() {
        Failure failure = failureOf(Accounts::withdrawTwice);
        assertThat(failure.sentence().orElseThrow())
                .matches(
                        "It fails when 'B' writes `balance` \\(Accounts.java:\\d+\\) between the"
                                + " read \\(Accounts.java:\\d+\\) and the write of 'A'"
                                + " \\(Accounts.java:\\d+\\)\\.");
    }

    @Test
    void whatIsNotMadeSmallerIsOnlyDescribed() {
        Failure failure =
                Heddle.explorer()
                        .schedules(1_000)
                        .shrink(0)
                        .explore(Accounts::withdrawTwice)
                        .failure()
                        .orElseThrow();
        assertThat(failure.sentence().orElseThrow()).startsWith("In this run ");
        assertThat(failure.unavoidable()).isEmpty();
    }

    @Test
    void aDeadlockIsACircle() {
        Failure failure = failureOf(Accounts::transferCrosswise);
        assertThat(failure.sentence().orElseThrow())
                .containsPattern(
                        "'[AB]' has taken Accounts #\\d and '[AB]' has taken Accounts #\\d")
                .endsWith("before either gets the other.");
        assertThat(failure.toString())
                .containsPattern(
                        "'A' waits to enter the monitor of Accounts #\\d, held" + " by 'B'");
    }

    /** What waits for an object, and what is done to it, go by one name. */
    @Test
    void objectsHaveOneName() {
        String message = failureOf(Accounts::latchOfTwo).toString();
        assertThat(message)
                .contains("'main' waits for CountDownLatch #1, whose count")
                .contains("waits for CountDownLatch #1  ")
                .doesNotContain("#2");
    }

    @Test
    void whoIsTooEarlyIsNamed() {
        assertThat(failureOf(Accounts::usedTooEarly).sentence().orElseThrow())
                .contains("'uses' reads `note`", "and the write of 'main'");
    }

    @Test
    void withOneThreadThereIsNoOrder() {
        Failure failure =
                failureOf(
                        () -> {
                            throw new IllegalStateException("alone");
                        });
        assertThat(failure.sentence()).isEmpty();
        assertThat(failure.unavoidable()).isEmpty();
    }

    @Test
    void theSourceIsThatOfTheLine() {
        Failure failure = failureOf(Accounts::withdrawTwice);
        Step read =
                failure.steps().stream()
                        .filter(step -> step.action().equals("reads balance"))
                        .findFirst()
                        .orElseThrow();
        assertThat(read.file()).isEqualTo("Accounts.java");
        assertThat(read.source()).isEqualTo("int before = balance;");
    }

    @Test
    void afterTheStepOfNoReturnMoreFailThanBefore() {
        Failure failure = failureOf(Accounts::withdrawTwice);
        Unavoidable found = failure.unavoidable().orElseThrow();
        assertThat(found.failedAfter()).isEqualTo(found.runsAfter());
        assertThat(found.failedBefore()).isLessThan(found.runsBefore());
        // Both have read it: what is written last is one too few.
        assertThat(found.what()).endsWith("reads balance");
        assertThat(failure.toString()).contains("After step " + found.step() + " (");
    }

    @Test
    void whatAlwaysFailsNeedsNoSchedule() {
        Failure failure =
                failureOf(
                        () -> {
                            Thread other = new Thread(() -> {}, "other");
                            other.start();
                            other.join();
                            throw new IllegalStateException("always");
                        });
        assertThat(failure.unavoidable().orElseThrow().step()).isZero();
        assertThat(failure.sentence().orElseThrow())
                .startsWith("It fails although no thread is preempted: ");
    }
}
