package dev.heddle.programs;

import java.util.concurrent.CountDownLatch;

/** Starts a thread that waits for what nobody gives, and comes to its own end. */
final class LeakedThread {

    private static final ThreadLocal<String> MARK = new ThreadLocal<>();

    private LeakedThread() {}

    /** Leaves its thread behind, and would leave a thread local and an interrupt status too. */
    static void broken() {
        if (MARK.get() != null) {
            throw new IllegalStateException("an earlier run has left its thread local behind");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("an earlier run has left its interrupt status behind");
        }
        MARK.set("left behind");
        new Thread(LeakedThread::waitForEver, "forgotten").start();
        Thread.currentThread().interrupt();
    }

    static void correct() throws InterruptedException {
        Thread helper = new Thread(LeakedThread::waitForEver, "remembered");
        helper.start();
        helper.interrupt();
        helper.join();
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
