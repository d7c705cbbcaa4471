package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Explorations that go on at the same time do not see each other. */
class ParallelTest {

    private static final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Test
    void givesEachTestTheResultItHasAlone() {
        List<String> alone = messages(run(false));
        threads.clear();
        assertThat(messages(run(true))).containsExactlyInAnyOrderElementsOf(alone).hasSize(2);
        assertThat(threads).hasSizeGreaterThan(1);
    }

    private static EngineExecutionResults run(boolean parallel) {
        EngineExecutionResults results =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectClass(Subject.class))
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.enabled",
                                Boolean.toString(parallel))
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.mode.default", "concurrent")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.config.strategy", "fixed")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                        .execute();
        // The schedules that have failed are nodes too, and aborted.
        results.testEvents().assertStatistics(s -> s.succeeded(3).failed(2).aborted(2));
        return results;
    }

    /** All but the name of the main thread, which is that of JUnit's. */
    private static List<String> messages(EngineExecutionResults results) {
        return Results.failures(results).stream()
                .map(failure -> failure.getMessage().lines().toList())
                .map(
                        lines ->
                                lines.stream()
                                        .filter(line -> line.matches("(Schedule|Shrunk) .*"))
                                        .reduce("", String::concat))
                .toList();
    }

    static class Subject {
        @Interleaved(schedules = 300)
        void locks() throws InterruptedException {
            threads.add(Thread.currentThread());
            assertEquals(2, Programs.countTwice(new Programs.LockedCounter()));
        }

        @Interleaved(schedules = 300)
        void locksToo() throws InterruptedException {
            threads.add(Thread.currentThread());
            assertEquals(2, Programs.countTwice(new Programs.LockedCounter()));
        }

        @Interleaved(seed = 11)
        void races() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Interleaved(seed = 12)
        void racesToo() throws InterruptedException {
            assertEquals(2, Programs.countTwice(new Programs.RacyCounter()));
        }

        @Interleaved(schedules = 100)
        void usesAPool() throws InterruptedException {
            threads.add(Thread.currentThread());
            Programs.RacyCounter counter = new Programs.LockedCounter();
            var pool = Executors.newFixedThreadPool(2);
            pool.execute(counter::increment);
            pool.execute(counter::increment);
            pool.shutdown();
            assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
            assertEquals(2, counter.value);
        }
    }
}
