package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/**
 * Many tasks that sleep at the same time in one simulation: a million with {@code
 * -Dheddle.async.sleepers=1000000} and a heap of 4 GB.
 */
class ManySleepersTest {

    private static final int SLEEPERS = Integer.getInteger("heddle.async.sleepers", 20_000);
    private static final int SECONDS = 1000;

    private int woken;
    private long bytes;

    @Test
    void theySleepSideBySide() {
        long begin = System.nanoTime();
        Heddle.explorer()
                .strategy("fifo")
                .schedules(1)
                .stepLimit(Long.MAX_VALUE)
                .timeLimit(Duration.ofMinutes(10))
                .explore(() -> Async.run(this::sleepAll))
                .check();
        double micros = (System.nanoTime() - begin) / 1e3 / SLEEPERS;
        System.out.printf(
                "%,d sleeping tasks: %.1f microseconds and %,d bytes each%n",
                SLEEPERS, micros, bytes / SLEEPERS);
        assertThat(woken).isEqualTo(SLEEPERS);
        // Some 2,000 to 3,000, but stacks of code that was not compiled yet are larger.
        assertThat(bytes / SLEEPERS).isLessThan(10_000);
    }

    private void sleepAll() {
        woken = 0;
        long before = usedHeap();
        long begin = Async.loop().time();
        try (TaskGroup group = Async.taskGroup()) {
            for (int i = 0; i < SLEEPERS; i++) {
                Duration time = Duration.ofSeconds(1 + i % SECONDS);
                group.createTask(
                        () -> {
                            Async.sleep(time);
                            woken++;
                        });
            }
            Async.yield();
            bytes = usedHeap() - before;
            group.join();
        }
        assertThat(Async.loop().time() - begin)
                .isEqualTo(Duration.ofSeconds(Math.min(SLEEPERS, SECONDS)).toNanos());
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
