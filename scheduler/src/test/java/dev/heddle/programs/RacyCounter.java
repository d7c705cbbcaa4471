package dev.heddle.programs;

/** Two threads count without and with a lock. */
final class RacyCounter {

    private int value;

    private RacyCounter() {}

    /** Both read before one writes: an update is lost. */
    static void broken() throws InterruptedException {
        RacyCounter counter = new RacyCounter();
        counter.byTwo(() -> counter.value++);
    }

    static void correct() throws InterruptedException {
        RacyCounter counter = new RacyCounter();
        Object lock = new Object();
        counter.byTwo(
                () -> {
                    synchronized (lock) {
                        counter.value++;
                    }
                });
    }

    private void byTwo(Runnable increment) throws InterruptedException {
        Thread other = new Thread(increment);
        other.start();
        increment.run();
        other.join();
        if (value != 2) {
            throw new AssertionError("an update was lost: " + value);
        }
    }
}
