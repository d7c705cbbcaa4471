package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The tasks of an event loop that are not done, in the order in which they were created. */
final class Tasks {

    private @Nullable Task<?> first;
    private @Nullable Task<?> last;
    private int named;

    /** A number for a task that was given no name. */
    int nextNumber() {
        return ++named;
    }

    void add(Task<?> task) {
        Task<?> previous = last;
        task.before = previous;
        if (previous == null) {
            first = task;
        } else {
            previous.after = task;
        }
        last = task;
    }

    void remove(Task<?> task) {
        Task<?> before = task.before;
        Task<?> after = task.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        task.before = null;
        task.after = null;
    }

    List<Task<?>> all() {
        List<Task<?>> all = new ArrayList<>();
        for (Task<?> task = first; task != null; task = task.after) {
            all.add(task);
        }
        return all;
    }
}
