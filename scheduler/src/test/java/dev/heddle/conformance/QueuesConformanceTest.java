package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;

/** All queues and deques. */
class QueuesConformanceTest {

    private static final long DELAY_NANOS = 2_000_000;

    /** Two producers, two consumers: everything arrives, once, in the order of its producer. */
    private static void handOver(BlockingQueue<Integer> queue) throws Exception {
        List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        Together.all(
                () -> putThree(queue, 10),
                () -> putThree(queue, 20),
                () -> takeThree(queue, taken),
                () -> takeThree(queue, taken));
        assertThat(taken).containsExactlyInAnyOrder(11, 12, 13, 21, 22, 23);
        assertThat(queue).isEmpty();
    }

    private static void putThree(BlockingQueue<Integer> queue, int base)
            throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            queue.put(base + i);
        }
    }

    private static void takeThree(BlockingQueue<Integer> queue, List<Integer> taken)
            throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            taken.add(queue.take());
        }
    }

    private static void endByTime(BlockingQueue<Integer> full) throws InterruptedException {
        assertThat(full.offer(1, 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(full.offer(1)).isFalse();
        while (full.poll() != null) {
            assertThat(full).isNotNull();
        }
        assertThat(full.poll(1, TimeUnit.MILLISECONDS)).isNull();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> full.take()).isInstanceOf(InterruptedException.class);
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "ArrayBlockingQueue: put, take, offer, poll, drainTo")
    void arrayBlockingQueues() {
        check(
                () -> {
                    handOver(new ArrayBlockingQueue<>(1));
                    handOver(new ArrayBlockingQueue<>(2, true));
                    endByTime(new ArrayBlockingQueue<>(1, false, List.of(5)));
                    BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(3);
                    Together.all(() -> queue.put(1), () -> queue.put(2));
                    List<Integer> drained = new ArrayList<>();
                    assertThat(queue.drainTo(drained, 1)).isEqualTo(1);
                    assertThat(queue.remainingCapacity()).isEqualTo(2);
                });
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "LinkedBlockingQueue: put, take, offer, poll; BlockingQueue")
    void linkedBlockingQueues() {
        check(
                () -> {
                    handOver(new LinkedBlockingQueue<>());
                    handOver(new LinkedBlockingQueue<>(1));
                    LinkedBlockingQueue<Integer> full = new LinkedBlockingQueue<>(1);
                    full.add(1);
                    endByTime(full);
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "LinkedBlockingDeque: both ends; BlockingDeque")
    void linkedBlockingDeques() {
        check(
                () -> {
                    handOver(new LinkedBlockingDeque<>(1));
                    LinkedBlockingDeque<Integer> full = new LinkedBlockingDeque<>(1);
                    full.addFirst(1);
                    endByTime(full);
                    BlockingDeque<Integer> deque = new LinkedBlockingDeque<>(1);
                    Together.all(
                            () -> deque.putFirst(1),
                            () -> deque.putLast(2),
                            () -> assertThat(deque.takeLast() + deque.takeFirst()).isEqualTo(3));
                    assertThat(deque.pollFirst(1, TimeUnit.MILLISECONDS)).isNull();
                    assertThat(deque.pollLast(1, TimeUnit.MILLISECONDS)).isNull();
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "PriorityBlockingQueue: order, growth, take")
    void priorityBlockingQueues() {
        check(
                () -> {
                    handOver(new PriorityBlockingQueue<>());
                    PriorityBlockingQueue<Integer> queue = new PriorityBlockingQueue<>(1);
                    Together.all(() -> queue.put(3), () -> queue.put(1), () -> queue.put(2));
                    assertThat(List.of(queue.take(), queue.take(), queue.take()))
                            .containsExactly(1, 2, 3);
                    assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
                });
    }

    private record Due(long at, String name) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(at, ((Due) other).at);
        }
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "DelayQueue, Delayed: nothing leaves before its time")
    void delayQueues() {
        check(
                () -> {
                    DelayQueue<Due> queue = new DelayQueue<>();
                    long now = System.nanoTime();
                    List<String> order = Collections.synchronizedList(new ArrayList<>());
                    Together.all(
                            () -> queue.put(new Due(now + 2 * DELAY_NANOS, "late")),
                            () -> queue.put(new Due(now + DELAY_NANOS, "early")));
                    long hour = TimeUnit.HOURS.toNanos(1);
                    DelayQueue<Due> far = new DelayQueue<>(List.of(new Due(now + hour, "far")));
                    assertThat(far.poll()).isNull();
                    assertThat(far.poll(1, TimeUnit.MILLISECONDS)).isNull();
                    Together.all(
                            () -> order.add(take(queue, now)), () -> order.add(take(queue, now)));
                    assertThat(order).containsExactlyInAnyOrder("early", "late");
                });
    }

    private static String take(DelayQueue<Due> queue, long since) throws InterruptedException {
        Due taken = queue.take();
        assertThat(System.nanoTime() - since).isGreaterThanOrEqualTo(DELAY_NANOS);
        return taken.name();
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "SynchronousQueue: hand-over, with a time, fair and not")
    void synchronousQueues() {
        check(
                () -> {
                    handOver(new SynchronousQueue<>());
                    handOver(new SynchronousQueue<>(true));
                    endByTime(new SynchronousQueue<>());
                });
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "LinkedTransferQueue: transfer, tryTransfer; TransferQueue")
    void transferQueues() {
        check(
                () -> {
                    handOver(new LinkedTransferQueue<>());
                    TransferQueue<Integer> queue = new LinkedTransferQueue<>();
                    assertThat(queue.tryTransfer(1)).isFalse();
                    assertThat(queue.tryTransfer(1, 1, TimeUnit.MILLISECONDS)).isFalse();
                    List<Integer> taken = new ArrayList<>();
                    Together taker = Together.start(() -> taken.add(queue.take()));
                    queue.transfer(7);
                    taker.end();
                    assertThat(taken).containsExactly(7);
                    assertThat(queue.hasWaitingConsumer()).isFalse();
                    assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
                });
    }

    private static void offerAndPoll(Queue<Integer> queue) throws Exception {
        List<Integer> polled = Collections.synchronizedList(new ArrayList<>());
        Together.all(
                () -> queue.addAll(List.of(1, 2)),
                () -> queue.offer(3),
                () -> {
                    Integer first = queue.poll();
                    if (first != null) {
                        polled.add(first);
                    }
                });
        queue.forEach(polled::add);
        assertThat(polled).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(polled.indexOf(1)).isLessThan(polled.indexOf(2));
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "ConcurrentLinkedQueue, ConcurrentLinkedDeque")
    void queuesWithoutLocks() {
        check(
                () -> {
                    offerAndPoll(new ConcurrentLinkedQueue<>());
                    offerAndPoll(new ConcurrentLinkedDeque<>());
                    ConcurrentLinkedDeque<Integer> deque = new ConcurrentLinkedDeque<>();
                    Together.all(() -> deque.push(1), () -> deque.addLast(2));
                    assertThat(deque.pollLast()).isIn(1, 2);
                    assertThat(deque.pollFirst()).isIn(1, 2);
                    assertThat(deque.peekFirst()).isNull();
                });
    }
}
