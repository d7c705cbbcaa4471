package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A group: its block ends when all its tasks have. */
final class GroupOfTasks {

    private GroupOfTasks() {}

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
                    List<Task<Data>> tasks = new ArrayList<>();
                    try (TaskGroup group = Async.taskGroup()) {
                        int id = 0;
                        for (int sleepTime : new int[] {2, 1, 3}) {
                            int number = ++id;
                            tasks.add(group.createTask(() -> fetchData(number, sleepTime)));
                        }
                        group.join();
                    }
                    for (Task<Data> task : tasks) {
                        System.out.println("Received result: " + task.result());
                    }
                });
    }
}
