package dev.heddle.linearizability;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Models of what is checked most often. An operation that stores may return nothing ({@code null})
 * or, where Java's collections return something, that; each model says which operations it knows.
 *
 * {@snippet :
 *     History history = JepsenHistory.reader().read(file);
 *     Checker.of(Models.casRegister(null)).check(history).check();
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Models {

    private Models() {}

    /**
     * A register: {@code read()} returns what was last given to {@code write(value)}.
     *
     * @param initial what is read before anything was written
     */
    public static Model<Optional<Object>> register(@Nullable Object initial) {
        return Model.of(
                Optional.ofNullable(initial),
                (value, operation) ->
                        switch (operation.name()) {
                            case "read", "get" -> Outcome.of(value, value.orElse(null));
                            case "write", "set" ->
                                    Outcome.of(Optional.ofNullable(operation.argument()));
                            default -> throw unknown("register", operation, "read, write");
                        });
    }

    /**
     * A register with {@code cas(expected, value)} besides, which writes, and returns {@code true},
     * if the register has what is expected.
     */
    public static Model<Optional<Object>> casRegister(@Nullable Object initial) {
        return Model.of(
                Optional.ofNullable(initial),
                (value, operation) ->
                        switch (operation.name()) {
                            case "read", "get" -> Outcome.of(value, value.orElse(null));
                            case "write", "set" ->
                                    Outcome.of(Optional.ofNullable(operation.argument()));
                            case "cas", "compareAndSet" ->
                                    Objects.equals(value.orElse(null), operation.argument(0))
                                            ? Outcome.of(
                                                    Optional.ofNullable(operation.argument(1)),
                                                    true)
                                            : Outcome.of(value, false);
                            default -> throw unknown("cas register", operation, "read, write, cas");
                        });
    }

    /**
     * A counter from 0 on: {@code add(n)} returns nothing, {@code addAndGet(n)} and {@code
     * incrementAndGet()} the value afterwards, {@code getAndIncrement()} that before; {@code
     * increment()} and {@code decrement()} return nothing, and {@code read()} the value.
     */
    public static Model<Long> counter() {
        return Model.of(
                0L,
                (value, operation) ->
                        switch (operation.name()) {
                            case "read", "get" -> Outcome.of(value, like(operation, value));
                            case "add" -> Outcome.of(value + number(operation));
                            case "increment" -> Outcome.of(value + 1);
                            case "decrement" -> Outcome.of(value - 1);
                            case "addAndGet" -> {
                                long sum = value + number(operation);
                                yield Outcome.of(sum, like(operation, sum));
                            }
                            case "incrementAndGet" ->
                                    Outcome.of(value + 1, like(operation, value + 1));
                            case "getAndIncrement" -> Outcome.of(value + 1, like(operation, value));
                            default ->
                                    throw unknown(
                                            "counter",
                                            operation,
                                            "read, add, increment, decrement, addAndGet,"
                                                    + " incrementAndGet, getAndIncrement");
                        });
    }

    /**
     * A queue: {@code enqueue(value)} (or {@code add}, {@code offer}) puts in at the end, {@code
     * dequeue()} (or {@code poll}) takes from the front and returns {@code null} if there is
     * nothing, {@code take()} waits then, {@code peek()} only looks.
     */
    public static Model<List<Object>> queue() {
        return Model.of(
                List.of(),
                (values, operation) ->
                        switch (operation.name()) {
                            case "enqueue", "add", "offer", "put" ->
                                    Outcome.of(with(values, operation), stored(operation));
                            case "dequeue", "poll", "take" -> taken(values, operation, 0);
                            case "peek" -> Outcome.of(values, at(values, 0));
                            default ->
                                    throw unknown(
                                            "queue", operation, "enqueue, dequeue, take, peek");
                        });
    }

    /**
     * A stack: {@code push(value)}, {@code pop()}, which returns {@code null} if there is nothing,
     * and {@code peek()}, which only looks.
     */
    public static Model<List<Object>> stack() {
        return Model.of(
                List.of(),
                (values, operation) ->
                        switch (operation.name()) {
                            case "push" -> Outcome.of(with(values, operation), stored(operation));
                            case "pop" -> taken(values, operation, values.size() - 1);
                            case "peek" -> Outcome.of(values, at(values, values.size() - 1));
                            default -> throw unknown("stack", operation, "push, pop, peek");
                        });
    }

    /**
     * A set: {@code add(value)} and {@code remove(value)} return whether that has changed anything,
     * or nothing; {@code contains(value)} whether it is there; {@code read()} and {@code size()}
     * see all of it.
     */
    public static Model<Set<Object>> set() {
        return Model.of(
                        Set.<Object>of(),
                        (values, operation) ->
                                switch (operation.name()) {
                                    case "add" -> changed(values, operation, true);
                                    case "remove" -> changed(values, operation, false);
                                    case "contains" ->
                                            Outcome.of(values, values.contains(value(operation)));
                                    case "read" -> Outcome.of(values, seen(values, operation));
                                    case "size" -> Outcome.of(values, values.size());
                                    default ->
                                            throw unknown(
                                                    "set",
                                                    operation,
                                                    "add, remove, contains, read, size");
                                })
                .partitionedBy(Models::firstArgument);
    }

    /**
     * A map: {@code get(key)} (or {@code read}), {@code put(key, value)}, {@code putIfAbsent(key,
     * value)} and {@code remove(key)}, which return what was there before; {@code write(key,
     * value)}, which returns nothing; {@code containsKey(key)}, {@code cas(key, expected, value)}
     * and {@code size()}.
     */
    public static Model<Map<Object, Object>> map() {
        return Model.of(
                        Map.<Object, Object>of(),
                        (map, operation) ->
                                switch (operation.name()) {
                                    case "get", "read" ->
                                            Outcome.of(map, map.get(value(operation)));
                                    case "write" -> Outcome.of(with(map, operation, 1));
                                    case "put" ->
                                            Outcome.of(
                                                    with(map, operation, 1),
                                                    map.get(value(operation)));
                                    case "putIfAbsent" ->
                                            Outcome.of(
                                                    map.containsKey(value(operation))
                                                            ? map
                                                            : with(map, operation, 1),
                                                    map.get(value(operation)));
                                    case "remove" ->
                                            Outcome.of(
                                                    without(map, operation),
                                                    map.get(value(operation)));
                                    case "containsKey" ->
                                            Outcome.of(map, map.containsKey(value(operation)));
                                    case "cas" ->
                                            Objects.equals(
                                                            map.get(value(operation)),
                                                            operation.argument(1))
                                                    ? Outcome.of(with(map, operation, 2), true)
                                                    : Outcome.of(map, false);
                                    case "size" -> Outcome.of(map, map.size());
                                    default ->
                                            throw unknown(
                                                    "map",
                                                    operation,
                                                    "get, put, putIfAbsent, remove, containsKey,"
                                                            + " cas, size");
                                })
                .partitionedBy(Models::firstArgument);
    }

    /**
     * Several registers, of which an operation reads and writes some at once: the argument of
     * {@code txn} is a list of lists such as {@code ["r", key, null]} and {@code ["w", key,
     * value]}, and so is its result, with what was read.
     */
    public static Model<Map<Object, Object>> multiRegister() {
        return Model.of(Map.<Object, Object>of(), MultiRegister::apply);
    }

    /**
     * A lock: {@code acquire()} (or {@code lock}) waits while it is taken, {@code release()} (or
     * {@code unlock}) frees it and returns nothing.
     */
    public static Model<Boolean> lock() {
        return Model.of(
                false,
                (taken, operation) ->
                        switch (operation.name()) {
                            case "acquire", "lock" -> taken ? null : Outcome.of(true);
                            case "tryLock" -> Outcome.of(true, !taken);
                            case "release", "unlock" -> taken ? Outcome.of(false) : null;
                            default ->
                                    throw unknown("lock", operation, "acquire, release, tryLock");
                        });
    }

    // ---------------------------------------------------------------------------------------------

    static IllegalArgumentException unknown(String model, Operation operation, String known) {
        return new IllegalArgumentException(
                ("The model of a %s does not know the operation %s. It knows %s. Name the"
                                + " operations of the history so, or give a model of your own by"
                                + " Model.of.")
                        .formatted(model, operation.call(), known));
    }

    private static @Nullable Object firstArgument(Operation operation) {
        return operation.arguments().isEmpty() ? null : operation.argument();
    }

    /** What null stands for where a collection can not have it. */
    private static Object value(Operation operation) {
        Object value = operation.argument();
        if (value == null) {
            throw new IllegalArgumentException(
                    "The operation %s has null where the model needs a value."
                            .formatted(operation.call()));
        }
        return value;
    }

    private static long number(Operation operation) {
        if (value(operation) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(
                "The operation %s of a counter needs a number.".formatted(operation.call()));
    }

    /** A number of the type that the operation has returned, so that 1 is 1L. */
    private static Object like(Operation operation, long value) {
        Object result = operation.hasReturned() ? operation.result() : null;
        return result instanceof Integer ? (Object) Math.toIntExact(value) : (Object) value;
    }

    /** A set as the operation has returned it, which may have been a list. */
    private static Object seen(Set<Object> values, Operation operation) {
        return operation.hasReturned()
                        && operation.result() instanceof List<?> list
                        && list.size() == values.size()
                        && values.containsAll(list)
                ? list
                : values;
    }

    /** Java's collections say that they have stored something; others say nothing. */
    private static @Nullable Object stored(Operation operation) {
        return (operation.hasReturned() && Boolean.TRUE.equals(operation.result())) ? true : null;
    }

    private static List<Object> with(List<Object> values, Operation operation) {
        List<Object> more = new ArrayList<>(values);
        more.add(value(operation));
        return Collections.unmodifiableList(more);
    }

    private static @Nullable Object at(List<Object> values, int index) {
        return values.isEmpty() ? null : values.get(index);
    }

    private static @Nullable Outcome<List<Object>> taken(
            List<Object> values, Operation operation, int index) {
        if (values.isEmpty()) {
            return operation.name().equals("take") ? null : Outcome.of(values);
        }
        List<Object> less = new ArrayList<>(values);
        Object value = less.remove(index);
        return Outcome.of(Collections.unmodifiableList(less), value);
    }

    private static Outcome<Set<Object>> changed(
            Set<Object> values, Operation operation, boolean adds) {
        Object value = value(operation);
        boolean changes = values.contains(value) != adds;
        Object result = saysNothing(operation) ? null : changes;
        if (!changes) {
            return Outcome.of(values, result);
        }
        Set<Object> other = new HashSet<>(values);
        if (adds) {
            other.add(value);
        } else {
            other.remove(value);
        }
        return Outcome.of(Collections.unmodifiableSet(other), result);
    }

    private static boolean saysNothing(Operation operation) {
        return operation.hasReturned() && operation.result() == null;
    }

    private static Map<Object, Object> with(
            Map<Object, Object> map, Operation operation, int index) {
        Map<Object, Object> other = new HashMap<>(map);
        Object value = operation.argument(index);
        if (value == null) {
            other.remove(value(operation));
        } else {
            other.put(value(operation), value);
        }
        return Collections.unmodifiableMap(other);
    }

    private static Map<Object, Object> without(Map<Object, Object> map, Operation operation) {
        Map<Object, Object> other = new HashMap<>(map);
        other.remove(value(operation));
        return Collections.unmodifiableMap(other);
    }
}
