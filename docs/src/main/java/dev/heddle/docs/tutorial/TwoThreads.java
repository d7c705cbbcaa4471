package dev.heddle.docs.tutorial;

/** Two threads fetch at the same time. */
final class TwoThreads {

    private TwoThreads() {}

    static void fetchData() {
        try {
            Thread.sleep(2_000); // Simulates network delay
        } catch (InterruptedException e) {
            return;
        }
        System.out.println("Data fetched");
    }

    static void main() throws InterruptedException {
        Thread thread1 = new Thread(TwoThreads::fetchData);
        Thread thread2 = new Thread(TwoThreads::fetchData);
        thread1.start();
        thread2.start();
        thread1.join();
        thread2.join();
    }
}
