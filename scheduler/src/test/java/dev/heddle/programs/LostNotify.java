package dev.heddle.programs;

/** One thread waits for the other's notification. */
final class LostNotify {

    private boolean ready;

    private LostNotify() {}

    /** Nothing remembers a notification that comes before anybody waits for it. */
    static void broken() throws InterruptedException {
        Object bell = new Object();
        Thread ringer =
                new Thread(
                        () -> {
                            synchronized (bell) {
                                bell.notifyAll();
                            }
                        });
        ringer.start();
        synchronized (bell) {
            bell.wait();
        }
        ringer.join();
    }

    static void correct() throws InterruptedException {
        LostNotify bell = new LostNotify();
        Thread ringer =
                new Thread(
                        () -> {
                            synchronized (bell) {
                                bell.ready = true;
                                bell.notifyAll();
                            }
                        });
        ringer.start();
        synchronized (bell) {
            while (!bell.ready) {
                bell.wait();
            }
        }
        ringer.join();
    }
}
