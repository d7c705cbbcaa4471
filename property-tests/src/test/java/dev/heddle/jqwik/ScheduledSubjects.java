package dev.heddle.jqwik;

import static dev.heddle.jqwik.Subjects.inParallel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Schedule;
import dev.heddle.jqwik.Subjects.Counter;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Properties that are given schedules; most of them fail. */
final class ScheduledSubjects {

    static final AtomicInteger TRIES = new AtomicInteger();

    /** Two flags that are set one after the other, and read the other way round, twice. */
    static final class Flags {
        int first;
        int second;
        boolean seen;

        void write() {
            first = 1;
            second = 1;
            first = 2;
        }

        /** True only if it is interrupted, and interrupts in turn, at one place each. */
        void read() {
            int one = second;
            int other = first;
            int third = second;
            seen = one == 0 && other == 1 && third == 1;
        }
    }

    @Property
    void needsOnePreemption(@ForAll Schedule schedule) {
        TRIES.incrementAndGet();
        Counter counter = new Counter();
        schedule.run(() -> inParallel(() -> counter.add(1), () -> counter.add(1)));
        assertThat(counter.value).isEqualTo(2);
    }

    @Property
    void failsInTheRun(@ForAll Schedule schedule) {
        schedule.run(
                () -> {
                    Counter counter = new Counter();
                    inParallel(() -> counter.add(1), () -> counter.add(1));
                    assertThat(counter.value).isEqualTo(2);
                });
    }

    @Property
    void needsTwoPreemptions(@ForAll Schedule schedule) {
        TRIES.incrementAndGet();
        Flags flags = new Flags();
        schedule.run(() -> inParallel(flags::write, flags::read));
        assertThat(flags.seen).isFalse();
    }

    @Property(tries = 300)
    void passes(@ForAll Schedule schedule, @ForAll @IntRange(min = 1, max = 5) int amount) {
        Counter counter = new Counter();
        schedule.run(
                () -> inParallel(() -> counter.addSafely(amount), () -> counter.addSafely(amount)));
        assertThat(counter.value).isEqualTo(2 * amount);
    }

    @Property
    void hasOtherInputs(
            @ForAll @Size(max = 7) List<@IntRange(min = 1, max = 1_000) Integer> amounts,
            @ForAll Schedule schedule,
            @ForAll int unused) {
        Counter counter = new Counter();
        schedule.run(
                () ->
                        inParallel(
                                amounts.stream()
                                        .map(amount -> (Runnable) () -> counter.add(amount))
                                        .toArray(Runnable[]::new)));
        assertThat(counter.value).isEqualTo(Subjects.sum(amounts));
    }

    /** The place of the preemption depends on the number. */
    @Property
    void isElsewhereForOtherInputs(
            @ForAll @IntRange(min = 5, max = 30) int times, @ForAll Schedule schedule) {
        Counter counter = new Counter();
        Counter own = new Counter();
        schedule.run(
                () ->
                        inParallel(
                                () -> {
                                    for (int i = 0; i < times; i++) {
                                        own.add(1);
                                    }
                                    int seen = counter.value;
                                    for (int i = 0; i < 4; i++) {
                                        own.add(1);
                                    }
                                    counter.value = seen + 1;
                                },
                                () -> counter.add(1)));
        assertThat(counter.value).isEqualTo(2);
    }

    @Property
    void hasTwo(@ForAll Schedule one, @ForAll Schedule other) {
        Counter counter = new Counter();
        one.run(() -> inParallel(() -> counter.add(1), () -> counter.add(1)));
        int afterTheFirst = counter.value;
        other.run(() -> inParallel(() -> counter.add(1), () -> counter.add(1)));
        assertThat(afterTheFirst + counter.value).isGreaterThan(3);
    }

    @Provide
    Arbitrary<Schedule> ofOneStrategy() {
        return Schedules.by("pct:2");
    }

    @Property
    void isDrawnByOneStrategy(@ForAll("ofOneStrategy") Schedule schedule) {
        assertThat(schedule.text()).contains("pct:2");
        needsOnePreemption(schedule);
    }

    @Example
    void again() {
        needsTwoPreemptions(Schedule.of("plan:"));
    }
}
