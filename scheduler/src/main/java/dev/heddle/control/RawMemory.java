package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads any field of any class, without executing anything of the program and without initialising
 * a class. Reflection could do neither: it initialises, and it respects modules.
 *
 * <p>Must not be initialised before {@link Control} has opened the JDK's own {@code Unsafe}.
 */
final class RawMemory {

    private static final MethodHandle TO_BE_INITIALISED;
    private static final MethodHandle STATIC_BASE;
    private static final MethodHandle STATIC_OFFSET;
    private static final MethodHandle OFFSET;

    /** By the type of a field: takes an object and an offset, gives the value in a box. */
    private static final Map<Class<?>, MethodHandle> READERS = new HashMap<>();

    static {
        try {
            Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Object unsafe =
                    lookup.findStatic(type, "getUnsafe", MethodType.methodType(type)).invoke();
            MethodType ofField = MethodType.methodType(long.class, Field.class);
            TO_BE_INITIALISED =
                    lookup.bind(
                            unsafe,
                            "shouldBeInitialized",
                            MethodType.methodType(boolean.class, Class.class));
            STATIC_BASE =
                    lookup.bind(
                            unsafe,
                            "staticFieldBase",
                            MethodType.methodType(Object.class, Field.class));
            STATIC_OFFSET = lookup.bind(unsafe, "staticFieldOffset", ofField);
            OFFSET = lookup.bind(unsafe, "objectFieldOffset", ofField);
            for (Class<?> primitive :
                    new Class<?>[] {
                        boolean.class, byte.class, short.class, char.class,
                        int.class, long.class, float.class, double.class
                    }) {
                String name = primitive.getName();
                READERS.put(
                        primitive,
                        reader(
                                lookup,
                                unsafe,
                                "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1),
                                primitive));
            }
            READERS.put(Object.class, reader(lookup, unsafe, "getReference", Object.class));
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private RawMemory() {}

    private static MethodHandle reader(
            MethodHandles.Lookup lookup, Object unsafe, String name, Class<?> type)
            throws ReflectiveOperationException {
        return lookup.bind(unsafe, name, MethodType.methodType(type, Object.class, long.class))
                .asType(MethodType.methodType(Object.class, Object.class, long.class));
    }

    /** Whether the initialiser of a class has been executed to its end. */
    static boolean isInitialised(Class<?> type) {
        try {
            return !(boolean) TO_BE_INITIALISED.invokeExact(type);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What a static field of an initialised class holds; a primitive comes in a box. */
    static @Nullable Object read(Field field) {
        if (!Modifier.isStatic(field.getModifiers())) {
            throw new IllegalArgumentException(field + " is not static.");
        }
        try {
            return read(
                    field.getType(),
                    (Object) STATIC_BASE.invokeExact(field),
                    (long) STATIC_OFFSET.invokeExact(field));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What a field of an object holds; a primitive comes in a box. */
    static @Nullable Object read(Field field, Object object) {
        if (Modifier.isStatic(field.getModifiers())
                || !field.getDeclaringClass().isInstance(object)) {
            throw new IllegalArgumentException(field + " is no field of the object.");
        }
        try {
            return read(field.getType(), object, (long) OFFSET.invokeExact(field));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static @Nullable Object read(Class<?> type, Object base, long offset) throws Throwable {
        MethodHandle reader = READERS.get(type.isPrimitive() ? type : Object.class);
        return (Object) java.util.Objects.requireNonNull(reader).invokeExact(base, offset);
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("A field of the program could not be read.", e);
    }
}
