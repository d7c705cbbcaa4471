package dev.heddle.programs;

/** Two threads take the monitors of two objects. */
final class TwoMonitors {

    private TwoMonitors() {}

    /** One takes them in the other's reverse order. */
    static void broken() throws InterruptedException {
        Fork left = new Fork();
        Fork right = new Fork();
        Thread other = new Thread(() -> eat(right, left), "other");
        other.start();
        eat(left, right);
        other.join();
    }

    static void correct() throws InterruptedException {
        Fork left = new Fork();
        Fork right = new Fork();
        Thread other = new Thread(() -> eat(left, right), "other");
        other.start();
        eat(left, right);
        other.join();
    }

    private static void eat(Object first, Object second) {
        synchronized (first) {
            synchronized (second) {
                return;
            }
        }
    }

    /** What is locked; a class of its own so that a report can name it. */
    private static final class Fork {}
}
