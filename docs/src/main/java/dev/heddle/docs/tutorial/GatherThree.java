package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** Three coroutines gathered. */
final class GatherThree {

    private GatherThree() {}

    static void task(String name) {
        System.out.println(name + " started");
        Async.sleep(Duration.ofSeconds(2));
        System.out.println(name + " finished");
    }

    static void main() throws Exception {
        Async.run(() -> Async.gather(() -> task("A"), () -> task("B"), () -> task("C")).await());
    }
}
