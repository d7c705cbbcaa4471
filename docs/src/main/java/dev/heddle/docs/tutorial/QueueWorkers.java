package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Queue;

import java.time.Duration;
import java.util.List;

/** Two workers share a queue of files. */
final class QueueWorkers {

    private QueueWorkers() {}

    static void worker(Queue<String> queue) {
        while (!queue.isEmpty()) {
            String fileName = queue.get();
            System.out.println("Processing " + fileName + "...");
            Async.sleep(Duration.ofSeconds(2));
            System.out.println("Finished processing " + fileName + "!");
        }
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    Queue<String> queue = new Queue<>();
                    for (String file : List.of("file1.txt", "file2.txt", "file3.txt")) {
                        queue.put(file);
                    }
                    Async.gather(() -> worker(queue), () -> worker(queue)).await();
                });
    }
}
