package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;

/** What the JDK's views of collections and arrays look at: iterators, key sets, wrappers. */
public final class Views {

    /** How the field is named that holds what a view looks at, or the view that it was made of. */
    private static final Set<String> NAMES =
            Set.of(
                    "this$0", "a", "c", "list", "l", "m", "map", "s", "ss", "sm", "q", "root",
                    "parent");

    private static final ClassValue<Kind> KINDS =
            new ClassValue<>() {
                @Override
                protected Kind computeValue(Class<?> type) {
                    return Kind.of(type);
                }
            };

    /**
     * What is known of a class.
     *
     * @param changes whether anything that it looks at can ever be another
     * @param field the one that holds what it looks at, or null
     */
    private record Kind(boolean changes, @Nullable Field field) {

        static Kind of(Class<?> type) {
            String name = type.getName();
            boolean isFixed =
                    name.startsWith("java.util.ImmutableCollections$")
                            || name.startsWith("java.util.Collections$Empty")
                            || name.startsWith("java.util.Collections$Singleton");
            if (isFixed && !name.endsWith("Itr")) {
                return new Kind(false, null);
            }
            Field found = null;
            for (Class<?> level = type;
                    level != null && found == null && level.getName().startsWith("java.");
                    level = level.getSuperclass()) {
                found =
                        Arrays.stream(level.getDeclaredFields())
                                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                                .filter(field -> !field.getType().isPrimitive())
                                .filter(field -> NAMES.contains(field.getName()))
                                .findFirst()
                                .orElse(null);
            }
            return new Kind(true, found);
        }
    }

    private Views() {}

    /** Whether this class of the JDK may be one of views. */
    public static boolean mayBeView(Class<?> type) {
        String name = type.getName();
        return name.indexOf('$') >= 0 && name.startsWith("java.");
    }

    /** Whether a collection, or what it looks at, may change at all. */
    public static boolean changes(Object collection) {
        return KINDS.get(collection.getClass()).changes();
    }

    /** What a view looks at; null if that is not known. */
    public static @Nullable Object behind(Object view) {
        Field field = KINDS.get(view.getClass()).field();
        return field == null ? null : RawMemory.read(field, view);
    }
}
