package dev.heddle.explain;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Programs that fail, each for a reason that a message can name. */
final class Accounts {

    private static final Map<String, Integer> RATES = new HashMap<>(Map.of("EUR", 1));

    private static String owner = "nobody";

    int balance = 100;
    long[] movements = new long[2];
    volatile String note = "none";
    Accounts other;

    private Accounts() {}

    // --- an update is lost
    // ------------------------------------------------------------------------

    static void withdrawTwice() throws InterruptedException {
        Accounts account = new Accounts();
        together(account::withdraw, account::withdraw);
        if (account.balance != 80) {
            throw new AssertionError("the balance is " + account.balance);
        }
    }

    private void withdraw() {
        int before = balance;
        balance = before - 10;
    }

    // --- a deadlock
    // -------------------------------------------------------------------------------

    static void transferCrosswise() throws InterruptedException {
        Accounts one = new Accounts();
        Accounts two = new Accounts();
        together(() -> one.transferTo(two), () -> two.transferTo(one));
    }

    private void transferTo(Accounts to) {
        synchronized (this) {
            synchronized (to) {
                balance--;
                to.balance++;
            }
        }
    }

    // --- somebody is too early
    // --------------------------------------------------------------------

    static void usedTooEarly() throws InterruptedException {
        Accounts account = new Accounts();
        Thread uses = new Thread(() -> account.note.length(), "uses");
        account.note = null;
        uses.start();
        account.note = "made";
        uses.join();
    }

    // --- a task fails long before anybody asks
    // ------------------------------------------------------------------

    static void auditedMeanwhile() throws Exception {
        Accounts account = new Accounts();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Future<?> audit = pool.submit(account::audit);
            pool.submit(account::move);
            Thread.sleep(10);
            for (int i = 0; i < 100; i++) {
                account.movements[0] = i;
            }
            audit.get();
        }
    }

    private void move() {
        balance = 90;
        movements[1] = 10;
    }

    private void audit() {
        if (balance + movements[1] != 100) {
            throw new IllegalStateException("10 are missing");
        }
    }

    // --- nobody counts down
    // -----------------------------------------------------------------------

    static void latchOfTwo() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        new Thread(done::countDown, "counts").start();
        done.await();
    }

    // --- a data race
    // ------------------------------------------------------------------------------

    static void withdrawUnderDifferentLocks() throws InterruptedException {
        Accounts account = new Accounts();
        ReentrantLock lock = new ReentrantLock();
        together(
                () -> {
                    lock.lock();
                    try {
                        account.withdraw();
                    } finally {
                        lock.unlock();
                    }
                },
                () -> {
                    synchronized (account) {
                        account.withdraw();
                    }
                });
    }

    static void withdrawUnderOneLock() throws InterruptedException {
        Accounts account = new Accounts();
        Runnable locked =
                () -> {
                    synchronized (account) {
                        account.withdraw();
                    }
                };
        together(locked, locked);
    }

    // --- all that can be read and written
    // -----------------------------------------------------------

    static void everything() throws InterruptedException {
        Accounts account = new Accounts();
        AtomicInteger number = new AtomicInteger(5);
        Map<String, Integer> map = new HashMap<>();
        Thread thread =
                new Thread(
                        () -> {
                            account.movements[1] = 7;
                            account.note =
                                    "line\none \"quoted\" and much longer than anybody reads";
                            account.other = account;
                            owner = "Ada";
                            number.set(6);
                            number.get();
                            map.put("a", 1);
                            account.balance = account.balance - 30;
                            long seen = account.movements[1];
                            if (seen == 7 && account.other.note != null && owner != null) {
                                throw new IllegalStateException("all was done, " + RATES);
                            }
                        },
                        "does");
        thread.start();
        thread.join();
    }

    private static void together(Runnable first, Runnable second) throws InterruptedException {
        Thread a = new Thread(first, "A");
        Thread b = new Thread(second, "B");
        a.start();
        b.start();
        a.join();
        b.join();
    }
}
