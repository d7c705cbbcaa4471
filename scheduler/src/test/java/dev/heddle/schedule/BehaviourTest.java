package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Schedules show the same behaviour exactly if they differ only in the order of what has nothing to
 * do with each other. Each program has few enough that a random walk sees them all, and that they
 * can be counted by hand.
 */
class BehaviourTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static final class Shared {
        private int x;
        private int y;
        private volatile int z;

        private synchronized void enter() {
            Thread.onSpinWait(); // Nothing that is shared.
        }
    }

    private static Report explore(Body body) {
        Report report =
                Heddle.explorer().strategy("random").schedules(2_000).allowLeaks().explore(body);
        report.check();
        return report;
    }

    private static int behaviours(Runnable... tasks) {
        return explore(
                        () -> {
                            for (Runnable task : tasks) {
                                new Thread(task).start();
                            }
                        })
                .coverage()
                .behaviours();
    }

    /** Objects that survive a run, since each task must find the same one. */
    private final Shared shared = new Shared();

    private final Shared other = new Shared();
    private final int[] array = new int[2];

    @Test
    void writesOfDifferentFieldsHaveOne() {
        assertThat(behaviours(() -> shared.x = 1, () -> shared.y = 1)).isEqualTo(1);
    }

    @Test
    void writesOfOneFieldHaveAsManyAsThereAreOrders() {
        assertThat(behaviours(() -> shared.x = 1, () -> shared.x = 2)).isEqualTo(2);
        assertThat(behaviours(() -> shared.x = 1, () -> shared.x = 2, () -> shared.x = 3))
                .isEqualTo(6);
        assertThat(behaviours(() -> shared.z = 1, () -> shared.z = 2)).isEqualTo(2);
    }

    @Test
    void readsOfOneFieldHaveOne() {
        Runnable reads = () -> java.util.Objects.checkIndex(shared.x, 10);
        assertThat(behaviours(reads, reads, reads)).isEqualTo(1);
    }

    /** Each of the two reads comes before the write or after it: 2 * 2. */
    @Test
    void aWriteAmongTwoReadsHasFour() {
        Runnable reads = () -> java.util.Objects.checkIndex(shared.x, 10);
        assertThat(behaviours(reads, () -> shared.x = 1, reads)).isEqualTo(4);
    }

    @Test
    void fieldsOfDifferentObjectsAreApart() {
        assertThat(behaviours(() -> shared.x = 1, () -> other.x = 2)).isEqualTo(1);
    }

    @Test
    void elementsOfAnArrayAreApart() {
        assertThat(behaviours(() -> array[0] = 1, () -> array[1] = 2)).isEqualTo(1);
        assertThat(behaviours(() -> array[0] = 1, () -> array[0] = 2)).isEqualTo(2);
    }

    /** Two threads of two increments each, a read and a write apiece: four steps that conflict. */
    @Test
    void incrementsHaveOneForEachOrderOfReadsAndWritesButNotOfReads() {
        // Of 4!/(2! 2!) = 6 orders of two reads and two writes, both orders of adjacent reads are
        // one: RRWW in 4 orders has 2 of the writes only. So rwRW, RWrw, and 2 of the rest.
        assertThat(behaviours(() -> shared.x++, () -> shared.x++)).isEqualTo(4);
    }

    @Test
    void monitorsHaveOneForEachOrderOfEntering() {
        assertThat(behaviours(shared::enter, shared::enter, shared::enter)).isEqualTo(6);
        assertThat(behaviours(shared::enter, other::enter)).isEqualTo(1);
    }

    @Test
    void callsOfWhatThreadsShareHaveOneForEachOrder() {
        ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        assertThat(behaviours(() -> map.put(1, 1), () -> map.put(2, 2))).isEqualTo(2);
        assertThat(behaviours(() -> map.get(1), () -> map.get(2))).isEqualTo(1);
        AtomicInteger number = new AtomicInteger();
        assertThat(behaviours(number::incrementAndGet, number::incrementAndGet)).isEqualTo(2);
    }

    /** Who has to wait for a lock does not matter: it takes it as the second. */
    @Test
    void locksHaveOneForEachOrderOfTheirCalls() {
        ReentrantLock lock = new ReentrantLock();
        Runnable locks =
                () -> {
                    lock.lock();
                    lock.unlock();
                };
        // lock unlock LOCK UNLOCK, lock LOCK unlock UNLOCK, and the same the other way round.
        assertThat(behaviours(locks, locks)).isEqualTo(4);
    }

    /** A thread is known by who has started it, not by when. */
    @Test
    void theOrderOfStartingDoesNotMatter() {
        Runnable starts = () -> new Thread(() -> new Shared().enter()).start();
        assertThat(behaviours(starts, starts)).isEqualTo(1);
    }

    /** However often it looks. */
    @Test
    void aThreadThatSpinsHasOne() {
        Body spins =
                () -> {
                    Shared mine = new Shared();
                    Thread thread = new Thread(() -> mine.z = 1);
                    thread.start();
                    while (mine.z == 0) {
                        Thread.onSpinWait();
                    }
                };
        // It sees the old value first, or does not.
        assertThat(explore(spins).coverage().behaviours()).isEqualTo(2);
    }

    @Test
    void theEstimateIsThePartOfTheRunsThatWereTheOnlyOfTheirKind() {
        Behaviours seen = new Behaviours();
        assertThat(seen.add(7)).isTrue();
        assertThat(seen.add(7)).isFalse();
        assertThat(seen.add(8)).isTrue();
        assertThat(seen.add(0)).isTrue();
        assertThat(seen.distinct()).isEqualTo(3);
        assertThat(seen.chanceOfNew()).isEqualTo(2 / 4.0); // 8 and 0 of four runs.
        seen.add(8);
        seen.add(0);
        assertThat(seen.isEachSeenAgain()).isTrue();
        assertThat(seen.chanceOfNew()).isEqualTo(1 / 6.0);
    }

    @Test
    void manyAreRemembered() {
        Behaviours seen = new Behaviours();
        for (long n = 0; n < 10_000; n++) {
            assertThat(seen.add(n * n)).isTrue();
        }
        for (long n = 0; n < 5_000; n++) {
            assertThat(seen.add(n * n)).isFalse();
        }
        assertThat(seen.distinct()).isEqualTo(10_000);
        assertThat(seen.chanceOfNew()).isEqualTo(5_000 / 15_000.0);
    }

    @Test
    void theReportSaysHowMuchAGreenTestProves() {
        Report report =
                explore(
                        () -> {
                            Shared mine = new Shared();
                            new Thread(() -> mine.x = 1).start();
                            new Thread(() -> mine.x = 2).start();
                        });
        assertThat(report.toString())
                .contains(
                        "2 behaviours, chance that the next schedule shows a new one below 0.05 %");
    }
}
