package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Lock;
import dev.heddle.async.Semaphore;
import dev.heddle.async.Task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A semaphore lets two in at a time. */
final class LimitedResource {

    private LimitedResource() {}

    static void accessResource(Semaphore semaphore, int resourceId) {
        try (Lock.Held _ = semaphore.hold()) {
            System.out.println("Accessing resource " + resourceId);
            Async.sleep(Duration.ofSeconds(1));
            System.out.println("Releasing resource " + resourceId);
        }
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    Semaphore semaphore = new Semaphore(2);
                    List<Task<?>> tasks = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        int resourceId = i;
                        tasks.add(Async.createTask(() -> accessResource(semaphore, resourceId)));
                    }
                    Async.gather(tasks).await();
                });
    }
}
