package dev.heddle.zoo;

/**
 * Producers and consumers of one item wait on the same monitor, and wake only one of those who
 * wait: it may be the wrong one.
 */
final class Sync {

    private final boolean wakesAll;
    private boolean full;

    private Sync(boolean wakesAll) {
        this.wakesAll = wakesAll;
    }

    private synchronized void hand(boolean gives) {
        while (full == gives) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("Nobody interrupts this program.", e);
            }
        }
        full = gives;
        if (wakesAll) {
            notifyAll();
        } else {
            notify();
        }
    }

    private static void run(boolean wakesAll) throws InterruptedException {
        Sync program = new Sync(wakesAll);
        new Crowd().with(2, () -> program.hand(true)).with(2, () -> program.hand(false)).run();
    }

    static void broken() throws InterruptedException {
        run(false);
    }

    static void correct() throws InterruptedException {
        run(true);
    }
}
