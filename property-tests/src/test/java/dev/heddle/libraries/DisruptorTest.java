package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.TimeoutBlockingWaitStrategy;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** LMAX Disruptor: rings whose threads wait by locks, by sleeping and by spinning. */
class DisruptorTest {

    @Test
    void handlersThatWaitByALockSeeAllEventsInTurn() {
        Libraries.holds(Program.DISRUPTOR_BLOCKING);
    }

    @Test
    void handlersThatSleepSeeAllEvents() {
        Libraries.holds(Program.DISRUPTOR_SLEEPING);
    }

    @Test
    void handlersThatYieldSeeAllEvents() {
        Libraries.holds(Program.DISRUPTOR_YIELDING);
    }

    @Test
    void timeOutsComeInVirtualTime() {
        Libraries.holds(Program.DISRUPTOR_TIMEOUTS);
    }

    @Test
    void anEventThatIsPublishedBeforeItIsWrittenIsSeenEmpty() {
        Libraries.finds(Program.DISRUPTOR_PUBLISHED_TOO_EARLY, "expected 5, but got 0");
    }

    @Test
    void handlersThatDoNotFollowEachOtherMayOvertake() {
        Libraries.finds(Program.DISRUPTOR_SIDE_BY_SIDE, "expected 10, but got 0");
    }

    // --- the programs ---------------------------------------------------------------------------

    /** What a slot of the ring holds. */
    private static final class Slot {
        int value;
        int doubled;
    }

    static void blocking() throws InterruptedException {
        inTurn(new BlockingWaitStrategy());
    }

    static void sleeping() throws InterruptedException {
        inTurn(new SleepingWaitStrategy(2, 1_000_000));
    }

    static void yielding() throws InterruptedException {
        inTurn(new YieldingWaitStrategy());
    }

    /** Two producers; a handler that doubles, then one that sums up what the first has made. */
    private static void inTurn(WaitStrategy strategy) throws InterruptedException {
        Disruptor<Slot> disruptor = disruptor(ProducerType.MULTI, strategy);
        int[] sum = new int[1];
        disruptor
                .handleEventsWith(
                        (EventHandler<Slot>) (slot, number, last) -> slot.doubled = 2 * slot.value)
                .then((slot, number, last) -> sum[0] += slot.doubled);
        RingBuffer<Slot> ring = disruptor.start();
        together(() -> publish(ring, 1, 3), () -> publish(ring, 4, 6));
        shutDown(disruptor);
        expect(42, sum[0]);
    }

    /** Nothing is published for an hour at a time. */
    static void timeouts() throws InterruptedException {
        Disruptor<Slot> disruptor =
                disruptor(
                        ProducerType.SINGLE, new TimeoutBlockingWaitStrategy(10, TimeUnit.MINUTES));
        AtomicInteger timeouts = new AtomicInteger();
        disruptor.handleEventsWith(
                new EventHandler<Slot>() {
                    @Override
                    public void onEvent(Slot slot, long number, boolean last) {
                        expect(1, slot.value);
                    }

                    @Override
                    public void onTimeout(long number) {
                        timeouts.incrementAndGet();
                    }
                });
        RingBuffer<Slot> ring = disruptor.start();
        long began = System.nanoTime();
        Thread.sleep(Duration.ofMinutes(65));
        publish(ring, 1, 1);
        Thread.sleep(Duration.ofMinutes(65));
        expect(12, timeouts.get());
        disruptor.shutdown();
        expectPassed(Duration.ofMinutes(130), Duration.ofMinutes(140), began);
    }

    static void publishedTooEarly() throws InterruptedException {
        Disruptor<Slot> disruptor = disruptor(ProducerType.SINGLE, new BlockingWaitStrategy());
        int[] seen = new int[1];
        disruptor.handleEventsWith(
                (EventHandler<Slot>) (slot, number, last) -> seen[0] = slot.value);
        RingBuffer<Slot> ring = disruptor.start();
        long number = ring.next();
        Slot slot = ring.get(number);
        ring.publish(number);
        slot.value = 5;
        shutDown(disruptor);
        expect(5, seen[0]);
    }

    /** The second handler relies on the first, but was not told to come after it. */
    static void sideBySide() throws InterruptedException {
        Disruptor<Slot> disruptor = disruptor(ProducerType.SINGLE, new BlockingWaitStrategy());
        int[] seen = new int[1];
        EventHandler<Slot> doubles = (slot, number, last) -> slot.doubled = 2 * slot.value;
        EventHandler<Slot> reads = (slot, number, last) -> seen[0] = slot.doubled;
        disruptor.handleEventsWith(doubles, reads);
        publish(disruptor.start(), 5, 5);
        shutDown(disruptor);
        expect(10, seen[0]);
    }

    private static Disruptor<Slot> disruptor(ProducerType type, WaitStrategy strategy) {
        Disruptor<Slot> disruptor = new Disruptor<>(Slot::new, 4, Thread::new, type, strategy);
        disruptor.setDefaultExceptionHandler(new PassesOn());
        return disruptor;
    }

    /** The usual handler logs, and would do so for every thread that is unwound after a failure. */
    private static final class PassesOn implements ExceptionHandler<Slot> {
        @Override
        public void handleEventException(Throwable failure, long number, Slot slot) {
            throw new AssertionError(failure);
        }

        @Override
        public void handleOnStartException(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void handleOnShutdownException(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    private static void publish(RingBuffer<Slot> ring, int first, int last) {
        for (int i = first; i <= last; i++) {
            int value = i;
            ring.publishEvent((slot, number) -> slot.value = value);
        }
    }

    private static void shutDown(Disruptor<Slot> disruptor) {
        try {
            disruptor.shutdown(1, TimeUnit.HOURS);
        } catch (TimeoutException e) {
            disruptor.halt();
            throw new AssertionError("The handlers do not come to an end.", e);
        }
    }
}
