package dev.heddle.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

/** JLS 17.2.4: a notification is not lost because the thread that has got it is interrupted too. */
class NotifiedAndInterruptedTest {

    @Test
    @Covers(area = Area.MONITORS, value = "notify of a thread that is interrupted as well")
    void theNotificationIsNotLost() {
        Heddle.explorer()
                .schedules(300)
                .spuriousWakeups(false)
                .explore(NotifiedAndInterruptedTest::notifyOneAndInterruptOne)
                .check();
    }

    private static void notifyOneAndInterruptOne() throws InterruptedException {
        Object lock = new Object();
        AtomicInteger returned = new AtomicInteger();
        Runnable waits =
                () -> {
                    synchronized (lock) {
                        try {
                            lock.wait();
                            returned.incrementAndGet();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        Thread one = new Thread(waits);
        Thread two = new Thread(waits);
        one.start();
        two.start();
        Thread.sleep(1); // Virtual: both wait now.
        synchronized (lock) {
            lock.notify();
            one.interrupt();
        }
        Thread.sleep(1);
        assertThat(returned).hasPositiveValue();
        two.interrupt();
        one.join();
        two.join();
    }
}
