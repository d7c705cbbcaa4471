package dev.heddle.conformance;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;
import static dev.heddle.conformance.Covers.Area.MONITORS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Explorer;
import dev.heddle.Heddle;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who is woken, who goes on first, and what wakes a thread: all of it is explored. */
class WaitAndNotifyTest {

    private static final Set<String> ORDERS =
            Set.of("[0, 1, 2]", "[0, 2, 1]", "[1, 0, 2]", "[1, 2, 0]", "[2, 0, 1]", "[2, 1, 0]");

    /** What the schedules of the present test have come to. */
    private static final Set<String> seen = new TreeSet<>();

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    @Test
    @Covers(area = MONITORS, value = "Object.notify: which of several waiters")
    void eachWaiterIsChosenInSomeSchedule() {
        assertThat(outcomes(fair(), () -> wakeOneByOne(false))).isEqualTo(ORDERS);
        check(() -> wakeOneByOne(false));
    }

    /** Three threads wait; each that returns is counted before the next one is woken. */
    private static void wakeOneByOne(boolean all) throws InterruptedException {
        Object lock = new Object();
        List<Integer> order = new ArrayList<>();
        int[] permits = new int[1];
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Thread waiter =
                    new Thread(
                            () -> {
                                synchronized (lock) {
                                    while (permits[0] == 0) {
                                        waitFor(lock, 0);
                                    }
                                    permits[0]--;
                                    order.add(number);
                                }
                            });
            waiter.start();
            awaitState(waiter, Thread.State.WAITING);
            waiters.add(waiter);
        }
        for (int i = 0; i < 3 && !all; i++) {
            synchronized (lock) {
                permits[0]++;
                lock.notify();
            }
            while (true) {
                synchronized (lock) {
                    if (order.size() > i) {
                        break;
                    }
                }
                Thread.yield();
            }
        }
        synchronized (lock) {
            permits[0] += all ? 3 : 0;
            lock.notifyAll();
        }
        for (Thread waiter : waiters) {
            waiter.join();
        }
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
        seen.add(order.toString());
    }

    @Test
    @Covers(area = MONITORS, value = "Object.notifyAll: which of the woken goes on first")
    void theWokenGoOnInEveryOrder() {
        assertThat(outcomes(fair(), () -> wakeOneByOne(true))).isEqualTo(ORDERS);
        check(() -> wakeOneByOne(true));
    }

    @Test
    @Covers(area = MONITORS, value = "synchronized: which of several entrants gets a freed monitor")
    void aFreedMonitorGoesToEachEntrantInSomeSchedule() {
        assertThat(outcomes(fair(), WaitAndNotifyTest::enterOneByOne)).isEqualTo(ORDERS);
        check(WaitAndNotifyTest::enterOneByOne);
    }

    /** They come to the monitor in one order in every schedule, and only the monitor mixes them. */
    private static void enterOneByOne() throws InterruptedException {
        Object lock = new Object();
        List<Integer> order = new ArrayList<>();
        List<Thread> entrants = new ArrayList<>();
        synchronized (lock) {
            for (int i = 0; i < 3; i++) {
                int number = i;
                Thread entrant =
                        new Thread(
                                () -> {
                                    synchronized (lock) {
                                        order.add(number);
                                    }
                                });
                entrant.start();
                awaitState(entrant, Thread.State.BLOCKED);
                entrants.add(entrant);
            }
        }
        for (Thread entrant : entrants) {
            entrant.join();
        }
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
        seen.add(order.toString());
    }

    @Test
    @Covers(area = MONITORS, value = "synchronized: a running thread may overtake who waits")
    void aFreedMonitorIsNotHandedOver() {
        assertThat(outcomes(fair(), WaitAndNotifyTest::leaveAndEnterAgain))
                .containsExactlyInAnyOrder("overtaken", "in turn");
        check(WaitAndNotifyTest::leaveAndEnterAgain);
    }

    private static void leaveAndEnterAgain() throws InterruptedException {
        Object lock = new Object();
        boolean[] entered = new boolean[1];
        Thread waiting =
                new Thread(
                        () -> {
                            synchronized (lock) {
                                entered[0] = true;
                            }
                        });
        synchronized (lock) {
            waiting.start();
            awaitState(waiting, Thread.State.BLOCKED);
        }
        synchronized (lock) {
            seen.add(entered[0] ? "in turn" : "overtaken");
        }
        waiting.join();
    }

    @Test
    @Covers(area = MONITORS, value = "Object.wait(timeout), that nobody ends")
    void waitingEndsWhenItsTimeHasCome() {
        check(
                () -> {
                    Object lock = new Object();
                    long before = System.nanoTime();
                    long waited = 0;
                    synchronized (lock) {
                        while (waited < 5_000_000) {
                            lock.wait(5);
                            waited = System.nanoTime() - before;
                        }
                        lock.wait(1, 1);
                        lock.wait(0, 1);
                    }
                    assertThat(Thread.holdsLock(lock)).isFalse();
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Object.wait(timeout), that a notification ends")
    void aNotificationEndsWaitingBeforeItsTime() {
        check(
                () -> {
                    Object lock = new Object();
                    boolean[] set = new boolean[1];
                    Thread waiting =
                            new Thread(
                                    () -> {
                                        synchronized (lock) {
                                            while (!set[0]) {
                                                waitFor(lock, 3_600_000);
                                            }
                                        }
                                    });
                    waiting.start();
                    awaitState(waiting, Thread.State.TIMED_WAITING);
                    synchronized (lock) {
                        set[0] = true;
                        lock.notify();
                    }
                    waiting.join();
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Object.wait(timeout): time and notification at once")
    void theTimeAndTheNotificationRace() {
        Body race =
                () -> {
                    Object lock = new Object();
                    String[] message = new String[1];
                    Thread notifying =
                            new Thread(
                                    () -> {
                                        sleep(5);
                                        synchronized (lock) {
                                            message[0] = "notified";
                                            lock.notify();
                                        }
                                    });
                    notifying.start();
                    synchronized (lock) {
                        if (message[0] == null) {
                            lock.wait(5);
                        }
                        seen.add(message[0] == null ? "timed out" : message[0]);
                    }
                    notifying.join();
                };
        assertThat(outcomes(fair(), race)).containsExactlyInAnyOrder("notified", "timed out");
        check(race);
    }

    @Test
    @Covers(area = MONITORS, value = "Object.wait: spurious wake-ups")
    void waitingEndsForNoReasonIfThatIsAllowed() {
        Body waitsOnce =
                () -> {
                    Object lock = new Object();
                    boolean[] set = new boolean[1];
                    Thread setting =
                            new Thread(
                                    () -> {
                                        sleep(1);
                                        synchronized (lock) {
                                            set[0] = true;
                                            lock.notify();
                                        }
                                    });
                    setting.start();
                    synchronized (lock) {
                        lock.wait();
                        seen.add(set[0] ? "notified" : "for nothing");
                    }
                    setting.join();
                };
        // A thread that is not woken for nothing waits a while longer; one that is leaves early.
        assertThat(outcomes(fair(), waitsOnce)).containsExactly("notified");
        Explorer spurious = Heddle.explorer().schedules(300).spuriousWakeups(true);
        assertThat(outcomes(spurious, waitsOnce))
                .containsExactlyInAnyOrder("notified", "for nothing");
    }

    private static Explorer fair() {
        return Heddle.explorer().schedules(400).spuriousWakeups(false);
    }

    private static Set<String> outcomes(Explorer explorer, Body body) {
        seen.clear();
        explorer.explore(body).check();
        return Set.copyOf(seen);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void waitFor(Object lock, long millis) {
        try {
            lock.wait(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
