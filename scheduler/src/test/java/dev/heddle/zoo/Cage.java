package dev.heddle.zoo;

/** What the programs of the zoo have in common. */
final class Cage {

    private Cage() {}

    /** What a thread does, which may be interrupted. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Starts a thread for each, in this order, and waits for all of them. */
    static void together(Step... steps) throws InterruptedException {
        Thread[] threads = new Thread[steps.length];
        for (int i = 0; i < steps.length; i++) {
            threads[i] = new Thread(task(steps[i]), "t" + (i + 1));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    static Runnable task(Step step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Does something under a lock, or without one. */
    static void maybeLocked(boolean locked, Object lock, Step step) throws Exception {
        if (locked) {
            synchronized (lock) {
                step.run();
            }
        } else {
            step.run();
        }
    }
}
