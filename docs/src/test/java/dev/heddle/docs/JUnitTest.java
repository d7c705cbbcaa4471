package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.ScheduleFailure;
import dev.heddle.junit.Interleaved;
import dev.heddle.junit.Replay;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The snippets of junit.md. */
class JUnitTest {

    @Test
    void theFirstTestFailsAsShown() {
        Events tests = testsOf(CounterTest.class);
        tests.assertStatistics(statistics -> statistics.started(2).failed(1).aborted(1));
        assertThat(
                        tests.finished().stream()
                                .map(event -> event.getTestDescriptor().getDisplayName()))
                .satisfiesExactly(
                        name -> assertThat(name).isEqualTo("1,000 schedules (portfolio)"),
                        name -> assertThat(name).matches("schedule \\d+: heddle1-.*"));
        Throwable failure =
                tests.failed().stream()
                        .findFirst()
                        .orElseThrow()
                        .getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow();
        assertThat(failure)
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("expected: <2> but was: <1>\n")
                .hasMessageContaining("@Replay(\"heddle1-");
    }

    @Test
    void theOtherTestsPass() {
        testsOf(OutboxTest.class).assertStatistics(statistics -> statistics.succeeded(1));
        testsOf(WithSettings.class).assertStatistics(statistics -> statistics.succeeded(1));
        testsOf(WithParameters.class).assertStatistics(statistics -> statistics.succeeded(3));
    }

    private static Events testsOf(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(tests))
                .execute()
                .testEvents();
    }

    static class Counter {
        private int value;

        void increment() {
            value = value + 1;
        }

        int value() {
            return value;
        }
    }

    static class CounterTest {

        @Interleaved
        void noUpdateIsLost() throws InterruptedException {
            Counter counter = new Counter();
            Thread other = new Thread(counter::increment, "other");
            other.start();
            counter.increment();
            other.join();
            assertEquals(2, counter.value());
        }
    }

    abstract static class Replayed {
        @Interleaved
        @Replay("heddle1-Avwj_r579Vjfl-GSAAFjZWAEAgYGBhAGAA")
        void noUpdateIsLost() throws InterruptedException {
            new CounterTest().noUpdateIsLost();
        }
    }

    static class OutboxTest {

        private final BlockingQueue<String> outbox = new ArrayBlockingQueue<>(1);
        private ExecutorService senders;

        @BeforeEach
        void start() {
            senders = Executors.newFixedThreadPool(2);
        }

        @Interleaved
        void everyMessageArrives() throws InterruptedException {
            senders.submit(() -> outbox.offer("a", 1, TimeUnit.HOURS));
            senders.submit(() -> outbox.offer("b", 1, TimeUnit.HOURS));
            assertThat(outbox.take() + outbox.take()).isIn("ab", "ba");
        }

        @AfterEach
        void stop() {
            senders.shutdown();
        }
    }

    static class WithSettings {
        @Interleaved(schedules = 10_000, seed = 42, stepLimit = 5_000)
        void agrees() {}
    }

    static class WithParameters {
        @Interleaved
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void everyOneIsCounted(int others) throws InterruptedException {
            AtomicInteger counter = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                threads.add(Thread.startVirtualThread(counter::incrementAndGet));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(others, counter.get());
        }
    }
}
