package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Schedule;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Properties that tests execute; most of them fail. */
final class Subjects {

    /** How many schedules were executed. */
    static final AtomicInteger RUNS = new AtomicInteger();

    static final List<String> LOG = new ArrayList<>();

    private Subjects() {}

    /** Adds without a lock. */
    static final class Counter {
        int value;

        void add(int amount) {
            value += amount;
        }

        synchronized void addSafely(int amount) {
            value += amount;
        }
    }

    static void inParallel(Runnable... bodies) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Runnable body : bodies) {
            Thread thread = new Thread(body);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    static int sum(List<Integer> amounts) {
        return amounts.stream().mapToInt(Integer::intValue).sum();
    }

    /** What is interleaved as a whole. */
    static final class Whole {

        private boolean open;

        @BeforeTry
        void open() {
            open = true;
        }

        @AfterTry
        void close() {
            open = false;
        }

        @Property
        @Interleaved
        void addsAll(@ForAll @Size(max = 6) List<@IntRange(min = 1, max = 1_000) Integer> amounts)
                throws InterruptedException {
            assertThat(open).isTrue();
            Counter counter = new Counter();
            inParallel(
                    amounts.stream()
                            .map(amount -> (Runnable) () -> counter.add(amount))
                            .toArray(Runnable[]::new));
            assertThat(counter.value).isEqualTo(sum(amounts));
        }

        @Property(seed = "42")
        @Interleaved
        void addsAllOfSeed(
                @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 1_000) Integer> amounts)
                throws InterruptedException {
            addsAll(amounts);
        }

        /** What has no text. */
        record Amount(int value) {}

        @Provide
        Arbitrary<Amount> amounts() {
            return Arbitraries.integers().between(1, 1_000).map(Amount::new);
        }

        @Property(seed = "42", edgeCases = EdgeCasesMode.NONE)
        @Interleaved
        void hasInputsOfItsOwn(@ForAll("amounts") Amount amount) throws InterruptedException {
            Counter counter = new Counter();
            inParallel(() -> counter.add(amount.value()), () -> counter.add(amount.value()));
            assertThat(counter.value).isEqualTo(2 * amount.value());
        }

        @Property(tries = 50)
        @Interleaved(schedules = 10)
        void addsAllSafely(@ForAll @Size(max = 4) List<@IntRange(max = 9) Integer> amounts)
                throws InterruptedException {
            Counter counter = new Counter();
            inParallel(
                    amounts.stream()
                            .map(amount -> (Runnable) () -> counter.addSafely(amount))
                            .toArray(Runnable[]::new));
            RUNS.incrementAndGet();
            assertThat(counter.value).isEqualTo(sum(amounts));
        }

        @Example
        @Interleaved
        boolean twoAreAdded() throws InterruptedException {
            Counter counter = new Counter();
            inParallel(() -> counter.add(1), () -> counter.add(1));
            return counter.value == 2;
        }

        @Property(tries = 20)
        @Interleaved(schedules = 3)
        void sleepsForDays(@ForAll @IntRange(min = 1, max = 9) int days)
                throws InterruptedException {
            long before = System.nanoTime();
            Thread.sleep(Duration.ofDays(days));
            assertThat(System.nanoTime() - before).isEqualTo(Duration.ofDays(days).toNanos());
        }

        @Property(tries = 20)
        @Interleaved(schedules = 5)
        void changesWhatItIsGiven(@ForAll @Size(max = 5) List<Integer> list, @ForAll int[] array)
                throws InterruptedException {
            LOG.add(list.toString() + array.length);
            list.add(1);
            if (array.length > 0) {
                array[0]++;
            }
        }

        @Property(tries = 30)
        @Interleaved(schedules = 3)
        void assumes(@ForAll @IntRange(max = 100) int number) {
            Assume.that(number % 2 == 0);
            RUNS.incrementAndGet();
            assertThat(number % 2).isZero();
        }

        @Property
        @Interleaved
        void failsInTwoWays(@ForAll @IntRange(max = 1_000) int number) throws InterruptedException {
            Counter counter = new Counter();
            inParallel(() -> counter.add(1), () -> counter.add(1));
            if (number > 100 && counter.value == 1) {
                throw new IllegalStateException("large");
            }
            if (counter.value == 1) {
                throw new IllegalArgumentException("small");
            }
        }

        @Property(tries = 200)
        @Interleaved
        void comesToADeadlock(@ForAll @IntRange(min = 0, max = 50) int depth)
                throws InterruptedException {
            Object one = new Object();
            Object other = new Object();
            inParallel(
                    () -> {
                        synchronized (one) {
                            synchronized (other) {
                                RUNS.incrementAndGet();
                            }
                        }
                    },
                    () -> {
                        synchronized (depth > 7 ? other : one) {
                            synchronized (depth > 7 ? one : other) {
                                RUNS.incrementAndGet();
                            }
                        }
                    });
        }

        @Property
        @Interleaved
        void isGivenAnIterator(@ForAll Iterator<Integer> numbers) {
            numbers.forEachRemaining(number -> {});
        }

        @Property
        @Interleaved(strategy = "no such thing")
        void hasNoStrategy(@ForAll int number) {}

        @Property
        @Interleaved
        void isGivenASchedule(@ForAll Schedule schedule) {}

        @Property
        @dev.heddle.junit.Interleaved
        void hasTheAnnotationOfJUnit(@ForAll int number) {}

        /** Every run takes real time, so that jqwik gives up before all is shrunk. */
        @Property(tries = 10)
        @Interleaved(schedules = 4)
        void isSlow(@ForAll @Size(min = 2, max = 60) List<Integer> numbers)
                throws InterruptedException {
            RUNS.incrementAndGet();
            for (long i = 0, x = 1; i < 20_000_000; i++) {
                x = x * 31 + i;
                if (x == 42) {
                    LOG.add("42");
                }
            }
            Counter counter = new Counter();
            inParallel(() -> counter.add(1), () -> counter.add(1));
            assertThat(numbers.size()).isLessThan(2);
        }
    }
}
