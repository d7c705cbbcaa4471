package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Two threads use one object of the JDK, each by one call, as its own object or by giving it to
 * another: a proof sees both orders, whatever the object is.
 */
class SharedThingsTest {

    /** What two threads do, and in how many ways it can come out. */
    private enum Two {
        MAP_MERGE(
                () -> {
                    ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
                    return both(
                            () -> map.merge("a", "x", String::concat),
                            () -> map.merge("a", "y", String::concat),
                            map::toString);
                }),
        QUEUE_ADD(
                () -> {
                    ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();
                    return both(() -> queue.add("x"), () -> queue.add("y"), queue::toString);
                }),
        BLOCKING_QUEUE_ADD(
                () -> {
                    LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
                    return both(() -> queue.add("x"), () -> queue.add("y"), queue::toString);
                }),
        LIST_ADD(
                () -> {
                    List<String> list = new ArrayList<>();
                    return both(() -> list.add("x"), () -> list.add("y"), list::toString);
                }),
        SYNCHRONIZED_LIST_ADD(
                () -> {
                    List<String> list = Collections.synchronizedList(new ArrayList<>());
                    return both(() -> list.add("x"), () -> list.add("y"), list::toString);
                }),
        COLLECTIONS_ADD_ALL(
                () -> {
                    List<String> list = new ArrayList<>();
                    return both(
                            () -> Collections.addAll(list, "x"),
                            () -> Collections.addAll(list, "y"),
                            list::toString);
                }),
        COLLECTIONS_REVERSE(
                () -> {
                    List<String> list = new ArrayList<>(List.of("x"));
                    return both(
                            () -> Collections.reverse(list), () -> list.add("y"), list::toString);
                }),
        COPY_BY_CONSTRUCTOR(
                () -> {
                    List<String> list = new ArrayList<>(List.of("x"));
                    return seen(list::clear, () -> new ArrayList<>(list));
                }),
        COPY(
                () -> {
                    List<String> list = new ArrayList<>(List.of("x"));
                    return seen(list::clear, () -> List.copyOf(list));
                }),
        JOIN(
                () -> {
                    List<String> list = new ArrayList<>(List.of("x"));
                    return seen(list::clear, () -> String.join("", list));
                }),
        FOR_EACH(
                () -> {
                    List<String> list = new ArrayList<>(List.of("x"));
                    StringBuilder all = new StringBuilder();
                    return seen(
                            list::clear,
                            () -> {
                                try {
                                    list.forEach(all::append);
                                } catch (ConcurrentModificationException e) {
                                    return ""; // It was cleared while it was gone through.
                                }
                                return all.toString();
                            });
                }),
        FILL(
                () -> {
                    int[] array = {0};
                    return seen(() -> Arrays.fill(array, 7), () -> array[0]);
                }),
        ARRAYCOPY(
                () -> {
                    int[] from = {1};
                    int[] to = {0};
                    return seen(() -> System.arraycopy(from, 0, to, 0, 1), () -> to[0]);
                }),
        ATOMIC_ARRAY(
                () -> {
                    AtomicIntegerArray array = new AtomicIntegerArray(2);
                    return seen(() -> array.set(1, 5), () -> array.get(1));
                }),
        STRING_BUILDER(
                () -> {
                    StringBuilder text = new StringBuilder();
                    return both(() -> text.append("x"), () -> text.append("y"), text::toString);
                }),
        STRING_BUFFER(
                () -> {
                    StringBuffer text = new StringBuffer();
                    return both(() -> text.append("x"), () -> text.append("y"), text::toString);
                }),
        STRING_JOINER(
                () -> {
                    StringJoiner text = new StringJoiner("");
                    return both(() -> text.add("x"), () -> text.add("y"), text::toString);
                }),
        STRING_WRITER(
                () -> {
                    StringWriter text = new StringWriter();
                    return seen(() -> text.write("x"), text::toString);
                }),
        OUTPUT_STREAM(
                () -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    return seen(() -> bytes.write(1), bytes::size);
                }),
        DATE_FORMAT(
                () -> {
                    SimpleDateFormat format = new SimpleDateFormat("yyyy", Locale.ROOT);
                    return seen(() -> format.applyPattern("MM"), format::toPattern);
                }),
        LONG_ADDER(
                () -> {
                    LongAdder sum = new LongAdder();
                    return seen(() -> sum.add(1), sum::sum);
                }),
        LONG_ACCUMULATOR(
                () -> {
                    LongAccumulator all = new LongAccumulator((a, b) -> a * 2 + b, 0);
                    return seen(() -> all.accumulate(1), all::get);
                }),
        LATCH(
                () -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    return seen(latch::countDown, latch::getCount);
                }),
        FUTURE(
                () -> {
                    CompletableFuture<Integer> future = new CompletableFuture<>();
                    return both(() -> future.complete(1), () -> future.complete(2), future::join);
                }),
        SEMAPHORE(
                () -> {
                    Semaphore permits = new Semaphore(1);
                    return seen(permits::tryAcquire, permits::tryAcquire);
                }),
        PROPERTY(
                () -> {
                    System.clearProperty("dev.heddle.shared");
                    return seen(
                            () -> System.setProperty("dev.heddle.shared", "x"),
                            () -> System.getProperty("dev.heddle.shared"));
                });

        private final Callable<Object> program;

        Two(Callable<Object> program) {
            this.program = program;
        }

        private static Object both(Runnable one, Runnable other, Supplier<?> then)
                throws InterruptedException {
            Thread thread = new Thread(one);
            thread.start();
            other.run();
            thread.join();
            return then.get();
        }

        private static Object seen(Runnable change, Supplier<?> look) throws InterruptedException {
            Thread thread = new Thread(change);
            thread.start();
            Object seen = look.get();
            thread.join();
            return Objects.toString(seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesOutBothWays(Two two) {
        Set<Object> outcomes = new HashSet<>();
        Proof proof = Heddle.explorer().prover().prove(() -> outcomes.add(two.program.call()));
        proof.check();
        assertThat(outcomes).as("%s", proof).hasSize(2);
    }

    /** Going through collections that nobody else has is in nobody's way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListOfThreadsIsNotShared(boolean isFixed) {
        Proof proof =
                Heddle.explorer()
                        .prover()
                        .prove(
                                () -> {
                                    AtomicInteger count = new AtomicInteger();
                                    List<Thread> threads =
                                            List.of(
                                                    new Thread(count::incrementAndGet),
                                                    new Thread(count::incrementAndGet),
                                                    new Thread(count::incrementAndGet));
                                    if (!isFixed) {
                                        threads = new ArrayList<>(threads);
                                    }
                                    for (Thread thread : threads) {
                                        thread.start();
                                    }
                                    for (Thread thread : threads) {
                                        thread.join();
                                    }
                                });
        proof.check();
        assertThat(proof.interleavings()).isEqualTo(6);
    }

    /** Iterators, sets of keys and wrappers are views of what another thread changes. */
    @Test
    void aViewIsWhatItLooksAt() {
        Set<Object> outcomes = new HashSet<>();
        Heddle.explorer()
                .prover()
                .prove(
                        () -> {
                            Map<String, String> map = new HashMap<>();
                            Set<String> keys = Collections.unmodifiableSet(map.keySet());
                            outcomes.add(Two.seen(() -> map.put("a", "b"), keys::size));
                        })
                .check();
        assertThat(outcomes).containsExactlyInAnyOrder("0", "1");
    }

    @Test
    void aSharedStringBuilderIsADataRace() {
        Report report =
                Heddle.explorer()
                        .races(Check.FAIL)
                        .explore(
                                () -> {
                                    StringBuilder text = new StringBuilder();
                                    Two.both(
                                            () -> text.append("x"),
                                            () -> text.append("y"),
                                            () -> "");
                                });
        assertThat(report.failure().orElseThrow().toString()).contains("StringBuilder");
    }

    /** Strings that are put together, as nearly everywhere, cost nothing and hide nothing. */
    @Test
    void whatStaysInAMethodIsNoPoint() {
        Report report =
                Heddle.explorer()
                        .schedules(1)
                        .explore(
                                () -> {
                                    StringBuilder text = new StringBuilder();
                                    for (int i = 0; i < 100; i++) {
                                        text.append(i).append(' ');
                                    }
                                    assertThat(text.length()).isEqualTo(290);
                                });
        report.check();
        assertThat(report.toString()).contains("(0 scheduling points");
    }
}
