package dev.heddle.zoo;

import java.util.ArrayList;
import java.util.List;

/** The threads of a program, which all end before it does. */
final class Crowd {

    private final List<Thread> threads = new ArrayList<>();

    /** Adds some threads that do the same. */
    Crowd with(int count, Runnable task) {
        for (int i = 0; i < count; i++) {
            threads.add(new Thread(task));
        }
        return this;
    }

    /** Starts them in the order in which they were added, and waits for all of them. */
    void run() throws InterruptedException {
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
