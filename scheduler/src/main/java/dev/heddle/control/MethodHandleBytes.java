package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandleInfo;

/**
 * A handle among the constants of a class.
 *
 * @param kind as in {@link MethodHandleInfo}
 * @param owner the internal name of the class by which the member is named
 */
record MethodHandleBytes(
        int kind, boolean isOfInterface, String owner, String name, String descriptor) {

    /** The handle that a constant is; null for other constants. */
    static @Nullable MethodHandleBytes of(ClassBytes file, int constant) {
        if (file.tag(constant) != ClassBytes.METHOD_HANDLE) {
            return null;
        }
        int kind = file.u1(file.content(constant));
        int member = file.u2(file.content(constant) + 1);
        return new MethodHandleBytes(
                kind,
                file.tag(member) == ClassBytes.INTERFACE_METHOD,
                file.owner(member),
                file.memberName(member),
                file.memberType(member));
    }

    boolean isStatic() {
        return kind == MethodHandleInfo.REF_invokeStatic;
    }

    /** Whether a method of an object is called, but not a constructor or a certain one. */
    boolean isVirtual() {
        return kind == MethodHandleInfo.REF_invokeVirtual
                || kind == MethodHandleInfo.REF_invokeInterface;
    }
}
