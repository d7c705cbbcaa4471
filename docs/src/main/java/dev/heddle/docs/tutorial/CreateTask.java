package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Task;

import java.time.Duration;

/** Tasks, and their results. */
final class CreateTask {

    private CreateTask() {}

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
                    Task<Data> first = Async.createTask(() -> fetchData(1, 2));
                    Task<Data> second = Async.createTask(() -> fetchData(2, 3));
                    Task<Data> third = Async.createTask(() -> fetchData(3, 1));
                    System.out.println(first.await() + " " + second.await() + " " + third.await());
                });
    }
}
