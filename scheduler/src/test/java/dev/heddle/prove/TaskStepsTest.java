package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Prover;
import dev.heddle.ProverAccess;
import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Event;
import dev.heddle.async.Future;
import dev.heddle.async.Queue;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * How many interleavings steps of tasks have, which are those of tasks that have to do with each
 * other only; and where each order is visited after all.
 */
class TaskStepsTest {

    static int shared;

    private static Prover prover() {
        return Heddle.explorer().races(Check.OFF).allowLeaks().shrink(0).prover();
    }

    /** Of a program it is known how many interleavings there are, and in how many orders. */
    private static void check(long interleavings, long orders, Body body) {
        Proof proof = prover().prove(body);
        assertThat(proof.isComplete()).as(proof.summary()).isTrue();
        assertThat(proof.executions()).isEqualTo(interleavings);
        assertThat(proof.redundant()).isZero();
        Proof all = ProverAccess.eachOrderOfTasks(prover()).prove(body);
        assertThat(all.isComplete()).as(all.summary()).isTrue();
        assertThat(all.executions()).isEqualTo(orders);
    }

    private static Body gathering(Action... actions) {
        return () -> Async.run(() -> Async.gather(actions).await());
    }

    private static Action[] each(int count, IntFunction<Action> action) {
        Action[] all = new Action[count];
        for (int i = 0; i < count; i++) {
            all[i] = action.apply(i);
        }
        return all;
    }

    private static Action twoSteps(int[] own, int me) {
        return () -> {
            own[me]++;
            Async.yield();
            own[me]++;
        };
    }

    @Test
    void tasksThatShareNothingHaveOneInterleaving() {
        int[] orders = {1, 14, 636};
        for (int count = 1; count <= 3; count++) {
            int[] own = new int[count];
            check(1, orders[count - 1], gathering(each(count, me -> twoSteps(own, me))));
        }
        int[] own = new int[12];
        Proof many = prover().prove(gathering(each(12, me -> twoSteps(own, me))));
        assertThat(many.isComplete()).isTrue();
        assertThat(many.executions()).isEqualTo(1);
    }

    @Test
    void soDoThoseOfAGroup() {
        int[] own = new int[3];
        check(
                1,
                636,
                () ->
                        Async.run(
                                () -> {
                                    try (TaskGroup group = Async.taskGroup()) {
                                        for (int i = 0; i < 3; i++) {
                                            group.createTask(twoSteps(own, i));
                                        }
                                        group.join();
                                    }
                                }));
    }

    /** Who awaits them one after the other finds each but the first done, or not. */
    @Test
    void whetherATaskIsDoneIsSeenByWhoAwaitsIt() {
        int[] own = new int[3];
        check(
                4,
                13,
                () ->
                        Async.run(
                                () -> {
                                    List<Task<?>> all = new ArrayList<>();
                                    for (int i = 0; i < 3; i++) {
                                        int me = i;
                                        all.add(Async.createTask(() -> own[me]++));
                                    }
                                    for (Task<?> one : all) {
                                        one.await();
                                    }
                                }));
    }

    @Test
    void tasksOfOneStepThatConflictComeInAnyOrder() {
        check(2, 4, gathering(each(2, _ -> () -> shared++)));
        check(6, 30, gathering(each(3, _ -> () -> shared++)));
        check(24, 336, gathering(each(4, _ -> () -> shared++)));
    }

    @Test
    void twoPairsThatConflictAreIndependent() {
        int[] cells = new int[2];
        check(2 * 2, 336, gathering(each(4, me -> () -> cells[me / 2]++)));
    }

    @Test
    void sleepersOfDifferentTimesWakeInOneOrder() {
        check(1, 6, gathering(each(3, me -> () -> Async.sleep(Duration.ofMillis(me + 1)))));
    }

    @Test
    void thoseOfOneTimeDoNotSeeWhoWakesFirst() {
        check(1, 414, gathering(each(3, _ -> () -> Async.sleep(Duration.ofMillis(1)))));
        Action adding =
                () -> {
                    Async.sleep(Duration.ofMillis(1));
                    shared++;
                };
        check(2, 12, gathering(adding, adding));
    }

    @Test
    void aProducerAndAConsumerOfAQueue() {
        check(2, 4, producing(1, 1));
        check(
                2,
                4,
                producing(2, 1)); // Only who comes first is open: then each waits for the other.
        check(2, 4, producing(2, 2));
    }

    private static Body producing(int items, int capacity) {
        return () ->
                Async.run(
                        () -> {
                            Queue<Integer> queue = new Queue<>(capacity);
                            Async.gather(
                                            () -> {
                                                for (int i = 0; i < items; i++) {
                                                    queue.put(i);
                                                }
                                            },
                                            () -> {
                                                for (int i = 0; i < items; i++) {
                                                    queue.get();
                                                }
                                            })
                                    .await();
                        });
    }

    /** Each finds that it has happened, or waits for it; with whom does not matter. */
    @Test
    void whoAwaitsAnEventDoesNotSeeWhoElseDoes() {
        check(
                4,
                50,
                () ->
                        Async.run(
                                () -> {
                                    Event event = new Event();
                                    Async.gather(event::await, event::await, event::set).await();
                                }));
    }

    @Test
    void callbacksKeepTheirOrder() {
        Set<String> seen = new HashSet<>();
        Proof proof =
                prover().prove(
                                () -> {
                                    StringBuilder order = new StringBuilder();
                                    Action two =
                                            () -> {
                                                Async.loop().callSoon(() -> order.append(1));
                                                Async.loop().callSoon(() -> order.append(2));
                                            };
                                    Action one = () -> Async.loop().callSoon(() -> order.append(3));
                                    Async.run(() -> Async.gather(two, one).await());
                                    seen.add(order.toString());
                                });
        proof.check();
        assertThat(proof.executions()).isEqualTo(2);
        assertThat(seen).containsExactlyInAnyOrder("123", "312");
    }

    @Test
    void timersOfOneTimeKeepTheirOrder() {
        Set<String> seen = new HashSet<>();
        Proof proof =
                prover().prove(
                                () -> {
                                    StringBuilder order = new StringBuilder();
                                    Duration time = Duration.ofMillis(1);
                                    Action one =
                                            () ->
                                                    Async.loop()
                                                            .callLater(time, () -> order.append(1));
                                    Action other =
                                            () ->
                                                    Async.loop()
                                                            .callLater(time, () -> order.append(2));
                                    Async.run(
                                            () -> {
                                                Async.gather(one, other).await();
                                                Async.sleep(time.multipliedBy(2));
                                            });
                                    seen.add(order.toString());
                                });
        proof.check();
        assertThat(proof.executions()).isEqualTo(2);
        assertThat(seen).containsExactlyInAnyOrder("12", "21");
    }

    /** What steps make for themselves are different objects, although of one class. */
    @Test
    void objectsOfOneTaskAreNoneOfAnother() {
        int[] cells = new int[2];
        Proof proof =
                prover().prove(
                                gathering(
                                        each(
                                                4,
                                                me ->
                                                        () -> {
                                                            List<Integer> own = new ArrayList<>();
                                                            own.add(me);
                                                            cells[me / 2] += own.get(0);
                                                        })));
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(2 * 2);
    }

    /** Two that count callbacks each: in which order these are queued is seen by who looks. */
    @Test
    void whichOfTwoGatheringsEndsFirstIsSeen() {
        Set<String> seen = new HashSet<>();
        prover().prove(
                        () -> {
                            StringBuilder order = new StringBuilder();
                            Async.run(
                                    () -> {
                                        Future<?> one = Async.gather(Async::yield);
                                        Future<?> other = Async.gather(Async::yield);
                                        Action looking =
                                                () -> {
                                                    Async.yield();
                                                    order.append(one.isDone());
                                                    order.append(other.isDone());
                                                };
                                        Async.gather(one::await, other::await, looking).await();
                                    });
                            seen.add(order.toString());
                        })
                .check();
        assertThat(seen)
                .containsExactlyInAnyOrder("falsefalse", "falsetrue", "truefalse", "truetrue");
    }

    @Test
    void aLostUpdateIsFound() {
        Proof proof =
                prover().prove(
                                () -> {
                                    int[] value = {0};
                                    Action adding =
                                            () -> {
                                                int seen = value[0];
                                                Async.yield();
                                                value[0] = seen + 1;
                                            };
                                    Async.run(() -> Async.gather(adding, adding).await());
                                    if (value[0] != 2) {
                                        throw new AssertionError("lost");
                                    }
                                });
        assertThat(proof.isComplete()).isTrue();
        // Reads can be swapped: 4 over 2, but for who reads first where both do.
        assertThat(proof.executions()).isEqualTo(4);
        assertThat(proof.failures()).isEqualTo(2);
    }

    // --- where each order is visited
    // --------------------------------------------------------------

    /**
     * What is left when the main task ends goes on as long as the pass lasts, and is cancelled: so
     * it has not begun, or comes to its end, or whatever.
     */
    @Test
    void aTaskThatIsLeftBehindMayBeWhereverItCanBe() {
        Set<Integer> seen = new HashSet<>();
        Set<Integer> inEachOrder = new HashSet<>();
        prover().prove(leaving(seen)).check();
        ProverAccess.eachOrderOfTasks(prover()).prove(leaving(inEachOrder)).check();
        assertThat(seen).isEqualTo(inEachOrder).contains(0).hasSizeGreaterThan(1);
    }

    private static Body leaving(Set<Integer> seen) {
        int[] steps = {0};
        Action going =
                () -> {
                    steps[0]++;
                    Async.yield();
                    steps[0]++;
                };
        return () -> {
            steps[0] = 0;
            Async.run(() -> Async.gather(() -> Async.createTask(going), () -> {}).await());
            seen.add(steps[0]);
        };
    }

    @Test
    void withThreadsEachOrderIsVisited() {
        check(12, 12, () -> Async.run(() -> Async.toThread(() -> shared++)));
    }

    /** A lock of threads that is held over an await: who comes for it meanwhile stops the loop. */
    @Test
    void aTaskThatBlocksTheLoopIsFound() {
        Body body =
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Action locking =
                            () -> {
                                lock.lock();
                                Async.yield();
                                lock.unlock();
                            };
                    Async.run(() -> Async.gather(locking, locking).await());
                };
        Proof proof = prover().prove(body);
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.failures()).isPositive().isLessThan(proof.executions());
        assertThat(proof.found().getFirst().failure().kind().name()).isEqualTo("DEADLOCK");
    }

    // --- parts
    // ------------------------------------------------------------------------------------

    @Test
    void aProofGoesOnWhereItWasLeft(@TempDir Path directory) {
        Path file = directory.resolve("proof");
        Body body = gathering(each(4, _ -> () -> shared++));
        int parts = 0;
        Proof proof;
        do {
            proof = prover().schedules(5).allowIncomplete().resume(file).prove(body);
            parts++;
        } while (!proof.isComplete() && parts < 10);
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(24);
        assertThat(proof.redundant()).isZero();
        assertThat(parts).isEqualTo(5);
        assertThat(Files.exists(file)).isFalse();
    }
}
