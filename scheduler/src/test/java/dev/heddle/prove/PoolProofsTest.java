package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.Proof;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What proofs of tasks cost that run in pools, as docs/proofs.md says: what workers and those who
 * shut a pool down do to each other counts too.
 */
class PoolProofsTest {

    private enum Pool {
        THREADS(() -> Executors.newThreadPerTaskExecutor(Thread::new)),
        VIRTUAL(Executors::newVirtualThreadPerTaskExecutor),
        SINGLE(Executors::newSingleThreadExecutor),
        TWO(() -> Executors.newFixedThreadPool(2)),
        TWO_DAEMONS(() -> Executors.newFixedThreadPool(2, daemons()));

        private final Supplier<ExecutorService> make;

        Pool(Supplier<ExecutorService> make) {
            this.make = make;
        }

        private static ThreadFactory daemons() {
            return task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            };
        }
    }

    @ParameterizedTest
    @CsvSource({
        "THREADS, 2, 102", "VIRTUAL, 2, 102",
        "SINGLE, 2, 36", "SINGLE, 3, 180",
        "TWO, 2, 846", "TWO_DAEMONS, 2, 846",
    })
    void tasksInPoolTakeSoManyInterleavings(Pool pool, int tasks, long executions) {
        Proof proof =
                Heddle.prove(
                        () -> {
                            AtomicInteger count = new AtomicInteger();
                            ExecutorService executor = pool.make.get();
                            Future<?>[] results = new Future<?>[tasks];
                            for (int i = 0; i < tasks; i++) {
                                results[i] = executor.submit(() -> count.incrementAndGet());
                            }
                            for (Future<?> result : results) {
                                result.get();
                            }
                            executor.shutdown();
                        });
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.redundant()).isZero();
        assertThat(proof.executions()).isEqualTo(executions);
    }

    @ParameterizedTest
    @CsvSource({"2, 14", "3, 202"})
    void closingPoolOfVirtualThreadsTakesSoMany(int tasks, long executions) {
        Proof proof =
                Heddle.prove(
                        () -> {
                            AtomicInteger count = new AtomicInteger();
                            try (ExecutorService executor =
                                    Executors.newVirtualThreadPerTaskExecutor()) {
                                for (int i = 0; i < tasks; i++) {
                                    executor.submit(() -> count.incrementAndGet());
                                }
                            }
                        });
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(executions);
    }
}
