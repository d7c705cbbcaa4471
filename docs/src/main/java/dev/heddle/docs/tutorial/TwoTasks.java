package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Task;

import java.time.Duration;

/** Two tasks side by side. */
final class TwoTasks {

    private TwoTasks() {}

    static void task(String name) {
        System.out.println(name + " started");
        Async.sleep(Duration.ofSeconds(2));
        System.out.println(name + " finished");
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    Task<?> first = Async.createTask(() -> task("Task 1"));
                    Task<?> second = Async.createTask(() -> task("Task 2"));
                    first.await();
                    second.await();
                });
    }
}
