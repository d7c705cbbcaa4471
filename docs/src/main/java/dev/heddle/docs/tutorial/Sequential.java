package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;

/** One after the other: each call waits for its end. */
final class Sequential {

    private Sequential() {}

    static Data fetchData(int delay, int id) {
        System.out.println("Fetching data....id: " + id);
        Async.sleep(Duration.ofSeconds(delay));
        System.out.println("Data fetched, id: " + id);
        return new Data("Some data", id);
    }

    record Data(String data, int id) {
        @Override
        public String toString() {
            return "{'data': '%s', 'id': %d}".formatted(data, id);
        }
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    Data first = fetchData(2, 1);
                    System.out.println("Received result: " + first);
                    Data second = fetchData(2, 2);
                    System.out.println("Received result: " + second);
                });
    }
}
