package dev.heddle.async;

import java.util.ArrayList;
import java.util.List;

/** Finds tasks that await each other in a ring. */
final class Rings {

    private Rings() {}

    /** Whether cancelling the task, and what it awaits, comes to a ring of tasks. */
    static boolean reaches(Task<?> task) {
        return reaches(task, new ArrayList<>());
    }

    private static boolean reaches(Future<?> future, List<Future<?>> path) {
        if (future == null || future.isDone()) {
            return false;
        }
        if (path.contains(future)) {
            return true;
        }
        path.add(future);
        List<? extends Future<?>> inner =
                switch (future) {
                    case Task<?> task when task.awaiting() != null -> List.of(task.awaiting());
                    case Gathering<?, ?> gathering -> gathering.children();
                    default -> List.of();
                };
        boolean found = inner.stream().anyMatch(one -> reaches(one, path));
        path.removeLast();
        return found;
    }
}
