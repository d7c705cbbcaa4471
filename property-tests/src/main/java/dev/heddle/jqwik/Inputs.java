package dev.heddle.jqwik;

import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.BaseStream;

/**
 * What jqwik has generated for a try, to be handed to each of its schedules as if it were new. What
 * a property changes of a collection or an array must not be seen by the next schedule, so these
 * are copied, with those in them; other objects are not.
 */
final class Inputs {

    private final List<@Nullable Object> generated;

    private Inputs(List<@Nullable Object> generated) {
        this.generated = generated;
    }

    /** Those of a try; they are kept as they are now. */
    static Inputs of(List<? extends @Nullable Object> parameters) {
        for (Object parameter : parameters) {
            if (parameter instanceof Iterator || parameter instanceof BaseStream) {
                throw new HeddleException(
                        "A %s can be read once only, but a try runs under several schedules. Let"
                                        .formatted(
                                                parameter instanceof Iterator
                                                        ? "java.util.Iterator"
                                                        : "java.util.stream.Stream")
                                + " jqwik generate a List, and make it from that in the property.");
            }
        }
        return new Inputs(copies(parameters));
    }

    /** For one schedule. */
    List<@Nullable Object> fresh() {
        return copies(generated);
    }

    /** The same with another value for one parameter. */
    Inputs with(int position, Object value) {
        List<@Nullable Object> others = new ArrayList<>(generated);
        others.set(position, value);
        return new Inputs(others);
    }

    private static List<@Nullable Object> copies(List<? extends @Nullable Object> values) {
        List<@Nullable Object> copies = new ArrayList<>(values.size());
        for (Object value : values) {
            copies.add(copy(value));
        }
        return copies;
    }

    @SuppressWarnings("UnnecessaryStringBuilder") // It is one that is copied.
    private static @Nullable Object copy(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        Class<?> type = value.getClass();
        if (type.isArray()) {
            return copyOfArray(value);
        }
        if (value instanceof Collection<?> collection) {
            Collection<@Nullable Object> made = emptyLike(collection);
            if (made == null) {
                return value;
            }
            collection.forEach(element -> made.add(copy(element)));
            return made;
        }
        if (value instanceof Map<?, ?> map) {
            return copyOfMap(map);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Inputs::copy);
        }
        return value instanceof StringBuilder text ? new StringBuilder(text) : value;
    }

    private static Object copyOfArray(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        if (array instanceof @Nullable Object[] values) {
            for (int i = 0; i < length; i++) {
                Array.set(copy, i, copy(values[i]));
            }
        } else {
            System.arraycopy(array, 0, copy, 0, length);
        }
        return copy;
    }

    /** An empty collection of the very same class; null if it is none of the usual ones. */
    @SuppressWarnings({"unchecked", "JdkObsolete"}) // A list of that class may be what is given.
    private static @Nullable Collection<@Nullable Object> emptyLike(Collection<?> collection) {
        Map<Class<?>, Supplier<Collection<@Nullable Object>>> known =
                Map.of(
                        ArrayList.class, ArrayList::new,
                        LinkedList.class, LinkedList::new,
                        ArrayDeque.class,
                                () ->
                                        (Collection<@Nullable Object>)
                                                (Object) new ArrayDeque<Object>(),
                        HashSet.class, HashSet::new,
                        LinkedHashSet.class, LinkedHashSet::new,
                        TreeSet.class,
                                () ->
                                        new TreeSet<>(
                                                ((TreeSet<@Nullable Object>) collection)
                                                        .comparator()));
        Supplier<Collection<@Nullable Object>> maker = known.get(collection.getClass());
        return maker == null ? null : maker.get();
    }

    @SuppressWarnings("unchecked")
    private static Map<?, ?> copyOfMap(Map<?, ?> map) {
        Class<?> type = map.getClass();
        Map<@Nullable Object, @Nullable Object> made;
        if (type == LinkedHashMap.class) {
            made = new LinkedHashMap<>();
        } else if (type == HashMap.class) {
            made = new HashMap<>();
        } else if (type == TreeMap.class) {
            made = new TreeMap<>(((TreeMap<@Nullable Object, @Nullable Object>) map).comparator());
        } else {
            return map;
        }
        map.forEach((key, value) -> made.put(copy(key), copy(value)));
        return made;
    }
}
