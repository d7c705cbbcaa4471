package dev.heddle.async;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches the shared objects of a program of {@link Interpreter} for what must hold in whatever
 * order tasks run: locks exclude, nobody overtakes who waits, permits and items are not lost.
 */
final class Invariants {

    private final EventLoop loop;
    private final Map<Object, Guarded> guarded = new IdentityHashMap<>();
    private final Map<Object, Items> queues = new IdentityHashMap<>();
    private final Map<Object, Integer> settings = new IdentityHashMap<>();
    private final List<String> violations = new ArrayList<>();

    /**
     * A lock or semaphore: how many can have it, do have it, and who waits, the first one first.
     */
    private static final class Guarded {
        final int permits;
        int taken;
        final List<Task<?>> waiting = new ArrayList<>();

        Guarded(int permits) {
            this.permits = permits;
        }
    }

    /** What should be in a queue, in the order in which it was put. */
    private record Items(String kind, List<Object> all) {
        int next() {
            return switch (kind) {
                case "lifo_queue" -> all.size() - 1;
                case "priority_queue" -> all.indexOf(smallest());
                default -> 0;
            };
        }

        private Long smallest() {
            return Collections.min(all.stream().map(Long.class::cast).toList());
        }
    }

    Invariants(EventLoop loop) {
        this.loop = loop;
    }

    /** What did not hold, in words. */
    List<String> violations() {
        return violations;
    }

    void knows(Object thing, Op made) {
        String kind = made.text("kind");
        switch (thing) {
            case Semaphore semaphore -> guarded.put(semaphore, new Guarded(made.count("value")));
            case Queue<?> queue -> queues.put(queue, new Items(kind, new ArrayList<>()));
            case Lock lock -> guarded.put(lock, new Guarded(1));
            case Condition condition -> guarded.putIfAbsent(condition.lock(), new Guarded(1));
            default -> {}
        }
    }

    private void check(boolean holds, String violation) {
        if (!holds) {
            violations.add("at %d: %s".formatted(loop.time(), violation));
        }
    }

    // --- locks and semaphores
    // --------------------------------------------------------------------

    private Guarded of(Object lock) {
        return guarded.get(lock instanceof Condition condition ? condition.lock() : lock);
    }

    void arrives(Object lock) {
        of(lock).waiting.add(loop.currentTask());
    }

    void givesUp(Object lock) {
        of(lock).waiting.remove(loop.currentTask());
        checkState(lock);
    }

    void acquired(Object lock) {
        Guarded of = of(lock);
        Task<?> me = loop.currentTask();
        for (Task<?> other : of.waiting) {
            if (other == me) {
                break;
            }
            Future<?> awaited = other.awaiting();
            check(
                    awaited == null || awaited.isDone(),
                    "%s got %s before %s, who came first".formatted(me, lock, other));
        }
        of.waiting.remove(me);
        takes(lock);
    }

    /** Somebody has it now, who may not have come by {@link #arrives}. */
    void takes(Object lock) {
        Guarded of = of(lock);
        of.taken++;
        check(
                lock instanceof Semaphore || of.taken == 1,
                "%d have the same lock".formatted(of.taken));
        checkState(lock);
    }

    /** Is about to be released in order to wait, and will be {@link #takes taken} again. */
    void lends(Condition condition) {
        of(condition).taken--;
    }

    void released(Object lock) {
        Guarded of = of(lock);
        of.taken--;
        check(lock instanceof Semaphore || of.taken == 0, "a lock was released too often");
        checkState(lock);
    }

    private void checkState(Object lock) {
        Guarded of = of(lock);
        switch (lock) {
            case Semaphore semaphore ->
                    // Who was given one and has not run yet has it already.
                    check(
                            semaphore.permits() >= 0
                                    && semaphore.permits() <= of.permits - of.taken,
                            "%d permits of %d are free, and %d are taken"
                                    .formatted(semaphore.permits(), of.permits, of.taken));
            case Lock plain -> check(plain.isLocked() == (of.taken == 1), "a lock is wrong");
            default ->
                    check(((Condition) lock).isLocked() == (of.taken == 1), "a condition is wrong");
        }
    }

    // --- events
    // ----------------------------------------------------------------------------------

    void set(Event event) {
        settings.merge(event, 1, Integer::sum);
    }

    /** To be given to {@link #happened}. */
    int before(Event event) {
        int before = settings.getOrDefault(event, 0);
        return event.isSet() ? before - 1 : before;
    }

    void happened(Event event, int before) {
        check(
                settings.getOrDefault(event, 0) > before,
                "a wait ended and nobody had set the event");
    }

    // --- queues
    // ----------------------------------------------------------------------------------

    void put(Queue<?> queue, Object item) {
        Items items = queues.get(queue);
        items.all().add(item);
        checkSize(queue, items);
    }

    void took(Queue<?> queue, Object item) {
        Items items = queues.get(queue);
        if (items.all().isEmpty()) {
            check(false, "%s came out of a queue that was empty".formatted(item));
            return;
        }
        Object due = items.all().remove(items.next());
        check(due.equals(item), "%s was due in a queue, and %s came".formatted(due, item));
        checkSize(queue, items);
    }

    void drained(Queue<?> queue) {
        Items items = queues.get(queue);
        items.all().clear();
        checkSize(queue, items);
    }

    private void checkSize(Queue<?> queue, Items items) {
        int size = items.all().size();
        check(
                queue.size() == size,
                "a queue should hold %d items and holds %d".formatted(size, queue.size()));
    }

    // --- the end
    // ---------------------------------------------------------------------------------

    /** All tasks are done but for those that were created only while the others were cancelled. */
    void checkEnd() {
        guarded.forEach(
                (lock, of) -> {
                    check(
                            of.waiting.stream().noneMatch(Task::isDone),
                            "somebody still waits for a lock");
                    check(
                            !of.waiting.isEmpty()
                                    || !(lock instanceof Semaphore semaphore)
                                    || semaphore.permits() == of.permits - of.taken,
                            "permits of a semaphore were lost");
                });
        queues.forEach((queue, items) -> checkSize((Queue<?>) queue, items));
    }
}
