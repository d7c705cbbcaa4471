package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Threads are halted before each of their steps equally often, however many others there are. */
class HaltingTest {

    private static final int STEPS = 20;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static final class Shared {
        private int mine;
        private int others;
        private int body;
    }

    /**
     * A thread of 20 steps, and others of one: after how many of the 20 came the first of the ones?
     */
    private static int[] places(int runs, int others) {
        int[] places = new int[STEPS + 1];
        StringBuilder order = new StringBuilder();
        Heddle.explorer()
                .strategy("halt")
                .schedules(runs)
                .explore(
                        () -> {
                            order.setLength(0);
                            Shared shared = new Shared();
                            List<Thread> threads = new ArrayList<>();
                            threads.add(
                                    new Thread(
                                            () -> {
                                                for (int i = 0; i < STEPS; i++) {
                                                    shared.mine = i;
                                                    order.append('2');
                                                }
                                            }));
                            for (int i = 0; i < others; i++) {
                                threads.add(
                                        new Thread(
                                                () -> {
                                                    shared.others = 1;
                                                    order.append('1');
                                                }));
                            }
                            threads.forEach(Thread::start);
                            for (int i = 0; i < 2 * STEPS; i++) {
                                shared.body = i;
                            }
                            for (Thread thread : threads) {
                                thread.join();
                            }
                            places[order.indexOf("1")]++;
                        })
                .check();
        return places;
    }

    private static int within(int[] places) {
        int sum = 0;
        for (int place = 1; place < STEPS; place++) {
            sum += places[place];
        }
        return sum;
    }

    @Test
    void eachStepIsOneBeforeWhichAThreadIsHalted() {
        int[] places = places(8_000, 1);
        for (int place = 1; place < STEPS - 1; place++) {
            assertThat(places[place]).as("after " + place).isBetween(65, 230);
        }
    }

    /** By priorities that change at a decision of the run it would be a tenth of that. */
    @Test
    void howManyOthersThereAreDoesNotMatter() {
        assertThat((double) within(places(2_000, 40)) / within(places(2_000, 1)))
                .isBetween(0.6, 1.6);
    }

    /** The one that is not like the forty others. */
    @Test
    void theOneOfAnotherKindComesFirstHalfOfTheTime() {
        int[] places = places(1_000, 40);
        assertThat(places[STEPS]).isBetween(200, 600);
    }

    @Test
    void whoYieldsOnceMayStillComeFirst() {
        Body body =
                () -> {
                    Shared shared = new Shared();
                    Thread one =
                            new Thread(
                                    () -> {
                                        Thread.yield();
                                        if (shared.mine < 2) {
                                            throw new AssertionError("seen before its end");
                                        }
                                    });
                    Thread other =
                            new Thread(
                                    () -> {
                                        shared.mine = 1;
                                        shared.mine = 2;
                                    });
                    one.start();
                    other.start();
                    one.join();
                    other.join();
                };
        int failures =
                Heddle.explorer()
                        .strategy("halt")
                        .schedules(1_000)
                        .toTheEnd()
                        .explore(body)
                        .failures();
        assertThat(failures).isBetween(200, 400);
    }

    @Test
    void twoThreadsAreHalted() {
        assertThat(failsWithHalted(2)).isTrue();
    }

    @Test
    void threeThreadsAreHalted() {
        assertThat(failsWithHalted(3)).isTrue();
    }

    /** So many threads must be in the midst of something at once: with fewer it is never seen. */
    private static boolean failsWithHalted(int threads) {
        Body body =
                () -> {
                    int[] states = new int[threads];
                    List<Thread> all = new ArrayList<>();
                    for (int i = 0; i < threads; i++) {
                        int mine = i;
                        all.add(
                                new Thread(
                                        () -> {
                                            states[mine] = 1;
                                            for (int j = 0; j < STEPS; j++) {
                                                states[mine] = 1;
                                            }
                                            states[mine] = 2;
                                        }));
                    }
                    all.add(
                            new Thread(
                                    () -> {
                                        if (Arrays.stream(states).allMatch(state -> state == 1)) {
                                            throw new AssertionError("all in the midst of it");
                                        }
                                    }));
                    all.forEach(Thread::start);
                    for (Thread thread : all) {
                        thread.join();
                    }
                };
        return !Heddle.explorer()
                .strategy("halt")
                .schedules(20_000)
                .races(Check.OFF)
                .shrink(0)
                .explore(body)
                .passed();
    }
}
