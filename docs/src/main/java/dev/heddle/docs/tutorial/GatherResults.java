package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.time.Duration;
import java.util.List;

/** The results of several, in the order in which they were given. */
final class GatherResults {

    private GatherResults() {}

    static Data fetchData(int id, int sleepTime) {
        System.out.println("Coroutine " + id + " starting to fetch data.");
        Async.sleep(Duration.ofSeconds(sleepTime));
        return new Data(id, "Sample data from corouting " + id);
    }

    record Data(int id, String data) {
        @Override
        public String toString() {
            return "{'id': %d, 'data': '%s'}".formatted(id, data);
        }
    }

    static void main() throws Exception {
        Async.run(
                () -> {
                    List<Data> results =
                            Async.gather(
                                            () -> fetchData(1, 2),
                                            () -> fetchData(2, 1),
                                            () -> fetchData(3, 3))
                                    .await();
                    for (Data result : results) {
                        System.out.println("Received result: " + result);
                    }
                });
    }
}
