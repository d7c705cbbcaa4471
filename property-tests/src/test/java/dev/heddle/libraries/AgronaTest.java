package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** Agrona: queues, rings in a buffer off the heap, and agents with their ways to idle. */
class AgronaTest {

    @Test
    void queuesHandOverEachElementOnce() {
        Libraries.holds(Program.AGRONA_QUEUES);
    }

    @Test
    void aRingOffTheHeapKeepsTheOrderOfEachProducer() {
        Libraries.holds(Program.AGRONA_RING);
    }

    @Test
    void agentsWorkSleepAndClose() {
        Libraries.holds(Program.AGRONA_AGENTS);
    }

    @Test
    void twoProducersOfAQueueForOneLoseAnElement() {
        Libraries.finds(Program.AGRONA_TWO_PRODUCERS, "expected [1, 2], but got [");
    }

    @Test
    void twoProducersOfARingForOneOverwriteEachOther() {
        Libraries.finds(Program.AGRONA_RING_TWO_PRODUCERS, "expected [1, 2], but got [");
    }

    // --- queues ---------------------------------------------------------------------------------

    static void queues() throws InterruptedException {
        Queue<Integer> first = new ManyToManyConcurrentArrayQueue<>(2);
        Queue<Integer> second = new ManyToOneConcurrentArrayQueue<>(2);
        Queue<Integer> third = new ManyToOneConcurrentLinkedQueue<>();
        List<Integer> received = new ArrayList<>();
        together(
                () -> offerAll(first, List.of(1, 2, 3)),
                () -> offerAll(first, List.of(11, 12, 13)),
                () -> offerAll(second, poll(first, 3)),
                () -> offerAll(second, poll(first, 3)),
                () -> offerAll(third, poll(second, 6)),
                () -> received.addAll(poll(third, 6)));
        Collections.sort(received);
        expect(List.of(1, 2, 3, 11, 12, 13), received);
    }

    static void twoProducers() throws InterruptedException {
        Queue<Integer> queue = new OneToOneConcurrentArrayQueue<>(4);
        together(() -> queue.offer(1), () -> queue.offer(2));
        List<Integer> received = new ArrayList<>();
        for (Integer element = queue.poll(); element != null; element = queue.poll()) {
            received.add(element);
        }
        Collections.sort(received);
        expect(List.of(1, 2), received);
    }

    private static void offerAll(Queue<Integer> queue, List<Integer> elements) {
        IdleStrategy idle = new YieldingIdleStrategy();
        for (Integer element : elements) {
            while (!queue.offer(element)) {
                idle.idle();
            }
        }
    }

    private static List<Integer> poll(Queue<Integer> queue, int count) {
        IdleStrategy idle = new BackoffIdleStrategy(2, 2, 1_000, 1_000_000);
        List<Integer> received = new ArrayList<>();
        while (received.size() < count) {
            Integer element = queue.poll();
            idle.idle(element == null ? 0 : 1);
            if (element != null) {
                received.add(element);
            }
        }
        return received;
    }

    // --- rings ----------------------------------------------------------------------------------

    static void ring() throws InterruptedException {
        RingBuffer ring = new ManyToOneRingBuffer(buffer());
        List<Integer> received = new ArrayList<>();
        together(
                () -> write(ring, 1, 3),
                () -> write(ring, 11, 13),
                () -> {
                    while (received.size() < 6) {
                        ring.read((type, from, index, length) -> received.add(from.getInt(index)));
                        Thread.onSpinWait();
                    }
                });
        expect(List.of(1, 2, 3), received.stream().filter(i -> i < 10).toList());
        expect(List.of(11, 12, 13), received.stream().filter(i -> i > 10).toList());
    }

    static void ringTwoProducers() throws InterruptedException {
        RingBuffer ring = new OneToOneRingBuffer(buffer());
        together(() -> write(ring, 1, 1), () -> write(ring, 2, 2));
        List<Integer> received = new ArrayList<>();
        ring.read((type, from, index, length) -> received.add(from.getInt(index)));
        Collections.sort(received);
        expect(List.of(1, 2), received);
    }

    private static UnsafeBuffer buffer() {
        return new UnsafeBuffer(
                ByteBuffer.allocateDirect(64 + RingBufferDescriptor.TRAILER_LENGTH));
    }

    private static void write(RingBuffer ring, int first, int last) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[Integer.BYTES]);
        for (int i = first; i <= last; i++) {
            message.putInt(0, i);
            while (!ring.write(1, message, 0, Integer.BYTES)) {
                Thread.onSpinWait();
            }
        }
    }

    // --- agents ---------------------------------------------------------------------------------

    /** Counts what comes by its queue. */
    private static final class Counting implements Agent {
        final Queue<Integer> queue = new ManyToOneConcurrentArrayQueue<>(8);
        final AtomicInteger sum = new AtomicInteger();
        volatile boolean started;
        volatile boolean closed;

        @Override
        public void onStart() {
            started = true;
        }

        @Override
        public int doWork() {
            Integer element = queue.poll();
            if (element == null) {
                return 0;
            }
            sum.addAndGet(element);
            return 1;
        }

        @Override
        public void onClose() {
            closed = true;
        }

        @Override
        public String roleName() {
            return "counting";
        }
    }

    /** One agent looks every minute, the other backs off up to a minute. */
    static void agents() throws InterruptedException {
        Counting slow = new Counting();
        Counting backing = new Counting();
        AgentRunner first = runner(new SleepingMillisIdleStrategy(60_000), slow);
        AgentRunner second =
                runner(new BackoffIdleStrategy(1, 1, 1_000_000, 60_000_000_000L), backing);
        long began = System.nanoTime();
        AgentRunner.startOnThread(first);
        AgentRunner.startOnThread(second);
        for (int i = 1; i <= 3; i++) {
            Thread.sleep(Duration.ofMinutes(10));
            slow.queue.add(i);
            backing.queue.add(i);
        }
        Thread.sleep(Duration.ofMinutes(2));
        expect(6, slow.sum.get());
        expect(6, backing.sum.get());
        first.close(120_000, thread -> {});
        second.close(120_000, thread -> {});
        expect(true, slow.started && slow.closed && backing.started && backing.closed);
        expectPassed(Duration.ofMinutes(32), Duration.ofMinutes(34), began);
    }

    private static AgentRunner runner(IdleStrategy idle, Agent agent) {
        return new AgentRunner(
                idle,
                failure -> {
                    throw new AssertionError(failure);
                },
                null,
                agent);
    }
}
