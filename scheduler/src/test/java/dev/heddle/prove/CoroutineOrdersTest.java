package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.async.Async;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is a choice among the tasks of one event loop: who of those that are ready goes on, at each
 * wait, and nothing else. So a proof has a run for each order of steps; a model that knows nothing
 * of Heddle counts them, and says which there are.
 */
class CoroutineOrdersTest {

    /** Lets the others go first. */
    private static final int YIELD = -1;

    /**
     * Tasks that do nothing but wait: each number is a task that it waits for, or {@link #YIELD}.
     * The first has created all others before it waits.
     */
    private record Program(List<List<Integer>> tasks) {

        static Program of(int[]... tasks) {
            List<List<Integer>> all = new ArrayList<>();
            for (int[] task : tasks) {
                all.add(Arrays.stream(task).boxed().toList());
            }
            return new Program(all);
        }

        /** All orders of steps, each as the numbers of the tasks that make them. */
        Set<String> orders() {
            Set<String> orders = new TreeSet<>();
            // Where each stands: before which of its waits; one more than there are if it is done.
            int[] at = new int[tasks.size()];
            goOn(0, at, "", orders);
            return orders;
        }

        private void goOn(int task, int[] at, String order, Set<String> orders) {
            int[] now = at.clone();
            List<Integer> waits = tasks.get(task);
            // A wait for what is done is none.
            while (now[task] < waits.size()
                    && waits.get(now[task]) != YIELD
                    && isDone(waits.get(now[task]), now)) {
                now[task]++;
            }
            now[task]++;
            String longer = order + task;
            if (isDone(0, now)) {
                orders.add(longer); // The loop ends.
                return;
            }
            boolean goesOn = false;
            for (int next = 0; next < at.length; next++) {
                if (isReady(next, now)) {
                    goesOn = true;
                    goOn(next, now, longer, orders);
                }
            }
            if (!goesOn) {
                throw new AssertionError("No program of this kind locks up.");
            }
        }

        private boolean isDone(int task, int[] at) {
            return at[task] > tasks.get(task).size();
        }

        private boolean isReady(int task, int[] at) {
            if (isDone(task, at)) {
                return false;
            }
            if (at[task] == 0) {
                return true; // It has not begun.
            }
            int wait = tasks.get(task).get(at[task] - 1);
            return wait == YIELD || isDone(wait, at);
        }

        Body body(Set<String> seen) {
            return () -> {
                StringBuilder order = new StringBuilder();
                Task<?>[] made = new Task<?>[tasks.size()];
                Async.run(
                        () -> {
                            for (int i = 1; i < made.length; i++) {
                                int number = i;
                                made[i] = Async.createTask(() -> steps(number, made, order));
                            }
                            steps(0, made, order);
                        });
                seen.add(order.toString());
            };
        }

        private void steps(int number, Task<?>[] made, StringBuilder order) throws Exception {
            order.append(number);
            for (int wait : tasks.get(number)) {
                if (wait == YIELD) {
                    Async.yield();
                    order.append(number);
                } else if (!made[wait].isDone()) {
                    made[wait].await();
                    order.append(number);
                }
            }
        }
    }

    private static void check(Program program, int expected) {
        Set<String> orders = program.orders();
        Set<String> seen = new TreeSet<>();
        Proof proof =
                Heddle.explorer().races(Check.OFF).shrink(0).prover().prove(program.body(seen));
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(seen).isEqualTo(orders).hasSize(expected);
        assertThat(proof.executions()).isEqualTo(expected);
        assertThat(proof.redundant()).isZero();
    }

    @Test
    void oneTaskHasOneOrder() {
        check(Program.of(new int[] {1}, new int[] {YIELD, YIELD}), 1);
    }

    @Test
    void stepsOfTwoTasksComeInAnyOrder() {
        // Two steps of the one and what awaits it, among two of the other: 5 over 2.
        check(Program.of(new int[] {1, 2}, new int[] {YIELD}, new int[] {YIELD}), 10);
        // Three steps each: 7 over 3.
        check(Program.of(new int[] {1, 2}, new int[] {YIELD, YIELD}, new int[] {YIELD, YIELD}), 35);
    }

    @Test
    void threeTasksOfOneStep() {
        // The steps 1, 2 and 3, and what the first does after the 1st and then the 2nd.
        check(Program.of(new int[] {1, 2, 3}, new int[] {}, new int[] {}, new int[] {}), 13);
    }

    @Test
    void whoWaitsForAnotherComesAfterIt() {
        check(Program.of(new int[] {3}, new int[] {YIELD}, new int[] {1}, new int[] {2}), 14);
    }

    @Test
    void whoIsWaitedForByTwoLetsEitherGoFirst() {
        check(
                Program.of(
                        new int[] {2, 3}, new int[] {YIELD}, new int[] {1}, new int[] {1, YIELD}),
                66);
    }
}
