package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** Runs take the same course, step by step, however many other loops go on in the JVM. */
class ParallelDigestsTest {

    private static final int SCHEDULES = 60;
    private static final int SEEDS = 3;

    /** The digests of each exploration, by the name of its program and its seed. */
    private static final Map<String, List<Long>> digests = new ConcurrentHashMap<>();

    private static final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger going = new AtomicInteger();
    private static volatile int mostAtOnce;

    @Test
    void areThoseOfOneLoopAfterTheOther() {
        Map<String, List<Long>> alone = run(false);
        assertThat(mostAtOnce).isEqualTo(1);
        assertThat(alone).hasSize(7 * SEEDS);
        assertThat(new HashSet<>(alone.values())).hasSize(alone.size());
        for (int times = 0; times < 2; times++) {
            assertThat(run(true)).isEqualTo(alone);
        }
        assertThat(mostAtOnce).isGreaterThan(1);
    }

    private static Map<String, List<Long>> run(boolean parallel) {
        digests.clear();
        EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(Subject.class))
                .configurationParameter(
                        "junit.jupiter.execution.parallel.enabled", Boolean.toString(parallel))
                .configurationParameter(
                        "junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter(
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "6")
                .execute()
                .testEvents()
                .assertStatistics(s -> s.started(7 * SEEDS).succeeded(7 * SEEDS));
        return new TreeMap<>(digests);
    }

    private static void explore(String name, RepetitionInfo info, Body body) {
        threads.add(Thread.currentThread());
        mostAtOnce = Math.max(mostAtOnce, going.incrementAndGet());
        List<Long> all = new ArrayList<>();
        try {
            Heddle.explorer()
                    .schedules(SCHEDULES)
                    .seed(info.getCurrentRepetition())
                    .shrink(0)
                    .onDigest(all::add)
                    .explore(body);
        } finally {
            going.decrementAndGet();
        }
        digests.put(name + " " + info.getCurrentRepetition(), all);
    }

    static class Subject {

        @RepeatedTest(SEEDS)
        void monitors(RepetitionInfo info) {
            explore("monitors", info, () -> Programs.countTwice(new Programs.LockedCounter()));
        }

        @RepeatedTest(SEEDS)
        void races(RepetitionInfo info) {
            explore("races", info, () -> Programs.countTwice(new Programs.RacyCounter()));
        }

        @RepeatedTest(SEEDS)
        void notifications(RepetitionInfo info) {
            explore("notifications", info, Programs::waitWithoutALoop);
        }

        @RepeatedTest(SEEDS)
        void pools(RepetitionInfo info) {
            explore(
                    "pools",
                    info,
                    () -> {
                        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
                            ReentrantLock lock = new ReentrantLock();
                            for (int i = 0; i < 4; i++) {
                                pool.execute(
                                        () -> {
                                            lock.lock();
                                            lock.unlock();
                                        });
                            }
                        }
                    });
        }

        /** With the common pool of each run, and its futures. */
        @RepeatedTest(SEEDS)
        void futures(RepetitionInfo info) {
            explore(
                    "futures",
                    info,
                    () -> {
                        CompletableFuture<Integer> sum =
                                CompletableFuture.supplyAsync(() -> 1)
                                        .thenCombineAsync(
                                                CompletableFuture.supplyAsync(() -> 2),
                                                Integer::sum);
                        sum.get();
                        IntStream.range(0, 20).parallel().sum();
                    });
        }

        @RepeatedTest(SEEDS)
        void timeouts(RepetitionInfo info) {
            explore(
                    "timeouts",
                    info,
                    () -> {
                        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
                        Thread.startVirtualThread(() -> queue.offer(1));
                        queue.poll(1, TimeUnit.HOURS);
                        Thread.sleep(60_000);
                    });
        }

        /** The order of such a set, and random numbers, are drawn. */
        @RepeatedTest(SEEDS)
        void chance(RepetitionInfo info) {
            explore(
                    "chance",
                    info,
                    () -> {
                        Set<Object> objects = new HashSet<>();
                        for (int i = 0; i < 5; i++) {
                            objects.add(new Object());
                        }
                        Thread other = new Thread(() -> objects.forEach(Object::hashCode));
                        other.start();
                        objects.forEach(one -> Math.random());
                        other.join();
                    });
        }
    }
}
