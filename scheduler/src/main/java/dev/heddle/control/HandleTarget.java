package dev.heddle.control;

import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
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
 */
record HandleTarget(Kind kind, int member) {

    /** What a handle accesses. */
    enum Kind {
        /** A field of an object. */
        FIELD,
        /** An element of an array, as an access by an index would have it. */
        ELEMENT,
        /** A static field, bytes of an array as a number, native memory; or nobody knows. */
        UNKNOWN
    }

    private static final HandleTarget ELEMENT = new HandleTarget(Kind.ELEMENT, 0);
    private static final HandleTarget UNKNOWN = new HandleTarget(Kind.UNKNOWN, 0);

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

    private static HandleTarget look(VarHandle handle) {
        List<Class<?>> coordinates = handle.coordinateTypes();
        if (coordinates.size() == 2) {
            Class<?> array = coordinates.getFirst();
            return array.isArray() && array.componentType() == handle.varType() ? ELEMENT : UNKNOWN;
        }
        String name = coordinates.size() == 1 ? nameOf(handle) : null;
        return name == null ? UNKNOWN : field(coordinates.getFirst(), name);
    }

    /** The field of this name, in a class or its superclasses. */
    private static HandleTarget field(Class<?> named, String name) {
        for (Class<?> type = named; type != null; type = type.getSuperclass()) {
            for (Field one : type.getDeclaredFields()) {
                if (one.getName().equals(name)) {
                    String declaring = type.getName().replace('.', '/');
                    return new HandleTarget(Kind.FIELD, Hierarchy.member(declaring, name));
                }
            }
        }
        return UNKNOWN;
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
