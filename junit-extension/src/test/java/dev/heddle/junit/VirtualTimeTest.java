package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An ordinary test in one schedule that is the same every time, in virtual time. */
class VirtualTimeTest {

    private static final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void forget() {
        happened.clear();
    }

    @Test
    void takesNoRealTimeAndIsExecutedOnce() {
        long before = System.nanoTime();
        Results.of(Sleeping.class).testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofDays(1));
        assertThat(happened).containsExactly("before", "slept for PT24H", "after");
    }

    @Test
    void threadsTakeTurns() {
        Results.of(Turns.class).testEvents().assertStatistics(s -> s.succeeded(1));
        List<String> first = List.copyOf(happened);
        assertThat(first).hasSize(6);
        happened.clear();
        Results.of(Turns.class);
        assertThat(happened).isEqualTo(first);
    }

    @Test
    void aFailureSaysHowToSeeItAgain() {
        assertThat(Results.failureOf(Failing.class))
                .hasMessageContaining("strategy fifo")
                .hasMessageContaining("too late");
    }

    @Test
    void worksAtAClassAndWithParameters() {
        Results.of(Classwide.class).testEvents().assertStatistics(s -> s.started(4).succeeded(4));
        assertThat(happened.stream().filter("plain"::equals)).hasSize(1);
        assertThat(happened.stream().filter("with 1"::equals)).hasSize(1);
        assertThat(happened.stream().filter("explored"::equals)).hasSize(3 + 1);
    }

    @Test
    void theWorldCanBeSet() {
        Results.of(World.class).testEvents().assertStatistics(s -> s.started(2).succeeded(2));
        assertThat(Results.failureOf(TooSlow.class)).hasMessageContaining("within 1s");
    }

    @Test
    void doesNotGoWithManySchedules() {
        assertThat(Results.failureOf(Both.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining(
                        "many schedules (@Interleaved), the other one (@VirtualTime)");
    }

    static class Sleeping {
        @BeforeEach
        void before() {
            happened.add("before");
        }

        @Test
        @VirtualTime
        void test() throws InterruptedException {
            Instant begin = Instant.now();
            Thread.sleep(Duration.ofDays(1));
            happened.add("slept for " + Duration.between(begin, Instant.now()));
        }

        @org.junit.jupiter.api.AfterEach
        void after() {
            happened.add("after");
        }
    }

    static class Turns {
        @Test
        @VirtualTime
        void test() throws InterruptedException {
            Thread other = new Thread(() -> say("other"));
            other.start();
            say("main");
            other.join();
        }

        private static void say(String name) {
            for (int i = 0; i < 3; i++) {
                happened.add(name + " " + i);
                Thread.yield();
            }
        }
    }

    static class Failing {
        @Test
        @VirtualTime
        void test() {
            throw new IllegalStateException("too late");
        }
    }

    @VirtualTime
    static class Classwide {
        @Test
        void plain() {
            happened.add("plain");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameterized(int number) {
            happened.add("with " + number);
        }

        @Interleaved(schedules = 3)
        void explored() {
            happened.add("explored");
        }
    }

    static class World {
        @Test
        @VirtualTime(epoch = "2030-06-01T12:00:00Z")
        void hasACalendar() {
            assertThat(Instant.now()).isEqualTo(Instant.parse("2030-06-01T12:00:00Z"));
        }

        @Test
        @VirtualTime(manualTime = true)
        void isMovedByHand(Scheduler scheduler) {
            scheduler.advanceTimeBy(Duration.ofHours(3));
            assertThat(scheduler.now()).isEqualTo(Duration.ofHours(3));
        }
    }

    static class TooSlow {
        @Test
        @VirtualTime(virtualTimeLimitMillis = 1_000)
        void test() throws InterruptedException {
            Thread.sleep(5_000);
        }
    }

    static class Both {
        @Interleaved
        @VirtualTime
        void test() {}
    }
}
