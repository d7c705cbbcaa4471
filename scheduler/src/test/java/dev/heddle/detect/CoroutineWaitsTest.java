package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.async.Async;
import dev.heddle.async.Barrier;
import dev.heddle.async.Condition;
import dev.heddle.async.Event;
import dev.heddle.async.Lock;
import dev.heddle.async.Queue;
import dev.heddle.async.Semaphore;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;
import dev.heddle.control.Control;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Coroutines that wait for ever are told apart by what they await; circles are told by what each
 * has.
 */
class CoroutineWaitsTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Failure deadlockOf(Body body) {
        Failure failure = Heddle.explorer().schedules(20).explore(body).failure().orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.DEADLOCK);
        return failure;
    }

    /** What a coroutine awaits has a name of its own, and only who is to blame is named. */
    @Test
    void coroutinesThatAwaitWhatNobodyGives() {
        Failure failure =
                deadlockOf(
                        () ->
                                Async.run(
                                        () -> {
                                            Queue<String> queue = new Queue<>();
                                            Async.createTask("consumer", queue::get).await();
                                        }));
        assertThat(failure.summary())
                .endsWith(
                        "no timer is set. Queue never filled: 'consumer' awaits a queue that is"
                                + " empty.");
        assertThat(failure.standing())
                .extracting(Standing::cause)
                .contains(Cause.QUEUE_NEVER_FILLED);
        assertThat(summaryOf(() -> new Semaphore(0).acquire()))
                .endsWith("Permit never released: 'main' awaits a semaphore.");
        assertThat(summaryOf(() -> new Barrier(2).await()))
                .endsWith(
                        "Barrier never reached by all: 'main' awaits a barrier, where 1 of 2 are.");
        assertThat(summaryOf(() -> Async.loop().createFuture().await()))
                .endsWith("Future never completed: 'main' awaits a future.");
        assertThat(
                        summaryOf(
                                () -> {
                                    Queue<String> queue = new Queue<>(1);
                                    queue.put("one");
                                    queue.put("two");
                                }))
                .endsWith("Queue never emptied: 'main' awaits a queue that is full.");
        assertThat(
                        summaryOf(
                                () -> {
                                    Condition condition = new Condition();
                                    condition.acquire();
                                    condition.await();
                                }))
                .endsWith("Never notified: 'main' awaits a condition.");
        assertThat(
                        summaryOf(
                                () -> {
                                    try (TaskGroup group = Async.taskGroup()) {
                                        group.createTask("stuck", () -> new Event().await());
                                        group.join();
                                    }
                                }))
                .endsWith("Never resumed: 'stuck' awaits an event.");
    }

    /** Of a coroutine that ends there is nothing to be told. */
    @Test
    void coroutinesThatGetWhatTheyAwait() {
        Heddle.explorer()
                .schedules(100)
                .explore(
                        () ->
                                Async.run(
                                        () -> {
                                            Queue<String> queue = new Queue<>();
                                            Task<String> task =
                                                    Async.createTask("consumer", queue::get);
                                            queue.put("one");
                                            task.await();
                                        }))
                .check();
    }

    private interface Step {
        void run() throws Exception;
    }

    private static String summaryOf(Step step) {
        return deadlockOf(
                        () ->
                                Async.run(
                                        () -> {
                                            step.run();
                                            return null;
                                        }))
                .summary();
    }

    // --- circles --------------------------------------------------------------------------------

    private static String sentenceOf(Step step) {
        return deadlockOf(
                        () ->
                                Async.run(
                                        () -> {
                                            step.run();
                                            return null;
                                        }))
                .sentence()
                .orElse("");
    }

    /** Each task holds the first lock and wants the next one's. */
    private static void inARing(String... names) {
        List<Lock> locks = java.util.stream.Stream.of(names).map(name -> new Lock()).toList();
        try (TaskGroup group = Async.taskGroup()) {
            for (int i = 0; i < names.length; i++) {
                Lock first = locks.get(i);
                Lock second = locks.get((i + 1) % names.length);
                group.createTask(
                        names[i],
                        () -> {
                            first.acquire();
                            Async.yield();
                            second.acquire();
                        });
            }
            group.join();
        }
    }

    @Test
    void aCircleOfCoroutinesIsSaidOnce() {
        assertThat(sentenceOf(() -> inARing("ann", "bob")))
                .isEqualTo(
                        "It fails when 'ann' and 'bob' have each taken a lock, before either gets"
                                + " that of the other.");
        assertThat(sentenceOf(() -> inARing("ann", "bob", "eve")))
                .isEqualTo(
                        "It fails when 'ann', 'bob' and 'eve' have each taken a lock, before any of"
                                + " them gets that of the next.");
        assertThat(sentenceOf(() -> inARing("ann")))
                .isEqualTo("It fails when 'ann' has taken a lock and awaits it again.");
    }

    /**
     * Somebody else could cancel one of them, so that it is no deadlock as long as others go on.
     */
    @Test
    void aCircleBesideACoroutineThatGoesOnIsNamedAtTheStepLimit() {
        Failure failure =
                Heddle.explorer()
                        .strategy("fifo")
                        .stepLimit(2_000)
                        .explore(
                                () ->
                                        Async.run(
                                                () -> {
                                                    Async.createTask("heart", () -> beat());
                                                    inARing("ann", "bob");
                                                }))
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        assertThat(failure.summary())
                .contains("'ann' awaits a lock that task 'bob' has taken")
                .contains("They wait for each other, and only cancelling one of them could");
    }

    private static void beat() {
        while (true) {
            Async.sleep(Duration.ofMillis(10));
        }
    }

    /** There is nothing that they have done before: the summary says all. */
    @Test
    void tasksThatAwaitEachOtherHaveTakenNothing() {
        Failure failure =
                deadlockOf(
                        () ->
                                Async.run(
                                        () -> {
                                            Task<?>[] tasks = new Task<?>[2];
                                            tasks[0] =
                                                    Async.createTask("ann", () -> tasks[1].await());
                                            tasks[1] =
                                                    Async.createTask("bob", () -> tasks[0].await());
                                            tasks[0].await();
                                        }));
        assertThat(failure.summary())
                .contains("'ann' awaits task 'bob'", "'bob' awaits task 'ann'");
        assertThat(failure.sentence().orElse("")).doesNotContain("taken", "awaits task");
    }

    @Test
    void twoThatWantToWriteWhatTheyRead() {
        Failure failure =
                deadlockOf(
                        () -> {
                            ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                            lock.readLock().lock();
                            Thread other = new Thread(() -> lock.writeLock().lock(), "other");
                            other.start();
                            while (!lock.hasQueuedThread(other)) {
                                Thread.onSpinWait();
                            }
                            lock.writeLock().lock();
                        });
        assertThat(failure.sentence())
                .hasValue(
                        "It fails when 'main' has taken ReentrantReadWriteLock #1 and waits for it"
                                + " again, behind 'other' in its queue.");
    }

    @Test
    void oneThatWantsToWriteWhatItReads() {
        Failure failure =
                deadlockOf(
                        () -> {
                            ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                            lock.readLock().lock();
                            lock.writeLock().lock();
                        });
        assertThat(failure.sentence())
                .hasValue(
                        "It fails when 'main' waits for ReentrantReadWriteLock #1, which it has"
                                + " itself.");
    }
}
