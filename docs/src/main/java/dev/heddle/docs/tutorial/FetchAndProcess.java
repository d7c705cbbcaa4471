package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** Fetching and processing at once. */
final class FetchAndProcess {

    private FetchAndProcess() {}

    static void fetchData() {
        System.out.println("Fetching data...");
        Async.sleep(Duration.ofSeconds(2));
        System.out.println("Data fetched");
    }

    static void processData() {
        System.out.println("Processing data...");
        Async.sleep(Duration.ofSeconds(1));
        System.out.println("Data processed");
    }

    static void main() throws Exception {
        Async.run(() -> Async.gather(() -> fetchData(), () -> processData()).await());
    }
}
