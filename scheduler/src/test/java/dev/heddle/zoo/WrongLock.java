package dev.heddle.zoo;

/** One thread changes a number under a lock, and the others under another one. */
final class WrongLock {

    private final Object right = new Object();
    private final Object wrong = new Object();
    private int data;

    private void increment() {
        synchronized (right) {
            int before = data;
            data = before + 1;
            if (data != before + 1) {
                throw new AssertionError("somebody else has changed the data");
            }
        }
    }

    private void change(Object lock) {
        synchronized (lock) {
            data++;
        }
    }

    static void broken(int others) throws InterruptedException {
        WrongLock program = new WrongLock();
        new Crowd()
                .with(1, program::increment)
                .with(others, () -> program.change(program.wrong))
                .run();
    }

    static void correct(int others) throws InterruptedException {
        WrongLock program = new WrongLock();
        new Crowd()
                .with(1, program::increment)
                .with(others, () -> program.change(program.right))
                .run();
    }
}
