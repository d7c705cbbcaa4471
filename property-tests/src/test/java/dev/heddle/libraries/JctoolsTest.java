package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscBlockingConsumerArrayQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jctools.queues.SpscArrayQueue;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** JCTools: queues that reach their slots by {@code sun.misc.Unsafe}. */
class JctoolsTest {

    @Test
    void manyProducersAndConsumersHandOverEachElementOnce() {
        Libraries.holds(Program.JCTOOLS_MANY_TO_MANY);
    }

    @Test
    void oneConsumerSeesTheOrderOfEachProducer() {
        Libraries.holds(Program.JCTOOLS_MANY_TO_ONE);
    }

    @Test
    void aQueueGrowsWhileItIsUsed() {
        Libraries.holds(Program.JCTOOLS_UNBOUNDED);
    }

    @Test
    void aBlockingConsumerWaitsInVirtualTime() {
        Libraries.holds(Program.JCTOOLS_BLOCKING);
    }

    @Test
    void twoProducersOfAQueueForOneLoseAnElement() {
        Libraries.finds(Program.JCTOOLS_TWO_PRODUCERS, "expected [1, 2], but got [");
    }

    @Test
    void twoConsumersOfAQueueForOneGetTheSameElement() {
        Libraries.finds(Program.JCTOOLS_TWO_CONSUMERS, "expected [1, 2], but got [");
    }

    // --- the programs ---------------------------------------------------------------------------

    static void manyToMany() throws InterruptedException {
        Queue<Integer> queue = new MpmcArrayQueue<>(2);
        List<Integer> received = Collections.synchronizedList(new ArrayList<>());
        together(
                () -> offerAll(queue, 1, 3),
                () -> offerAll(queue, 11, 13),
                () -> received.addAll(poll(queue, 3)),
                () -> received.addAll(poll(queue, 3)));
        Collections.sort(received);
        expect(List.of(1, 2, 3, 11, 12, 13), received);
        expect(true, queue.isEmpty());
    }

    static void manyToOne() throws InterruptedException {
        Queue<Integer> queue = new MpscArrayQueue<>(4);
        List<Integer> received = new ArrayList<>();
        together(
                () -> offerAll(queue, 1, 3),
                () -> offerAll(queue, 11, 13),
                () -> received.addAll(poll(queue, 6)));
        expect(List.of(1, 2, 3), received.stream().filter(i -> i < 10).toList());
        expect(List.of(11, 12, 13), received.stream().filter(i -> i > 10).toList());
    }

    static void unbounded() throws InterruptedException {
        Queue<Integer> queue = new MpscUnboundedArrayQueue<>(2);
        List<Integer> received = new ArrayList<>();
        together(
                () -> offerAll(queue, 1, 5),
                () -> offerAll(queue, 11, 15),
                () -> received.addAll(poll(queue, 10)));
        expect(List.of(1, 2, 3, 4, 5), received.stream().filter(i -> i < 10).toList());
        expect(List.of(11, 12, 13, 14, 15), received.stream().filter(i -> i > 10).toList());
    }

    /** Takes block until the producers, who sleep for hours, offer; one poll times out. */
    static void blocking() throws InterruptedException {
        long began = System.nanoTime();
        MpscBlockingConsumerArrayQueue<Integer> queue = new MpscBlockingConsumerArrayQueue<>(4);
        Thread first = Thread.ofPlatform().start(() -> offerAfter(queue, 1, 1));
        Thread second = Thread.ofPlatform().start(() -> offerAfter(queue, 2, 2));
        expect(1, queue.take());
        expectPassed(Duration.ofHours(1), began);
        expect(2, queue.poll(90, TimeUnit.MINUTES));
        expectPassed(Duration.ofHours(2), began);
        expect(true, queue.poll(30, TimeUnit.DAYS) == null);
        expectPassed(Duration.ofDays(30).plusHours(2), began);
        first.join();
        second.join();
    }

    static void twoProducers() throws InterruptedException {
        Queue<Integer> queue = new SpscArrayQueue<>(4);
        together(() -> queue.offer(1), () -> queue.offer(2));
        List<Integer> received = new ArrayList<>();
        for (Integer element = queue.poll(); element != null; element = queue.poll()) {
            received.add(element);
        }
        Collections.sort(received);
        expect(List.of(1, 2), received);
    }

    static void twoConsumers() throws InterruptedException {
        Queue<Integer> queue = new SpscArrayQueue<>(4);
        queue.offer(1);
        queue.offer(2);
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        Runnable consumer = () -> received.add(String.valueOf(queue.poll()));
        together(consumer, consumer);
        Collections.sort(received);
        expect(List.of("1", "2"), received);
    }

    private static void offerAll(Queue<Integer> queue, int first, int last) {
        for (int i = first; i <= last; i++) {
            while (!queue.offer(i)) {
                Thread.onSpinWait();
            }
        }
    }

    private static List<Integer> poll(Queue<Integer> queue, int count) {
        List<Integer> received = new ArrayList<>();
        while (received.size() < count) {
            Integer element = queue.poll();
            if (element == null) {
                Thread.onSpinWait();
            } else {
                received.add(element);
            }
        }
        return received;
    }

    private static void offerAfter(Queue<Integer> queue, int element, int hours) {
        try {
            Thread.sleep(Duration.ofHours(hours));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        queue.offer(element);
    }
}
