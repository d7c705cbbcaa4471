package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.CountDownLatch;

/**
 * A monitor of the JVM that somebody outside, such as another run, holds for a moment makes no
 * difference to a run; one that is held for long lets the others go on, and is told.
 */
class HeldForAMomentTest {

    private static final int A_MOMENT = 60;
    private static final int LONG = 700;

    /** Entering a method of it takes the monitor of the JVM. */
    private final Vector<String> shared = new Vector<>();

    private final List<Long> digests = new ArrayList<>();

    private volatile long released;

    private Body body() {
        return () -> {
            Thread other =
                    new Thread(
                            () -> {
                                for (int i = 0; i < 5; i++) {
                                    Thread.yield();
                                }
                            });
            other.start();
            shared.size();
            other.join();
        };
    }

    private Report explore(Explorer explorer) {
        digests.clear();
        return explorer.schedules(1).strategy("fifo").onDigest(digests::add).explore(body());
    }

    private Report exploreWhileHeld(int millis, Explorer explorer) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        Thread holder =
                new Thread(
                        () -> {
                            synchronized (shared) {
                                held.countDown();
                                sleep(millis);
                                released = System.nanoTime();
                            }
                        });
        explore(explorer); // What is needed to explore is loaded, so that the next one is in time.
        holder.start();
        held.await();
        try {
            Report report = explore(explorer);
            // It could not have ended before.
            assertThat(System.nanoTime()).isGreaterThan(released);
            assertThat(released).isNotZero();
            return report;
        } finally {
            holder.join();
        }
    }

    @Test
    void aMomentMakesNoDifference() throws InterruptedException {
        explore(Heddle.explorer());
        List<Long> free = List.copyOf(digests);
        Report report = exploreWhileHeld(A_MOMENT, Heddle.explorer().strict());
        assertThat(report.passed()).isTrue();
        assertThat(report.outsideEvents()).isZero();
        assertThat(report.uncontrolled()).isEmpty();
        assertThat(digests).isEqualTo(free);
    }

    @Test
    void whatTakesLongerLetsTheOthersGoOn() throws InterruptedException {
        explore(Heddle.explorer());
        List<Long> free = List.copyOf(digests);
        Report report = exploreWhileHeld(LONG, Heddle.explorer());
        assertThat(report.passed()).isTrue();
        assertThat(report.outsideEvents()).isEqualTo(1);
        assertThat(report.uncontrolled())
                .singleElement()
                .asString()
                .contains("'main' waits for something real, such as a monitor");
        assertThat(digests).isNotEqualTo(free);
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
