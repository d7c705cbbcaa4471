package dev.heddle.assertj;

import static dev.heddle.assertj.HeddleAssertions.assertThatThisRun;
import static dev.heddle.assertj.HeddleAssertions.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Task;
import dev.heddle.kernel.Ending.Kind;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Mark;
import dev.heddle.kernel.Wait;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Assertions about one run, one failure and one report, both ways, and what they say. */
class RunAssertTest {

    private static final Run RUN =
            new Run(
                    List.of(
                            mark("opened", "main", 0),
                            mark("enters", "ada", 1),
                            mark("leaves", "ada", 2),
                            mark("enters", "bob", 2),
                            mark("leaves", "bob", 7)),
                    Duration.ofSeconds(9));

    private static final Span ASKING = span("asked", "answered");

    private static Mark mark(String name, String thread, int second) {
        return new Mark(name, thread, second + 1, Duration.ofSeconds(second));
    }

    private static RunAssert run() {
        return HeddleAssertions.assertThat(RUN);
    }

    private static String messageOf(ThrowingCallable assertion) {
        AssertionError error = catchThrowableOfType(AssertionError.class, assertion);
        assertThat(error).as("the assertion did not fail").isNotNull();
        return error.getMessage();
    }

    @Test
    void marksOfARun() {
        run().cameTo("opened").cameTo("enters", 2).neverCameTo("closed");
        assertThat(messageOf(() -> run().cameTo("closed")))
                .isEqualTo(
                        """
                        Expecting the run to come to 'closed'.
                        The run came to these marks, in order:
                          'opened' by 'main' after step 1
                          'enters' by 'ada' after step 2, at 1s
                          'leaves' by 'ada' after step 3, at 2s
                          'enters' by 'bob' after step 3, at 2s
                          'leaves' by 'bob' after step 8, at 7s\
                        """);
        assertThat(messageOf(() -> run().neverCameTo("enters")))
                .startsWith("Expecting the run never to come to 'enters', but 'ada' did.");
        assertThat(messageOf(() -> run().cameTo("enters", 3)))
                .startsWith("Expecting the run to come to 'enters' 3 times, but it did 2 times.");
    }

    @Test
    void theirOrder() {
        run().happenedBefore("opened", "leaves").inOrder("opened", "enters");
        assertThat(messageOf(() -> run().happenedBefore("leaves", "opened")))
                .startsWith(
                        "Expecting: 'leaves' happened before 'opened', but 'opened' of 'main' came"
                                + " before any 'leaves'.");
        assertThat(messageOf(() -> run().happenedBefore("opened", "closed")))
                .contains("but the run never came to 'closed'.");
        assertThat(messageOf(() -> run().inOrder("opened", "enters", "leaves")))
                .contains("'enters' of 'bob' came after 'leaves'.");
        assertThat(messageOf(() -> run().inOrder("opened", "leaves", "enters")))
                .contains("'enters' of 'ada' came before any 'leaves'.");
    }

    @Test
    void theirSpans() {
        run().neverOverlaps(span("enters", "leaves"));
        assertThat(messageOf(() -> run().neverOverlaps(span("enters", "closed"))))
                .contains("'enters' of 'bob' came while 'ada' was between 'enters' and 'closed'.");
        run().lastsAtMost(span("enters", "leaves"), Duration.ofSeconds(5));
        assertThat(
                        messageOf(
                                () ->
                                        run().lastsAtMost(
                                                        span("enters", "leaves"),
                                                        Duration.ofSeconds(4))))
                .contains("'bob' took 5s.");
        assertThat(
                        messageOf(
                                () ->
                                        run().lastsAtMost(
                                                        span("opened", "closed"),
                                                        Duration.ofSeconds(4))))
                .contains("'main' took 9s, and has not ended.");
        assertThat(messageOf(() -> run().neverOverlaps(span("closed", "leaves"))))
                .contains("never came to 'closed'");
    }

    @Test
    void theTimeOfARun() {
        run().lasts(Duration.ofSeconds(9)).lastsAtMost(Duration.ofSeconds(9));
        assertThat(messageOf(() -> run().lasts(Duration.ofSeconds(8)))).contains("it took 9s");
        assertThat(messageOf(() -> run().lastsAtMost(Duration.ofSeconds(8))))
                .contains("it took 9s");
    }

    @Test
    void theRunThatIsGoingOn() {
        Heddle.explore(
                        () -> {
                            Shop.order(true);
                            Thread.sleep(1_000);
                            assertThatThisRun()
                                    .happenedBefore("saved", "mailed")
                                    .lasts(Duration.ofSeconds(1));
                        })
                .check();
        Report report =
                Heddle.explore(
                        () -> {
                            Shop.order(false);
                            assertThatThisRun().happenedBefore("saved", "mailed");
                        });
        HeddleAssertions.assertThat(report)
                .failure()
                .hasKind(Kind.FAILED)
                .hasSummaryContaining("'mailed' of 'mails' came before any 'saved'");
        assertThatThrownBy(HeddleAssertions::assertThatThisRun)
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("outside a run");
    }

    private static Action asks() {
        return () -> {
            Heddle.mark("asked");
            Async.sleep(Duration.ofSeconds(1));
            Heddle.mark("answered");
        };
    }

    @Test
    void coroutinesAreToldByTheirNames() {
        Heddle.explore(
                        () -> {
                            Async.run(
                                    () -> {
                                        Task<?> one = Async.createTask("one", asks());
                                        Task<?> other = Async.createTask("other", asks());
                                        one.await();
                                        other.await();
                                    });
                            assertThat(messageOf(() -> assertThatThisRun().neverOverlaps(ASKING)))
                                    .matches(
                                            "(?s).*'asked' of '(one|other)' came while"
                                                    + " '(one|other)' was between 'asked' and"
                                                    + " 'answered'.*");
                            assertThatThisRun().lastsAtMost(ASKING, Duration.ofSeconds(1));
                        })
                .check();
    }

    @Test
    void whatAFailureIs() {
        Report report = Heddle.explore(Shop::deadlock);
        FailureAssert failure = HeddleAssertions.assertThat(report.failure().orElseThrow());
        failure.isDeadlock()
                .isDeadlockOf("bob", "ada")
                .leaves("ada", Wait.MONITOR)
                .leavesWaitingFor("ada", "Object #")
                .leavesOnly("main", "ada", "bob");
        assertThat(messageOf(() -> failure.hasKind(Kind.LEAK)))
                .startsWith(
                        "Expecting a failure of the kind LEAK, but it is DEADLOCK:\nDeadlock: ");
        assertThat(messageOf(() -> failure.isDeadlockOf("ada")))
                .startsWith("Expecting a deadlock of [ada], but it is one of [ada, bob]:");
        assertThat(messageOf(() -> failure.leaves("ada", Wait.TIME)))
                .contains("in the state TIME, but it is in the state MONITOR:");
        assertThat(messageOf(() -> failure.leaves("eve", Wait.TIME)))
                .contains("there are left [main, ada, bob]:");
        assertThat(messageOf(() -> failure.leavesWaitingFor("ada", "a latch")))
                .contains("but it waits for java.lang.Object #");
        assertThat(messageOf(() -> failure.leavesOnly("ada")))
                .contains("Expecting [ada] to be left");
        assertThat(messageOf(() -> failure.isRaceOn("orders"))).contains("but it is none:");
        assertThat(messageOf(() -> failure.needsPreemptions(7))).contains("but it needs 1:");
        assertThat(messageOf(() -> failure.hasCauseInstanceOf(Error.class)))
                .contains("but nothing was thrown:");
        assertThat(messageOf(() -> failure.hasSummaryContaining("nothing")))
                .contains("contains 'nothing'");
    }

    @Test
    void whatAReportSays() {
        Report fine = Heddle.explorer().schedules(50).explore(() -> Shop.count(true));
        HeddleAssertions.assertThat(fine)
                .neverFails()
                .hasNoDeadlock()
                .hasNoRaces()
                .hasNoLeaks()
                .hasNoSwallowedExceptions()
                .takesLocksInOneOrder()
                .isUnderControl();
        Report racy = Heddle.explorer().schedules(50).explore(() -> Shop.count(false));
        assertThat(messageOf(() -> HeddleAssertions.assertThat(racy).hasNoRaces()))
                .startsWith("Expecting no data races, but:\n  Data race on ");
        Report stuck = Heddle.explore(Shop::deadlock);
        assertThat(messageOf(() -> HeddleAssertions.assertThat(stuck).neverFails()))
                .startsWith("Expecting no schedule to fail, but schedule ")
                .contains("Deadlock: ");
        assertThat(messageOf(() -> HeddleAssertions.assertThat(stuck).hasNoDeadlock()))
                .startsWith("Expecting no deadlock:\nDeadlock: ");
        assertThat(messageOf(() -> HeddleAssertions.assertThat(fine).canFail()))
                .startsWith("Expecting a schedule to fail, but none of 50 did.");
        assertThat(messageOf(() -> HeddleAssertions.assertThat(fine).canReach("a goal")))
                .startsWith("Expecting a schedule to reach 'a goal', but none of 50 did.");
    }

    @Test
    void softAssertionsTellAll() {
        Report stuck = Heddle.explore(Shop::deadlock);
        HeddleSoftAssertions softly = new HeddleSoftAssertions();
        softly.assertThat(RUN).cameTo("opened").cameTo("closed").lasts(Duration.ZERO);
        softly.assertThat(stuck).neverFails();
        softly.assertThat(stuck.failure().orElseThrow()).hasKind(Kind.LEAK);
        softly.assertThat(1).isEqualTo(2);
        assertThat(messageOf(softly::assertAll))
                .contains("Multiple Failures (5 failures)")
                .contains("to come to 'closed'", "it took 9s", "Expecting no schedule to fail");
        HeddleSoftAssertions fine = new HeddleSoftAssertions();
        fine.assertThat(RUN).cameTo("opened").inOrder("opened", "enters");
        fine.assertAll();
    }

    @Test
    void namesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> run().inOrder())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> run().inOrder("opened", "opened"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given twice");
        assertThatThrownBy(() -> span("opened", "opened"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'opened'");
        assertThat(messageOf(() -> HeddleAssertions.assertThat((Run) null).cameTo("opened")))
                .contains("not to be null");
    }
}
