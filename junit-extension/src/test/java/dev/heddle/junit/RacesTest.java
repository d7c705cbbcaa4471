package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.ScheduleFailure;
import dev.heddle.detect.DataRaceError;
import dev.heddle.detect.LockOrderError;

import org.junit.jupiter.api.Test;

/** A test that passes tells of its data races and lock orders, or fails for them. */
class RacesTest {

    @Test
    void aRaceInATestThatPassesIsPublished() {
        assertThat(Results.remarks(Results.of(Racy.class)))
                .anyMatch(
                        text -> text.startsWith("Data race on") && text.contains("Counter.count"));
        assertThat(Results.remarks(Results.of(Allowed.class))).isEmpty();
        assertThat(Results.remarks(Results.of(NotLookedAt.class))).isEmpty();
    }

    @Test
    void aRaceFailsTheTestIfItIsTo() {
        assertThat(Results.failureOf(Failing.class))
                .isInstanceOf(ScheduleFailure.class)
                .hasCauseInstanceOf(DataRaceError.class);
    }

    @Test
    void locksInDifferentOrdersAreToldOfOrFailTheTest() {
        assertThat(Results.remarks(Results.of(Crossed.class)))
                .anyMatch(text -> text.startsWith("Locks in different orders"));
        assertThat(Results.failureOf(CrossedFailing.class))
                .hasCauseInstanceOf(LockOrderError.class);
    }

    static final class Counter {
        int count;

        static void racy() throws InterruptedException {
            Counter counter = new Counter();
            Thread other = new Thread(() -> counter.count = 1);
            other.start();
            counter.count = 2;
            other.join();
        }

        static void crossed() throws InterruptedException {
            Object one = new Object();
            Object two = new Object();
            Thread other = new Thread(() -> both(one, two));
            other.start();
            both(two, one);
            other.join();
        }

        private static void both(Object outer, Object inner) {
            synchronized (outer) {
                synchronized (inner) {
                    assertThat(outer).isNotSameAs(inner);
                }
            }
        }
    }

    static class Racy {
        @Interleaved(schedules = 20)
        void test() throws InterruptedException {
            Counter.racy();
        }
    }

    static class Allowed {
        @Interleaved(schedules = 20, allowRaces = "dev.heddle.junit.RacesTest.Counter.count")
        void test() throws InterruptedException {
            Counter.racy();
        }
    }

    static class NotLookedAt {
        @Interleaved(schedules = 20, races = Check.OFF)
        void test() throws InterruptedException {
            Counter.racy();
        }
    }

    static class Failing {
        @Interleaved(races = Check.FAIL)
        void test() throws InterruptedException {
            Counter.racy();
        }
    }

    static class Crossed {
        @Interleaved(schedules = 20, strategy = "fifo")
        void test() throws InterruptedException {
            Counter.crossed();
        }
    }

    static class CrossedFailing {
        @Interleaved(schedules = 20, strategy = "fifo", lockOrders = Check.FAIL)
        void test() throws InterruptedException {
            Counter.crossed();
        }
    }
}
