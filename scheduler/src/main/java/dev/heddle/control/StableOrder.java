package dev.heddle.control;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/**
 * Gives the workers of a {@code ThreadPoolExecutor} an order that is the same in every run. The JDK
 * keeps them in a {@code HashSet} by their identity hash codes, which the JVM draws anew, and
 * interrupts them in that order; here it becomes a {@code LinkedHashSet}.
 */
final class StableOrder {

    private static final String POOL = "java/util/concurrent/ThreadPoolExecutor";
    private static final String HASHED = "java/util/HashSet";
    private static final ClassDesc LINKED = ClassDesc.of("java.util.LinkedHashSet");

    private StableOrder() {}

    /** Whether instructions of this class may be replaced. */
    static boolean isNeededIn(String type) {
        return type.equals(POOL);
    }

    /** Whether the making of an object of this class is replaced, in such a class. */
    static boolean isReplaced(ClassEntry made) {
        return made.asInternalName().equals(HASHED);
    }

    /** Whether an instruction of the given class is one that {@link #replace} replaces. */
    static boolean isNeeded(String type, CodeElement element) {
        if (!type.equals(POOL)) {
            return false;
        }
        if (element instanceof NewObjectInstruction made) {
            return isReplaced(made.className());
        }
        return element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(HASHED)
                && call.name().equalsString(ConstantDescs.INIT_NAME)
                && call.type().equalsString("()V");
    }

    /** Writes what stands for such an instruction. */
    static void replace(CodeBuilder builder, CodeElement element) {
        if (element instanceof NewObjectInstruction) {
            builder.new_(LINKED);
        } else {
            builder.invokespecial(LINKED, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
        }
    }
}
