package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Netty: the timer with a wheel, and executors of one thread. Not groups of them: when a group
 * shuts down, it goes through {@code GlobalEventExecutor}, whose static queue of timers outlives a
 * run.
 */
class NettyTest {

    @Test
    void aWheelFiresInTheTickThatIsDue() {
        Libraries.holds(Program.NETTY_WHEEL);
    }

    @Test
    void aTimeoutMayFireWhileItIsCancelled() {
        Libraries.finds(Program.NETTY_CANCEL_TOO_LATE, "expected 0, but got 1");
    }

    @Test
    void anExecutorRunsTasksInTurnAndInTime() {
        Libraries.holds(Program.NETTY_EXECUTOR);
    }

    @Test
    void promisesPassResultsBetweenExecutors() {
        Libraries.holds(Program.NETTY_PROMISES);
    }

    @Test
    void tasksOfTwoExecutorsShareWithoutALock() {
        Libraries.finds(Program.NETTY_SHARED_BY_TWO, "expected 10, but got ");
    }

    // --- the wheel ------------------------------------------------------------------------------

    /** Eight slots of a minute: some timeouts need several rounds, one is cancelled. */
    static void wheel() throws InterruptedException {
        HashedWheelTimer timer = timer();
        List<Long> fired = Collections.synchronizedList(new ArrayList<>());
        long began = System.nanoTime();
        for (int minutes : new int[] {20, 3, 11}) {
            timer.newTimeout(
                    timeout ->
                            fired.add(
                                    Duration.ofNanos(System.nanoTime() - began).toMinutes()
                                            - minutes),
                    minutes,
                    TimeUnit.MINUTES);
        }
        Timeout cancelled = timer.newTimeout(timeout -> fired.add(-1_000L), 5, TimeUnit.MINUTES);
        Thread.sleep(Duration.ofMinutes(4).plusSeconds(30));
        expect(1, fired.size());
        expect(true, cancelled.cancel());
        Thread.sleep(Duration.ofMinutes(30));
        expect(3, fired.size());
        for (long late : fired) {
            expect(true, late == 0 || late == 1); // A timer with a wheel rounds up to ticks.
        }
        Set<Timeout> left = timer.stop();
        expect(true, left.isEmpty());
    }

    /** Cancels at the moment at which the timeout is due, and does not look whether it could. */
    static void cancelTooLate() throws InterruptedException {
        HashedWheelTimer timer = timer();
        AtomicInteger fired = new AtomicInteger();
        Timeout timeout = timer.newTimeout(ignored -> fired.incrementAndGet(), 2, TimeUnit.MINUTES);
        Thread.sleep(Duration.ofMinutes(3));
        for (int i = 0; i < 3; i++) {
            timer.newTimeout(ignored -> {}, 1, TimeUnit.DAYS);
        }
        timeout.cancel();
        int seen = fired.get();
        timer.stop();
        expect(0, seen);
    }

    private static HashedWheelTimer timer() {
        return new HashedWheelTimer(Thread::new, 1, TimeUnit.MINUTES, 8, false);
    }

    // --- executors ------------------------------------------------------------------------------

    static void executor() throws Exception {
        EventExecutor executor = new DefaultEventExecutor();
        long began = System.nanoTime();
        List<Integer> order = new ArrayList<>(); // Only ever used by the executor's thread.
        AtomicInteger ticks = new AtomicInteger();
        ScheduledFuture<?> ticking =
                executor.scheduleAtFixedRate(ticks::incrementAndGet, 1, 1, TimeUnit.HOURS);
        for (int i = 0; i < 3; i++) {
            int number = i;
            executor.execute(() -> order.add(number));
        }
        ScheduledFuture<Boolean> inside =
                executor.schedule((Callable<Boolean>) executor::inEventLoop, 90, TimeUnit.MINUTES);
        expect(true, inside.get());
        expectPassed(Duration.ofMinutes(90), began);
        expect(List.of(0, 1, 2), executor.submit(() -> List.copyOf(order)).get());
        Thread.sleep(Duration.ofHours(3));
        expect(4, ticks.get());
        expect(true, ticking.cancel(false));
        Future<?> end = executor.shutdownGracefully(2, 15, TimeUnit.SECONDS);
        expect(true, end.await(1, TimeUnit.MINUTES));
        expect(true, executor.isTerminated());
    }

    static void promises() throws InterruptedException {
        EventExecutor first = new DefaultEventExecutor();
        EventExecutor second = new DefaultEventExecutor();
        Promise<Integer> answer = first.newPromise();
        Promise<Integer> doubled = second.newPromise();
        answer.addListener(
                (Future<Integer> done) ->
                        second.execute(() -> doubled.setSuccess(2 * done.getNow())));
        Promise<Integer> late = first.newPromise();
        expect(false, late.await(1, TimeUnit.HOURS));
        second.execute(() -> answer.trySuccess(21));
        first.execute(() -> answer.trySuccess(21));
        doubled.sync();
        expect(42, doubled.getNow());
        first.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        second.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }

    static void sharedByTwo() throws InterruptedException {
        EventExecutor first = new DefaultEventExecutor();
        EventExecutor second = new DefaultEventExecutor();
        int[] count = new int[1];
        Runnable counting =
                () -> {
                    for (int i = 0; i < 5; i++) {
                        count[0]++;
                    }
                };
        Future<?> once = first.submit(counting);
        Future<?> again = second.submit(counting);
        once.sync();
        again.sync();
        int seen = count[0];
        first.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        second.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        expect(10, seen);
    }
}
