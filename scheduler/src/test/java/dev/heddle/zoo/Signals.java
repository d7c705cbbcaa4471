package dev.heddle.zoo;

import static dev.heddle.zoo.Cage.check;
import static dev.heddle.zoo.Cage.together;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Signals that nobody hears, or the wrong one. */
final class Signals {

    private int items;
    private boolean rung;

    private Signals() {}

    static void notifiedTooEarly(boolean fixed) throws Exception {
        Signals bell = new Signals();
        together(
                () -> {
                    synchronized (bell) {
                        if (!fixed) {
                            bell.wait();
                        }
                        while (fixed && !bell.rung) {
                            bell.wait();
                        }
                    }
                },
                () -> {
                    synchronized (bell) {
                        bell.rung = true;
                        bell.notifyAll();
                    }
                });
    }

    static void wrongOneNotified(boolean fixed) throws Exception {
        Signals box = new Signals();
        Cage.Step puts = () -> box.put(fixed);
        Cage.Step takes = () -> box.take(fixed);
        together(takes, takes, puts, puts);
    }

    private synchronized void put(boolean all) throws InterruptedException {
        while (items == 1) {
            wait();
        }
        items++;
        signal(all);
    }

    private synchronized void take(boolean all) throws InterruptedException {
        while (items == 0) {
            wait();
        }
        items--;
        signal(all);
    }

    private void signal(boolean all) {
        if (all) {
            notifyAll();
        } else {
            notify();
        }
    }

    static void waitsInNoLoop(boolean fixed) throws Exception {
        Signals box = new Signals();
        Cage.Step takes =
                () -> {
                    synchronized (box) {
                        if (box.items == 0) {
                            box.wait();
                        }
                        while (fixed && box.items == 0) {
                            box.wait();
                        }
                        check(box.items > 0, "there is nothing to take");
                        box.items--;
                    }
                };
        Cage.Step puts =
                () -> {
                    synchronized (box) {
                        box.items++;
                        box.notifyAll();
                    }
                };
        together(takes, takes, puts, puts);
    }

    static void conditionWithoutState(boolean fixed) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition rings = lock.newCondition();
        Signals bell = new Signals();
        together(
                () -> {
                    lock.lock();
                    try {
                        if (!fixed) {
                            rings.await();
                        }
                        while (fixed && !bell.rung) {
                            rings.await();
                        }
                    } finally {
                        lock.unlock();
                    }
                },
                () -> {
                    lock.lock();
                    try {
                        bell.rung = true;
                        rings.signal();
                    } finally {
                        lock.unlock();
                    }
                });
    }

    /** Looks at the flag, and parks, however much has happened in between. */
    static void unparkedWhoHasNotBegun(boolean fixed) throws Exception {
        Signals flag = new Signals();
        Thread[] sleeper = new Thread[1];
        Thread waits =
                new Thread(
                        () -> {
                            sleeper[0] = Thread.currentThread();
                            while (!flag.rung) {
                                LockSupport.park();
                            }
                        });
        if (fixed) {
            sleeper[0] = waits;
        }
        waits.start();
        Thread known = sleeper[0];
        if (fixed) {
            flag.rung = true;
        }
        if (known != null) {
            LockSupport.unpark(known);
        }
        flag.rung = true;
        waits.join();
    }
}
