package dev.heddle.shrink;

import static dev.heddle.shrink.Minima.check;
import static dev.heddle.shrink.Minima.together;

import dev.heddle.Body;

/**
 * Programs in which the few accesses that matter are lost among many that do not, so that not all
 * their simple schedules can be searched.
 */
enum Noisy {
    COUNT(() -> count()),
    TWO_COUNTS(() -> twoCounts()),
    TWO_COUNTS_OF_FOUR(() -> twoCountsOfFour()),
    WRONG_WAKER(() -> wrongWaker()),
    THREE_STATES(() -> threeStates());

    private final Body body;

    Noisy(Body body) {
        this.body = body;
    }

    Body body() {
        return body;
    }

    private static final class State {
        private int left;
        private int right;
        private int noise;

        void noise(int writes) {
            for (int i = 0; i < writes; i++) {
                noise = i;
            }
        }
    }

    /** Only one of 120 places of a thread is the right one. */
    private static void count() throws InterruptedException {
        State state = new State();
        Runnable counts =
                () -> {
                    state.noise(60);
                    state.left++;
                    state.noise(60);
                };
        together(counts, counts);
        check(state.left == 2, "lost an update");
    }

    /** Both must be lost. */
    private static void twoCounts() throws InterruptedException {
        State state = new State();
        Runnable counts =
                () -> {
                    state.noise(20);
                    state.left++;
                    state.noise(20);
                    state.right++;
                    state.noise(20);
                };
        together(counts, counts);
        check(state.left == 2 || state.right == 2, "lost an update of each");
    }

    private static void twoCountsOfFour() throws InterruptedException {
        State state = new State();
        Runnable left =
                () -> {
                    state.noise(10);
                    state.left++;
                    state.noise(10);
                };
        Runnable right =
                () -> {
                    state.noise(10);
                    state.right++;
                    state.noise(10);
                };
        together(left, left, right, right);
        check(state.left == 2 || state.right == 2, "lost an update of each");
    }

    /** A buffer for one item, which wakes one waiter where it should wake all. */
    private static void wrongWaker() throws InterruptedException {
        State state = new State();
        Runnable takes =
                () -> {
                    state.noise(5);
                    synchronized (state) {
                        while (state.left == 0) {
                            await(state);
                        }
                        state.left = 0;
                        state.noise(3);
                        state.notify();
                    }
                };
        Runnable puts =
                () -> {
                    state.noise(5);
                    synchronized (state) {
                        while (state.left == 1) {
                            await(state);
                        }
                        state.left = 1;
                        state.notify();
                    }
                };
        together(takes, puts, takes, puts, takes, puts);
    }

    private static void await(Object monitor) {
        try {
            monitor.wait();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void threeStates() throws InterruptedException {
        State state = new State();
        together(
                () -> {
                    state.noise(10);
                    synchronized (state) {
                        state.left++;
                        state.noise(5);
                    }
                    state.noise(10);
                    check(state.left != 2, "the third state");
                    state.noise(10);
                },
                () -> {
                    state.noise(10);
                    synchronized (state) {
                        if (state.left == 1) {
                            state.left = 2;
                        }
                    }
                    state.noise(10);
                    state.left = 7;
                },
                () -> {
                    state.noise(10);
                    synchronized (state) {
                        state.noise(2);
                    }
                    state.noise(10);
                });
    }
}
