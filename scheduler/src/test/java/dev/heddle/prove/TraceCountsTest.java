package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Every program runs exactly as often as it has inequivalent interleavings. */
class TraceCountsTest {

    /** How many executions a test may take: more with {@code -Dheddle.prove.most=1000000}. */
    private static final long MOST = Long.getLong("heddle.prove.most", 300);

    private final List<DynamicTest> tests = new ArrayList<>();

    private void test(String name, long count, Body body) {
        test(name, count, 0, body);
    }

    private void test(String name, long count, long deadlocks, Body body) {
        if (count <= MOST) {
            tests.add(
                    DynamicTest.dynamicTest(
                            name,
                            () -> {
                                Proof proof =
                                        Heddle.explorer()
                                                .races(Check.OFF)
                                                .shrink(0)
                                                .prover()
                                                .schedules(count * 3 + 10)
                                                .within(Duration.ofMinutes(5))
                                                .prove(body);
                                assertThat(proof.executions()).isEqualTo(count);
                                assertThat(proof.failures()).isEqualTo(deadlocks);
                                assertThat(proof.redundant()).isZero();
                                assertThat(proof.isComplete()).isTrue();
                            }));
        }
    }

    private void series(String name, int from, IntFunction<Body> body, long... counts) {
        for (int i = 0; i < counts.length; i++) {
            test(name + "(" + (from + i) + ")", counts[i], body.apply(from + i));
        }
    }

    /** With the threads of {@code lastzero} started in every order that begins like this. */
    private void inEveryOrder(long count, int[] order, int length) {
        if (length == order.length) {
            int[] all = order.clone();
            test("lastzero, threads " + Arrays.toString(all), count, Counted.lastZeroIn(all));
            return;
        }
        for (int thread = 0; thread < order.length; thread++) {
            int next = thread;
            // Not yet started.
            if (Arrays.stream(order, 0, length).noneMatch(one -> one == next)) {
                order[length] = thread;
                inEveryOrder(count, order, length + 1);
            }
        }
    }

    private static long factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    @TestFactory
    List<DynamicTest> counts() {
        for (int n = 1; n <= 15; n++) {
            int size = n;
            long count = n == 1 ? 2 : (n + 3L) << (n - 2);
            for (int reader : n == 1 ? new int[] {0, 1} : new int[] {0, n / 2, n}) {
                test(
                        "lastzero(%d), reader at %d".formatted(size, reader),
                        count,
                        Counted.lastZero(size, reader));
            }
        }
        for (int n = 2; n <= (MOST > 300 ? 5 : 3); n++) {
            inEveryOrder((n + 3L) << (n - 2), new int[n + 1], 0);
        }
        for (int n = 1; n <= 16; n++) {
            test("readers(%d)".formatted(n), 1L << n, Counted.readers(n));
        }
        for (int n = 2; n <= 16; n++) {
            test("indexer(%d)".formatted(n), n < 12 ? 1 : 1L << (3 * (n - 11)), Counted.indexer(n));
        }
        for (int n = 2; n <= 26; n++) {
            test("filesystem(%d)".formatted(n), n < 13 ? 1 : 1L << (n - 13), Counted.fileSystem(n));
        }
        series("counter", 2, n -> Counted.counter(n, 1), 4, 36, 576, 14_400);
        series("counter, 2 threads,", 1, n -> Counted.counter(2, n), 4, 34, 328);
        for (int n = 2; n <= 8; n++) {
            test("ainc(%d)".formatted(n), factorial(n), Counted.atomicIncrements(n));
            test("lockinc(%d)".formatted(n), factorial(n), Counted.lockedIncrements(n));
            test("syncinc(%d)".formatted(n), factorial(n), Counted.synchronizedIncrements(n));
            test("lastwrite(%d)".formatted(n), factorial(n), Counted.lastWrite(n));
            test("writers+reader(%d)".formatted(n), factorial(n + 1), Counted.writersAndReader(n));
            test("cas(%d)".formatted(n), n, Counted.cas(n));
        }
        for (int n = 2; n <= 5; n++) {
            test("binc(%d)".formatted(n), factorial(n) * factorial(n), Counted.twoIncrements(n));
        }
        series("casrot", 2, Counted::casRotation, 2, 5, 14, 43, 144, 523, 2_048, 8_597);
        series("casw", 2, Counted::casAndWrite, 6, 66, 1_200, 32_880);
        series("n_writes_two", 1, Counted::writesThenRead, 4, 14, 50, 182);
        series("fib", 1, Counted::fibonacci, 3, 19, 141, 1_107);
        for (int n = 2; n <= 12; n++) {
            test("dining(%d)".formatted(n), (1L << n) - 1, 1, Counted.dining(n, false));
            test("dining(%d), monitors".formatted(n), (1L << n) - 1, 1, Counted.dining(n, true));
        }
        return tests;
    }
}
