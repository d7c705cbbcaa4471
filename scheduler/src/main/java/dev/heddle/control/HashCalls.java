package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;

/**
 * Calls of {@code hashCode()}. What is called may be the method of {@code Object}, which has no
 * body that could be changed; so each call tells a hook first, which looks at the object.
 */
final class HashCalls {

    private static final MethodTypeDesc HOOK = MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)V");

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

    /** Whether this is such a call. */
    static boolean isOne(CodeElement element) {
        return hook(element) != null;
    }

    /** Whether a call of {@code hashCode()} of no known class, but not a static one, is one. */
    static boolean isOne(int opcode, String owner) {
        return opcode != Opcode.INVOKESPECIAL.bytecode() || isOfObject(owner);
    }

    /** Whether a method reference to this method is a reference to {@code hashCode()}. */
    static boolean isMeant(String owner, String name, String descriptor) {
        return name.equals("hashCode") && descriptor.equals("()I") && !KNOWN.contains(owner);
    }

    /** Tells the hook of the object on top of the stack, if the call that follows is one. */
    static void tell(CodeBuilder builder, CodeElement element) {
        String hook = hook(element);
        if (hook != null) {
            builder.dup().invokestatic(HookClasses.HOOKS, hook, HOOK);
        }
    }

    private static @Nullable String hook(CodeElement element) {
        if (!(element instanceof InvokeInstruction call)
                || !call.name().equalsString("hashCode")
                || !call.type().equalsString("()I")) {
            return null;
        }
        String owner = call.owner().asInternalName();
        if (call.opcode() == Opcode.INVOKESTATIC || KNOWN.contains(owner)) {
            return null;
        }
        if (call.opcode() != Opcode.INVOKESPECIAL) {
            return "hashing";
        }
        return isOfObject(owner) ? "hashingByIdentity" : null;
    }

    /** super.hashCode() of a class that has its own. Those of the JDK have theirs, but Object. */
    private static boolean isOfObject(String owner) {
        return owner.equals("java/lang/Object") || !owner.startsWith("java/");
    }
}
