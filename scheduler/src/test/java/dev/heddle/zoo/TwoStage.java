package dev.heddle.zoo;

/**
 * Some threads set a number under one lock, and then, under another, one that depends on it; one
 * thread reads them likewise. It must come after the first has done the first stage, and before any
 * has done the second.
 */
final class TwoStage {

    private final Object firstLock = new Object();
    private final Object secondLock = new Object();
    private int first;
    private int second;

    private void write() {
        synchronized (firstLock) {
            first = 1;
        }
        synchronized (secondLock) {
            second = first + 1;
        }
    }

    private void read() {
        int seen;
        synchronized (firstLock) {
            if (first == 0) {
                return;
            }
            seen = first;
        }
        synchronized (secondLock) {
            if (second != seen + 1) {
                throw new AssertionError("the second stage is " + second + ", not " + (seen + 1));
            }
        }
    }

    private void writeInOne() {
        synchronized (firstLock) {
            write();
        }
    }

    private void readInOne() {
        synchronized (firstLock) {
            read();
        }
    }

    static void broken(int threads) throws InterruptedException {
        TwoStage program = new TwoStage();
        new Crowd().with(threads - 1, program::write).with(1, program::read).run();
    }

    static void correct(int threads) throws InterruptedException {
        TwoStage program = new TwoStage();
        new Crowd().with(threads - 1, program::writeInOne).with(1, program::readInOne).run();
    }
}
