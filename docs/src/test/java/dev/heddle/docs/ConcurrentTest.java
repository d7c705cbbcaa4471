package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The snippets of concurrent.md. */
class ConcurrentTest {

    @Test
    void futures() {
        Heddle.explore(
                        () -> {
                            CompletableFuture<Integer> price =
                                    CompletableFuture.supplyAsync(() -> 20)
                                            .thenCombine(
                                                    CompletableFuture.supplyAsync(() -> 22),
                                                    Integer::sum);
                            assertThat(price.get()).isEqualTo(42);
                        })
                .check();
    }

    @Test
    void timeouts() {
        Heddle.explore(
                        () -> {
                            CompletableFuture<String> answer = new CompletableFuture<>();
                            assertThatThrownBy(() -> answer.orTimeout(30, TimeUnit.DAYS).join())
                                    .hasCauseInstanceOf(TimeoutException.class);
                        })
                .check();
    }

    @Test
    void schedules() {
        Heddle.explore(
                        () -> {
                            ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
                            AtomicInteger reports = new AtomicInteger();
                            pool.scheduleAtFixedRate(reports::incrementAndGet, 1, 1, TimeUnit.DAYS);
                            Thread.sleep(Duration.ofDays(90).plusHours(1));
                            assertThat(reports.get()).isEqualTo(90);
                            pool.shutdown();
                        })
                .check();
    }

    @Test
    void streams() {
        Report report =
                Heddle.explore(
                        () -> {
                            int[] sum = new int[1];
                            IntStream.range(0, 100).parallel().forEach(i -> sum[0] += i);
                            assertThat(sum[0]).isEqualTo(4950);
                        });
        assertThat(report.failure()).isPresent();
    }

    @Test
    void processors() {
        Heddle.explorer()
                .processors(8)
                .explore(() -> assertThat(ForkJoinPool.getCommonPoolParallelism()).isEqualTo(7))
                .check();
    }

    @Test
    void inside() {
        Report report =
                Heddle.explorer()
                        .instrument("java.util")
                        .explore(
                                () -> {
                                    List<String> names = new ArrayList<>();
                                    Thread other = new Thread(() -> names.add("other"));
                                    other.start();
                                    names.add("main");
                                    other.join();
                                    assertThat(names).hasSize(2);
                                });
        assertThat(report.failure().orElseThrow().toString())
                .contains("at java.util.ArrayList.add(ArrayList.java:");
    }
}
