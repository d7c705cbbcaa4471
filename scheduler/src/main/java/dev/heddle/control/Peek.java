package dev.heddle.control;

import dev.heddle.kernel.Access;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Looks at what a fiber is about to access: a field, an element of an array, what an atomic holds.
 * Nothing of the program is executed for it and no class is initialised; only what this costs makes
 * it a thing for a run that is watched.
 */
public final class Peek {

    /** In place of a value: it can not be seen. Not null, which is a value. */
    public static final Object UNKNOWN = new Object();

    private Peek() {}

    /**
     * What is held there now; a primitive comes in a box.
     *
     * @param object what is accessed, for a static field its class
     * @param member which field or element of it, as a scheduling point says it
     * @param access as in {@link Access}
     * @param field the name of the field, if it is one
     */
    public static @Nullable Object at(Object object, int member, int access, String field) {
        if ((access & Access.MONITOR) != 0) {
            return UNKNOWN;
        }
        try {
            if ((access & Access.ELEMENT) != 0) {
                return element(object, member);
            }
            if ((access & Access.CALL) != 0) {
                return held(object);
            }
            Field found = find(object, member, field);
            if (found == null) {
                return UNKNOWN;
            }
            if (Modifier.isStatic(found.getModifiers())) {
                return RawMemory.isInitialised(found.getDeclaringClass())
                        ? RawMemory.read(found)
                        : UNKNOWN;
            }
            return found.getDeclaringClass().isInstance(object)
                    ? RawMemory.read(found, object)
                    : UNKNOWN;
        } catch (LinkageError | StackOverflowError e) {
            return UNKNOWN; // A type of another field is missing, or there is no room to look.
        }
    }

    private static @Nullable Object element(Object array, int index) {
        return array.getClass().isArray() && index >= 0 && index < Array.getLength(array)
                ? Array.get(array, index)
                : UNKNOWN;
    }

    /** What an atomic holds: its methods that tell are final. */
    private static @Nullable Object held(Object object) {
        return switch (object) {
            case AtomicInteger number -> number.getPlain();
            case AtomicLong number -> number.getPlain();
            case AtomicBoolean flag -> flag.getPlain();
            case AtomicReference<?> reference -> reference.getPlain();
            default -> UNKNOWN;
        };
    }

    /** What a lock, a latch or a semaphore of the JDK parks its threads on; null if it is none. */
    public static @Nullable Object syncOf(Object object) {
        Class<?> type =
                switch (object) {
                    case ReentrantLock lock -> ReentrantLock.class;
                    case ReentrantReadWriteLock lock -> ReentrantReadWriteLock.class;
                    case CountDownLatch latch -> CountDownLatch.class;
                    case Semaphore semaphore -> Semaphore.class;
                    default -> null;
                };
        if (type == null) {
            return null;
        }
        try {
            return RawMemory.read(type.getDeclaredField("sync"), object);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("This JDK has another " + type.getName() + ".", e);
        }
    }

    /**
     * The field with this number, which stands for its name and the class that declares it, as far
     * as the class that accesses it can tell: it may be declared above that one.
     */
    private static @Nullable Field find(Object object, int member, String name) {
        Class<?> type = object instanceof Class<?> named ? named : object.getClass();
        while (type != null && !isMeant(type, member, name)) {
            type = type.getSuperclass();
        }
        while (type != null) {
            try {
                return type.getDeclaredField(name);
            } catch (NoSuchFieldException e) {
                type = type.getSuperclass();
            }
        }
        return null;
    }

    private static boolean isMeant(Class<?> type, int member, String name) {
        String internal = type.getName().replace('.', '/');
        return 31 * internal.hashCode() + name.hashCode() == member;
    }
}
