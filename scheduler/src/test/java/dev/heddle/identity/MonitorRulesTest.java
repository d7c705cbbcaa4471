package dev.heddle.identity;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Who may wait and notify, and what is held when. */
class MonitorRulesTest {

    @Test
    @Covers(area = Area.MONITORS, value = "IllegalMonitorStateException")
    void waitAndNotifyNeedTheMonitor() {
        check(
                () -> {
                    Object lock = new Object();
                    demandMonitor(lock::wait);
                    demandMonitor(() -> lock.wait(1));
                    demandMonitor(() -> lock.wait(1, 1));
                    demandMonitor(lock::notify);
                    demandMonitor(lock::notifyAll);
                    synchronized (new Object()) {
                        demandMonitor(lock::notify);
                    }
                });
    }

    @Test
    void theMonitorOfAnotherThreadDoesNotDo() {
        check(
                () -> {
                    Object lock = new Object();
                    List<Throwable> thrown = new ArrayList<>();
                    Thread other =
                            new Thread(
                                    () -> {
                                        try {
                                            lock.notifyAll();
                                        } catch (IllegalMonitorStateException e) {
                                            thrown.add(e);
                                        }
                                    });
                    synchronized (lock) {
                        other.start();
                        other.join();
                    }
                    assertThat(thrown).hasSize(1);
                });
    }

    @Test
    @Covers(area = Area.MONITORS, value = "Arguments of Object.wait")
    void waitChecksItsArgumentsFirst() {
        check(
                () -> {
                    Object lock = new Object();
                    assertThatThrownBy(() -> lock.wait(-1))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("timeout value is negative");
                    assertThatThrownBy(() -> lock.wait(0, 1_000_000))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("nanosecond timeout value out of range");
                    assertThatThrownBy(() -> lock.wait(-1, -1))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("timeoutMillis value is negative");
                });
    }

    @Test
    void nullHasNoMonitor() {
        check(
                () -> {
                    Object[] nothing = new Object[1];
                    assertThatThrownBy(() -> enter(nothing[0]))
                            .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> nothing[0].wait())
                            .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> nothing[0].notifyAll())
                            .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> Thread.holdsLock(nothing[0]))
                            .isInstanceOf(NullPointerException.class);
                });
    }

    @Test
    @Covers(area = Area.MONITORS, value = "Thread.holdsLock")
    void holdsLockTellsOfBlocksAndMethods() {
        check(
                () -> {
                    Guarded guarded = new Guarded();
                    assertThat(Thread.holdsLock(guarded)).isFalse();
                    assertThat(guarded.holdsItself()).isTrue();
                    assertThat(Guarded.holdsItsClass()).isTrue();
                    assertThat(Thread.holdsLock(Guarded.class)).isFalse();
                    synchronized (guarded) {
                        assertThat(guarded.holdsItself()).isTrue();
                        assertThat(Thread.holdsLock(guarded)).isTrue();
                    }
                    assertThat(Thread.holdsLock(guarded)).isFalse();
                });
    }

    @Test
    @Covers(area = Area.MONITORS, value = "Entering a monitor again")
    void aMonitorIsEnteredAgainByItsOwner() {
        check(
                () -> {
                    Object lock = new Object();
                    synchronized (lock) {
                        synchronized (lock) {
                            lock.notify();
                        }
                        assertThat(Thread.holdsLock(lock)).isTrue();
                    }
                    assertThat(Thread.holdsLock(lock)).isFalse();
                });
    }

    @Test
    @Covers(area = Area.MONITORS, value = "wait of a thread that has entered several times")
    void waitGivesUpEveryEntryAndTakesThemAllAgain() {
        check(
                () -> {
                    Object lock = new Object();
                    boolean[] set = new boolean[1];
                    List<Boolean> held = new ArrayList<>();
                    Thread waiter =
                            new Thread(
                                    () -> {
                                        synchronized (lock) {
                                            synchronized (lock) {
                                                while (!set[0]) {
                                                    waitQuietly(lock);
                                                }
                                            }
                                            held.add(Thread.holdsLock(lock));
                                        }
                                        held.add(Thread.holdsLock(lock));
                                    });
                    waiter.start();
                    awaitState(waiter, Thread.State.WAITING);
                    synchronized (lock) {
                        set[0] = true;
                        lock.notify();
                    }
                    waiter.join();
                    assertThat(held).containsExactly(true, false);
                });
    }

    @Test
    void anExceptionLeavesTheMonitor() {
        check(
                () -> {
                    Guarded guarded = new Guarded();
                    assertThatThrownBy(guarded::fail).hasMessage("inside");
                    assertThat(Thread.holdsLock(guarded)).isFalse();
                    Thread other = new Thread(guarded::holdsItself);
                    other.start();
                    other.join();
                });
    }

    private static void enter(Object lock) {
        synchronized (lock) {
            lock.hashCode();
        }
    }

    private static void waitQuietly(Object lock) {
        try {
            lock.wait();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void demandMonitor(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("current thread is not owner");
    }
}
