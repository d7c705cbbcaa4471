package dev.heddle.conformance;

import static dev.heddle.conformance.Covers.Area.MONITORS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a run that is given up holds is free for the next run, and for threads outside of runs. */
class LeftBehindTest {

    private static final Object LOCK = new Object();
    private static final Vector<String> VECTOR = new Vector<>(List.of("a"));
    private static final Hashtable<String, String> TABLE = new Hashtable<>();

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    @Test
    @Covers(area = MONITORS, value = "monitors that a run holds when it ends")
    void monitorsAreFreeAfterADeadlock() throws InterruptedException {
        Failure failure = Heddle.explore(LeftBehindTest::holdForEver).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        demandFreeOutside();
        Conformance.check(LeftBehindTest::useAll);
    }

    private static void holdForEver() throws InterruptedException {
        Thread holding =
                new Thread(
                        () -> {
                            synchronized (LOCK) {
                                VECTOR.forEach(
                                        each ->
                                                TABLE.computeIfAbsent(
                                                        each, key -> waitFor(new Object())));
                            }
                        });
        holding.start();
        holding.join();
    }

    private static String waitFor(Object lock) {
        synchronized (lock) {
            while (true) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static void useAll() {
        synchronized (LOCK) {
            VECTOR.add("b");
            VECTOR.remove("b");
            assertThat(TABLE.get("a")).isNull();
        }
    }

    private static void demandFreeOutside() throws InterruptedException {
        Thread outside = new Thread(LeftBehindTest::useAll);
        outside.setDaemon(true);
        outside.start();
        outside.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(outside.isAlive()).isFalse();
    }

    @Test
    @Covers(area = MONITORS, value = "a monitor of the JDK that a thread outside the run shares")
    void aThreadOutsideIsKeptOutToo() throws InterruptedException {
        Vector<String> shared = new Vector<>(List.of("a", "b"));
        CountDownLatch ready = new CountDownLatch(1);
        boolean[] stop = new boolean[1];
        boolean[] inside = new boolean[1];
        int[] violations = new int[1];
        Thread outside =
                new Thread(
                        () -> {
                            ready.countDown();
                            while (true) {
                                synchronized (shared) {
                                    violations[0] += inside[0] ? 1 : 0;
                                    if (stop[0]) {
                                        return;
                                    }
                                }
                            }
                        });
        outside.setDaemon(true);
        outside.start();
        ready.await();
        Heddle.explorer()
                .schedules(50)
                .explore(
                        () -> {
                            Thread other = new Thread(() -> shared.forEach(each -> visit(inside)));
                            other.start();
                            shared.forEach(each -> visit(inside));
                            other.join();
                        })
                .check();
        synchronized (shared) {
            stop[0] = true;
        }
        outside.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(outside.isAlive()).isFalse();
        assertThat(violations[0]).isZero();
    }

    @Test
    @Covers(area = MONITORS, value = "a fiber that blocks in a synchronized method of the JDK")
    void nobodyWaitsForAMonitorOfTheJvm() {
        Report report =
                Heddle.explorer()
                        .schedules(100)
                        .explore(
                                () -> {
                                    Vector<String> one = new Vector<>(List.of("a"));
                                    Vector<String> two = new Vector<>(List.of("b"));
                                    Thread other = new Thread(() -> visitBoth(one, two));
                                    other.start();
                                    visitBoth(one, two);
                                    other.join();
                                });
        report.check();
        // Had the JVM made one of them wait, it would have come back from outside.
        assertThat(report.outsideEvents()).isZero();
    }

    private static void visitBoth(Vector<String> one, Vector<String> two) {
        one.forEach(each -> two.forEach(other -> visit(new boolean[1])));
        two.add("c");
    }

    private static void visit(boolean[] inside) {
        inside[0] = true;
        Thread.yield();
        inside[0] = false;
    }
}
