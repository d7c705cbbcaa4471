package dev.heddle.async;

import java.util.ArrayList;
import java.util.List;

/** Tasks, each named by a letter, that do the same and log it. */
final class Crew {

    final List<String> log = new ArrayList<>();
    private final List<Task<?>> tasks = new ArrayList<>();

    /** What each does, with its own name. */
    interface Work {
        void run(String name) throws Exception;
    }

    /** Lets a task for each letter begin, in this order. */
    void begin(String names, Work work) {
        for (String name : names.split("")) {
            tasks.add(Async.createTask(name, () -> work.run(name)));
        }
        Async.yield();
    }

    /** As above; what ends a task is logged with its name. */
    void beginAndLog(String names, Work work) {
        begin(
                names,
                name -> {
                    try {
                        work.run(name);
                        log.add(name);
                    } catch (Throwable thrown) {
                        log.add(name + " " + thrown.getClass().getSimpleName());
                    }
                });
    }

    Task<?> task(String name) {
        return tasks.stream().filter(task -> task.name().equals(name)).findFirst().orElseThrow();
    }

    void cancel(String name) {
        task(name).cancel();
    }

    /** Waits for all of them. */
    void join() throws Exception {
        for (Task<?> task : tasks) {
            task.await();
        }
    }

    /** Lets everything run that is ready, and what comes of it. */
    static void settle() {
        for (int i = 0; i < 10; i++) {
            Async.yield();
        }
    }
}
