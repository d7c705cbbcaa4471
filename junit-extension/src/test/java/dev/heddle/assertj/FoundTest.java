package dev.heddle.assertj;

import static dev.heddle.assertj.HeddleAssertions.assertThatProgram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Property;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Future;
import dev.heddle.detect.Race;
import dev.heddle.kernel.Ending.Kind;
import dev.heddle.kernel.Wait;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Each thing that can be found in a program and that an assertion is about: of the report, in which
 * it is told, and of the program, where it fails the schedule; and of a program without it.
 */
class FoundTest {

    private static Report report(Body body) {
        return Heddle.explorer().schedules(30).allowLeaks().explore(body);
    }

    /** Of a program that is explored with what was found being a failure. */
    private static Report failing(UnaryOperator<Explorer> check, Body body) {
        return check.apply(Heddle.explorer()).strategy("fifo").explore(body);
    }

    private static String messageOf(ThrowingCallable assertion) {
        AssertionError error = catchThrowableOfType(AssertionError.class, assertion);
        assertThat(error).as("the assertion did not fail").isNotNull();
        return error.getMessage();
    }

    // --- locks -----------------------------------------------------------------------------------

    /** Two threads take two locks, one after the other, so that it never comes to a deadlock. */
    private static void locks(boolean crossed) throws InterruptedException {
        Lock first = new ReentrantLock();
        Lock second = new ReentrantLock();
        Thread ada = new Thread(() -> both(first, second), "ada");
        Thread bob =
                new Thread(() -> both(crossed ? second : first, crossed ? first : second), "bob");
        ada.start();
        bob.start();
        ada.join();
        bob.join();
    }

    private static void both(Lock first, Lock second) {
        first.lock();
        try {
            second.lock();
            second.unlock();
        } finally {
            first.unlock();
        }
    }

    @Test
    void locksInDifferentOrders() {
        HeddleAssertions.assertThat(report(() -> locks(false))).takesLocksInOneOrder();
        assertThatProgram(() -> locks(false)).takesLocksInOneOrder();
        // In the first schedule it does not come to the deadlock.
        Report crossed = Heddle.explorer().strategy("fifo").explore(() -> locks(true));
        assertThat(
                        messageOf(
                                () ->
                                        HeddleAssertions.assertThat(crossed)
                                                .neverFails()
                                                .takesLocksInOneOrder()))
                .startsWith("Expecting no locks taken in different orders, but:\n  ")
                .contains("FoundTest.java:");
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(() -> locks(true))
                                                .with(explorer -> explorer.strategy("fifo"))
                                                .takesLocksInOneOrder()))
                .startsWith("Schedule 1 fails:\n")
                .contains("assertThatProgram(body).replaying(");
        Report failing = failing(explorer -> explorer.lockOrders(Check.FAIL), () -> locks(true));
        assertThat(messageOf(() -> HeddleAssertions.assertThat(failing).takesLocksInOneOrder()))
                .contains("FoundTest.java:");
    }

    // --- the schedule that has shown it ----------------------------------------------------------

    private static int count;

    /** A data race, unless the other thread has seen that the first one is done. */
    private static void race() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread other =
                new Thread(
                        () -> {
                            if (!done.get()) {
                                count++;
                            }
                        });
        other.start();
        count++;
        done.set(true);
        other.join();
    }

    @Test
    void whatAScheduleHasShownThatDidNotFailCanBeReplayed() {
        Report racing = report(FoundTest::race);
        Race race = racing.races().getFirst();
        String token = racing.tokenOf(race).orElseThrow();
        assertThat(racing.failure()).isEmpty();
        assertThat(Heddle.replay(token, FoundTest::race).races())
                .extracting(Race::what)
                .contains(race.what());
        assertThat(messageOf(() -> HeddleAssertions.assertThat(racing).hasNoRaces()))
                .startsWith("Expecting no data races, but:\n")
                .contains("Replay it: @Replay(\"" + token + "\"), or Heddle.replay(\"" + token);

        Report crossed = Heddle.explorer().strategy("fifo").explore(() -> locks(true));
        token = crossed.tokenOf(crossed.lockOrders().getFirst()).orElseThrow();
        assertThat(Heddle.replay(token, () -> locks(true)).lockOrders()).isNotEmpty();
        assertThat(messageOf(() -> HeddleAssertions.assertThat(crossed).takesLocksInOneOrder()))
                .contains("@Replay(\"" + token + "\")");

        Report leaking = report(() -> pool(false, false));
        String left = leaking.leaks().getFirst();
        token = leaking.tokenOf(left).orElseThrow();
        assertThat(Heddle.explorer().allowLeaks().replay(token, () -> pool(false, false)).leaks())
                .contains(left);
        assertThat(messageOf(() -> HeddleAssertions.assertThat(leaking).hasNoLeaks()))
                .contains("@Replay(\"" + token + "\")");

        assertThat(leaking.tokenOf("what nobody has left")).isEmpty();
        assertThat(leaking.tokenOf(race)).isEmpty();
    }

    @Test
    void theRunOfAFailureCanBeReplayed() {
        Report failing =
                failing(
                        UnaryOperator.identity(),
                        () -> {
                            throw new IllegalStateException("always");
                        });
        String token = failing.failure().orElseThrow().token();
        assertThat(
                        messageOf(
                                () ->
                                        HeddleAssertions.assertThat(failing)
                                                .failure()
                                                .run()
                                                .cameTo("nowhere")))
                .contains("Expecting the run to come to 'nowhere'.")
                .endsWith("Heddle.replay(\"" + token + "\", body)");
    }

    // --- what is outside -------------------------------------------------------------------------

    @TempDir private static Path directory;

    @Test
    void whatIsNotUnderControl() throws IOException {
        HeddleAssertions.assertThat(report(() -> locks(false))).isUnderControl();
        Path file = Files.writeString(directory.resolve("file"), "text");
        Report reading = report(() -> new FileInputStream(file.toFile()).close());
        assertThat(messageOf(() -> HeddleAssertions.assertThat(reading).isUnderControl()))
                .startsWith("Expecting no uses of what is not under control, but:\n  ")
                .contains("FoundTest.java:");
        Report failing =
                failing(Explorer::strict, () -> new FileInputStream(file.toFile()).close());
        assertThat(failing.failure()).isPresent();
        assertThat(messageOf(() -> HeddleAssertions.assertThat(failing).isUnderControl()))
                .contains("FoundTest.java:");
    }

    // --- what is left, and what nobody looks at --------------------------------------------------

    private static void pool(boolean closed, boolean failing) {
        var pool = Executors.newFixedThreadPool(1);
        pool.submit(
                () -> {
                    if (failing) {
                        throw new FileNotFoundException("nobody looks at it");
                    }
                    return "done";
                });
        if (closed) {
            pool.close();
        }
    }

    @Test
    void leaks() {
        HeddleAssertions.assertThat(report(() -> pool(true, false))).hasNoLeaks();
        assertThatProgram(() -> pool(true, false)).hasNoLeaks();
        Report leaking = report(() -> pool(false, false));
        assertThat(messageOf(() -> HeddleAssertions.assertThat(leaking).neverFails().hasNoLeaks()))
                .startsWith("Expecting no leaks, but:\n  ")
                .contains("FoundTest.java:");
        Report failing = failing(explorer -> explorer.leaks(Check.FAIL), () -> pool(false, false));
        assertThat(messageOf(() -> HeddleAssertions.assertThat(failing).hasNoLeaks()))
                .startsWith("Expecting nothing to be left behind:\n");
        assertThat(messageOf(() -> assertThatProgram(() -> pool(false, false)).hasNoLeaks()))
                .startsWith("Schedule 1 fails:\n");
    }

    @Test
    void swallowedExceptions() {
        HeddleAssertions.assertThat(report(() -> pool(true, false))).hasNoSwallowedExceptions();
        assertThatProgram(() -> pool(true, false)).hasNoSwallowedExceptions();
        Report swallowing = report(() -> pool(true, true));
        assertThat(
                        messageOf(
                                () ->
                                        HeddleAssertions.assertThat(swallowing)
                                                .neverFails()
                                                .hasNoSwallowedExceptions()))
                .startsWith("Expecting no swallowed exceptions, but:\n  ")
                .contains("FileNotFoundException", "nobody looks at it");
        assertThat(
                        messageOf(
                                () ->
                                        assertThatProgram(() -> pool(true, true))
                                                .hasNoSwallowedExceptions()))
                .startsWith("Schedule 1 fails:\n")
                .contains("nobody looks at it");
        Report failing =
                failing(explorer -> explorer.swallowed(Check.FAIL), () -> pool(true, true));
        assertThat(messageOf(() -> HeddleAssertions.assertThat(failing).hasNoSwallowedExceptions()))
                .contains("nobody looks at it");
    }

    // --- goals -----------------------------------------------------------------------------------

    @Test
    void goals() {
        Body body =
                () -> {
                    Property.sometimes("counted twice");
                    if (Shop.count(true).orders() == 3) {
                        Property.sometimes("counted thrice");
                    }
                };
        Report report = report(body);
        HeddleAssertions.assertThat(report).canReach("counted twice");
        assertThat(messageOf(() -> HeddleAssertions.assertThat(report).canReach("counted thrice")))
                .isEqualTo(
                        "Expecting a schedule to reach 'counted thrice', but none of 30 did."
                                + " Reached in so many schedules: {counted twice=30}");
    }

    // --- failures --------------------------------------------------------------------------------

    private static Failure failure(Explorer explorer, Body body) {
        return explorer.explore(body).failure().orElseThrow();
    }

    @Test
    void races() {
        Failure race = failure(Heddle.explorer().races(Check.FAIL), () -> Shop.count(false));
        HeddleAssertions.assertThat(race)
                .isRaceOn("orders")
                .isRaceOn("Shop.orders")
                .isRaceOn("dev.heddle.assertj.Shop.orders");
        assertThat(messageOf(() -> HeddleAssertions.assertThat(race).isRaceOn("rders")))
                .startsWith(
                        "Expecting a data race on rders, but it is one on"
                                + " dev.heddle.assertj.Shop.orders:\n");
    }

    @Test
    void causes() {
        Failure thrown =
                failure(
                        Heddle.explorer(),
                        () -> {
                            throw new FileNotFoundException("thrown");
                        });
        HeddleAssertions.assertThat(thrown)
                .hasKind(Kind.FAILED)
                .hasCauseInstanceOf(FileNotFoundException.class)
                .hasCauseInstanceOf(IOException.class)
                .hasSummaryContaining("thrown");
        assertThat(
                        messageOf(
                                () ->
                                        HeddleAssertions.assertThat(thrown)
                                                .hasCauseInstanceOf(IllegalStateException.class)))
                .startsWith(
                        "Expecting a failure caused by java.lang.IllegalStateException, but it is"
                                + " java.io.FileNotFoundException:\n");
    }

    // --- coroutines ------------------------------------------------------------------------------

    @Test
    void statesOfCoroutines() {
        Failure stuck =
                failure(
                        Heddle.explorer(),
                        () ->
                                Async.run(
                                        () -> {
                                            Future<String> never = Async.loop().createFuture();
                                            Async.createTask("waiter", never::await).await();
                                        }));
        HeddleAssertions.assertThat(stuck)
                .leaves("waiter", Wait.EVENT)
                .leavesWaitingFor("waiter", "a future");
        assertThat(messageOf(() -> HeddleAssertions.assertThat(stuck).leaves("waiter", Wait.TIME)))
                .startsWith("Expecting 'waiter' to be left in the state TIME, but");
        assertThat(messageOf(() -> HeddleAssertions.assertThat(stuck).leavesOnly("waiter")))
                .startsWith("Expecting [waiter] to be left, but it is [");
    }

    // --- soft assertions -------------------------------------------------------------------------

    @Test
    void softAssertionsGoOnWhereOneLeadsToAnother() {
        Report stuck = Heddle.explore(Shop::deadlock);
        HeddleSoftAssertions softly = new HeddleSoftAssertions();
        softly.assertThat(stuck).failure().isDeadlockOf("eve").needsPreemptions(7);
        softly.assertThat(stuck).failure().leaves("eve", Wait.TIME).run().cameTo("nowhere");
        assertThat(messageOf(softly::assertAll))
                .contains("Multiple Failures (4 failures)")
                .contains("a deadlock of [eve]", "needs 7 preemptions", "'eve'", "'nowhere'");
        HeddleSoftAssertions none = new HeddleSoftAssertions();
        none.assertThat(report(() -> locks(false))).failure().isDeadlock().run().cameTo("nowhere");
        assertThat(messageOf(none::assertAll))
                .contains("Multiple Failures (1 failure)")
                .contains("Expecting a schedule to fail, but none of 30 did.");
        HeddleSoftAssertions fine = new HeddleSoftAssertions();
        fine.assertThat(stuck).failure().isDeadlockOf("ada", "bob").needsPreemptions(1);
        fine.assertAll();
    }

    @Test
    void softAssertionsOfAllSchedules() {
        HeddleSoftAssertions softly = new HeddleSoftAssertions();
        softly.assertThatProgram(() -> Shop.count(false)).hasNoRaces().canReach("nowhere");
        softly.assertThatOutcomesOf(() -> "one")
                .with(explorer -> explorer.schedules(3))
                .hasOutcomes("other")
                .canReach("third");
        assertThat(messageOf(softly::assertAll))
                .contains("Multiple Failures (4 failures)")
                .contains("Data race on ", "'nowhere'", "none of [other]", "[third]");
        HeddleSoftAssertions fine = new HeddleSoftAssertions();
        fine.assertThatProgram(() -> Shop.count(true)).hasNoRaces().canReach("leaves");
        fine.assertThatOutcomesOf(() -> "one").hasOutcomes("one");
        fine.assertAll();
    }
}
