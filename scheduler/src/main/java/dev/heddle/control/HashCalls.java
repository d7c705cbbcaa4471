package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * Calls of {@code hashCode()}. What is called may be the method of {@code Object}, which has no
 * body that could be changed; so each call tells a hook first, which looks at the object.
 */
final class HashCalls {

    /** What the hook takes. */
    static final String HOOK_TYPE = "(Ljava/lang/Object;)V";

    static final String NAME = "hashCode";

    static final String TYPE = "()I";

    /** Final classes with a method of their own. */
    private static final Set<String> KNOWN =
            Set.of(
                    "java/lang/String",
                    "java/lang/Boolean",
                    "java/lang/Byte",
                    "java/lang/Character",
                    "java/lang/Short",
                    "java/lang/Integer",
                    "java/lang/Long",
                    "java/lang/Float",
                    "java/lang/Double",
                    "java/util/UUID");

    private HashCalls() {}

    /** Whether a method reference to this method is a reference to {@code hashCode()}. */
    static boolean isMeant(String owner, String name, String descriptor) {
        return name.equals(NAME) && descriptor.equals(TYPE) && !KNOWN.contains(owner);
    }

    /**
     * The hook to tell of the object on top of the stack before a call of a method that {@linkplain
     * #isMeant is meant}, or null.
     *
     * @param owner the class by which it is called
     */
    static @Nullable String hook(int opcode, String owner) {
        if (opcode == Bytecode.INVOKESTATIC) {
            return null;
        }
        if (opcode != Bytecode.INVOKESPECIAL) {
            return "hashing";
        }
        return isOfObject(owner) ? "hashingByIdentity" : null;
    }

    /** super.hashCode() of a class that has its own. Those of the JDK have theirs, but Object. */
    private static boolean isOfObject(String owner) {
        return owner.equals("java/lang/Object") || !owner.startsWith("java/");
    }
}
