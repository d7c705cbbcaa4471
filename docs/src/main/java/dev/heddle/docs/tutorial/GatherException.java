package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** The first failure is that of the gathering. */
@SuppressWarnings("DoNotCallSuggester") // What always fails here does so on purpose.
final class GatherException {

    private GatherException() {}

    static void task(String name) {
        System.out.println(name + " started");
        Async.sleep(Duration.ofSeconds(2));
        System.out.println(name + " finished");
    }

    static void badTask() {
        throw new IllegalArgumentException("Oops!");
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    try {
                        Async.gather(() -> task("Good Task"), () -> badTask()).await();
                    } catch (Exception e) {
                        System.out.println("Caught an error: " + e.getMessage());
                    }
                });
    }
}
