package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Proof;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Proofs of programs that leave daemons and virtual threads behind: where it matters when a thread
 * ends, the end of the last that is none, with which the run ends, comes after all that they do.
 */
class DaemonProofsTest {

    private static final int PROGRAMS = Integer.getInteger("heddle.prove.programs", 10);

    private static final ThreadFactory DAEMONS = threads(true);

    private static ThreadFactory threads(boolean daemons) {
        return task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(daemons);
            return thread;
        };
    }

    /** What goes on in a program: with the tasks of a pool that nobody waits to end. */
    private static Body twoTasks(Supplier<ExecutorService> pool) {
        return () -> {
            AtomicInteger count = new AtomicInteger();
            ExecutorService tasks = pool.get();
            List<Future<?>> results = new ArrayList<>();
            results.add(tasks.submit(count::incrementAndGet));
            results.add(tasks.submit(count::incrementAndGet));
            for (Future<?> result : results) {
                result.get();
            }
            tasks.shutdown();
            if (count.get() != 2) {
                throw new IllegalStateException("a task was lost");
            }
        };
    }

    @Test
    void virtualThreadsThatEndAfterTheRestAreProved() {
        Proof proof = Heddle.prove(twoTasks(Executors::newVirtualThreadPerTaskExecutor));
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions())
                .isEqualTo(
                        Heddle.prove(
                                        twoTasks(
                                                () ->
                                                        Executors.newThreadPerTaskExecutor(
                                                                Thread::new)))
                                .executions());
    }

    @Test
    void poolOfDaemonsTakesAsManyInterleavingsAsAnyOther() {
        ThreadFactory daemons = threads(true);
        Proof proof = Heddle.prove(twoTasks(() -> Executors.newFixedThreadPool(2, daemons)));
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        ThreadFactory others = threads(false);
        assertThat(proof.executions())
                .isEqualTo(
                        Heddle.prove(twoTasks(() -> Executors.newFixedThreadPool(2, others)))
                                .executions());
    }

    @Test
    void whatDaemonDoesWhenAllElseIsOverIsSeen() {
        AtomicInteger ends = new AtomicInteger();
        Proof proof =
                Heddle.prove(
                        () -> {
                            AtomicInteger count = new AtomicInteger();
                            Thread first = DAEMONS.newThread(count::incrementAndGet);
                            Thread second =
                                    Thread.ofVirtual()
                                            .unstarted(
                                                    () -> {
                                                        if (count.incrementAndGet() == 2) {
                                                            throw new IllegalStateException("late");
                                                        }
                                                    });
                            first.start();
                            second.start();
                            ends.addAndGet(first.isAlive() && second.isAlive() ? 1 : 0);
                        });
        assertThat(proof.passed()).isFalse();
        assertThat(proof.toString()).contains("late").doesNotContain("not the same");
        assertThat(ends.get()).isPositive();
    }

    /** With more than one thread that is no daemon, the end of the last is a step. */
    @Test
    void theEndOfTheRunComesBeforeNothingThatDaemonsDo() {
        Body tasks = twoTasks(Executors::newVirtualThreadPerTaskExecutor);
        Proof proof =
                Heddle.prove(
                        () -> {
                            Thread other = new Thread(() -> {});
                            other.start();
                            other.join();
                            tasks.run();
                        });
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(Heddle.prove(tasks).executions());
    }

    /** Which it does only if the other thread, that is no daemon either, ends later. */
    @Test
    void aDaemonSeesThatTheBodyHasEnded() {
        List<String> seen = new ArrayList<>();
        Proof proof =
                Heddle.prove(
                        () -> {
                            AtomicInteger count = new AtomicInteger();
                            Thread body = Thread.currentThread();
                            Thread other = new Thread(() -> count.set(2));
                            DAEMONS.newThread(
                                            () -> {
                                                boolean isAlive = body.isAlive();
                                                count.set(1);
                                                seen.add(isAlive + " " + other.isAlive());
                                            })
                                    .start();
                            other.start();
                        });
        assertThat(proof.isComplete()).as(proof.toString()).isTrue();
        assertThat(seen).contains("true true", "true false", "false true");
        assertThat(proof.redundant()).isZero();
        assertThat(proof.executions()).isEqualTo(20);
    }

    /** A program in which some threads are daemons, and what the body has seen at its end. */
    private static final class Program implements Body {

        /** Which threads are no daemons, or virtual. */
        private final int[] kinds = new int[2];

        private final int[] steps = new int[3];
        private final int[] looks = new int[2];
        private final AtomicInteger state = new AtomicInteger();
        private final AtomicInteger number = new AtomicInteger();
        private final Thread[] started = new Thread[2];

        private Program(Random random) {
            for (int i = 0; i < 2; i++) {
                kinds[i] = random.nextInt(3);
                looks[i] = random.nextInt(2);
            }
            for (int i = 0; i < 3; i++) {
                steps[i] = random.nextInt(5);
            }
        }

        @Override
        public void run() {
            number.setPlain(0);
            Thread body = Thread.currentThread();
            for (int i = 0; i < 2; i++) {
                int step = steps[i];
                Thread other = body;
                Runnable task = () -> does(step, other);
                started[i] =
                        kinds[i] == 0
                                ? Thread.ofVirtual().unstarted(task)
                                : threads(kinds[i] == 1).newThread(task);
            }
            started[0].start();
            started[1].start();
            does(steps[2], started[0]);
            int seen = 0;
            for (int look : looks) {
                seen = seen * 2 + (started[look].isAlive() ? 1 : 0);
            }
            state.setPlain(seen * 100 + number.get());
        }

        private void does(int step, Thread other) {
            switch (step) {
                case 0 -> number.incrementAndGet();
                case 1 -> number.set(5);
                case 2 -> number.compareAndSet(1, 9);
                case 3 -> number.addAndGet(other.isAlive() ? 20 : 40);
                default -> {}
            }
        }

        private Body thenSaysTo(Set<String> ends) {
            return () -> {
                run();
                ends.add(state());
            };
        }

        private String state() {
            return Integer.toString(state.getPlain());
        }

        @Override
        public String toString() {
            return Arrays.toString(kinds) + Arrays.toString(steps) + Arrays.toString(looks);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void nothingIsMissedWhereItMattersWhetherDaemonHasEnded(int seed) {
        Random random = new Random(seed);
        int several = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            Program program = new Program(random);
            Set<String> ends = new TreeSet<>();
            Proof proof = Heddle.prove(program.thenSaysTo(ends));
            assertThat(proof.isComplete()).as("%s: %s", program, proof).isTrue();
            assertThat(proof.passed()).as("%s: %s", program, proof).isTrue();
            assertThat(proof.redundant()).as(program.toString()).isZero();
            several += ends.size() > 1 ? 1 : 0;

            AllRuns.Found all = AllRuns.searchWithEnds(program, program::state, 2_000);
            Set<String> others = new TreeSet<>();
            all.ends().forEach(end -> others.add(end.substring("FINISHED ".length())));
            Heddle.explorer()
                    .strategy("random")
                    .schedules(1_000)
                    .explore(program.thenSaysTo(others))
                    .check();
            assertThat(ends).as(program.toString()).containsAll(others);
        }
        assertThat(several).as("programs that can end in several ways").isPositive();
    }
}
