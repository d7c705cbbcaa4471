package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Each schedule within the bound is visited once, and no other. */
class SystematicTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static final class Shared {
        private int value;
    }

    /**
     * Threads a, b, c, ... of some segments each, with a scheduling point between two, that add
     * their letter in each. The body has ended by then.
     */
    private static Body segments(StringBuilder order, int threads, int segments) {
        return () -> {
            Shared shared = new Shared();
            for (int i = 0; i < threads; i++) {
                char letter = (char) ('a' + i);
                new Thread(
                                () -> {
                                    for (int n = 1; n < segments; n++) {
                                        Unseen.add(order, letter);
                                        shared.value = n;
                                    }
                                    Unseen.add(order, letter);
                                })
                        .start();
            }
        };
    }

    /** What was visited, in the order in which it was, and what is said of it. */
    private record Visited(List<String> orders, Set<Long> digests, Report report) {}

    private static Visited visit(String strategy, int threads, int segments) {
        StringBuilder order = new StringBuilder();
        List<String> orders = new ArrayList<>();
        Set<Long> digests = new HashSet<>();
        Report report =
                Heddle.explorer()
                        .strategy(strategy)
                        .schedules(100_000)
                        .onDigest(
                                digest -> {
                                    digests.add(digest);
                                    orders.add(order.toString());
                                    order.setLength(0);
                                })
                        .explore(segments(order, threads, segments));
        report.check();
        return new Visited(orders, digests, report);
    }

    @Test
    void withoutAPreemptionOneThreadRunsAfterTheOther() {
        Visited visited = visit("preemption:0", 3, 2);
        assertThat(visited.orders())
                .containsExactlyInAnyOrder(
                        "aabbcc", "aaccbb", "bbaacc", "bbccaa", "ccaabb", "ccbbaa");
        assertThat(visited.report().coverage().proof())
                .isEqualTo("All schedules with at most 0 preemptions were among them.");
    }

    /**
     * The ends of threads are steps too, in which nothing is added: the body can be preempted at
     * its end, and a thread after it has added its last letter.
     */
    @Test
    void onePreemptionOfTwoThreads() {
        Visited visited = visit("preemption:1", 2, 2);
        assertThat(visited.orders())
                .containsExactlyInAnyOrder(
                        "aabb", "bbaa", // no preemption
                        "aabb", "bbaa", // the body is preempted, and the first thread runs through
                        "aabb", "bbaa", // the body ends as the last
                        "abba", "aabb", // a is preempted
                        "baab", "bbaa"); // b is
        assertThat(visited.orders().subList(0, 2)).containsExactly("aabb", "bbaa");
        assertThat(visited.digests()).hasSameSizeAs(visited.orders());
        assertThat(visited.report().coverage().proof())
                .isEqualTo("All schedules with at most 1 preemptions were among them.");
    }

    @Test
    void delaysAreFewerSinceTheOrderOfTheLineIsNotFree() {
        assertThat(visit("delay:0", 2, 2).orders()).containsExactly("aabb");
        assertThat(visit("delay:1", 2, 2).orders())
                .containsExactlyInAnyOrder(
                        "aabb", // no delay
                        "aabb", // the body is delayed, and comes after all others
                        "bbaa", // a is delayed before it begins
                        "abba", "aabb"); // a is delayed after one letter, and after both
        assertThat(visit("delay:0", 3, 2).orders()).containsExactly("aabbcc");
    }

    /** Against all orders that can be written down, with what each costs. */
    @ParameterizedTest
    @CsvSource({"preemption, 2, 2", "preemption, 3, 1", "delay, 2, 2", "delay, 3, 1"})
    void visitsWhatCanBeWrittenDown(String kind, int threads, int segments) {
        int all = orders(kind, threads, segments, 1_000).size();
        for (int bound = 0; bound <= 10; bound++) {
            Visited visited = visit(kind + ":" + bound, threads, segments);
            List<String> expected = orders(kind, threads, segments, bound);
            assertThat(visited.orders()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(visited.digests()).hasSameSizeAs(expected);
            assertThat(visited.report().coverage().proof())
                    .isEqualTo(
                            expected.size() == all
                                    ? "All schedules there are were among them."
                                    : "All schedules with at most %d %s were among them."
                                            .formatted(bound, kind + "s"));
        }
    }

    /** All with no preemption or delay, then those with one, then those with two. */
    @Test
    void theCheapestComeFirst() {
        for (String kind : List.of("preemption:", "delay:")) {
            List<String> all = visit(kind + 2, 2, 2).orders();
            for (int bound = 0; bound < 2; bound++) {
                List<String> less = visit(kind + bound, 2, 2).orders();
                assertThat(all).startsWith(less.toArray(new String[0]));
            }
        }
    }

    @Test
    void delaysAmongThree() {
        visitsWhatCanBeWrittenDown("delay", 3, 1);
    }

    /** The body has one step, and two threads three each: 7! / (1! 3! 3!) = 140. */
    @Test
    void thereAreAsManyAsArithmeticSays() {
        assertThat(visit("preemption:9", 2, 2).digests()).hasSize(140);
        assertThat(visit("preemption:9", 2, 2).orders()).hasSize(140);
        assertThat(visit("delay:20", 2, 2).orders()).hasSize(140);
    }

    /** All orders within a bound, by trying every thread at every step. */
    private static List<String> orders(String kind, int threads, int segments, int bound) {
        List<Integer> line = new ArrayList<>();
        int[] left = new int[threads + 1];
        for (int i = 0; i <= threads; i++) {
            line.add(i);
            left[i] = i == 0 ? 1 : segments + 1; // The last of each is its end.
        }
        List<String> found = new ArrayList<>();
        extend(kind, "", 0, line, left, bound, found);
        return found;
    }

    private static void extend(
            String kind,
            String order,
            int current,
            List<Integer> line,
            int[] left,
            int rest,
            List<String> found) {
        if (line.isEmpty()) {
            found.add(order);
            return;
        }
        // Who could come next: the current one first, if it has not ended, then as they stand.
        List<Integer> next = new ArrayList<>(line);
        if (current >= 0) {
            next.remove((Integer) current);
            next.addFirst(current);
        }
        for (int i = 0; i < next.size(); i++) {
            int cost = kind.equals("delay") ? i : current >= 0 && i > 0 ? 1 : 0;
            if (cost > rest) {
                continue;
            }
            int chosen = next.get(i);
            List<Integer> lineAfter = new ArrayList<>(line);
            if (current >= 0 && chosen != current) {
                lineAfter.remove((Integer) current); // It goes to the end of the line.
                lineAfter.add(current);
            }
            left[chosen]--;
            boolean ended = left[chosen] == 0;
            if (ended) {
                lineAfter.remove((Integer) chosen);
            }
            extend(
                    kind,
                    ended ? order : order + (char) ('a' + chosen - 1),
                    ended ? -1 : chosen,
                    lineAfter,
                    left,
                    rest - cost,
                    found);
            left[chosen]++;
        }
    }

    /** Who enters a monitor that was freed, and who is notified, is visited as well. */
    @Test
    void visitsWhoIsNotified() {
        StringBuilder order = new StringBuilder();
        List<String> orders = new ArrayList<>();
        Report report =
                Heddle.explorer()
                        .strategy("preemption:0")
                        .spuriousWakeups(false)
                        .allowLeaks()
                        .schedules(1_000)
                        .onDigest(
                                digest -> {
                                    orders.add(order.toString());
                                    order.setLength(0);
                                })
                        .explore(() -> notifiesOne(order));
        report.check();
        assertThat(orders).contains("a", "b");
    }

    private static void notifiesOne(StringBuilder order) throws InterruptedException {
        Object lock = new Object();
        for (String name : List.of("a", "b")) {
            new Thread(
                            () -> {
                                synchronized (lock) {
                                    try {
                                        lock.wait();
                                        Unseen.add(order, name);
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                }
                            })
                    .start();
        }
        Thread.sleep(1);
        synchronized (lock) {
            lock.notify();
        }
    }

    /** With a bound of two, the bug that needs one preemption is found among the first. */
    @Test
    void findsWhatNeedsOnePreemptionBeforeWhatNeedsTwo() {
        Body racy =
                () -> {
                    Shared shared = new Shared();
                    Thread other = new Thread(() -> shared.value++);
                    other.start();
                    shared.value++;
                    other.join();
                    assertThat(shared.value).isEqualTo(2);
                };
        for (String strategy : List.of("preemption:2", "delay:2")) {
            Report report = Heddle.explorer().strategy(strategy).explore(racy);
            assertThat(report.failure().orElseThrow().schedule()).isLessThan(12);
        }
    }

    /** A run that does not come to its end by itself is no proof of anything. */
    @Test
    void saysSoIfItCanNotProveAnything() {
        Report report =
                Heddle.explorer()
                        .strategy("preemption:1")
                        .schedules(3)
                        .explore(SystematicTest::twoLongOnes);
        report.check();
        assertThat(report.coverage().proof()).isEmpty();
        assertThat(report.toString()).doesNotContain("All schedules");
    }

    /** All of it could be visited, were it not for what is left to chance at the end of a run. */
    @Test
    void aRunThatIsTooLongProvesNothing() {
        Report report =
                Heddle.explorer().strategy("preemption:0").explore(SystematicTest::twoLongOnes);
        report.check();
        assertThat(report.schedules()).isLessThan(20);
        assertThat(report.coverage().proof())
                .isEqualTo(
                        "There may be schedules that can not be visited: some runs are too long.");
    }

    private static void twoLongOnes() {
        Shared shared = new Shared();
        Runnable counts =
                () -> {
                    for (int i = 0; i < 15_000; i++) {
                        shared.value = i;
                    }
                };
        new Thread(counts).start();
        new Thread(counts).start();
    }

    /** Without a preemption none does; with one, it is one of the schedules. */
    @Test
    void aWaitThatEndsForNoReasonCostsAsMuchAsAPreemption() {
        for (int bound = 0; bound <= 1; bound++) {
            int[] early = new int[1];
            Heddle.explorer()
                    .strategy("preemption:" + bound)
                    .spuriousWakeups(true)
                    .explore(
                            () -> {
                                Object lock = new Object();
                                long before = System.nanoTime();
                                synchronized (lock) {
                                    lock.wait(1);
                                }
                                early[0] += System.nanoTime() == before ? 1 : 0;
                            })
                    .check();
            assertThat(early[0]).isEqualTo(bound);
        }
    }
}
