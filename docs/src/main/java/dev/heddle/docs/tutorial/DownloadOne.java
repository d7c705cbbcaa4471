package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** One file. */
final class DownloadOne {

    private DownloadOne() {}

    static void downloadFile(String fileName) {
        System.out.println("Downloading " + fileName + "...");
        Async.sleep(Duration.ofSeconds(2));
        System.out.println(fileName + " downloaded!");
    }

    static void main() throws Exception {
        Async.run(() -> downloadFile("example.txt"));
    }
}
