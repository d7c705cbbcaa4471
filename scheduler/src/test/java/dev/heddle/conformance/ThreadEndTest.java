package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Between the last thing that a thread does and its end others may go on: they may find it alive or
 * not.
 */
class ThreadEndTest {

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    /** What the program comes to, over many schedules. */
    private static Set<Object> outcomes(Callable<?> program) {
        return outcomes(Heddle.explorer().schedules(200), program);
    }

    private static Set<Object> outcomes(Explorer explorer, Callable<?> program) {
        Set<Object> all = new HashSet<>();
        Report report = explorer.explore(() -> all.add(program.call()));
        report.check();
        assertThat(report.divergence()).isEmpty();
        return all;
    }

    @Test
    @Covers(area = Area.THREADS, value = "isAlive between a thread's last action and its end")
    void whoHasSignalledMayBeAliveOrNot() {
        assertThat(
                        outcomes(
                                () -> {
                                    CountDownLatch done = new CountDownLatch(1);
                                    Thread thread = new Thread(done::countDown);
                                    thread.start();
                                    done.await();
                                    return thread.isAlive();
                                }))
                .containsExactlyInAnyOrder(true, false);
        assertThat(
                        outcomes(
                                () -> {
                                    CountDownLatch done = new CountDownLatch(1);
                                    Thread thread = Thread.startVirtualThread(done::countDown);
                                    done.await();
                                    return thread.getState() == Thread.State.TERMINATED;
                                }))
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void whoWasJoinedHasEnded() {
        Conformance.check(
                () -> {
                    CountDownLatch done = new CountDownLatch(1);
                    Thread thread = new Thread(done::countDown);
                    thread.start();
                    done.await();
                    thread.join();
                    assertThat(thread.isAlive()).isFalse();
                    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
                });
    }

    @Test
    void whoHasEndedStaysSo() {
        Conformance.check(
                () -> {
                    CountDownLatch done = new CountDownLatch(1);
                    Thread thread = new Thread(done::countDown);
                    thread.start();
                    done.await();
                    boolean dead = !thread.isAlive();
                    assertThat(dead && thread.isAlive()).isFalse();
                });
    }

    @Test
    void theBodysThreadMayBeAliveOrNotAsWell() {
        AtomicReference<Boolean> seen = new AtomicReference<>();
        Set<Boolean> all = new HashSet<>();
        Heddle.explorer()
                .schedules(200)
                .explore(
                        () -> {
                            all.add(seen.getAndSet(null));
                            CountDownLatch done = new CountDownLatch(1);
                            Thread body = Thread.currentThread();
                            Thread other =
                                    new Thread(
                                            () -> {
                                                awaitQuietly(done);
                                                seen.set(body.isAlive());
                                            });
                            other.start();
                            done.countDown();
                        })
                .check();
        assertThat(all).contains(true, false);
    }

    /** Time may pass between the two, where there is any slack. */
    @Test
    @Covers(area = Area.THREADS, value = "join that is over before a thread that has done its work")
    void aJoinMayTimeOutThoughAllIsDone() {
        Callable<Set<Object>> program =
                () -> {
                    Semaphore done = new Semaphore(0);
                    Thread thread = new Thread(done::release);
                    thread.start();
                    boolean joined = thread.join(Duration.ofMillis(1));
                    return Set.of("joined " + joined, "done " + (done.availablePermits() == 1));
                };
        Set<Object> slack =
                outcomes(
                        Heddle.explorer().schedules(1_000).timerSlack(Duration.ofMillis(5)),
                        program);
        assertThat(slack)
                .contains(
                        Set.of("joined true", "done true"),
                        Set.of("joined false", "done false"),
                        Set.of("joined false", "done true"))
                .doesNotContain(Set.of("joined true", "done false"));
        assertThat(outcomes(program)).containsExactly(Set.of("joined true", "done true"));
    }

    /** Such an executor counts its threads as they end, and they are not quite dead then. */
    @Test
    @Covers(
            area = Area.POOLS,
            value = "newThreadPerTaskExecutor: terminated before its threads are")
    void anExecutorMayBeDoneBeforeItsThreads() {
        Callable<Set<Object>> program =
                () -> {
                    CountDownLatch done = new CountDownLatch(1);
                    AtomicReference<Thread> thread = new AtomicReference<>();
                    ExecutorService executor =
                            Executors.newThreadPerTaskExecutor(
                                    task -> {
                                        thread.set(new Thread(task));
                                        return thread.get();
                                    });
                    executor.execute(done::countDown);
                    executor.shutdown();
                    done.await();
                    boolean before = executor.isTerminated();
                    executor.close();
                    return Set.of("terminated " + before, "alive " + thread.get().isAlive());
                };
        assertThat(outcomes(program))
                .containsExactlyInAnyOrder(
                        Set.of("terminated true", "alive true"),
                        Set.of("terminated true", "alive false"),
                        Set.of("terminated false", "alive true"),
                        Set.of("terminated false", "alive false"));
    }

    /** A thread that is alone is seen by nobody, so its end costs no step. */
    @Test
    void theEndOfTheLastThreadIsNoStep() {
        assertThat(Heddle.explorer().schedules(1).explore(() -> {}).steps()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts it.", e);
        }
    }
}
