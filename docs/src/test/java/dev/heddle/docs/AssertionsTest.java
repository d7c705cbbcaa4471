package dev.heddle.docs;

import static dev.heddle.assertj.HeddleAssertions.assertThat;
import static dev.heddle.assertj.HeddleAssertions.assertThatOutcomesOf;
import static dev.heddle.assertj.HeddleAssertions.assertThatProgram;
import static dev.heddle.assertj.HeddleAssertions.assertThatThisRun;
import static dev.heddle.assertj.HeddleAssertions.span;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.assertj.HeddleSoftAssertions;
import dev.heddle.junit.Interleaved;
import dev.heddle.kernel.Wait;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** The examples of docs/assertions.md. */
class AssertionsTest {

    private final Shop shop = new Shop();

    @Test
    void allSchedules() {
        assertThatProgram(
                        () -> {
                            Shop shop = new Shop();
                            Thread mails = new Thread(shop::mail);
                            mails.start();
                            shop.save();
                            mails.join();
                        })
                .happenedBefore("saved", "mailed");
    }

    @Test
    void spans() {
        assertThatProgram(AssertionsTest::twoCount)
                .with(explorer -> explorer.schedules(200).strategy("pct:3"))
                .neverOverlaps(span("enters", "leaves"))
                .lastsAtMost(span("enters", "leaves"), Duration.ofSeconds(1))
                .canReach("leaves")
                .hasNoRaces();
    }

    @Test
    void outcomes() {
        assertThatOutcomesOf(
                        () -> {
                            Buffers buffers = new Buffers();
                            Thread other = new Thread(buffers::second);
                            other.start();
                            buffers.first();
                            other.join();
                            return buffers.seenX + " " + buffers.seenY;
                        })
                .inEveryInterleaving()
                .hasOutcomes("0 1", "1 0", "1 1");
    }

    @Interleaved(schedules = 50)
    void thisRun() throws InterruptedException {
        Thread mails = new Thread(shop::mail);
        mails.start();
        shop.save();
        mails.join();
        assertThatThisRun().inOrder("saved", "mailed").lasts(Duration.ZERO);
    }

    @Test
    void whatWasFound() {
        Report report = Heddle.explore(AssertionsTest::transferCrosswise);
        assertThat(report)
                .failure()
                .isDeadlockOf("there", "back")
                .leaves("main", Wait.THREAD)
                .needsPreemptions(1);
    }

    @Test
    void softly() {
        Report report = Heddle.explorer().schedules(50).explore(AssertionsTest::twoCount);
        HeddleSoftAssertions softly = new HeddleSoftAssertions();
        softly.assertThat(report).neverFails().hasNoRaces().hasNoLeaks();
        softly.assertThat(report.schedules()).isEqualTo(50);
        softly.assertAll();
    }

    private static void twoCount() throws InterruptedException {
        Object lock = new Object();
        Runnable counts =
                () -> {
                    synchronized (lock) {
                        Heddle.mark("enters");
                        Thread.yield();
                        Heddle.mark("leaves");
                    }
                };
        Thread other = new Thread(counts);
        other.start();
        counts.run();
        other.join();
    }

    private static void transferCrosswise() throws InterruptedException {
        ReentrantLock one = new ReentrantLock();
        ReentrantLock other = new ReentrantLock();
        Thread there = new Thread(() -> both(one, other), "there");
        Thread back = new Thread(() -> both(other, one), "back");
        there.start();
        back.start();
        there.join();
        back.join();
    }

    private static void both(ReentrantLock first, ReentrantLock second) {
        first.lock();
        try {
            second.lock();
            second.unlock();
        } finally {
            first.unlock();
        }
    }

    private static final class Shop {
        private boolean saved;

        synchronized void save() {
            saved = true;
            Heddle.mark("saved");
            notifyAll();
        }

        void mail() {
            synchronized (this) {
                while (!saved) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            Heddle.mark("mailed");
        }
    }

    private static final class Buffers {
        private int x;
        private int y;
        private int seenX;
        private int seenY;

        void first() {
            x = 1;
            seenY = y;
        }

        void second() {
            y = 1;
            seenX = x;
        }
    }
}
