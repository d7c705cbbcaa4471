package dev.heddle.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.ParsedJson;
import dev.heddle.async.Async;
import dev.heddle.control.Control;
import dev.heddle.trace.Step;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What steps say of locks, of time, of who waits, and of what comes before what. */
class WatchedStepsTest {

    private static volatile boolean ready;
    private static int value;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Step find(List<Step> steps, String thread, String action) {
        return steps.stream()
                .filter(step -> step.thread().equals(thread) && step.action().startsWith(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError(thread + " " + action + " in " + steps));
    }

    /** The steps of the only schedule, which fails at its end. */
    private static List<Step> stepsOf(Body body) {
        return Heddle.explorer()
                .schedules(1)
                .strategy("fifo")
                .shrink(0)
                .explore(
                        () -> {
                            body.run();
                            throw new IllegalStateException("the end");
                        })
                .failure()
                .orElseThrow()
                .steps();
    }

    @Test
    void aThreadComesAfterItsStartAndBeforeItsJoin() {
        List<Step> steps =
                stepsOf(
                        () -> {
                            value = 1;
                            Thread other = new Thread(() -> value = 2, "other");
                            other.start();
                            other.join();
                            value = 3;
                        });
        Step first = find(steps, "main", "writes value");
        Step theirs = find(steps, "other", "writes value");
        Step ends = find(steps, "other", "ends");
        Step last =
                steps.stream()
                        .filter(step -> step.action().startsWith("writes value"))
                        .reduce((one, next) -> next)
                        .orElseThrow();
        assertThat(theirs.after()).containsExactly(new Step.After(first.index(), "start"));
        assertThat(last.after()).extracting(Step.After::step).containsExactly(ends.index());
        assertThat(first.after()).isEmpty();
    }

    @Test
    void whatIsVolatileOrdersAndWhatIsPlainDoesNot() {
        List<Step> steps =
                stepsOf(
                        () -> {
                            ready = false;
                            Thread other =
                                    new Thread(
                                            () -> {
                                                value = 1;
                                                ready = true;
                                            },
                                            "other");
                            other.start();
                            while (!ready) {
                                Thread.yield();
                            }
                            value++;
                            other.join();
                        });
        Step write = find(steps, "other", "writes ready");
        Step read =
                steps.stream()
                        .filter(step -> step.action().equals("reads ready"))
                        .filter(step -> step.index() > write.index())
                        .findFirst()
                        .orElseThrow();
        assertThat(read.after()).containsExactly(new Step.After(write.index(), "memory"));
        assertThat(find(steps, "main", "reads value").after()).isEmpty();
    }

    @Test
    void aMonitorIsHeldFromTheStepAfterItsEntryAndOrdersThoseInIt() {
        List<Step> steps =
                stepsOf(
                        () -> {
                            Object lock = new Object();
                            Runnable adds =
                                    () -> {
                                        synchronized (lock) {
                                            value++;
                                        }
                                        value++;
                                    };
                            Thread other = new Thread(adds, "other");
                            Thread third = new Thread(adds, "third");
                            other.start();
                            third.start();
                            other.join();
                            third.join();
                        });
        List<Step> mine = steps.stream().filter(step -> step.thread().equals("other")).toList();
        assertThat(mine)
                .extracting(Step::action, Step::held)
                .startsWith(
                        tuple("enters a monitor", List.of()),
                        tuple("reads value", List.of("Object #1")),
                        tuple("writes value", List.of("Object #1")),
                        tuple("reads value", List.of()));
        assertThat(steps)
                .filteredOn(step -> step.thread().equals("third"))
                .flatExtracting(Step::after)
                .extracting(Step.After::through)
                .contains("monitor");
    }

    @Test
    void whoIsLetGoOnComesAfterThat() {
        List<Step> steps =
                stepsOf(
                        () -> {
                            CountDownLatch latch = new CountDownLatch(1);
                            Thread other = new Thread(latch::countDown, "other");
                            other.start();
                            latch.await();
                            value = 1;
                            other.join();
                        });
        Step counts = find(steps, "other", "calls CountDownLatch.countDown");
        Step next = find(steps, "main", "writes value");
        assertThat(next.after()).extracting(Step.After::step).contains(counts.index());
        assertThat(find(steps, "main", "waits for").waits()).isTrue();
        assertThat(next.waits()).isFalse();
    }

    @Test
    void whoIsNotifiedComesAfterThat() {
        List<Step> steps =
                stepsOf(
                        () -> {
                            Object lock = new Object();
                            Thread other =
                                    new Thread(
                                            () -> {
                                                synchronized (lock) {
                                                    lock.notifyAll();
                                                }
                                            },
                                            "other");
                            synchronized (lock) {
                                other.start();
                                lock.wait();
                            }
                            value = 1;
                            other.join();
                        });
        Step notifies = find(steps, "other", "notifies");
        assertThat(steps)
                .filteredOn(step -> step.thread().equals("main"))
                .flatExtracting(Step::after)
                .extracting(Step.After::step)
                .anyMatch(step -> step >= notifies.index());
    }

    @Test
    void whoHasTheTurnNextComesAfterThat() {
        List<Step> steps =
                stepsOf(
                        () ->
                                Async.run(
                                        () -> {
                                            value = 1;
                                            Async.createTask("one", () -> value = 2).await();
                                            value = 3;
                                        }));
        Step theirs = find(steps, "one", "writes value");
        Step last =
                steps.stream()
                        .filter(step -> step.action().equals("writes value"))
                        .reduce((one, next) -> next)
                        .orElseThrow();
        assertThat(last.thread()).isEqualTo("main");
        assertThat(last.after()).extracting(Step.After::through).contains("wake");
        assertThat(theirs.index()).isLessThan(last.index());
    }

    @Test
    void whatIsPlainHasNoArrow() {
        List<Step> steps =
                stepsOf(
                        () -> {
                            value = 0;
                            Thread writes = new Thread(() -> value = 1, "writes");
                            Thread reads = new Thread(() -> value = value + 1, "reads");
                            writes.start();
                            reads.start();
                            writes.join();
                            reads.join();
                        });
        Step write = find(steps, "writes", "writes value");
        Step read = find(steps, "reads", "reads value");
        assertThat(read.index()).isGreaterThan(write.index());
        assertThat(read.after()).extracting(Step.After::through).containsExactly("start");
    }

    @Test
    void whatFollowsFromOtherArrowsHasNone() {
        List<Step> steps =
                stepsOf(
                        () -> {
                            ready = false;
                            Thread first = new Thread(() -> ready = true, "first");
                            Thread second =
                                    new Thread(
                                            () -> {
                                                while (!ready) {
                                                    Thread.yield();
                                                }
                                                value = ready ? 1 : 2;
                                            },
                                            "second");
                            first.start();
                            second.start();
                            second.join();
                            value = ready ? 3 : 4;
                            first.join();
                        });
        Step write = find(steps, "first", "writes ready");
        List<Step> reads =
                steps.stream()
                        .filter(step -> step.action().equals("reads ready"))
                        .filter(step -> step.index() > write.index())
                        .toList();
        assertThat(reads).extracting(Step::thread).containsExactly("second", "second", "main");
        assertThat(reads.getFirst().after())
                .extracting(Step.After::step)
                .containsExactly(write.index());
        assertThat(reads.get(1).after()).isEmpty();
        // It comes after the end of the second thread, which says that.
        assertThat(reads.getLast().after()).extracting(Step.After::through).containsExactly("end");
    }

    @Test
    void stepsHaveTheTimeOfTheRun() {
        List<Step> steps =
                stepsOf(
                        () -> {
                            value = 1;
                            Thread.sleep(Duration.ofHours(3));
                            value = 2;
                        });
        assertThat(steps)
                .filteredOn(step -> step.action().equals("writes value"))
                .extracting(Step::time)
                .containsExactly(Duration.ZERO, Duration.ofHours(3));
    }

    @Test
    void theTwoAccessesOfARaceAreMarked() {
        Failure race = Runs.race();
        assertThat(marked(race, "race"))
                .extracting(Step::place)
                .containsExactlyInAnyOrder(
                        race.race().orElseThrow().first().location(),
                        race.race().orElseThrow().second().location());
        assertThat(marked(race, "race")).allMatch(step -> step.action().endsWith(" balance"));
        assertThat(marked(race, "race")).extracting(Step::thread).doesNotHaveDuplicates();
        assertThat(marked(race, "circle")).isEmpty();
    }

    @Test
    void theLastStepsOfADeadlockAreMarked() {
        Failure deadlock = Runs.deadlock();
        assertThat(marked(deadlock, "circle"))
                .extracting(Step::thread)
                .containsExactlyInAnyOrder("there", "back");
        assertThat(marked(deadlock, "circle")).allMatch(Step::waits);
        assertThat(marked(deadlock, "circle")).allMatch(step -> step.held().size() == 1);
        assertThat(marked(deadlock, "race")).isEmpty();
    }

    @Test
    void theRunAsItWasFoundIsInTheJson() {
        Failure deadlock = Runs.deadlock();
        Map<?, ?> json = (Map<?, ?>) ParsedJson.of(deadlock.toJson());
        Map<?, ?> found = (Map<?, ?>) json.get("found");
        assertThat((List<?>) found.get("steps")).isNotEmpty();
        assertThat(((Number) found.get("stepCount")).longValue())
                .isGreaterThanOrEqualTo(((List<?>) found.get("steps")).size());
        Map<?, ?> alone = (Map<?, ?>) ParsedJson.of(Runs.long_().toJson());
        assertThat(alone.get("found")).isNull();
    }

    @Test
    void manyStepsAreKept() {
        Failure failure = Runs.long_();
        assertThat(failure.stepCount()).isGreaterThan(10_000);
        assertThat(failure.steps()).hasSize(40);
        Map<?, ?> run =
                (Map<?, ?>) ((List<?>) PageTest.dataOf(failure.toHtml()).get("runs")).get(0);
        assertThat((List<?>) run.get("rows")).hasSize(10_000);
    }

    private static List<Step> marked(Failure failure, String why) {
        Map<?, ?> json = (Map<?, ?>) ParsedJson.of(failure.toJson());
        List<Long> marked =
                ((List<?>) json.get("keySteps"))
                        .stream()
                                .map(one -> (Map<?, ?>) one)
                                .filter(one -> why.equals(one.get("why")))
                                .map(one -> ((Number) one.get("step")).longValue())
                                .toList();
        return failure.steps().stream().filter(step -> marked.contains(step.index())).toList();
    }
}
