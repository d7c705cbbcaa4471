package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/**
 * Every program runs exactly as often as it has inequivalent interleavings. {@code
 * -Dproofs.write=true} writes the table of {@code docs/proofs.md} anew.
 */
class TraceCountsTest {

    /** How many executions a test may take: more with {@code -Dheddle.prove.most=1000000}. */
    private static final long MOST = Long.getLong("heddle.prove.most", 300);

    /** As above, so that those that were run need not be again. */
    private static final long LEAST = Long.getLong("heddle.prove.least", 0);

    /** How many executions there are within a minute, and so the most that are asked for. */
    private static final long MINUTE = 800_000;

    /** So many orders of threads are tried in an ordinary build, in a longer one, and at most. */
    private static final int[] ORDERED = {3, 5, 6};

    /** More numbers than these are not written down in a row of the table. */
    private static final int WRITTEN = 5;

    private static final Path PAGE = Path.of("..", "docs", "proofs.md");
    private static final String BEGIN = "| program | sizes | executions |\n";
    private static final String END = "\n\n";

    /**
     * A program of several sizes.
     *
     * @param name what it is called, with {@code N} for its size
     * @param also what else is said of the sizes
     * @param count how many interleavings there are
     * @param deadlocks how many of them are one
     */
    private record Family(
            String name,
            String also,
            int from,
            int to,
            IntToLongFunction count,
            long deadlocks,
            IntFunction<List<Body>> bodies) {

        /** The sizes that are done within a minute. */
        List<Integer> sizes() {
            List<Integer> sizes = new ArrayList<>();
            for (int n = from; n <= to && count.applyAsLong(n) <= MINUTE; n++) {
                sizes.add(n);
            }
            return sizes;
        }

        String row() {
            List<Integer> sizes = sizes();
            List<String> counts = new ArrayList<>();
            for (int size : sizes) {
                counts.add(String.format(Locale.ROOT, "%,d", count.applyAsLong(size)));
            }
            if (counts.size() > WRITTEN) {
                String last = counts.getLast();
                counts = new ArrayList<>(counts.subList(0, WRITTEN - 1));
                counts.addAll(List.of("...", last));
            }
            return "| %s | %d to %d%s | %s |\n"
                    .formatted(
                            name,
                            sizes.getFirst(),
                            sizes.getLast(),
                            also.isEmpty() ? "" : ", " + also,
                            String.join("; ", counts));
        }
    }

    private static final List<Family> FAMILIES = new ArrayList<>();

    private static void family(
            String name, int from, int to, IntToLongFunction count, IntFunction<Body> body) {
        FAMILIES.add(new Family(name, "", from, to, count, 0, n -> List.of(body.apply(n))));
    }

    private static void family(String name, int from, IntFunction<Body> body, long... counts) {
        family(name, from, from + counts.length - 1, n -> counts[n - from], body);
    }

    static {
        FAMILIES.add(
                new Family(
                        "`lastzero(N)`",
                        "the reader first, in the middle and last; to 6 in every order of threads",
                        1,
                        20,
                        TraceCountsTest::lastZero,
                        0,
                        n ->
                                (n == 1 ? List.of(0, 1) : List.of(0, n / 2, n))
                                        .stream().map(at -> Counted.lastZero(n, at)).toList()));
        family("`readers(N)`", 1, 19, n -> 1L << n, Counted::readers);
        family("`indexer(N)`", 2, 22, n -> n < 12 ? 1 : 1L << 3 * (n - 11), Counted::indexer);
        family("`filesystem(N)`", 2, 26, n -> n < 13 ? 1 : 1L << n - 13, Counted::fileSystem);
        family("`counter(N)`", 2, 6, n -> square(factorial(n)), n -> Counted.counter(n, 1));
        family("`counter`, 2 threads, N times", 1, n -> Counted.counter(2, n), 4, 34, 328);
        family("`ainc(N)`", 2, 9, TraceCountsTest::factorial, Counted::atomicIncrements);
        family("`lockinc(N)`", 2, 9, TraceCountsTest::factorial, Counted::lockedIncrements);
        family(
                "the same, with `synchronized`",
                2,
                9,
                TraceCountsTest::factorial,
                Counted::synchronizedIncrements);
        family("`binc(N)`", 2, 6, n -> square(factorial(n)), Counted::twoIncrements);
        family("`casrot(N)`", 2, Counted::casRotation, 2, 5, 14, 43, 144, 523, 2_048, 8_597);
        family("`casw(N)`", 2, Counted::casAndWrite, 6, 66, 1_200, 32_880);
        family("`cas(N)`", 2, 20, n -> n, Counted::cas);
        family("`lastwrite(N)`", 2, 9, TraceCountsTest::factorial, Counted::lastWrite);
        family("N writers and a reader", 1, 8, n -> factorial(n + 1), Counted::writersAndReader);
        family("`n_writes_two(N)`", 1, Counted::writesThenRead, 4, 14, 50, 182);
        family("`fib(N)`", 1, Counted::fibonacci, 3, 19, 141, 1_107);
        FAMILIES.add(
                new Family(
                        "`dining(N)`",
                        "with locks and with monitors; one is a deadlock",
                        2,
                        18,
                        n -> (1L << n) - 1,
                        1,
                        n -> List.of(Counted.dining(n, false), Counted.dining(n, true))));
    }

    private static long lastZero(int n) {
        return n == 1 ? 2 : (n + 3L) << n - 2;
    }

    private static long factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    private static long square(long n) {
        return n * n;
    }

    @TestFactory
    List<DynamicTest> counts() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Family family : FAMILIES) {
            for (int size : family.sizes()) {
                long count = family.count().applyAsLong(size);
                if (count > LEAST && count <= MOST) {
                    String name = family.name().replace("`", "") + " of " + size;
                    int[] which = new int[1];
                    family.bodies()
                            .apply(size)
                            .forEach(
                                    body ->
                                            tests.add(
                                                    test(
                                                            name + ", " + ++which[0],
                                                            count,
                                                            family.deadlocks(),
                                                            body)));
                }
            }
        }
        int ordered = ORDERED[MOST >= MINUTE ? 2 : MOST > 300 ? 1 : 0];
        for (int n = 2; n <= ordered && LEAST == 0; n++) {
            inEveryOrder(lastZero(n), new int[n + 1], 0, tests);
        }
        return tests;
    }

    /** With the threads of {@code lastzero} started in every order that begins like this. */
    private static void inEveryOrder(long count, int[] order, int length, List<DynamicTest> tests) {
        if (length == order.length) {
            int[] all = order.clone();
            tests.add(
                    test(
                            "lastzero, threads " + Arrays.toString(all),
                            count,
                            0,
                            Counted.lastZeroIn(all)));
            return;
        }
        for (int thread = 0; thread < order.length; thread++) {
            int next = thread;
            // Not yet started.
            if (Arrays.stream(order, 0, length).noneMatch(one -> one == next)) {
                order[length] = thread;
                inEveryOrder(count, order, length + 1, tests);
            }
        }
    }

    private static DynamicTest test(String name, long count, long deadlocks, Body body) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    Proof proof =
                            Heddle.explorer()
                                    .races(Check.OFF)
                                    .shrink(0)
                                    .prover()
                                    .schedules(count * 3 + 10)
                                    .within(Duration.ofMinutes(MOST > 300 ? 60 : 5))
                                    .prove(body);
                    if (MOST > 300) {
                        System.out.println(name + ": " + proof.summary());
                    }
                    assertThat(proof.executions()).isEqualTo(count);
                    assertThat(proof.failures()).isEqualTo(deadlocks);
                    assertThat(proof.redundant()).isZero();
                    assertThat(proof.isComplete()).isTrue();
                });
    }

    /** What is said to have been run is what there is to be run. */
    @Test
    void thePageHasAll() throws IOException {
        StringBuilder table = new StringBuilder(BEGIN + "| --- | --- | ---: |\n");
        FAMILIES.forEach(family -> table.append(family.row()));
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).isPositive();
        int end = page.indexOf(END, begin) + 1;
        if (Boolean.getBoolean("proofs.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .describedAs("docs/proofs.md; write it anew with -Dproofs.write=true")
                .isEqualTo(table.toString());
    }
}
