package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** Awaiting a coroutine is calling a method. */
final class AwaitResult {

    private AwaitResult() {}

    static String fetchData(int delay) {
        System.out.println("Fetching data..");
        Async.sleep(Duration.ofSeconds(delay));
        System.out.println("Data fetched");
        return "{'data': 'Some data'}";
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    System.out.println("Start of the main coroutine");
                    String result = fetchData(2);
                    System.out.println("Received result: " + result);
                    System.out.println("End of main coroutine");
                });
    }
}
