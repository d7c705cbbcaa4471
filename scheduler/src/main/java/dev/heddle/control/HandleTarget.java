package dev.heddle.control;

import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What variable handles access. Found out once for each: the JDK tells it as a description for
 * class files only.
 *
 * @param kind what it is
 * @param member stands for the field, as in {@link Hierarchy}
 * @param declaring the class that declares a static field, which may be one of many that come and
 *     go; null for all else
 */
record HandleTarget(Kind kind, int member, @Nullable WeakReference<Class<?>> declaring) {

    /** What a handle accesses. */
    enum Kind {
        /** A field of an object. */
        FIELD,
        /** A static field. */
        STATIC,
        /** An element of an array, as an access by an index would have it. */
        ELEMENT,
        /** Bytes of an array as a number, native memory; or nobody knows. */
        UNKNOWN
    }

    private static final HandleTarget ELEMENT = new HandleTarget(Kind.ELEMENT, 0, null);
    private static final HandleTarget UNKNOWN = new HandleTarget(Kind.UNKNOWN, 0, null);

    /** A handle has its hash code already: it was given one at the scheduling point. */
    private static final Map<VarHandle, HandleTarget> KNOWN =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** That of a handle by which the calling fiber is about to access something. */
    static HandleTarget of(Fiber fiber, VarHandle handle) {
        boolean wasMasked = fiber.isMasked();
        fiber.mask(); // To ask for it is no part of the run.
        try {
            HandleTarget known = KNOWN.get(handle);
            if (known == null) {
                known = look(handle);
                KNOWN.put(handle, known);
            }
            return known;
        } finally {
            if (!wasMasked) {
                fiber.unmask();
            }
        }
    }

    /** The class that declares the static field; null for all else. */
    @Nullable Class<?> type() {
        return declaring == null ? null : declaring.get();
    }

    private static HandleTarget look(VarHandle handle) {
        List<Class<?>> coordinates = handle.coordinateTypes();
        if (coordinates.size() == 2) {
            Class<?> array = coordinates.getFirst();
            return array.isArray() && array.componentType() == handle.varType() ? ELEMENT : UNKNOWN;
        }
        String name = coordinates.size() > 1 ? null : nameOf(handle);
        if (name == null) {
            return UNKNOWN;
        }
        return coordinates.isEmpty()
                ? staticField(handle, name)
                : field(coordinates.getFirst(), name);
    }

    /** The field of this name, in a class or its superclasses. */
    private static HandleTarget field(Class<?> named, String name) {
        for (Class<?> type = named; type != null; type = type.getSuperclass()) {
            for (Field one : type.getDeclaredFields()) {
                if (one.getName().equals(name)) {
                    return new HandleTarget(Kind.FIELD, memberOf(type, name), null);
                }
            }
        }
        return UNKNOWN;
    }

    private static HandleTarget staticField(VarHandle handle, String name) {
        try {
            // One that initialises the class first has the real one inside.
            Method asDirect = VarHandle.class.getDeclaredMethod("asDirect");
            asDirect.setAccessible(true);
            Object direct = asDirect.invoke(handle);
            for (Class<?> type = direct.getClass(); type != null; type = type.getSuperclass()) {
                for (Field one : type.getDeclaredFields()) {
                    if (one.getName().equals("declaringClass")) {
                        one.setAccessible(true);
                        Class<?> declaring = (Class<?>) one.get(direct);
                        return new HandleTarget(
                                Kind.STATIC,
                                memberOf(declaring, name),
                                new WeakReference<>(declaring));
                    }
                }
            }
            return UNKNOWN;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The JDK does not tell what a handle accesses.", e);
        }
    }

    private static int memberOf(Class<?> declaring, String name) {
        return Hierarchy.member(declaring.getName().replace('.', '/'), name);
    }

    private static @Nullable String nameOf(VarHandle handle) {
        try {
            return handle.describeConstable()
                    .map(VarHandle.VarHandleDesc::constantName)
                    .orElse(null);
        } catch (InternalError e) {
            return null; // The JDK looks for it in one class only.
        }
    }
}
