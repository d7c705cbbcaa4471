package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Who waits for ever may have waited for a thread that the run does not have: that is said if there
 * is such a thread, with what to do, and not if there is none.
 */
class StrangersTest {

    private static final String OF_AN_EARLIER_RUN =
            "? An earlier run has started it, and it has ended with that run. Start it in each run";
    private static final String FROM_OUTSIDE =
            "? It was started outside the run, and is not under control. Start it, or make its"
                    + " pool, in the run";

    private final List<AutoCloseable> toClose = new ArrayList<>();

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : toClose) {
            one.close();
        }
    }

    private static String deadlock(Body body) {
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        return failure.toString().replaceAll("\\s+", " ");
    }

    private static Body waitsForNobody() {
        return () -> new CompletableFuture<String>().get();
    }

    // --- nobody ----------------------------------------------------------------------------------

    @Test
    void nothingIsSaidWhereThereIsNobodyElse() {
        assertThat(deadlock(waitsForNobody()))
                .contains("Future never completed")
                .doesNotContain("to end such a wait");
    }

    @Test
    void threadsThatEachRunStartsAreNoStrangers() {
        String message =
                deadlock(
                        () -> {
                            Thread daemon = new Thread(() -> park(new CountDownLatch(1)), "own");
                            daemon.setDaemon(true);
                            daemon.start();
                            ExecutorService pool = Executors.newFixedThreadPool(1);
                            pool.submit(() -> 1).get();
                            new CompletableFuture<String>().get();
                        });
        assertThat(message).doesNotContain("to end such a wait");
    }

    @Test
    void aPoolFromOutsideThatWasGivenNothingIsNotMeant() throws Exception {
        toClose.add(started(Executors.newFixedThreadPool(1)));
        assertThat(deadlock(waitsForNobody())).doesNotContain("to end such a wait");
    }

    // --- an earlier run --------------------------------------------------------------------------

    /** Starts its thread when it is first needed: in the first schedule. */
    static final class Mailbox {
        static final BlockingQueue<Runnable> LETTERS = new LinkedBlockingQueue<>();

        static {
            Thread postman =
                    new Thread(
                            () -> {
                                try {
                                    while (true) {
                                        LETTERS.take().run();
                                    }
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            "postman");
            postman.setDaemon(true);
            postman.start();
        }

        private Mailbox() {}
    }

    @Test
    void aThreadOfAnEarlierRunIsNamed() {
        Report report =
                Heddle.explore(
                        () -> {
                            CountDownLatch delivered = new CountDownLatch(1);
                            Mailbox.LETTERS.add(delivered::countDown);
                            delivered.await();
                        });
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.schedule()).isEqualTo(2);
        assertThat(failure.toString().replaceAll("\\s+", " "))
                .contains("(Was thread 'postman' to end such a wait" + OF_AN_EARLIER_RUN)
                .contains("freshClasses");
    }

    /** Its threads end with each run, and the pool starts others in the next. */
    static final class Shared {
        static final ExecutorService POOL = Executors.newFixedThreadPool(2);
        static final ScheduledExecutorService TIMED = Executors.newScheduledThreadPool(1);

        private Shared() {}
    }

    @Test
    void aPoolInAStaticFieldWorksInEveryRun() {
        Heddle.explorer()
                .schedules(50)
                .allowLeaks()
                .explore(
                        () -> {
                            assertThat(Shared.POOL.submit(() -> 1).get()).isEqualTo(1);
                            assertThat(Shared.TIMED.schedule(() -> 2, 1, TimeUnit.DAYS).get())
                                    .isEqualTo(2);
                        })
                .check();
    }

    // --- the outside -----------------------------------------------------------------------------

    @Test
    void aThreadFromOutsideThatExecutesTheProgramIsNamed() throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        Thread helper = new Thread(() -> park(stop), "helper");
        helper.start();
        while (helper.getState() != Thread.State.WAITING) {
            Thread.sleep(1); // Until then it need not have come to the program.
        }
        toClose.add(
                () -> {
                    stop.countDown();
                    helper.join();
                });
        assertThat(deadlock(waitsForNobody()))
                .contains("(Was thread 'helper' to end such a wait" + FROM_OUTSIDE);
    }

    @Test
    void thePoolsFromOutsideThatWereGivenTasksAreNamed() throws Exception {
        ExecutorService pool =
                started(Executors.newFixedThreadPool(1, task -> new Thread(task, "of a pool")));
        ForkJoinPool stealing = started(new ForkJoinPool(1));
        ScheduledExecutorService timed =
                started(
                        Executors.newScheduledThreadPool(
                                1, task -> new Thread(task, "of a timed pool")));
        Timer timer = new Timer("of a timer", true);
        toClose.addAll(
                List.<AutoCloseable>of(
                        pool::shutdownNow, stealing, timed::shutdownNow, timer::cancel));
        CountDownLatch never = new CountDownLatch(1);
        assertThat(
                        deadlock(
                                () -> {
                                    pool.execute(() -> {});
                                    new CompletableFuture<String>().get();
                                }))
                .contains("'of a pool' to end such a wait" + FROM_OUTSIDE)
                .doesNotContain("timed pool", "of a timer", "ForkJoinPool");
        assertThat(
                        deadlock(
                                () -> {
                                    stealing.submit(() -> {});
                                    timed.schedule(() -> {}, 1, TimeUnit.HOURS);
                                    timer.schedule(task(), 3_600_000);
                                    never.await();
                                }))
                .contains("ForkJoinPool", "'of a timed pool'", "'of a timer'")
                .contains("to end such a wait" + FROM_OUTSIDE);
    }

    private static TimerTask task() {
        return new TimerTask() {
            @Override
            public void run() {}
        };
    }

    /** A pool whose threads are there already. */
    private <T extends ExecutorService> T started(T pool) throws Exception {
        pool.submit(() -> {}).get();
        return pool;
    }

    private static void park(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
