package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Task;

import java.time.Duration;

/** Two tasks of different lengths. */
final class TwoWorkers {

    private TwoWorkers() {}

    static void worker(String name, int duration) {
        System.out.println(name + " started");
        Async.sleep(Duration.ofSeconds(duration));
        System.out.println(name + " finished after " + duration + " seconds");
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    Task<?> first = Async.createTask(() -> worker("Task A", 3));
                    Task<?> second = Async.createTask(() -> worker("Task B", 2));
                    first.await();
                    second.await();
                });
    }
}
