package dev.heddle.zoo;

/** Four threads hand a number round, and each takes what it finds for the one of this round. */
final class TokenRing {

    private final Object lock = new Object();
    private final int[] values = new int[3];
    private int turn;
    private int done;

    /** Takes the number over from the one before it. */
    private void take(int who) {
        synchronized (lock) {
            values[who] = who == 0 ? values[2] + 1 : values[who - 1];
            done++;
        }
    }

    private void takeInTurn(int who) {
        synchronized (lock) {
            while (turn != who) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("Nobody interrupts this program.", e);
                }
            }
            take(who);
            turn++;
            lock.notifyAll();
        }
    }

    private void check() {
        synchronized (lock) {
            if (done == 3 && (values[0] != values[1] || values[1] != values[2])) {
                throw new AssertionError("the number was lost on its way round");
            }
        }
    }

    static void broken() throws InterruptedException {
        TokenRing ring = new TokenRing();
        new Crowd()
                .with(1, () -> ring.take(0))
                .with(1, () -> ring.take(1))
                .with(1, () -> ring.take(2))
                .with(1, ring::check)
                .run();
    }

    static void correct() throws InterruptedException {
        TokenRing ring = new TokenRing();
        new Crowd()
                .with(1, () -> ring.takeInTurn(0))
                .with(1, () -> ring.takeInTurn(1))
                .with(1, () -> ring.takeInTurn(2))
                .with(1, ring::check)
                .run();
    }
}
