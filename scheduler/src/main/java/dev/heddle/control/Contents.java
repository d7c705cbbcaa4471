package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What can be reached from a field, at one moment: places, the nearest first, and what stands
 * there. It is taken without calling any method of the program, so only the JDK's own collections
 * are asked for their elements; whatever else there is, is read field by field.
 */
final class Contents {

    /** More places than this are not looked at: what is further away is seldom the point. */
    static final int MOST_PLACES = 5_000;

    /** Elements of one collection: one that a race has broken may have no end. */
    private static final int MOST_COUNTED = 1_000_000;

    private static final int LONGEST_TEXT = 60;

    /** Their iterators neither lock anything nor call anything of the program. */
    private static final Set<String> ITERABLE =
            Set.of(
                    "java.util.ArrayList",
                    "java.util.LinkedList",
                    "java.util.ArrayDeque",
                    "java.util.PriorityQueue",
                    "java.util.HashSet",
                    "java.util.LinkedHashSet",
                    "java.util.TreeSet",
                    "java.util.HashMap",
                    "java.util.LinkedHashMap",
                    "java.util.TreeMap",
                    "java.util.IdentityHashMap",
                    "java.util.EnumMap",
                    "java.util.ImmutableCollections$List12",
                    "java.util.ImmutableCollections$ListN",
                    "java.util.ImmutableCollections$Map1",
                    "java.util.ImmutableCollections$MapN",
                    "java.util.ImmutableCollections$Set12",
                    "java.util.ImmutableCollections$SetN",
                    "java.util.concurrent.ConcurrentHashMap",
                    "java.util.concurrent.ConcurrentLinkedQueue",
                    "java.util.concurrent.ConcurrentLinkedDeque",
                    "java.util.concurrent.ConcurrentSkipListMap",
                    "java.util.concurrent.ConcurrentSkipListSet",
                    "java.util.concurrent.CopyOnWriteArrayList",
                    "java.util.concurrent.CopyOnWriteArraySet");

    /** What they hold is one value, and their text says which. */
    private static final Set<String> VALUES =
            Set.of(
                    "java.util.concurrent.atomic.AtomicBoolean",
                    "java.util.concurrent.atomic.AtomicInteger",
                    "java.util.concurrent.atomic.AtomicLong",
                    "java.util.BitSet",
                    "java.util.UUID",
                    "java.lang.StringBuilder",
                    "java.math.BigInteger",
                    "java.math.BigDecimal",
                    "java.time.Duration",
                    "java.time.Instant",
                    "java.time.LocalDate",
                    "java.time.LocalDateTime");

    /** Fields that say nothing about what an object means. */
    private static final Set<String> IRRELEVANT = Set.of("modCount", "head", "tail");

    private static final String SYNCHRONIZER =
            "java.util.concurrent.locks.AbstractQueuedSynchronizer";

    /**
     * What stands at a place.
     *
     * @param type the class of an object; empty for null, primitives and text
     * @param state what is to be seen of it
     */
    record Thing(String type, String state) {
        /** As a noun. */
        String text() {
            return type.isEmpty() ? state : ("a " + type + " " + state).strip();
        }
    }

    private record Place(String path, @Nullable Object value) {}

    /** Things by their places, in the order of their distance. */
    private final Map<String, Thing> things = new LinkedHashMap<>();

    private final ArrayDeque<Place> ahead = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final FieldsOf fields;
    private boolean cut;

    private Contents(FieldsOf fields) {
        this.fields = fields;
    }

    /** Knows, for a class, the fields of its objects that are worth looking at. */
    static final class FieldsOf {
        private final Policy policy;
        private final Map<Class<?>, List<Field>> known = new HashMap<>();

        FieldsOf(Policy policy) {
            this.policy = policy;
        }

        List<Field> type(Class<?> type) {
            return known.computeIfAbsent(type, this::find);
        }

        private List<Field> find(Class<?> type) {
            List<Field> found = new ArrayList<>();
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                if (!isOpen(at)) {
                    continue;
                }
                for (Field field : at.getDeclaredFields()) {
                    boolean irrelevant =
                            at.getClassLoader() == null && IRRELEVANT.contains(field.getName());
                    if (!Modifier.isStatic(field.getModifiers()) && !irrelevant) {
                        found.add(field);
                    }
                }
            }
            return found;
        }

        /** Of the JDK only what programs keep their data in: its other parts are its own matter. */
        private boolean isOpen(Class<?> type) {
            String name = type.getName();
            if (type.getClassLoader() == null) {
                return name.startsWith("java.util.")
                        && !name.startsWith("java.util.logging.")
                        && !name.startsWith("java.util.jar.")
                        && !name.startsWith("java.util.zip.")
                        && !name.startsWith("java.util.regex.")
                        && !name.startsWith("java.util.ResourceBundle")
                        && !name.startsWith("java.util.Locale");
            }
            return policy.of(
                            name.replace('.', '/'),
                            type.getClassLoader(),
                            type.getProtectionDomain())
                    == Policy.Level.PREEMPT;
        }
    }

    /** What a field holds and what can be reached from there. */
    static Contents of(@Nullable Object value, FieldsOf fields) {
        Contents contents = new Contents(fields);
        contents.ahead.add(new Place("", value));
        contents.walk();
        return contents;
    }

    /** How many places were looked at. */
    int size() {
        return things.size();
    }

    /** Whether there is more than was looked at. */
    boolean isCut() {
        return cut;
    }

    /**
     * The nearest place at which something else stands than before, as words that go on after the
     * name of the field; null if there is none.
     */
    @Nullable String changeSince(Contents before) {
        for (Map.Entry<String, Thing> entry : things.entrySet()) {
            Thing then = before.things.get(entry.getKey());
            Thing now = entry.getValue();
            if (then != null && !then.equals(now)) {
                return change(entry.getKey(), then, now);
            }
        }
        return null;
    }

    private static String change(String path, Thing then, Thing now) {
        if (then.type().equals(now.type())) {
            String type = now.type().isEmpty() ? "" : " (a " + now.type() + ")";
            return "%s%s: %s before the schedule, %s after"
                    .formatted(path, type, then.state(), now.state());
        }
        return "%s: %s before the schedule, %s after".formatted(path, then.text(), now.text());
    }

    private void walk() {
        while (!ahead.isEmpty()) {
            if (things.size() >= MOST_PLACES) {
                cut = true;
                ahead.clear();
                return;
            }
            Place place = ahead.remove();
            things.put(place.path(), look(place.path(), place.value()));
        }
    }

    private Thing look(String path, @Nullable Object value) {
        if (value == null
                || (value instanceof Number
                        && value.getClass().getPackageName().equals("java.lang"))
                || value instanceof Boolean) {
            return new Thing("", String.valueOf(value));
        }
        if (value instanceof Character) {
            return new Thing("", "'" + value + "'");
        }
        if (value instanceof String text) {
            return new Thing("", quoted(text));
        }
        if (value instanceof Class<?> type) {
            return new Thing("", type.getName() + ".class");
        }
        Class<?> type = value.getClass();
        String name = type.getTypeName();
        if (type.isHidden()) {
            // What stands after the slash is another number in every JVM.
            name = type.getName().substring(0, type.getName().indexOf('/'));
        }
        if (!seen.add(value)) {
            return new Thing(name, "");
        }
        if (VALUES.contains(name)) {
            return new Thing(name, shortened(value.toString()));
        }
        if (type.isArray()) {
            return array(path, value, name);
        }
        if (ITERABLE.contains(name)) {
            return value instanceof Map<?, ?> map
                    ? entries(path, map, name)
                    : elements(path, (Collection<?>) value, name);
        }
        for (Field field : fields.type(type)) {
            if (!field.getDeclaringClass().getName().equals(SYNCHRONIZER)
                    || field.getName().equals("state")) {
                ahead.add(new Place(path + "." + field.getName(), RawMemory.read(field, value)));
            }
        }
        return new Thing(name, value instanceof Enum<?> constant ? constant.name() : "");
    }

    private Thing array(String path, Object array, String name) {
        int length = Array.getLength(array);
        if (array.getClass().componentType().isPrimitive()) {
            // One thing, so that a large array does not use up all places.
            int hash = 0;
            for (int i = 0; i < length; i++) {
                hash = 31 * hash + Objects.hashCode(Array.get(array, i));
            }
            for (int i = 0; i < Math.min(length, LONGEST_TEXT); i++) {
                ahead.add(new Place(path + "[" + i + "]", Array.get(array, i)));
            }
            return length <= LONGEST_TEXT
                    ? new Thing(name, counted(length))
                    : new Thing(name, "%s with the hash code %d".formatted(counted(length), hash));
        }
        for (int i = 0; i < Math.min(length, MOST_PLACES); i++) {
            ahead.add(new Place(path + "[" + i + "]", Array.get(array, i)));
        }
        return new Thing(name, counted(length));
    }

    private Thing elements(String path, Collection<?> elements, String name) {
        int count = 0;
        try {
            for (Object element : elements) {
                if (count < MOST_PLACES) {
                    ahead.add(new Place(path + "[" + count + "]", element));
                }
                if (++count == MOST_COUNTED) {
                    break;
                }
            }
        } catch (ConcurrentModificationException e) {
            return inUse(name);
        }
        return new Thing(name, counted(count));
    }

    private Thing entries(String path, Map<?, ?> map, String name) {
        int count = 0;
        try {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (count < MOST_PLACES) {
                    String key = key(entry.getKey());
                    if (key == null) {
                        key = "entry " + count;
                        ahead.add(new Place(path + "[key " + count + "]", entry.getKey()));
                    }
                    ahead.add(new Place(path + "[" + key + "]", entry.getValue()));
                }
                if (++count == MOST_COUNTED) {
                    break;
                }
            }
        } catch (ConcurrentModificationException e) {
            return inUse(name);
        }
        return new Thing(name, counted(count));
    }

    /** Some thread outside the run is at it, so it can not be compared. */
    private static Thing inUse(String name) {
        return new Thing(name, "in use");
    }

    private static @Nullable String key(@Nullable Object key) {
        return switch (key) {
            case String text -> quoted(text);
            case Enum<?> constant -> constant.name();
            case Class<?> type -> type.getName();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case null, default -> null;
        };
    }

    private static String counted(int count) {
        return count == 1 ? "1 element" : "%,d elements".formatted(count);
    }

    private static String quoted(String text) {
        return "\"" + shortened(text) + "\"";
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT)
                        + "... (%,d characters with the hash code %d)"
                                .formatted(text.length(), text.hashCode());
    }
}
