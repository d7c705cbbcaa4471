package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Mark;
import dev.heddle.trace.Step;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Points of a program that are marked, and ways that it lets be chosen. */
class MarksTest {

    private int balance;

    private void deposit(boolean marks) {
        int before = balance;
        if (marks) {
            Heddle.mark("looked");
        }
        balance = before + 1;
        if (marks) {
            Heddle.mark("saved");
        }
    }

    private Body depositTwice(boolean marks) {
        return () -> {
            balance = 0;
            Thread other = new Thread(() -> deposit(marks), "other");
            other.start();
            deposit(marks);
            other.join();
            if (balance != 2) {
                throw new IllegalStateException("a deposit is lost");
            }
        };
    }

    /** Counted, since how long something takes is another thing each time. */
    @Test
    void outsideARunAMarkAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // What is loaded, and made once, and what counting itself takes, comes first.
        mark(1_000);
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        mark(0);
        long counting = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        mark(100_000);
        long marking = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(marking).isEqualTo(counting);
        before = threads.getCurrentThreadAllocatedBytes();
        Object[] made = new Object[1_000];
        long making = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(making).isGreaterThan(counting + made.length);
    }

    private static void mark(int times) {
        for (int i = 0; i < times; i++) {
            Heddle.mark("somewhere");
        }
    }

    @Test
    void aMarkIsARowOfTheTableWithoutANumberOfItsOwn() {
        Failure failure = Heddle.explore(depositTwice(true)).failure().orElseThrow();
        List<Step> marked =
                failure.steps().stream().filter(step -> !step.mark().isEmpty()).toList();
        assertThat(marked)
                .extracting(Step::mark)
                .containsExactlyInAnyOrder("looked", "saved", "looked", "saved");
        assertThat(marked).allSatisfy(step -> assertThat(step.where()).startsWith("MarksTest"));
        assertThat(failure.toString())
                .containsPattern("(?m)^ +\\* +\\| +marks 'looked' .*mark\\(\"looked\"\\)")
                .containsPattern("(?m)^ +\\| +\\* +marks 'saved' ");
        assertThat(failure.steps().stream().filter(step -> step.mark().isEmpty()))
                .extracting(Step::index)
                .doesNotHaveDuplicates();
        assertThat(failure.toJson()).contains("\"mark\":\"looked\"");
    }

    @Test
    void aFailureKnowsItsMarks() {
        Failure failure = Heddle.explore(depositTwice(true)).failure().orElseThrow();
        assertThat(failure.marks()).extracting(Mark::name).startsWith("looked", "looked");
        assertThat(failure.marks()).extracting(Mark::thread).contains("main", "other");
        Report again = Heddle.replay(failure.token(), depositTwice(true));
        assertThat(again.failure().orElseThrow().marks()).isEqualTo(failure.marks());
    }

    @Test
    void marksChangeNeitherSchedulesNorTokens() {
        assertThat(digests(depositTwice(true))).isEqualTo(digests(depositTwice(false)));
        String token = Heddle.explore(depositTwice(false)).failure().orElseThrow().token();
        assertThat(Heddle.replay(token, depositTwice(true)).failure()).isPresent();
    }

    private static List<Long> digests(Body body) {
        List<Long> digests = new ArrayList<>();
        Heddle.explorer().schedules(50).toTheEnd().shrink(0).onDigest(digests::add).explore(body);
        return digests;
    }

    @Test
    void theMarksOfEachRunAreHandedOnInOrder() {
        List<List<String>> orders = new ArrayList<>();
        Heddle.explorer()
                .schedules(100)
                .onMarks(marks -> orders.add(marks.stream().map(Mark::name).toList()))
                .explore(
                        () -> {
                            Thread other = new Thread(() -> Heddle.mark("b"));
                            other.start();
                            Thread.yield(); // Else the mark belongs to the start.
                            Heddle.mark("a");
                            other.join();
                            Heddle.mark("c");
                        })
                .check();
        assertThat(orders).hasSize(100);
        assertThat(new HashSet<>(orders))
                .containsOnly(List.of("a", "b", "c"), List.of("b", "a", "c"));
    }

    @Test
    void aMarkHasTheTimeOfTheRun() {
        List<Mark> all = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .onMarks(all::addAll)
                .explore(
                        () -> {
                            Thread.sleep(1_500);
                            Heddle.mark("slept");
                        })
                .check();
        assertThat(all).singleElement().extracting(Mark::time).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void aMarkBeforeTheFirstStepIsToldToo() {
        Failure failure =
                Heddle.explore(
                                () -> {
                                    Heddle.mark("begun");
                                    throw new IllegalStateException();
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.steps()).extracting(Step::mark).containsExactly("begun");
    }

    @Test
    void outsideARunAMarkDoesNothing() {
        Heddle.mark("nowhere");
    }

    @Test
    void whoOnlyLooksMakesNoMark() {
        List<Mark> all = new ArrayList<>();
        Heddle.explorer()
                .schedules(3)
                .onMarks(all::addAll)
                .explore(
                        () ->
                                Property.always(
                                        "marks",
                                        () -> {
                                            Heddle.mark("looked");
                                            return true;
                                        }))
                .check();
        assertThat(all).isEmpty();
    }

    // --- ways that are chosen --------------------------------------------------------------------

    @Test
    void everyWayIsTried() {
        Set<Integer> chosen = new TreeSet<>();
        Heddle.explorer().schedules(100).explore(() -> chosen.add(Heddle.choose(5))).check();
        assertThat(chosen).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void everyCombinationOfWaysIsVisitedSystematically() {
        List<Integer> chosen = new ArrayList<>();
        Report report =
                Heddle.explorer()
                        .strategy("preemption:8")
                        .explore(() -> chosen.add(10 * Heddle.choose(3) + Heddle.choose(2)));
        report.check();
        assertThat(new TreeSet<>(chosen)).containsExactly(0, 1, 10, 11, 20, 21);
    }

    @Test
    void theWayThatFailsIsReplayedAndTheSmallestIsReported() {
        List<Integer> chosen = new ArrayList<>();
        Body body =
                () -> {
                    int way = Heddle.choose(100);
                    chosen.add(way);
                    if (way >= 37) {
                        throw new IllegalStateException("too far");
                    }
                };
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        chosen.clear();
        assertThat(Heddle.replay(failure.token(), body).failure()).isPresent();
        assertThat(chosen).containsExactly(37);
        chosen.clear();
        Heddle.replay(failure.foundToken(), body);
        assertThat(chosen).singleElement().satisfies(way -> assertThat(way).isBetween(37, 99));
    }

    @Test
    void inOrderTheFirstWayIsTaken() {
        Report report =
                Heddle.explorer()
                        .strategy("fifo")
                        .explore(() -> assertThat(Heddle.choose(7)).isZero());
        report.check();
    }

    @Test
    void aChoiceOfTheProgramIsADecision() {
        Report alone = Heddle.explorer().schedules(1).explore(() -> {});
        Report chooses = Heddle.explorer().schedules(1).explore(() -> Heddle.choose(3));
        assertThat(chooses.decisions()).isEqualTo(alone.decisions() + 1);
    }

    @Test
    void refusesWhatIsNoChoice() {
        assertThatThrownBy(() -> Heddle.choose(3))
                .isInstanceOf(HeddleException.class)
                .hasMessageStartingWith("Heddle.choose was called outside a run");
        assertThatThrownBy(() -> Heddle.choose(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There must be at least one way to choose, but there are 0.");
    }
}
