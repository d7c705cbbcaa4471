package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** A coroutine that waits for a second. */
final class SayHello {

    private SayHello() {}

    static void sayHello() {
        System.out.println("Hello");
        Async.sleep(Duration.ofSeconds(1));
        System.out.println("World");
    }

    static void main() throws Exception {
        Async.run(() -> sayHello());
    }
}
