package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The parameters that tests may take of their own schedule. */
public class SchedulerTest {

    private static final List<Object> happened = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void forget() {
        happened.clear();
    }

    private static void passes(Class<?> tests) {
        EngineExecutionResults results = Results.of(tests);
        assertThat(Results.failures(results)).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isPositive();
    }

    @Test
    void timeIsMovedAsInKotlin() {
        passes(Moving.class);
    }

    @Test
    void theClockIsThatOfTheSchedule() {
        passes(WithClock.class);
    }

    @Test
    void randomNumbersAreThoseOfTheSchedule() {
        passes(WithRandom.class);
        List<Object> first = List.copyOf(happened);
        assertThat(new HashSet<>(first)).hasSizeGreaterThan(10);
        assertThat(first.getFirst()).isEqualTo(first.getLast()); // The first schedule is repeated.
        happened.clear();
        passes(WithRandom.class);
        assertThat(happened).isEqualTo(first);
    }

    @Test
    void aWayThatFailsIsFoundAndMadeSmall() {
        ScheduleFailure failure = (ScheduleFailure) Results.failureOf(Choosing.class);
        assertThat(failure).hasMessageContaining("there are 7 clients");
        happened.clear();
        Results.failureOf(
                Rewritten.copyOf(Replayed.class, "heddle1-token", failure.failure().token()));
        assertThat(happened).containsExactly(7);
    }

    @Test
    void yieldingLetsOthersGoFirst() {
        passes(Yielding.class);
        assertThat(happened).containsExactly("other", "main");
    }

    @Test
    void parametersOfOthersWork() {
        passes(WithOthers.class);
        Results.of(Parameterized.class).testEvents().assertStatistics(s -> s.succeeded(2));
    }

    @Test
    void handlesWorkWhereTheWholeLifeCycleIsDoneAnew() {
        passes(Whole.class);
    }

    @Test
    void outsideAScheduleTheySaySo() {
        Scheduler scheduler = new Scheduler();
        List<Runnable> calls =
                List.of(
                        scheduler::now,
                        scheduler::runCurrent,
                        () -> scheduler.advanceTimeBy(Duration.ZERO),
                        scheduler::advanceUntilIdle,
                        scheduler::yield,
                        () -> scheduler.choose(2),
                        scheduler.random()::nextInt);
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("outside a run");
        }
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(Results.failureOf(Backwards.class))
                .hasMessageContaining("Time does not go back");
        assertThat(Results.failureOf(Nothing.class))
                .hasMessageContaining("There must be at least one way to choose, but there are 0.");
    }

    /** The examples of kotlinx-coroutines-test. */
    static class Moving {
        private final List<String> log = new ArrayList<>();
        private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

        private void after(long millis) {
            timer.schedule(() -> log.add("at " + millis), millis, TimeUnit.MILLISECONDS);
        }

        @BeforeEach
        void schedule() {
            after(1);
            after(1_000);
            after(2_000);
        }

        @Interleaved(schedules = 20, manualTime = true)
        void advances(Scheduler scheduler) {
            scheduler.runCurrent();
            assertThat(log).isEmpty();
            scheduler.advanceTimeBy(Duration.ofMillis(1_000));
            assertThat(scheduler.now()).isEqualTo(Duration.ofSeconds(1));
            assertThat(log).containsExactly("at 1"); // What is due at the very end is not done.
            scheduler.runCurrent();
            assertThat(log).containsExactly("at 1", "at 1000");
            scheduler.advanceTimeBy(Duration.ofMillis(1_001));
            assertThat(log).containsExactly("at 1", "at 1000", "at 2000");
            timer.shutdown();
        }

        @Interleaved(schedules = 20, manualTime = true)
        void untilIdle(Scheduler scheduler) {
            scheduler.advanceUntilIdle();
            assertThat(scheduler.now()).isEqualTo(Duration.ofSeconds(2));
            assertThat(log).hasSize(3);
            timer.shutdown();
        }
    }

    static class WithClock {
        @Interleaved(schedules = 5, epoch = "2030-01-01T00:00:00Z")
        void test(Clock clock, Scheduler scheduler) throws InterruptedException {
            Thread.sleep(Duration.ofHours(2));
            assertThat(clock.instant()).isEqualTo(Instant.parse("2030-01-01T02:00:00Z"));
            assertThat(scheduler.clock().instant()).isEqualTo(clock.instant());
        }
    }

    static class WithRandom {
        @Interleaved(schedules = 20)
        void test(RandomGenerator random) {
            long first = random.nextLong();
            happened.add(first);
            assertThat(random.nextLong()).isNotEqualTo(first);
            assertThat(random.nextInt(10)).isBetween(0, 9);
        }
    }

    static class Choosing {
        @Interleaved
        void test(Scheduler scheduler) {
            chooses(scheduler);
        }
    }

    static class Replayed {
        @Replay("heddle1-token")
        void test(Scheduler scheduler) {
            chooses(scheduler);
        }
    }

    /** Public since the rewritten classes are in a package of their own. */
    public static void chooses(Scheduler scheduler) {
        int clients = scheduler.choose(20);
        happened.add(clients);
        if (clients >= 7) {
            throw new IllegalStateException("there are " + clients + " clients");
        }
    }

    static class Yielding {
        @Test
        @VirtualTime
        void test(Scheduler scheduler) throws InterruptedException {
            Thread other = new Thread(() -> happened.add("other"));
            other.start();
            scheduler.yield();
            happened.add("main");
            other.join();
        }
    }

    static class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == StringBuilder.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new StringBuilder("resolved");
        }
    }

    @ExtendWith(Resolver.class)
    static class WithOthers {
        @Interleaved(schedules = 5)
        void test(StringBuilder text, Scheduler scheduler, TestInfo info) {
            assertThat(text).hasToString("resolved");
            assertThat(info.getTestMethod()).isPresent();
            assertThat(scheduler.now()).isZero();
        }
    }

    static class Parameterized {
        static Stream<Clock> clocks() {
            return Stream.of(
                    Clock.fixed(Instant.EPOCH, java.time.ZoneOffset.UTC), Clock.systemUTC());
        }

        @Interleaved(schedules = 5)
        @ParameterizedTest
        @MethodSource("clocks")
        void test(Clock clock, Scheduler scheduler) {
            assertThat(clock).isNotNull();
            assertThat(scheduler.now()).isZero();
        }
    }

    static class Whole {
        @Interleaved(schedules = 5, perSchedule = PerSchedule.LIFECYCLE)
        void test(Clock clock, Scheduler scheduler, RandomGenerator random)
                throws InterruptedException {
            Instant before = clock.instant();
            Thread.sleep(Duration.ofDays(1));
            assertThat(Duration.between(before, clock.instant())).isEqualTo(Duration.ofDays(1));
            assertThat(scheduler.choose(3)).isBetween(0, 2);
            random.nextInt();
        }
    }

    static class Backwards {
        @Interleaved
        void test(Scheduler scheduler) {
            scheduler.advanceTimeBy(Duration.ofSeconds(-1));
        }
    }

    static class Nothing {
        @Interleaved
        void test(Scheduler scheduler) {
            scheduler.choose(0);
        }
    }
}
