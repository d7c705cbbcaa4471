package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Property;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Wait;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Where one thread fails, it is told what the others were waiting for. */
class MeanwhileTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Failure failureOf(Body body) {
        Failure failure = Heddle.explorer().schedules(100).explore(body).failure().orElseThrow();
        Messages.check(failure);
        return failure;
    }

    /** What it does may throw. */
    private interface Work {
        void run() throws Exception;
    }

    private static Thread start(String name, Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        name);
        thread.start();
        return thread;
    }

    private static void failBesideOthers() throws Exception {
        Object lock = new Object();
        CountDownLatch latch = new CountDownLatch(1);
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        start("racer", latch::await);
        start("eater", queue::take);
        start("napper", () -> Thread.sleep(1_000));
        start("host", () -> stay(lock));
        Thread.sleep(10);
        start("guest", () -> stay(lock));
        Thread.sleep(10);
        throw new IllegalStateException("for the test");
    }

    private static void stay(Object lock) throws InterruptedException {
        synchronized (lock) {
            Thread.sleep(1_000);
        }
    }

    private static void failInAThread() throws InterruptedException {
        Thread bad =
                start(
                        "bad",
                        () -> {
                            Thread.sleep(10);
                            throw new IllegalStateException("for the test");
                        });
        bad.join();
    }

    @Test
    void eachIsToldWithWhatItWaitsForAndWhere() {
        Failure failure = failureOf(MeanwhileTest::failBesideOthers);
        assertThat(failure.standing())
                .extracting(Standing::thread)
                .containsExactly("racer", "eater", "napper", "host", "guest");
        assertThat(failure.standing().getLast().heldBy()).isEqualTo("host");
        assertThat(failure.toString())
                .containsSubsequence(
                        "\nMeanwhile:\n",
                        "  'racer' waits for CountDownLatch #1, at dev.heddle.explain.Meanwhile",
                        "  'eater' waits for LinkedBlockingQueue #2, at dev.heddle.explain.Meanw",
                        "  'napper' sleeps, for another 0.98s, at",
                        "  'host' sleeps, for another 0.98s, at",
                        "  'guest' waits to enter the monitor of Object #3, held by 'host', at",
                        "MeanwhileTest.stay(MeanwhileTest.java:",
                        "\nSchedule 1,");
        assertThat(failure.toJson()).contains("\"standing\":[{\"thread\":\"racer\"");
        Failure again =
                Heddle.replay(failure.token(), MeanwhileTest::failBesideOthers)
                        .failure()
                        .orElseThrow();
        assertThat(again.standing()).isEqualTo(failure.standing());
    }

    /** Also of what is no failure of the thread that was about to do something. */
    @Test
    void soItIsWhereAPropertyIsBroken() {
        Failure failure =
                failureOf(
                        () -> {
                            int[] level = {0};
                            CountDownLatch latch = new CountDownLatch(1);
                            Property.always("low", () -> level[0] == 0);
                            Thread swimmer = start("swimmer", latch::await);
                            Thread.sleep(10);
                            level[0] = 1;
                            latch.countDown();
                            swimmer.join();
                        });
        assertThat(failure.standing()).extracting(Standing::thread).containsExactly("swimmer");
        assertThat(failure.toString()).contains("Meanwhile:\n  'swimmer' waits for CountDownLatch");
    }

    @Test
    void whoJoinsTheOneThatFailsIsOneOfThem() {
        Failure failure = failureOf(MeanwhileTest::failInAThread);
        assertThat(failure.standing()).extracting(Standing::waiting).containsExactly(Wait.THREAD);
        assertThat(failure.toString()).contains("Meanwhile:\n  'main' joins thread 'bad', at");
    }

    /** Nothing is said of those that can go on, have ended, or have nothing to do. */
    @Test
    void ifNobodyWaitsNothingIsSaid() {
        Failure failure =
                failureOf(
                        () -> {
                            ExecutorService pool = Executors.newFixedThreadPool(2);
                            pool.submit(() -> "done").get();
                            start("ended", () -> {}).join();
                            start("ready", () -> Thread.sleep(1));
                            throw new IllegalStateException("for the test");
                        });
        assertThat(failure.standing()).isEmpty();
        assertThat(failure.toString()).doesNotContain("Meanwhile:");
    }

    @Test
    void ofManyTheFirstAreTold() {
        Failure failure =
                failureOf(
                        () -> {
                            CountDownLatch latch = new CountDownLatch(1);
                            for (int i = 0; i < 30; i++) {
                                start("t" + i, latch::await);
                            }
                            Thread.sleep(10);
                            throw new IllegalStateException("for the test");
                        });
        assertThat(failure.standing()).hasSize(30);
        assertThat(failure.toString())
                .contains("  't19' waits for CountDownLatch")
                .doesNotContain("  't20' waits for CountDownLatch #1, at")
                .contains("  And 10 more threads: standing() has all of them.");
    }
}
