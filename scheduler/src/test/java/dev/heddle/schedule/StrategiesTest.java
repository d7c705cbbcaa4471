package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.control.Control;
import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class StrategiesTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    /**
     * Three threads that each add one letter end in one of 3! = 6 orders. Which of those that are
     * left adds next is a draw among equals, so each order has a sixth: 1,000 of 6,000 runs, with a
     * standard deviation of sqrt(6000 * 1/6 * 5/6) = 29. Six of them are 173.
     */
    @ParameterizedTest
    @ValueSource(strings = {"random", "pct:1", "pos", "surw"})
    void everyOrderOfThreadsIsEquallyLikely(String strategy) {
        Map<String, Integer> seen = new HashMap<>();
        Heddle.explorer()
                .strategy(strategy)
                .schedules(6_000)
                .explore(() -> seen.merge(order(), 1, Integer::sum))
                .check();
        assertThat(seen).containsOnlyKeys("abc", "acb", "bac", "bca", "cab", "cba");
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(827, 1_173));
    }

    /**
     * Each thread does nothing but add its letter; the body joins, which is no choice of its own.
     */
    private static String order() throws InterruptedException {
        StringBuilder order = new StringBuilder();
        List<Thread> threads = new ArrayList<>();
        for (String letter : new String[] {"a", "b", "c"}) {
            threads.add(new Thread(() -> order.append(letter)));
        }
        // All three are made runnable before the first scheduling point.
        Thread a = threads.get(0);
        Thread b = threads.get(1);
        Thread c = threads.get(2);
        a.start();
        b.start();
        c.start();
        a.join();
        b.join();
        c.join();
        return order.toString();
    }

    @Test
    void anySpinningEndsByRandomWalk() {
        for (boolean byYielding : new boolean[] {true, false}) {
            Heddle.explorer()
                    .strategy("random")
                    .schedules(300)
                    .stepLimit(5_000)
                    .explore(spinning(byYielding))
                    .check();
        }
    }

    @Test
    void anySpinningEndsFirstInFirstOut() {
        Heddle.explorer().strategy("fifo").stepLimit(1_000).explore(spinning(true)).check();
        Heddle.explorer().strategy("fifo").stepLimit(1_000).explore(spinning(false)).check();
    }

    private static Body spinning(boolean byYielding) {
        return () -> {
            boolean[] ready = new boolean[1];
            new Thread(() -> ready[0] = true).start();
            while (!ready[0]) {
                if (byYielding) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
        };
    }

    /**
     * Asyncio's order: a task runs until it lets others go, and is then the last in the line; so
     * the steps of three tasks come in rounds.
     */
    @Test
    void firstInFirstOutIsAsynciosOrder() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Heddle.explorer()
                .strategy("fifo")
                .explore(
                        () -> {
                            for (String name : new String[] {"a", "b", "c"}) {
                                new Thread(
                                                () -> {
                                                    for (int i = 1; i <= 3; i++) {
                                                        seen.add(name + i);
                                                        Thread.yield();
                                                    }
                                                })
                                        .start();
                            }
                        })
                .check();
        assertThat(seen).containsExactly("a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3");
    }

    @Test
    void firstInFirstOutIsOneScheduleHoweverManyAreAskedFor() {
        assertThat(Heddle.explorer().strategy("fifo").explore(() -> {}).schedules()).isEqualTo(1);
    }

    @Test
    void anUnknownStrategyIsRefusedWithTheNamesOfThoseThereAre() {
        assertThatThrownBy(() -> Heddle.explorer().strategy("rnadom"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("'rnadom'")
                .hasMessageContaining("random")
                .hasMessageContaining("fifo");
    }

    /** Of three that wait each a third: 300 of 900, with a standard deviation of 14. */
    @ParameterizedTest
    @ValueSource(strings = {"random", "pct", "pos", "surw"})
    void anybodyIsNotifiedEquallyOften(String strategy) {
        Map<String, Integer> seen = new HashMap<>();
        Heddle.explorer()
                .strategy(strategy)
                .schedules(900)
                .spuriousWakeups(false)
                .explore(() -> seen.merge(notified(), 1, Integer::sum))
                .check();
        assertThat(seen.values())
                .hasSize(3)
                .allSatisfy(count -> assertThat(count).isBetween(225, 375));
    }

    private static String notified() throws InterruptedException {
        Object lock = new Object();
        StringBuilder order = new StringBuilder();
        List<Thread> threads = new ArrayList<>();
        for (String letter : new String[] {"a", "b", "c"}) {
            Thread thread = new Thread(() -> waits(lock, order, letter));
            thread.start();
            threads.add(thread);
            while (thread.getState() != Thread.State.WAITING) {
                Thread.yield();
            }
        }
        synchronized (lock) {
            lock.notify();
        }
        Thread.sleep(1);
        String first = order.toString();
        synchronized (lock) {
            lock.notifyAll();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return first;
    }

    private static void waits(Object lock, StringBuilder order, String letter) {
        synchronized (lock) {
            try {
                lock.wait();
                order.append(letter);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** 1,000 of 8,000, with a standard deviation of 30. */
    @Test
    void oneWaitOfEightEndsForNoReason() {
        int[] early = new int[1];
        Heddle.explorer()
                .strategy("random")
                .schedules(400)
                .spuriousWakeups(true)
                .explore(
                        () -> {
                            Object lock = new Object();
                            for (int i = 0; i < 20; i++) {
                                long before = System.nanoTime();
                                synchronized (lock) {
                                    lock.wait(1);
                                }
                                early[0] += System.nanoTime() == before ? 1 : 0;
                            }
                        })
                .check();
        assertThat(early[0]).isBetween(880, 1_120);
    }
}
