package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Everything in {@code java.util.concurrent.atomic}. */
class AtomicsConformanceTest {

    @Test
    @Covers(area = Area.MEMORY, value = "AtomicInteger, AtomicLong: all updates")
    void updatesOfNumbersAreAtomic() {
        check(
                () -> {
                    AtomicInteger number = new AtomicInteger();
                    AtomicLong large = new AtomicLong();
                    Together.all(() -> update(number, large), () -> update(number, large));
                    assertThat(number.get()).isEqualTo(2 * 7);
                    assertThat(large.get()).isEqualTo(2 * 7);
                    assertThat(number.getAndSet(1)).isEqualTo(14);
                    assertThat(large.compareAndExchange(14, 1)).isEqualTo(14);
                    assertThat(number.weakCompareAndSetVolatile(2, 3)).isFalse();
                    assertThat(number.compareAndSet(1, 2)).isTrue();
                });
    }

    private static void update(AtomicInteger number, AtomicLong large) {
        number.incrementAndGet();
        number.getAndIncrement();
        number.addAndGet(2);
        number.getAndAdd(1);
        number.updateAndGet(value -> value + 1);
        number.accumulateAndGet(1, Integer::sum);
        large.incrementAndGet();
        large.getAndIncrement();
        large.addAndGet(2);
        large.getAndAdd(1);
        large.getAndUpdate(value -> value + 1);
        large.getAndAccumulate(1, Long::sum);
    }

    @Test
    @Covers(area = Area.MEMORY, value = "AtomicBoolean, AtomicReference: one of several wins")
    void oneOfSeveralWins() {
        check(
                () -> {
                    AtomicBoolean taken = new AtomicBoolean();
                    AtomicReference<String> name = new AtomicReference<>();
                    AtomicInteger winners = new AtomicInteger();
                    Together.all(
                            () -> take(taken, name, winners, "a"),
                            () -> take(taken, name, winners, "b"));
                    assertThat(winners.get()).isEqualTo(2);
                    assertThat(name.updateAndGet(value -> value + "!")).isIn("a!", "b!");
                    assertThat(taken.getAndSet(false)).isTrue();
                });
    }

    private static void take(
            AtomicBoolean taken, AtomicReference<String> name, AtomicInteger winners, String mine) {
        if (taken.compareAndSet(false, true)) {
            winners.incrementAndGet();
        }
        if (name.compareAndSet(null, mine)) {
            winners.incrementAndGet();
        }
    }

    @Test
    @Covers(area = Area.MEMORY, value = "AtomicIntegerArray, AtomicLongArray, AtomicReferenceArray")
    void updatesOfElementsAreAtomic() {
        check(
                () -> {
                    AtomicIntegerArray ints = new AtomicIntegerArray(2);
                    AtomicLongArray longs = new AtomicLongArray(2);
                    AtomicReferenceArray<String> names = new AtomicReferenceArray<>(1);
                    names.set(0, "");
                    Together.all(
                            () -> append(ints, longs, names, "a"),
                            () -> append(ints, longs, names, "b"));
                    assertThat(ints.get(1)).isEqualTo(2);
                    assertThat(longs.get(1)).isEqualTo(4);
                    assertThat(names.get(0)).isIn("ab", "ba");
                });
    }

    private static void append(
            AtomicIntegerArray ints,
            AtomicLongArray longs,
            AtomicReferenceArray<String> names,
            String name) {
        ints.incrementAndGet(1);
        longs.getAndAdd(1, 2);
        names.updateAndGet(0, value -> value + name);
    }

    private static final class Fields {
        volatile int number;
        volatile long large;
        volatile String name = "";
    }

    private static final AtomicIntegerFieldUpdater<Fields> NUMBER =
            AtomicIntegerFieldUpdater.newUpdater(Fields.class, "number");
    private static final AtomicLongFieldUpdater<Fields> LARGE =
            AtomicLongFieldUpdater.newUpdater(Fields.class, "large");
    private static final AtomicReferenceFieldUpdater<Fields, String> NAME =
            AtomicReferenceFieldUpdater.newUpdater(Fields.class, String.class, "name");

    @Test
    @Covers(
            area = Area.MEMORY,
            value =
                    "AtomicIntegerFieldUpdater, AtomicLongFieldUpdater,"
                            + " AtomicReferenceFieldUpdater")
    void fieldUpdatersAreAtomic() {
        check(
                () -> {
                    Fields fields = new Fields();
                    Together.all(() -> append(fields, "a"), () -> append(fields, "b"));
                    assertThat(fields.number).isEqualTo(2);
                    assertThat(fields.large).isEqualTo(4);
                    assertThat(fields.name).isIn("ab", "ba");
                });
    }

    private static void append(Fields fields, String name) {
        NUMBER.incrementAndGet(fields);
        LARGE.addAndGet(fields, 2);
        NAME.accumulateAndGet(fields, name, String::concat);
    }

    @Test
    @Covers(area = Area.MEMORY, value = "AtomicStampedReference, AtomicMarkableReference")
    void stampsAndMarksGoWithTheirReference() {
        check(
                () -> {
                    AtomicStampedReference<String> stamped = new AtomicStampedReference<>("a", 0);
                    AtomicMarkableReference<String> marked =
                            new AtomicMarkableReference<>("a", false);
                    AtomicInteger stampings = new AtomicInteger();
                    AtomicInteger markings = new AtomicInteger();
                    Together.all(
                            () -> change(stamped, marked, stampings, markings),
                            () -> change(stamped, marked, stampings, markings));
                    assertThat(stampings.get()).isEqualTo(1);
                    assertThat(markings.get()).isEqualTo(1);
                    int[] stamp = new int[1];
                    assertThat(stamped.get(stamp)).isEqualTo("a");
                    assertThat(stamp[0]).isEqualTo(1);
                    assertThat(marked.isMarked()).isTrue();
                    assertThat(marked.attemptMark("b", false)).isFalse();
                });
    }

    private static void change(
            AtomicStampedReference<String> stamped,
            AtomicMarkableReference<String> marked,
            AtomicInteger stampings,
            AtomicInteger markings) {
        if (stamped.compareAndSet("a", "a", 0, 1)) {
            stampings.incrementAndGet();
        }
        if (marked.compareAndSet("a", "a", false, true)) {
            markings.incrementAndGet();
        }
    }

    @Test
    @Covers(
            area = Area.MEMORY,
            value = "LongAdder, DoubleAdder, LongAccumulator, DoubleAccumulator")
    void addersLoseNothing() {
        check(
                () -> {
                    LongAdder adder = new LongAdder();
                    DoubleAdder doubles = new DoubleAdder();
                    LongAccumulator most = new LongAccumulator(Math::max, Long.MIN_VALUE);
                    DoubleAccumulator least = new DoubleAccumulator(Math::min, 1e9);
                    Together.all(
                            () -> add(adder, doubles, most, least, 1),
                            () -> add(adder, doubles, most, least, 2),
                            () -> add(adder, doubles, most, least, 3));
                    assertThat(adder.sumThenReset()).isEqualTo(6);
                    assertThat(doubles.sum()).isEqualTo(6.0);
                    assertThat(most.get()).isEqualTo(3);
                    assertThat(least.get()).isEqualTo(1.0);
                });
    }

    private static void add(
            LongAdder adder,
            DoubleAdder doubles,
            LongAccumulator most,
            DoubleAccumulator least,
            int value) {
        adder.add(value);
        doubles.add(value);
        most.accumulate(value);
        least.accumulate(value);
    }
}
