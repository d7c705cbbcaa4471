package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** The same twice. */
final class GatherSame {

    private GatherSame() {}

    static void fetchData() {
        Async.sleep(Duration.ofSeconds(2));
        System.out.println("Data fetched");
    }

    static void main() throws Exception {
        Async.run(() -> Async.gather(() -> fetchData(), () -> fetchData()).await());
    }
}
