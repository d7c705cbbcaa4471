package dev.heddle.zoo;

import static dev.heddle.zoo.Cage.check;
import static dev.heddle.zoo.Cage.together;

/**
 * Locks and barriers that programs make of fields. No field has to be visible: all are volatile.
 */
final class Protocols {

    private volatile boolean left;
    private volatile boolean right;
    private volatile int turn;
    private volatile int version;
    private volatile int one;
    private volatile int two;
    private volatile int inside;
    private int waiting;
    private int generation;

    private Protocols() {}

    /** Each looks at the other's flag before it sets its own. */
    static void flagsInTheWrongOrder(boolean fixed) throws Exception {
        Protocols all = new Protocols();
        together(
                () -> {
                    if (fixed) {
                        all.left = true;
                    }
                    if (!all.right) {
                        all.left = true;
                        all.enter();
                    }
                    all.left = false;
                },
                () -> {
                    if (fixed) {
                        all.right = true;
                    }
                    if (!all.left) {
                        all.right = true;
                        all.enter();
                    }
                    all.right = false;
                });
    }

    /** Peterson's lock, or the same with the turn given before the flag is set. */
    static void petersonReversed(boolean fixed) throws Exception {
        Protocols all = new Protocols();
        together(
                () -> {
                    if (fixed) {
                        all.left = true;
                        all.turn = 2;
                    } else {
                        all.turn = 2;
                        all.left = true;
                    }
                    while (all.right && all.turn == 2) {
                        Thread.onSpinWait();
                    }
                    all.enter();
                    all.left = false;
                },
                () -> {
                    if (fixed) {
                        all.right = true;
                        all.turn = 1;
                    } else {
                        all.turn = 1;
                        all.right = true;
                    }
                    while (all.left && all.turn == 1) {
                        Thread.onSpinWait();
                    }
                    all.enter();
                    all.right = false;
                });
    }

    private void enter() {
        int before = inside;
        inside = before + 1;
        check(inside == 1 && before == 0, "both are inside");
        inside = 0;
    }

    /** A reader that looks whether a write is going on, but not whether there was one. */
    static void sequenceLock(boolean fixed) throws Exception {
        Protocols all = new Protocols();
        together(
                () -> {
                    all.version = 1;
                    all.one = 5;
                    all.two = 5;
                    all.version = 2;
                },
                () -> {
                    int before = all.version;
                    if (before % 2 == 0) {
                        int one = all.one;
                        int two = all.two;
                        boolean valid = fixed ? all.version == before : all.version % 2 == 0;
                        check(!valid || one == two, "half of it is old");
                    }
                });
    }

    /** A barrier for two that is used twice, with or without telling the uses apart. */
    static void barrierUsedAgain(boolean fixed) throws Exception {
        Protocols barrier = new Protocols();
        Cage.Step passes =
                () -> {
                    barrier.await(fixed);
                    barrier.await(fixed);
                };
        together(passes, passes);
    }

    private synchronized void await(boolean byGeneration) throws InterruptedException {
        int mine = generation;
        if (++waiting == 2) {
            waiting = 0;
            generation++;
            notifyAll();
            return;
        }
        while (byGeneration ? generation == mine : waiting != 0) {
            wait();
        }
    }

    /** Who finds the lock free takes it a step later. */
    static void lookThenLock(boolean fixed) throws Exception {
        Protocols all = new Protocols();
        java.util.concurrent.atomic.AtomicBoolean held =
                new java.util.concurrent.atomic.AtomicBoolean();
        Cage.Step locks =
                () -> {
                    if (fixed ? held.compareAndSet(false, true) : !held.get()) {
                        held.set(true);
                        all.enter();
                        held.set(false);
                    }
                };
        together(locks, locks);
    }
}
