package dev.heddle.detect;

import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Tells which objects of the JDK must not be used by two threads without an order between them:
 * their own memory is not looked at, so a call counts as one access to all of it.
 */
final class Contents {

    /** A class, once asked for, is not asked for again; not a ClassValue, which may wait. */
    private final Map<Class<?>, Boolean> known = new HashMap<>();

    // What was asked for last is usually asked for again.
    private Class<?> last = Object.class;
    private boolean lastAnswer;

    /** Whether calls of this object's methods are accesses to memory that nothing orders. */
    boolean areUnsynchronized(Object object) {
        Class<?> type = object.getClass();
        if (type != last) {
            lastAnswer = known.computeIfAbsent(type, Contents::look);
            last = type;
        }
        return lastAnswer;
    }

    private static boolean look(Class<?> type) {
        String name = type.getName();
        boolean holds =
                Collection.class.isAssignableFrom(type)
                        || Map.class.isAssignableFrom(type)
                        || Iterator.class.isAssignableFrom(type)
                        || type == java.util.BitSet.class
                        || type == StringBuilder.class
                        || java.text.Format.class.isAssignableFrom(type);
        // A subclass of the program may have synchronized what it inherits.
        return holds
                && (name.startsWith("java.util.")
                        || name.startsWith("java.text.")
                        || type == StringBuilder.class)
                && !name.startsWith("java.util.concurrent.")
                && !name.startsWith("java.util.Collections$")
                && !name.startsWith("java.util.Arrays$")
                && !name.startsWith("java.util.ImmutableCollections")
                && !name.startsWith("java.util.Vector")
                && !name.startsWith("java.util.Stack")
                && !Dictionary.class.isAssignableFrom(type)
                && !name.startsWith("java.util.Hashtable");
    }
}
