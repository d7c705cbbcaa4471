package dev.heddle.async;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the names in a program of {@link Interpreter} stand for: the latest that was given each. */
final class Names {

    private final EventLoop loop;
    private final Map<String, Object> things = new HashMap<>();

    /** How often each was given. */
    private final Map<String, Integer> given = new HashMap<>(Map.of("main", 1));

    /** All tasks, in the order in which they were created. */
    private final List<Entry> tasks = new ArrayList<>();

    /** A task, null while it is being created. */
    static final class Entry {
        final String name;
        Task<?> task;

        Entry(String name) {
            this.name = name;
        }
    }

    /** A name stands for nothing, or for nothing of the right kind. */
    static final class Unbound extends Exception {
        private static final long serialVersionUID = 1L;
    }

    Names(EventLoop loop) {
        this.loop = loop;
    }

    void createObjects(Op program, Invariants invariants) {
        if (program.has("objects")) {
            Map<String, Object> objects = program.inner("objects").json();
            for (String name : objects.keySet()) {
                Op made = program.inner("objects").inner(name);
                things.put(name, create(made));
                invariants.knows(things.get(name), made);
                given.put(name, 1);
            }
        }
    }

    private Object create(Op object) {
        return switch (object.text("kind")) {
            case "lock" -> new Lock();
            case "semaphore" -> new Semaphore(object.count("value"));
            case "bounded_semaphore" -> new BoundedSemaphore(object.count("value"));
            case "event" -> new Event();
            case "future" -> loop.createFuture();
            case "barrier" -> new Barrier(object.count("parties"));
            case "condition" ->
                    object.has("lock")
                            ? new Condition((Lock) things.get(object.text("lock")))
                            : new Condition();
            case "queue" -> new Queue<>(object.count("maxsize"));
            case "lifo_queue" -> Queue.lifo(object.count("maxsize"));
            case "priority_queue" -> Queue.<Long>priority(object.count("maxsize"));
            default -> throw new IllegalArgumentException("There is no " + object.text("kind"));
        };
    }

    /** The name for one more of that name. */
    String fresh(String base) {
        int count = given.merge(base, 1, Integer::sum);
        return count == 1 ? base : base + "#" + count;
    }

    String bind(String base, Object thing) {
        String name = fresh(base);
        bind(name, base, thing);
        return name;
    }

    void bind(String name, String base, Object thing) {
        things.put(name, thing);
        things.put(base, thing);
    }

    /** A place for a task that is about to be created. */
    Entry reserve(String name) {
        Entry entry = new Entry(name);
        tasks.add(entry);
        return entry;
    }

    /** It was not created. */
    void withdraw(Entry entry) {
        tasks.remove(entry);
    }

    void bind(Entry entry, String base, Task<?> task) {
        entry.task = task;
        bind(entry.name, base, task);
    }

    List<Entry> unfinished() {
        return tasks.stream().filter(entry -> !entry.task.isDone()).toList();
    }

    Object getOrNull(String name) {
        return things.get(name);
    }

    Object get(String name, List<Class<?>> kinds) throws Unbound {
        Object thing = name.equals("self") ? loop.currentTask() : things.get(name);
        for (Class<?> kind : kinds) {
            if (kind.isInstance(thing)) {
                return thing;
            }
        }
        throw new Unbound();
    }

    <T> T get(String name, Class<T> kind) throws Unbound {
        return kind.cast(get(name, List.of(kind)));
    }
}
