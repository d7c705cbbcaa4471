package dev.heddle.assertj;

import static dev.heddle.assertj.HeddleAssertions.assertThatProgram;
import static dev.heddle.assertj.HeddleAssertions.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.Heddle;
import dev.heddle.kernel.Wait;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is asserted of all schedules holds, or the one that breaks it is told. */
class ProgramAssertTest {

    private static final Span INSIDE = span("enters", "leaves");

    private static int value;

    private static String messageOf(ThrowingCallable assertion) {
        AssertionError error = catchThrowableOfType(AssertionError.class, assertion);
        assertThat(error).as("the assertion did not fail").isNotNull();
        return error.getMessage();
    }

    @Test
    void whatHappensBeforeInEachSchedule() {
        assertThatProgram(() -> Shop.order(true)).happenedBefore("saved", "mailed");
    }

    @Test
    void aScheduleInWhichItDoesNotIsToldAndReplayed() {
        String message =
                messageOf(
                        () ->
                                assertThatProgram(() -> Shop.order(false))
                                        .happenedBefore("saved", "mailed"));
        assertThat(message)
                .startsWith("Schedule ")
                .contains("Property ''saved' happened before 'mailed'' does not hold")
                .contains("marks 'mailed'")
                .contains("How it came about");
        Matcher replay =
                Pattern.compile("Replay it: assertThatProgram\\(body\\)\\.replaying\\(\"(.*)\"\\)")
                        .matcher(message);
        assertThat(replay.find()).isTrue();
        assertThatThrownBy(
                        () ->
                                assertThatProgram(() -> Shop.order(false))
                                        .replaying(replay.group(1))
                                        .happenedBefore("saved", "mailed"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The schedule that was replayed fails:");
    }

    @Test
    void whatNeverHappensIsNotShown() {
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(() -> Shop.order(true))
                                                .with(explorer -> explorer.schedules(20))
                                                .happenedBefore("saved", "delivered")))
                .isEqualTo(
                        "Expecting in all schedules: 'saved' happened before 'delivered'. But no"
                                + " schedule of 20 has shown it: they never came to 'delivered'.");
    }

    @Test
    void whatComesInOrder() {
        assertThatProgram(
                        () -> {
                            Heddle.mark("opened");
                            Shop.order(true);
                        })
                .inOrder("opened", "saved", "mailed");
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(() -> Shop.order(false))
                                                .inOrder("saved", "mailed")))
                .contains("Property ''saved', then 'mailed'' does not hold");
    }

    @Test
    void whatNeverOverlaps() {
        assertThatProgram(() -> Shop.count(true)).neverOverlaps(INSIDE);
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(() -> Shop.count(false))
                                                .neverOverlaps(INSIDE)))
                .contains(
                        "Property 'one thread at a time from 'enters' to 'leaves'' does not hold");
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(() -> Shop.count(false))
                                                .neverOverlap(INSIDE, span("enters", "never"))))
                .contains("from 'enters' to 'leaves' never overlaps from 'enters' to 'never'");
    }

    @Test
    void whatHoldsMeanwhile() {
        assertThatProgram(
                        () -> {
                            value = 1;
                            Heddle.mark("enters");
                            value += 1;
                            Heddle.mark("leaves");
                            value = 0;
                        })
                .alwaysHoldsWhile(INSIDE, "there is a value", () -> value > 0);
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(
                                                        () -> {
                                                            value = 1;
                                                            Heddle.mark("enters");
                                                            value = 0;
                                                            value = 1;
                                                            Heddle.mark("leaves");
                                                        })
                                                .alwaysHoldsWhile(
                                                        INSIDE,
                                                        "there is a value",
                                                        () -> value > 0)))
                .contains("Property 'there is a value from 'enters' to 'leaves'' does not hold");
    }

    @Test
    void howLongSomethingLasts() {
        Span asking = span("asks", "has");
        assertThatProgram(() -> Shop.sleep(Duration.ofDays(2)))
                .lastsAtMost(asking, Duration.ofDays(2));
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(
                                                        () -> {
                                                            Shop.sleep(Duration.ofDays(2));
                                                            value++;
                                                        })
                                                .lastsAtMost(asking, Duration.ofHours(47))))
                .contains("Property 'no more than 47h from 'asks' to 'has'' does not hold");
    }

    @Test
    void whatCanBeReached() {
        assertThatProgram(() -> Shop.order(false)).canReach("mailed").neverReaches("delivered");
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(() -> Shop.order(false))
                                                .with(explorer -> explorer.schedules(10))
                                                .canReach("delivered")))
                .isEqualTo(
                        "Expecting a schedule to come to 'delivered', but none of 10 did. Marks,"
                                + " and in how many schedules: {mailed=10, saved=10}");
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(() -> Shop.order(true))
                                                .neverReaches("mailed")))
                .contains("Property 'never 'mailed'' does not hold");
    }

    @Test
    void whatIsReachedInASchedulesThatFailsIsReached() {
        assertThatProgram(Shop::deadlock).canReach("has both");
    }

    @Test
    void whatFailsOrNeverDoes() {
        assertThatProgram(() -> Shop.count(true)).neverFails().hasNoRaces().hasNoDeadlock();
        assertThat(messageOf(() -> assertThatProgram(Shop::deadlock).hasNoDeadlock()))
                .startsWith("Expecting no deadlock, but:\nDeadlock: ");
        assertThat(messageOf(() -> assertThatProgram(() -> Shop.count(false)).hasNoRaces()))
                .contains("Data race on dev.heddle.assertj.Shop.orders");
        assertThat(messageOf(() -> assertThatProgram(() -> Shop.count(true)).failure()))
                .startsWith("Expecting a schedule to fail, but none of ");
        assertThat(messageOf(() -> assertThatProgram(Shop::deadlock).takesLocksInOneOrder()))
                .contains("Schedule ");
    }

    @Test
    void whatIsLeftBehind() {
        assertThatProgram(
                        () -> {
                            try (var pool = Executors.newFixedThreadPool(1)) {
                                pool.submit(() -> value++).get();
                            }
                        })
                .hasNoLeaks()
                .hasNoSwallowedExceptions();
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(
                                                        () ->
                                                                Executors.newFixedThreadPool(1)
                                                                        .submit(() -> value++)
                                                                        .get())
                                                .hasNoLeaks()))
                .contains("Schedule 1 fails:");
    }

    @Test
    void aFailureGoesOn() {
        assertThatProgram(Shop::deadlock)
                .failure()
                .isDeadlockOf("ada", "bob")
                .leaves("main", Wait.THREAD)
                .needsPreemptions(1)
                .run()
                .neverCameTo("has both");
    }

    @Test
    void aDescriptionIsTold() {
        assertThat(messageOf(() -> assertThatProgram(Shop::deadlock).as("two locks").neverFails()))
                .startsWith("[two locks] Schedule ");
    }
}
