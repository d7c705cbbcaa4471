package dev.heddle.jqwik.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Schedule;
import dev.heddle.shrink.Budget;
import dev.heddle.shrink.Plan;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Failures of random programs, made smaller: never larger, still the same, and always the same. */
class ShrinkerTest {

    /** Threads that add to cells; some of them with the lock. */
    private record Program(List<List<Integer>> threads) {

        static Program of(SplittableRandom random) {
            List<List<Integer>> threads = new ArrayList<>();
            for (int i = random.nextInt(2, 5); i > 0; i--) {
                List<Integer> cells = new ArrayList<>();
                for (int j = random.nextInt(1, 5); j > 0; j--) {
                    cells.add(random.nextInt(6));
                }
                threads.add(cells);
            }
            return new Program(threads);
        }

        /** Which cells have lost an update under a schedule. */
        String lost(Schedule schedule) {
            int[] cells = new int[3];
            int[] expected = new int[3];
            schedule.run(
                    () -> {
                        List<Thread> started = new ArrayList<>();
                        for (List<Integer> ops : threads) {
                            started.add(new Thread(() -> ops.forEach(op -> add(cells, op))));
                        }
                        started.forEach(Thread::start);
                        for (Thread thread : started) {
                            thread.join();
                        }
                    });
            threads.forEach(ops -> ops.forEach(op -> expected[op % 3]++));
            boolean[] lost = new boolean[3];
            for (int i = 0; i < 3; i++) {
                lost[i] = cells[i] != expected[i];
            }
            return Arrays.toString(lost);
        }

        private static void add(int[] cells, int op) {
            if (op < 3) {
                synchronized (cells) {
                    cells[op]++;
                }
            } else {
                cells[op % 3]++;
            }
        }
    }

    @Test
    void neverGrowsKeepsTheFailureAndIsDeterministic() throws Exception {
        int[] shrunk = new int[1];
        Budget budget = Budget.of(150, Duration.ofMinutes(1));
        Fuzz.each(
                40,
                (random, number) -> {
                    Program program = Program.of(random);
                    Schedule drawn = Schedule.drawn("random", random.nextLong());
                    String lost = program.lost(drawn);
                    if (!lost.contains("true")) {
                        return;
                    }
                    Schedule once =
                            drawn.shrink(by -> program.lost(by).equals(lost), budget).orElseThrow();
                    Schedule again =
                            drawn.shrink(by -> program.lost(by).equals(lost), budget).orElseThrow();
                    assertThat(again).isEqualTo(once);
                    assertThat(program.lost(once)).isEqualTo(lost);
                    Plan plan = once.plan().orElseThrow();
                    assertThat(plan.preemptions()).isPositive();
                    Schedule further =
                            once.shrink(by -> program.lost(by).equals(lost), budget).orElseThrow();
                    assertThat(further.plan().orElseThrow().preemptions())
                            .isLessThanOrEqualTo(plan.preemptions());
                    shrunk[0]++;
                });
        assertThat(shrunk[0]).isPositive();
    }
}
