package dev.heddle.detect;

import java.util.Collection;
import java.util.Dictionary;
import java.util.Iterator;
import java.util.Map;

/**
 * Tells which objects of the JDK must not be used by two threads without an order between them:
 * their own memory is not looked at, so a call counts as one access to all of it.
 */
final class Contents {

    /** A class, once asked for, is not asked for again. */
    private static final ClassValue<Boolean> UNSYNCHRONIZED =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return look(type);
                }
            };

    private Contents() {}

    /** Whether calls of this object's methods are accesses to memory that nothing orders. */
    static boolean areUnsynchronized(Object object) {
        return UNSYNCHRONIZED.get(object.getClass());
    }

    private static boolean look(Class<?> type) {
        String name = type.getName();
        boolean holds =
                Collection.class.isAssignableFrom(type)
                        || Map.class.isAssignableFrom(type)
                        || Iterator.class.isAssignableFrom(type)
                        || type == java.util.BitSet.class;
        // A subclass of the program may have synchronized what it inherits.
        return holds
                && name.startsWith("java.util.")
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
