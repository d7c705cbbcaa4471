package dev.heddle.docs.tutorial;

/** Two threads count without a lock: updates get lost. */
final class RacyCounter {

    private RacyCounter() {}

    private static int counter; // Shared resource

    static void increment(int times) {
        for (int i = 0; i < times; i++) {
            counter++; // Multiple threads modifying the same variable
        }
    }

    static int count(int times) throws InterruptedException {
        counter = 0;
        Thread thread1 = new Thread(() -> increment(times));
        Thread thread2 = new Thread(() -> increment(times));
        thread1.start();
        thread2.start();
        thread1.join();
        thread2.join();
        return counter;
    }

    static void main() throws InterruptedException {
        // Expected: 200000, but output is unpredictable
        System.out.println("Final Counter: " + count(100_000));
    }
}
