package dev.heddle.identity;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Threads are started once, and waited for until they have ended or time is up. */
class JoinAndStartTest {

    @Test
    @Covers(area = Area.THREADS, value = "start of a thread that was started")
    void startingTwiceFails() {
        check(
                () -> {
                    CountDownLatch stop = new CountDownLatch(1);
                    Thread thread = new Thread(() -> awaitQuietly(stop));
                    thread.start();
                    assertThatThrownBy(thread::start)
                            .isInstanceOf(IllegalThreadStateException.class);
                    stop.countDown();
                    thread.join();
                    assertThatThrownBy(thread::start)
                            .isInstanceOf(IllegalThreadStateException.class);
                });
    }

    @Test
    void startingAVirtualThreadTwiceFails() {
        check(
                () -> {
                    Thread thread = Thread.ofVirtual().unstarted(() -> {});
                    thread.start();
                    assertThatThrownBy(thread::start)
                            .isInstanceOf(IllegalThreadStateException.class);
                    thread.join();
                    assertThatThrownBy(thread::start)
                            .isInstanceOf(IllegalThreadStateException.class);
                });
    }

    @Test
    void startingOneselfAgainFails() {
        check(
                () ->
                        assertThatThrownBy(() -> Thread.currentThread().start())
                                .isInstanceOf(IllegalThreadStateException.class));
    }

    @Test
    void joiningAThreadThatWasNotStartedReturnsAtOnce() {
        check(
                () -> {
                    Thread thread = new Thread(() -> {});
                    thread.join();
                    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
                });
    }

    @Test
    void joiningADurationNeedsAStartedThread() {
        check(
                () -> {
                    Thread platform = new Thread(() -> {});
                    Thread virtual = Thread.ofVirtual().unstarted(() -> {});
                    for (Thread thread : new Thread[] {platform, virtual}) {
                        assertThatThrownBy(() -> thread.join(Duration.ofSeconds(1)))
                                .isInstanceOf(IllegalThreadStateException.class);
                        thread.start();
                        assertThat(thread.join(Duration.ofHours(1))).isTrue();
                        assertThat(thread.join(Duration.ZERO)).isTrue();
                    }
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "join with a time")
    void joiningGivesUpWhenTimeIsUp() {
        check(
                () -> {
                    CountDownLatch stop = new CountDownLatch(1);
                    Thread thread = new Thread(() -> awaitQuietly(stop));
                    thread.start();
                    long before = System.nanoTime();
                    thread.join(5);
                    assertThat(System.nanoTime() - before)
                            .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
                    assertThat(thread.isAlive()).isTrue();
                    assertThat(thread.join(Duration.ofMillis(2))).isFalse();
                    thread.join(1, 500_000);
                    assertThat(thread.isAlive()).isTrue();
                    stop.countDown();
                    thread.join(0);
                    assertThat(thread.isAlive()).isFalse();
                });
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "join with a time, of a virtual thread")
    void joiningAVirtualThreadGivesUpWhenTimeIsUp() {
        check(
                () -> {
                    CountDownLatch stop = new CountDownLatch(1);
                    Thread thread = Thread.startVirtualThread(() -> awaitQuietly(stop));
                    thread.join(5);
                    assertThat(thread.isAlive()).isTrue();
                    assertThat(thread.join(Duration.ofMillis(2))).isFalse();
                    stop.countDown();
                    thread.join();
                    assertThat(thread.isAlive()).isFalse();
                });
    }

    @Test
    void joiningRejectsNegativeTimes() {
        check(
                () -> {
                    Thread thread = new Thread(() -> {});
                    assertThatThrownBy(() -> thread.join(-1))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("timeout value is negative");
                    assertThatThrownBy(() -> thread.join(0, 1_000_000))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> Thread.sleep(-1))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("timeout value is negative");
                    assertThatThrownBy(() -> Thread.sleep(0, -1))
                            .isInstanceOf(IllegalArgumentException.class);
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "join by several threads")
    void manyCanJoinOneThread() {
        check(
                () -> {
                    CountDownLatch stop = new CountDownLatch(1);
                    Thread awaited = new Thread(() -> awaitQuietly(stop));
                    Thread[] joiners = new Thread[3];
                    awaited.start();
                    for (int i = 0; i < joiners.length; i++) {
                        joiners[i] = new Thread(() -> joinQuietly(awaited));
                        joiners[i].start();
                    }
                    awaitState(joiners[0], Thread.State.WAITING);
                    stop.countDown();
                    for (Thread joiner : joiners) {
                        joiner.join();
                    }
                    assertThat(awaited.isAlive()).isFalse();
                });
    }

    @Test
    @Covers(area = Area.MONITORS, value = "wait on a Thread that ends")
    void theEndOfAThreadNotifiesThoseWhoWaitForItsMonitor() {
        check(
                () -> {
                    Thread thread = new Thread(Thread::yield);
                    synchronized (thread) {
                        thread.start();
                        while (thread.isAlive()) {
                            thread.wait();
                        }
                    }
                    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
                });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
