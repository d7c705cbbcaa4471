package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A strategy that a user writes is code like the program's, but must not be scheduled itself. */
class OwnStrategyTest {

    /** Lets every thread go on for three scheduling points, and looks at shared state to do so. */
    static final class ThreeEach implements Strategy {

        private final List<Integer> asked = new ArrayList<>();
        private int count;

        @Override
        public String name() {
            return "three-each";
        }

        @Override
        public boolean usesSeed() {
            return false;
        }

        @Override
        public void begin(long seed) {
            asked.clear();
            count = 0;
        }

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            count++;
            asked.add(runnable.size());
            if (current != null && !yielding && count % 3 != 0) {
                return current;
            }
            return runnable.oldest();
        }

        @Override
        public Fiber pick(Chooser.Choice choice, Fibers among) {
            return among.oldest();
        }

        @Override
        public boolean happens(Chooser.Choice choice) {
            return false;
        }
    }

    private static void twoThreadsCount() throws InterruptedException {
        Object lock = new Object();
        int[] count = new int[1];
        Runnable counts =
                () -> {
                    for (int i = 0; i < 5; i++) {
                        synchronized (lock) {
                            count[0]++;
                        }
                    }
                };
        Thread other = new Thread(counts);
        other.start();
        counts.run();
        other.join();
        assertThat(count[0]).isEqualTo(10);
    }

    @Test
    void isAskedOncePerDecision() {
        ThreeEach strategy = new ThreeEach();
        Report report =
                Heddle.explorer().strategy(strategy).explore(OwnStrategyTest::twoThreadsCount);
        report.check();
        assertThat(strategy.count).isPositive().isEqualTo((int) report.decisions());
        assertThat(strategy.asked).hasSize(strategy.count).allMatch(size -> size >= 2);
    }

    @Test
    void thatChoosesWhatItMustNotIsAnError() {
        Strategy wrong =
                new Strategy() {
                    @Override
                    public String name() {
                        return "wrong";
                    }

                    @Override
                    public void begin(long seed) {}

                    @Override
                    public @Nullable Fiber next(
                            Fibers runnable, @Nullable Fiber current, boolean yielding) {
                        return null;
                    }

                    @Override
                    public Fiber pick(Chooser.Choice choice, Fibers among) {
                        return among.oldest();
                    }

                    @Override
                    public boolean happens(Chooser.Choice choice) {
                        return false;
                    }
                };
        assertThatThrownBy(
                        () ->
                                Heddle.explorer()
                                        .strategy(wrong)
                                        .explore(OwnStrategyTest::twoThreadsCount)
                                        .check())
                .hasMessageContaining("The strategy 'wrong' chose a thread")
                .hasRootCauseInstanceOf(HeddleException.class);
    }

    /** Goes on with anybody; what may happen is up to others. */
    private abstract static class Anybody implements Strategy {
        private Random random = new Random(0);

        @Override
        public String name() {
            return "anybody";
        }

        @Override
        public void begin(long seed) {
            random = new Random(seed);
        }

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            return runnable.get(random.nextInt(runnable.size()));
        }

        @Override
        public Fiber pick(Chooser.Choice choice, Fibers among) {
            return among.oldest();
        }
    }

    /** Nobody notifies it; still others may have held the lock before it is back. */
    @Test
    void aWaitThatEndsByItselfHasGivenUpTheLock() {
        Strategy early =
                new Anybody() {
                    @Override
                    public boolean happens(Chooser.Choice choice) {
                        return true;
                    }
                };
        Set<String> seen = new HashSet<>();
        Heddle.explorer()
                .strategy(early)
                .schedules(100)
                .explore(
                        () -> {
                            Object lock = new Object();
                            int[] value = new int[1];
                            Thread other =
                                    new Thread(
                                            () -> {
                                                synchronized (lock) {
                                                    value[0]++;
                                                }
                                            });
                            other.start();
                            synchronized (lock) {
                                int before = value[0];
                                lock.wait();
                                seen.add(before + " " + value[0]);
                            }
                            other.join();
                        })
                .check();
        assertThat(seen).containsExactlyInAnyOrder("0 0", "0 1", "1 1");
    }

    @Test
    void thatDrawsWhatThereIsNotIsAnError() {
        for (int drawn : new int[] {-1, 3}) {
            Strategy wrong =
                    new Anybody() {
                        @Override
                        public boolean happens(Chooser.Choice choice) {
                            return false;
                        }

                        @Override
                        public int draw(Chooser.Choice choice, int bound) {
                            return choice == Chooser.Choice.CHOOSE ? drawn : 0;
                        }
                    };
            assertThatThrownBy(
                            () ->
                                    Heddle.explorer()
                                            .strategy(wrong)
                                            .explore(() -> Heddle.choose(3))
                                            .check())
                    .hasMessageContaining(
                            "The strategy 'anybody' drew %d, which is not a number from 0 to 2.",
                            drawn);
        }
    }

    @Test
    void thatFailsFailsTheRun() {
        Strategy failing =
                new Anybody() {
                    @Override
                    public boolean happens(Chooser.Choice choice) {
                        throw new IllegalStateException("no idea");
                    }
                };
        Report report =
                Heddle.explorer()
                        .strategy(failing)
                        .explore(
                                () -> {
                                    synchronized (failing) {
                                        failing.wait(1);
                                    }
                                });
        assertThat(report.failure().orElseThrow().toString()).contains("no idea");
    }
}
