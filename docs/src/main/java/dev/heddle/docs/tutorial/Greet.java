package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** A pause between two sentences. */
final class Greet {

    private Greet() {}

    static void greet() {
        System.out.println("Hello!");
        Async.sleep(Duration.ofSeconds(1));
        System.out.println("How are you?");
    }

    static void main() throws Exception {
        Async.run(() -> greet());
    }
}
