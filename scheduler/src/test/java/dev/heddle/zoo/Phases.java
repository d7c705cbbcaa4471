package dev.heddle.zoo;

/**
 * Two threads that go from phase to phase together. Whoever comes last opens the next phase, but
 * the other one counts its arrival before it looks which phase it is.
 */
final class Phases {

    private final Object lock = new Object();
    private final int[] work = new int[2];
    private int arrived;
    private int phase;

    private void arrive(boolean inOne) {
        int mine;
        if (!inOne) {
            synchronized (lock) {
                arrived++;
            }
        }
        synchronized (lock) {
            if (inOne) {
                arrived++;
            }
            mine = phase;
            if (arrived >= 2) {
                arrived = 0;
                phase++;
                lock.notifyAll();
            }
            while (phase == mine) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("Nobody interrupts this program.", e);
                }
            }
        }
    }

    private void work(int who, boolean inOne) {
        synchronized (lock) {
            work[who]++;
        }
        arrive(inOne);
        synchronized (lock) {
            if (work[1 - who] == 0) {
                throw new AssertionError("the next phase begins before the other one is here");
            }
        }
    }

    private static void run(boolean inOne) throws InterruptedException {
        Phases phases = new Phases();
        new Crowd().with(1, () -> phases.work(0, inOne)).with(1, () -> phases.work(1, inOne)).run();
    }

    /** Ends with a thread that waits for a phase which nobody opens any more. */
    static void broken() throws InterruptedException {
        run(false);
    }

    static void correct() throws InterruptedException {
        run(true);
    }
}
