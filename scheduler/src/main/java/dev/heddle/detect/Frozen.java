package dev.heddle.detect;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * The objects with final fields that a run has made, and when: what their constructors have written
 * can be seen through those fields by everybody, however the object was published.
 */
final class Frozen {

    /** More are not kept; then a race may be reported that is none. */
    private static final int MOST = 1 << 16;

    /** How far what is reached through a final field may be away from it. */
    private static final int DEPTH = 3;

    private @Nullable Object[] objects = new Object[64];
    private long[] stamps = new long[64];
    private int count;

    /** A constructor has ended. */
    void add(Object object, long stamp) {
        if (count == objects.length) {
            if (count == MOST) {
                return;
            }
            objects = Arrays.copyOf(objects, count * 2);
            stamps = Arrays.copyOf(stamps, count * 2);
        }
        objects[count] = object;
        stamps[count] = stamp;
        count++;
    }

    /**
     * Whether a constructor that has ended since then, in the same fiber, has left an object where
     * final fields lead to it.
     *
     * @param since the fiber and the time of a write to the object
     */
    boolean leadTo(Object object, long since) {
        for (int i = 0; i < count; i++) {
            Object made = objects[i];
            // The number of the fiber is in the upper bits.
            boolean later = stamps[i] >= since && stamps[i] >>> 40 == since >>> 40;
            if (later && made != null && leadsTo(made, object, DEPTH)) {
                return true;
            }
        }
        return false;
    }

    private static boolean leadsTo(Object from, Object object, int depth) {
        for (Class<?> type = from.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isFinal(modifiers)
                        || Modifier.isStatic(modifiers)
                        || field.getType().isPrimitive()) {
                    continue;
                }
                Object value = valueOf(field, from);
                if (value == object || (value != null && holds(value, object, depth - 1))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether something that a final field refers to has the object in it. */
    private static boolean holds(Object holder, Object object, int depth) {
        if (depth == 0) {
            return false;
        }
        if (holder instanceof Object[] elements) {
            for (Object element : elements) {
                if (element == object || (element != null && holds(element, object, depth - 1))) {
                    return true;
                }
            }
            return false;
        }
        return !holder.getClass().getName().startsWith("java.")
                && leadsTo(holder, object, depth - 1);
    }

    private static @Nullable Object valueOf(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            return null; // Then the race is reported, which is the safe side.
        }
    }

    /** Forgets all of them. */
    void reset() {
        Arrays.fill(objects, 0, count, null);
        count = 0;
    }
}
