package dev.heddle.zoo;

/**
 * A queue of which its owner takes from one end, without a lock as long as there is plenty, and
 * thieves steal from the other. The thief looks before it announces itself, so both may take the
 * last one.
 */
final class WorkStealing {

    private static final int SIZE = 8;

    private final int[] taken = new int[SIZE];
    private final Object lock = new Object();
    private final boolean announces;
    private volatile int head;
    private volatile int tail;

    private WorkStealing(boolean announces) {
        this.announces = announces;
    }

    private void push() {
        tail = tail + 1;
    }

    /** Which item the owner gets, or -1. */
    private int pop() {
        int last = tail - 1;
        tail = last;
        if (head > last) {
            tail = last + 1;
            synchronized (lock) {
                tail = last;
                if (head > last) {
                    tail = last + 1;
                    return -1;
                }
            }
        }
        return last;
    }

    /** Which item a thief gets, or -1. */
    private int steal() {
        synchronized (lock) {
            int first = head;
            if (announces) {
                head = first + 1;
                if (first + 1 > tail) {
                    head = first;
                    return -1;
                }
                return first;
            }
            if (first >= tail) {
                return -1;
            }
            head = first + 1;
            return first;
        }
    }

    private void take(int item) {
        if (item >= 0) {
            synchronized (taken) {
                if (++taken[item] > 1) {
                    throw new AssertionError("item " + item + " was taken twice");
                }
            }
        }
    }

    private static void run(boolean announces) throws InterruptedException {
        WorkStealing queue = new WorkStealing(announces);
        new Crowd()
                .with(
                        1,
                        () -> {
                            for (int i = 0; i < 4; i++) {
                                queue.push();
                            }
                            for (int i = 0; i < 4; i++) {
                                queue.take(queue.pop());
                            }
                        })
                .with(
                        1,
                        () -> {
                            queue.take(queue.steal());
                            queue.take(queue.steal());
                        })
                .run();
    }

    static void broken() throws InterruptedException {
        run(false);
    }

    static void correct() throws InterruptedException {
        run(true);
    }
}
