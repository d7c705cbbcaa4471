package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Future;

import java.time.Duration;

/** A future that one sets and another awaits. */
final class FutureResult {

    private FutureResult() {}

    static void setFutureResult(Future<String> future, String value) {
        Async.sleep(Duration.ofSeconds(2));
        future.setResult(value);
        System.out.println("Set the future's result to: " + value);
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    Future<String> future = Async.loop().createFuture();
                    Async.createTask(() -> setFutureResult(future, "Future result is ready"));
                    String result = future.await();
                    System.out.println("Received the future's result: " + result);
                });
    }
}
