package dev.heddle.conformance;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;
import static dev.heddle.Conformance.underControl;
import static dev.heddle.conformance.Covers.Area.MONITORS;
import static dev.heddle.conformance.Exclusion.demandWaits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What {@code synchronized} means, whatever is locked and however the block is left. */
class MonitorsTest {

    private static final Object OUTER = new Object();

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    private enum Colour {
        RED
    }

    private record Point(int x) {}

    /** Has a lock in each place that the language has for one. */
    private static final class Account {
        private static int total;
        private int balance;

        private synchronized void add(int amount) {
            int before = balance;
            Thread.yield();
            balance = before + amount;
        }

        private static synchronized void count() {
            int before = total;
            Thread.yield();
            total = before + 1;
        }

        private synchronized boolean deeper(int levels) {
            return levels == 0 ? Thread.holdsLock(this) : deeper(levels - 1);
        }

        private synchronized int forEver(int level) {
            return forEver(level + 1) + 1;
        }

        private int forEverInBlocks(int level) {
            synchronized (this) {
                return forEverInBlocks(level + 1) + 1;
            }
        }
    }

    @Test
    @Covers(area = MONITORS, value = "synchronized methods and blocks, contended")
    void noUpdateIsLost() {
        check(
                () -> {
                    Account account = new Account();
                    Runnable work =
                            () -> {
                                account.add(1);
                                synchronized (account) {
                                    account.balance++;
                                }
                            };
                    Thread one = new Thread(work);
                    Thread two = Thread.ofVirtual().start(work);
                    one.start();
                    work.run();
                    one.join();
                    two.join();
                    assertThat(account.balance).isEqualTo(6);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "static synchronized methods, synchronized (X.class)")
    void staticMethodsLockTheClass() {
        check(
                () -> {
                    Account.total = 0;
                    Thread other =
                            new Thread(
                                    () -> {
                                        synchronized (Account.class) {
                                            Account.total++;
                                        }
                                    });
                    other.start();
                    Account.count();
                    other.join();
                    assertThat(Account.total).isEqualTo(2);
                    demandWaits(Account.class, Account::count);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "nested monitors, taken in one order")
    void nestedMonitorsAreLeftOneByOne() {
        check(
                () -> {
                    Account from = new Account();
                    Account to = new Account();
                    Runnable transfer =
                            () -> {
                                synchronized (from) {
                                    synchronized (to) {
                                        from.add(-1);
                                        to.add(1);
                                    }
                                    assertThat(Thread.holdsLock(to)).isFalse();
                                    assertThat(Thread.holdsLock(from)).isTrue();
                                }
                            };
                    Thread other = new Thread(transfer);
                    other.start();
                    transfer.run();
                    other.join();
                    assertThat(from.balance).isEqualTo(-2);
                    assertThat(to.balance).isEqualTo(2);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "a monitor entered 1,000 times by its owner")
    void aMonitorIsHeldUntilItWasLeftAsOftenAsEntered() {
        check(
                () -> {
                    Account account = new Account();
                    assertThat(account.deeper(1_000)).isTrue();
                    assertThat(Thread.holdsLock(account)).isFalse();
                    synchronized (account) {
                        Thread other = new Thread(() -> account.add(1));
                        other.start();
                        awaitState(other, Thread.State.BLOCKED);
                        account.deeper(1_000);
                        assertThat(account.balance).isZero();
                    }
                });
    }

    @Test
    @Covers(area = MONITORS, value = "strings, boxes, arrays, enums, records, lambdas as locks")
    void everyObjectHasAMonitor() {
        check(
                () -> {
                    Runnable lambda = () -> {};
                    List<Object> locks =
                            List.of(
                                    "literal",
                                    new String("made"),
                                    Integer.valueOf(1),
                                    Long.valueOf(123_456),
                                    Boolean.TRUE,
                                    new int[0],
                                    new Object[1],
                                    Colour.RED,
                                    new Point(1),
                                    lambda,
                                    int.class,
                                    String.class,
                                    Thread.currentThread(),
                                    new Exception());
                    for (Object lock : locks) {
                        demandWaits(lock, () -> enter(lock));
                    }
                });
    }

    @Test
    @Covers(area = MONITORS, value = "an exception that leaves a monitor")
    void aMonitorIsLeftByExceptions() {
        check(
                () -> {
                    Account account = new Account();
                    List<Throwable> thrown = new ArrayList<>();
                    try {
                        synchronized (account) {
                            synchronized (OUTER) {
                                throw new IllegalStateException("out of both");
                            }
                        }
                    } catch (IllegalStateException e) {
                        thrown.add(e);
                    }
                    assertThat(thrown).hasSize(1);
                    demandFree(account);
                    demandFree(OUTER);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "a StackOverflowError that leaves monitors")
    void aMonitorIsLeftWhenTheStackOverflows() {
        Body overflows =
                () -> {
                    Account account = new Account();
                    demandOverflow(account, () -> account.forEver(0));
                    demandOverflow(account, () -> account.forEverInBlocks(0));
                };
        Conformance.onRealThreads(overflows);
        Heddle.explorer().schedules(1).stepLimit(50_000_000).explore(overflows).check();
    }

    private static void demandOverflow(Object lock, Runnable recursion)
            throws InterruptedException {
        boolean overflown = false;
        try {
            recursion.run();
        } catch (StackOverflowError e) {
            overflown = true;
        }
        assertThat(overflown).isTrue();
        demandFree(lock);
    }

    /** Lets itself be seen before it is complete. */
    private static final class Escaping {
        private final Thread seer;
        private boolean complete;

        private Escaping() {
            synchronized (this) {
                seer =
                        new Thread(
                                () -> {
                                    synchronized (this) {
                                        assertThat(complete).isTrue();
                                    }
                                });
                seer.start();
                awaitState(seer, Thread.State.BLOCKED);
                complete = true;
            }
        }
    }

    @Test
    @Covers(area = MONITORS, value = "synchronized in a constructor that lets this escape")
    void aConstructorHoldsTheMonitorOfWhatItMakes() {
        check(() -> new Escaping().seer.join());
    }

    /** Is initialised in the first schedule only, by a thread that must wait for the monitor. */
    private static final class Initialised {
        private static final int VALUE;

        static {
            synchronized (OUTER) {
                VALUE = Thread.holdsLock(OUTER) ? 1 : 0;
            }
        }
    }

    private static boolean initialised;

    @Test
    @Covers(area = MONITORS, value = "synchronized in a static initialiser")
    void aStaticInitialiserWaitsForAMonitor() {
        underControl(
                () -> {
                    boolean first = !initialised;
                    initialised = true;
                    int[] value = new int[1];
                    Thread other = new Thread(() -> value[0] = Initialised.VALUE);
                    synchronized (OUTER) {
                        other.start();
                        if (first) {
                            awaitState(other, Thread.State.BLOCKED);
                        }
                    }
                    other.join();
                    assertThat(value[0]).isEqualTo(1);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Object.wait on a Thread, until it ends")
    void theEndOfAThreadNotifiesWhoWaitsForIt() {
        check(
                () -> {
                    Thread ending = new Thread(Thread::yield);
                    Thread waiting =
                            new Thread(
                                    () -> {
                                        synchronized (ending) {
                                            while (ending.isAlive()) {
                                                waitFor(ending);
                                            }
                                        }
                                    });
                    ending.start();
                    waiting.start();
                    waiting.join();
                    assertThat(ending.isAlive()).isFalse();
                });
    }

    private static void enter(Object lock) {
        synchronized (lock) {
            assertThat(Thread.holdsLock(lock)).isTrue();
        }
    }

    private static void demandFree(Object lock) throws InterruptedException {
        assertThat(Thread.holdsLock(lock)).isFalse();
        Thread other = new Thread(() -> enter(lock));
        other.start();
        other.join();
    }

    private static void waitFor(Object lock) {
        try {
            lock.wait();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
