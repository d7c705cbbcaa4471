package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** Two of different lengths. */
final class GatherTwo {

    private GatherTwo() {}

    static void task1() {
        System.out.println("Task 1 started");
        Async.sleep(Duration.ofSeconds(2));
        System.out.println("Task 1 completed");
    }

    static void task2() {
        System.out.println("Task 2 started");
        Async.sleep(Duration.ofSeconds(1));
        System.out.println("Task 2 completed");
    }

    static void main() throws Exception {
        Async.run(() -> Async.gather(() -> task1(), () -> task2()).await());
    }
}
