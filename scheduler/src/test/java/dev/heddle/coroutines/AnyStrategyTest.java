package dev.heddle.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Lock;
import dev.heddle.async.TaskGroup;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The same coroutines run under every strategy, and each tries orders of them. */
class AnyStrategyTest {

    static {
        Conformance.install();
    }

    /** Adds the name of each task as it runs; the last two wait for the same time. */
    private static Body threeTasks(StringBuilder order) {
        return () -> {
            order.setLength(0);
            Async.run(
                    () -> {
                        try (TaskGroup group = Async.taskGroup()) {
                            for (String name : new String[] {"a", "b", "c"}) {
                                group.createTask(
                                        () -> {
                                            Async.sleep(Duration.ofDays(1));
                                            order.append(name);
                                        });
                            }
                            group.join();
                        }
                    });
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "portfolio",
                "random",
                "halt",
                "surw",
                "pct",
                "pct:3",
                "pos",
                "delay:3",
                "preemption:2"
            })
    void eachTriesAllOrders(String strategy) {
        StringBuilder order = new StringBuilder();
        Set<String> orders = new HashSet<>();
        Heddle.explorer()
                .strategy(strategy)
                .schedules(1_000)
                .onDigest(digest -> orders.add(order.toString()))
                .explore(threeTasks(order))
                .check();
        assertThat(orders).containsExactlyInAnyOrder("abc", "acb", "bac", "bca", "cab", "cba");
    }

    @Test
    void firstInFirstOutTriesOne() {
        StringBuilder order = new StringBuilder();
        List<String> orders = new ArrayList<>();
        Heddle.explorer()
                .strategy("fifo")
                .schedules(10)
                .onDigest(digest -> orders.add(order.toString()))
                .explore(threeTasks(order))
                .check();
        assertThat(orders).containsExactly("abc");
    }

    private static void count(boolean locked) throws Exception {
        int[] count = {0};
        Lock lock = new Lock();
        Async.run(
                () -> {
                    try (TaskGroup group = Async.taskGroup()) {
                        for (int i = 0; i < 2; i++) {
                            int steps = i;
                            group.createTask(() -> add(count, locked ? lock : new Lock(), steps));
                        }
                        group.join();
                    }
                });
        assertThat(count[0]).isEqualTo(2);
    }

    private static void add(int[] count, Lock lock, int first) {
        for (int i = 0; i < first; i++) {
            Async.sleep(Duration.ofSeconds(1));
        }
        try (Lock.Held _ = lock.hold()) {
            int before = count[0];
            Async.sleep(Duration.ofSeconds(1));
            count[0] = before + 1;
        }
    }

    /** Both are to go on at the end of the first second; who does first decides. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "portfolio",
                "random",
                "halt",
                "surw",
                "pct",
                "pct:3",
                "pos",
                "delay:3",
                "preemption:2"
            })
    void eachFindsAnUpdateThatIsLostAcrossAWait(String strategy) {
        Report report =
                Heddle.explorer().strategy(strategy).schedules(200).explore(() -> count(false));
        Failure failure = report.failure().orElseThrow();
        assertThat(Heddle.replay(failure.token(), () -> count(false)).passed()).isFalse();
        Heddle.explorer().strategy(strategy).schedules(200).explore(() -> count(true)).check();
    }
}
