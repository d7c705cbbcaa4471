package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

class SignalsTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @Test
    void whoGaveASignalThatNobodyHeard() {
        Thread named = new Thread(() -> {}, "teller");
        assertThat(new Signals.Unheard(named, 1_234).words("notified"))
                .isEqualTo("which 'teller' notified at step 1,234, when nobody waited");
        Thread nameless = Thread.ofVirtual().unstarted(() -> {});
        assertThat(new Signals.Unheard(nameless, 5).words("signalled"))
                .isEqualTo("which a thread signalled at step 5, when nobody waited");
    }

    @Test
    void conditionsOfLocks() {
        assertThat(Signals.isCondition(new ReentrantLock().newCondition())).isTrue();
        assertThat(Signals.isCondition(new Object())).isFalse();
    }

    /** A condition is signalled, then so many others are, and then somebody waits for it. */
    private static String waitsInVain(int others, boolean notifies) {
        return Heddle.explorer()
                .schedules(1)
                .spuriousWakeups(false)
                .explore(
                        () -> {
                            ReentrantLock lock = new ReentrantLock();
                            Condition early = lock.newCondition();
                            lock.lock();
                            early.signal();
                            for (int i = 0; i < others; i++) {
                                lock.newCondition().signalAll();
                            }
                            if (notifies) {
                                synchronized (lock) {
                                    lock.notifyAll();
                                    lock.wait();
                                }
                            }
                            early.await();
                        })
                .failure()
                .orElseThrow()
                .toString();
    }

    @Test
    void aSignalThatNobodyHeardIsToldOfWhoWaitsForIt() {
        assertThat(waitsInVain(0, false)).containsPattern("which '.*' signalled at step \\d+");
        assertThat(waitsInVain(0, true)).containsPattern("which '.*' notified at step \\d+");
    }

    @Test
    void notMoreOfThemAreKnownThanThereIsRoomFor() {
        assertThat(waitsInVain(63, false)).contains("signalled at step");
        assertThat(waitsInVain(64, false)).doesNotContain("signalled at step");
        assertThat(waitsInVain(200, false)).doesNotContain("signalled at step");
    }
}
