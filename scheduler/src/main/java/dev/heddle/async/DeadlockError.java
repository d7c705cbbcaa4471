package dev.heddle.async;

import dev.heddle.api.API;

import java.util.List;

/**
 * Nothing is ready in an event loop whose time is its own, no time-out is left, and nothing can
 * come from outside: its tasks wait for each other, or for what nobody will do.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class DeadlockError extends Error {

    private static final long serialVersionUID = 1L;

    DeadlockError(List<Task<?>> tasks) {
        super(message(tasks));
    }

    private static String message(List<Task<?>> tasks) {
        StringBuilder text =
                new StringBuilder("Deadlock: nothing is ready, and no time-out is left.");
        for (Task<?> task : tasks) {
            Future<?> awaiting = task.awaiting();
            text.append("\n  task '")
                    .append(task.name())
                    .append("' awaits ")
                    .append(awaiting == null ? "nothing" : awaiting.label());
        }
        return text.toString();
    }
}
