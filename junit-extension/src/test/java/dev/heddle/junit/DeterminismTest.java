package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.junit.Schedule.Call;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What this module does inside a run is the same every time. */
class DeterminismTest {

    private static final int SCHEDULES = 200;

    @Test
    void equalSeedsGiveEqualEventsFromTheVeryFirstRunOn() throws NoSuchMethodException {
        List<Long> first = digests();
        assertThat(digests()).isEqualTo(first);
        assertThat(new HashSet<>(first)).hasSizeGreaterThan(5);
    }

    private static List<Long> digests() throws NoSuchMethodException {
        Schedule schedule =
                new Schedule(
                        List.of(Subject.class),
                        List.of(call("start")),
                        call("test"),
                        List.of(call("join")),
                        null);
        List<Long> digests = new ArrayList<>();
        Heddle.explorer().schedules(SCHEDULES).toTheEnd().onDigest(digests::add).explore(schedule);
        return digests;
    }

    private static Call call(String name) throws NoSuchMethodException {
        return new Call(Subject.class.getDeclaredMethod(name), 0, List.of());
    }

    static class Subject {
        private final Programs.RacyCounter counter = new Programs.RacyCounter();
        private final Thread other = new Thread(counter::increment);

        void start() {
            other.start();
        }

        void test() {
            counter.increment();
        }

        void join() throws InterruptedException {
            other.join();
            assertThat(counter.value).isEqualTo(2);
        }
    }
}
