package dev.heddle.assertj;

import dev.heddle.Heddle;

import java.time.Duration;

/** A program with marks, right or wrong. */
final class Shop {

    private boolean saved;
    private int orders;

    /** The mail is sent when the order is saved, or perhaps before. */
    static void order(boolean waits) throws InterruptedException {
        Shop shop = new Shop();
        Thread mails = new Thread(() -> shop.mail(waits), "mails");
        mails.start();
        shop.save();
        mails.join();
    }

    private synchronized void save() {
        saved = true;
        Heddle.mark("saved");
        notifyAll();
    }

    private void mail(boolean waits) {
        synchronized (this) {
            while (waits && !saved) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        Heddle.mark("mailed");
    }

    /** Two count, one at a time or not. */
    static Shop count(boolean locked) throws InterruptedException {
        Shop shop = new Shop();
        Object lock = new Object();
        Runnable counts =
                () -> {
                    if (locked) {
                        synchronized (lock) {
                            shop.count();
                        }
                    } else {
                        shop.count();
                    }
                };
        Thread ada = new Thread(counts, "ada");
        Thread bob = new Thread(counts, "bob");
        ada.start();
        bob.start();
        ada.join();
        bob.join();
        return shop;
    }

    private void count() {
        int before = orders;
        Heddle.mark("enters");
        orders = before + 1;
        Heddle.mark("leaves");
    }

    int orders() {
        return orders;
    }

    /** Sleeps between two marks. */
    static void sleep(Duration time) throws InterruptedException {
        Heddle.mark("asks");
        Thread.sleep(time);
        Heddle.mark("has");
    }

    static void deadlock() throws InterruptedException {
        Object one = new Object();
        Object other = new Object();
        Thread ada = new Thread(() -> both(one, other), "ada");
        Thread bob = new Thread(() -> both(other, one), "bob");
        ada.start();
        bob.start();
        ada.join();
        bob.join();
    }

    private static void both(Object first, Object second) {
        synchronized (first) {
            synchronized (second) {
                Heddle.mark("has both");
            }
        }
    }
}
