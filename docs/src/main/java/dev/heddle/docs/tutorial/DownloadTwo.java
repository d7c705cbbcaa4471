package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Task;

import java.time.Duration;

/** Two files at once, by two tasks. */
final class DownloadTwo {

    private DownloadTwo() {}

    static void downloadFile(String fileName) {
        System.out.println("Downloading " + fileName + "...");
        Async.sleep(Duration.ofSeconds(2));
        System.out.println(fileName + " downloaded!");
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    Task<?> first = Async.createTask(() -> downloadFile("file1.txt"));
                    Task<?> second = Async.createTask(() -> downloadFile("file2.txt"));
                    first.await();
                    second.await();
                });
    }
}
