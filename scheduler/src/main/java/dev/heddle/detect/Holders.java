package dev.heddle.detect;

import dev.heddle.control.LoadedClasses;
import dev.heddle.kernel.Places;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.IdentityHashMap;

/**
 * Finds out whether an array is held by a field whose races are allowed: an array does not say what
 * it belongs to. Looked for among the objects that the run has touched, or made with final fields,
 * in static fields as well, and only when a race on an array is seen where some are allowed.
 */
final class Holders {

    private final Races.Allowed allowed;

    /** Arrays that were found to be held by such a field. */
    private final IdentityHashMap<Object, Boolean> held = new IdentityHashMap<>();

    /** Classes with such a field: a final static one is not touched by who reads it. */
    private final LoadedClasses classes;

    Holders(Races.Allowed allowed) {
        this.allowed = allowed;
        this.classes = new LoadedClasses(allowed::mayHold);
    }

    /** Whether one of these objects holds it in such a field, by itself or in another array. */
    boolean hold(Object array, Places places, Frozen frozen) {
        if (!allowed.isAny()) {
            return false;
        }
        if (held.containsKey(array)) {
            return true;
        }
        boolean found =
                places.anyObject(holder -> holds(holder, array))
                        || frozen.any(holder -> holds(holder, array))
                        || classes.any(type -> holds(type, array));
        if (found) {
            held.put(array, true);
        }
        return found;
    }

    void reset() {
        held.clear();
    }

    private boolean holds(Object holder, Object array) {
        boolean isStatic = holder instanceof Class<?>;
        Class<?> type = holder instanceof Class<?> named ? named : holder.getClass();
        for (; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType().isArray()
                        && Modifier.isStatic(field.getModifiers()) == isStatic
                        && allowed.isHolder(type, field.getName())
                        && isIn(Frozen.valueOf(field, holder), array)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isIn(@Nullable Object value, Object array) {
        if (value == array) {
            return true;
        }
        if (value instanceof Object[] arrays && value.getClass().getComponentType().isArray()) {
            for (Object inner : arrays) {
                if (isIn(inner, array)) {
                    return true;
                }
            }
        }
        return false;
    }
}
