package dev.heddle.conformance;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Latches, barriers, semaphores, phasers, exchangers. */
class SynchronizersConformanceTest {

    @Test
    @Covers(area = Area.CONCURRENT, value = "CountDownLatch.await, with and without a time")
    void latchesOpenWhenAllHaveCountedDown() {
        check(
                () -> {
                    CountDownLatch latch = new CountDownLatch(2);
                    AtomicInteger done = new AtomicInteger();
                    assertThat(latch.await(1, TimeUnit.MILLISECONDS)).isFalse();
                    Together first = Together.start(() -> countDown(latch, done));
                    Together second = Together.start(() -> countDown(latch, done));
                    latch.await();
                    assertThat(done.get()).isEqualTo(2);
                    assertThat(latch.getCount()).isZero();
                    first.end();
                    second.end();
                    assertThat(latch.await(1, TimeUnit.DAYS)).isTrue();
                });
    }

    private static void countDown(CountDownLatch latch, AtomicInteger done) {
        done.incrementAndGet();
        latch.countDown();
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "CyclicBarrier.await, its action, its cycles")
    void barriersLetAllGoTogether() {
        check(
                () -> {
                    AtomicInteger arrived = new AtomicInteger();
                    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
                    CyclicBarrier barrier = new CyclicBarrier(3, () -> seen.add(arrived.get()));
                    Together.all(
                            () -> arriveTwice(barrier, arrived),
                            () -> arriveTwice(barrier, arrived),
                            () -> arriveTwice(barrier, arrived));
                    assertThat(seen).containsExactly(3, 6);
                    assertThat(barrier.isBroken()).isFalse();
                });
    }

    private static void arriveTwice(CyclicBarrier barrier, AtomicInteger arrived)
            throws InterruptedException, BrokenBarrierException {
        arrived.incrementAndGet();
        int first = barrier.await();
        assertThat(first).isBetween(0, 2);
        // The action of the next cycle counts only what comes after this one.
        arrived.incrementAndGet();
        barrier.await();
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value =
                    "CyclicBarrier: broken by time, by an interrupt, by reset;"
                            + " BrokenBarrierException")
    void barriersBreak() {
        check(
                () -> {
                    CyclicBarrier barrier = new CyclicBarrier(2);
                    assertThatThrownBy(() -> barrier.await(1, TimeUnit.MILLISECONDS))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(barrier.isBroken()).isTrue();
                    assertThatThrownBy(() -> barrier.await())
                            .isInstanceOf(BrokenBarrierException.class);
                    barrier.reset();
                    Together waiting =
                            Together.start(
                                    () ->
                                            assertThatThrownBy(() -> barrier.await())
                                                    .isInstanceOf(BrokenBarrierException.class));
                    awaitState(waiting.thread(), Thread.State.WAITING);
                    barrier.reset();
                    waiting.end();
                    Together interrupted =
                            Together.start(
                                    () ->
                                            assertThatThrownBy(() -> barrier.await())
                                                    .isInstanceOf(InterruptedException.class));
                    interrupted.thread().interrupt();
                    interrupted.end();
                    assertThat(barrier.isBroken()).isTrue();
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "Semaphore: acquire, tryAcquire, drain, fair and not")
    void permitsBoundThoseInside() {
        check(
                () -> {
                    for (boolean fair : new boolean[] {false, true}) {
                        Semaphore permits = new Semaphore(2, fair);
                        AtomicInteger inside = new AtomicInteger();
                        Together.all(
                                () -> enter(permits, inside),
                                () -> enter(permits, inside),
                                () -> enter(permits, inside));
                        assertThat(permits.availablePermits()).isEqualTo(2);
                        assertThat(permits.tryAcquire(3)).isFalse();
                        assertThat(permits.tryAcquire(3, 1, TimeUnit.MILLISECONDS)).isFalse();
                        assertThat(permits.drainPermits()).isEqualTo(2);
                        permits.acquireUninterruptibly(0);
                        permits.release(5);
                        assertThat(permits.tryAcquire(5)).isTrue();
                    }
                });
    }

    private static void enter(Semaphore permits, AtomicInteger inside) throws InterruptedException {
        permits.acquire();
        assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(2);
        inside.decrementAndGet();
        permits.release();
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "Phaser: arriving, awaiting, registering, terminating")
    void phasesAdvanceWhenAllHaveArrived() {
        check(
                () -> {
                    List<Integer> phases = Collections.synchronizedList(new ArrayList<>());
                    Phaser phaser =
                            new Phaser(1) {
                                @Override
                                protected boolean onAdvance(int phase, int parties) {
                                    phases.add(phase);
                                    return parties == 0;
                                }
                            };
                    AtomicInteger work = new AtomicInteger();
                    List<Together> workers = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        phaser.register();
                        workers.add(
                                Together.start(
                                        () -> {
                                            work.incrementAndGet();
                                            phaser.arriveAndAwaitAdvance();
                                            assertThat(work.get()).isGreaterThanOrEqualTo(2);
                                            work.incrementAndGet();
                                            phaser.arriveAndDeregister();
                                        }));
                    }
                    assertThat(phaser.arriveAndAwaitAdvance()).isEqualTo(1);
                    assertThat(work.get()).isGreaterThanOrEqualTo(2);
                    assertThat(phaser.awaitAdvance(phaser.arrive())).isEqualTo(2);
                    assertThat(work.get()).isEqualTo(4);
                    for (Together worker : workers) {
                        worker.end();
                    }
                    phaser.arriveAndDeregister();
                    assertThat(phaser.isTerminated()).isTrue();
                    assertThat(phases).containsExactly(0, 1, 2);
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "Phaser: tiers, waiting with a time or interruptibly")
    void phasersFormTrees() {
        check(
                () -> {
                    Phaser root = new Phaser();
                    Phaser left = new Phaser(root, 1);
                    Phaser right = new Phaser(root, 1);
                    assertThat(root.getRegisteredParties()).isEqualTo(2);
                    assertThatThrownBy(
                                    () ->
                                            root.awaitAdvanceInterruptibly(
                                                    0, 1, TimeUnit.MILLISECONDS))
                            .isInstanceOf(TimeoutException.class);
                    Together.all(
                            () -> assertThat(left.arriveAndAwaitAdvance()).isEqualTo(1),
                            () -> assertThat(right.arriveAndAwaitAdvance()).isEqualTo(1));
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> left.awaitAdvanceInterruptibly(1))
                            .isInstanceOf(InterruptedException.class);
                    root.forceTermination();
                    assertThat(left.isTerminated()).isTrue();
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "Exchanger.exchange, with and without a time")
    void twoExchange() {
        check(
                () -> {
                    Exchanger<String> exchanger = new Exchanger<>();
                    Together.all(
                            () -> {
                                assertThat(exchanger.exchange("a")).isEqualTo("b");
                                assertThat(exchanger.exchange("c")).isNull();
                            },
                            () -> {
                                assertThat(exchanger.exchange("b")).isEqualTo("a");
                                assertThat(exchanger.exchange(null)).isEqualTo("c");
                            });
                    assertThatThrownBy(() -> exchanger.exchange("x", 1, TimeUnit.MILLISECONDS))
                            .isInstanceOf(TimeoutException.class);
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> exchanger.exchange("x"))
                            .isInstanceOf(InterruptedException.class);
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "Exchanger among more than two")
    void fourFindPartners() {
        check(
                () -> {
                    Exchanger<Integer> exchanger = new Exchanger<>();
                    AtomicInteger sum = new AtomicInteger();
                    Together.all(
                            () -> sum.addAndGet(exchanger.exchange(1)),
                            () -> sum.addAndGet(exchanger.exchange(2)),
                            () -> sum.addAndGet(exchanger.exchange(4)),
                            () -> sum.addAndGet(exchanger.exchange(8)));
                    assertThat(sum.get()).isEqualTo(15);
                });
    }
}
