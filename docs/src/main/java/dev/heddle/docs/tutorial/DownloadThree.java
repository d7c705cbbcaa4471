package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** Three files at once. */
final class DownloadThree {

    private DownloadThree() {}

    static void downloadFile(String fileName) {
        System.out.println("Downloading " + fileName + "...");
        Async.sleep(Duration.ofSeconds(2));
        System.out.println(fileName + " downloaded!");
    }

    static void main() throws Exception {
        Async.run(
                () ->
                        Async.gather(
                                        () -> downloadFile("file1.txt"),
                                        () -> downloadFile("file2.txt"),
                                        () -> downloadFile("file3.txt"))
                                .await());
    }
}
