package dev.heddle.detect;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The objects with final fields that a run has made, and when: what their constructors have written
 * can be seen through those fields by everybody, however the object was published.
 */
final class Frozen {

    /** More are not kept; from then on no race is reported that one of them might excuse. */
    private static final int MOST = 1 << 16;

    /** How far what is reached through a final field may be away from it. */
    private static final int DEPTH = 3;

    /** Weakly: the program must be able to lose what it has made. */
    private @Nullable Made[] all = new Made[64];

    private long[] stamps = new long[64];
    private int count;
    private boolean full;

    /** A constructor has ended. */
    void add(Object object, long stamp) {
        if (count == all.length) {
            if (count == MOST) {
                dropLost();
                full |= count > MOST / 2; // Else this would be done again and again.
            }
            if (full) {
                return;
            }
            if (count == all.length) {
                stamps = Arrays.copyOf(stamps, count * 2);
                all = Arrays.copyOf(all, count * 2);
            }
        }
        all[count] = new Made(object);
        stamps[count] = stamp;
        count++;
    }

    private void dropLost() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Made made = all[i];
            if (made != null && !made.refersTo(null)) {
                all[kept] = made;
                stamps[kept] = stamps[i];
                kept++;
            }
        }
        Arrays.fill(all, kept, count, null);
        count = kept;
    }

    /**
     * Whether a constructor that has ended since then, in the same fiber, has left an object where
     * final fields lead to it.
     *
     * @param since the fiber and the time of a write to the object
     */
    boolean leadTo(Object object, long since) {
        if (full) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            Made reference = all[i];
            Object made = reference == null ? null : reference.get();
            // The number of the fiber is in the upper bits.
            boolean later = stamps[i] >= since && stamps[i] >>> 40 == since >>> 40;
            if (later && made != null && leadsTo(made, object, DEPTH)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is so of one of them. */
    boolean any(Predicate<Object> test) {
        for (int i = 0; i < count; i++) {
            Made reference = all[i];
            Object made = reference == null ? null : reference.get();
            if (made != null && test.test(made)) {
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

    static @Nullable Object valueOf(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            return null; // Then the race is reported, which is the safe side.
        }
    }

    /** Forgets all of them. */
    void reset() {
        Arrays.fill(all, 0, count, null);
        count = 0;
        full = false;
    }

    private static final class Made extends WeakReference<Object> {
        Made(Object object) {
            super(object);
        }
    }
}
