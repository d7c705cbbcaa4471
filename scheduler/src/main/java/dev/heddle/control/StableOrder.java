package dev.heddle.control;

import java.lang.constant.ConstantDescs;

/**
 * Gives the workers of a {@code ThreadPoolExecutor} an order that is the same in every run. The JDK
 * keeps them in a {@code HashSet} by their identity hash codes, which the JVM draws anew, and
 * interrupts them in that order; here it becomes a {@code LinkedHashSet}.
 */
final class StableOrder {

    private static final String POOL = "java/util/concurrent/ThreadPoolExecutor";
    private static final String HASHED = "java/util/HashSet";
    private static final String LINKED = "java/util/LinkedHashSet";

    private StableOrder() {}

    /** Whether instructions of this class may be replaced. */
    static boolean isNeededIn(String type) {
        return type.equals(POOL);
    }

    /** Whether the making of an object of this class is replaced, in such a class. */
    static boolean isReplaced(ClassBytes file, int made) {
        return file.className(made).equals(HASHED);
    }

    /** Whether an instruction of such a class is one that {@link #replace} replaces. */
    static boolean isNeeded(ClassBytes file, int opcode, int at) {
        if (opcode == Bytecode.NEW) {
            return isReplaced(file, file.u2(at + 1));
        }
        if (opcode != Bytecode.INVOKESPECIAL) {
            return false;
        }
        int call = file.u2(at + 1);
        return file.owner(call).equals(HASHED)
                && file.memberName(call).equals(ConstantDescs.INIT_NAME)
                && file.memberType(call).equals("()V");
    }

    /** Writes what stands for such an instruction. */
    static void replace(CodeWriter code, int opcode) {
        PoolWriter pool = code.pool();
        code.naming(
                opcode,
                opcode == Bytecode.NEW
                        ? pool.className(LINKED)
                        : pool.method(LINKED, ConstantDescs.INIT_NAME, "()V"));
    }
}
