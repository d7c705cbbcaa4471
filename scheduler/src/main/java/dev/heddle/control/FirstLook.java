package dev.heddle.control;

import dev.heddle.control.Policy.Level;

/**
 * Looks through the code of a method for what has to be rewritten. The start of a JVM consists of
 * little else, and most methods of the JDK need no rewriting.
 */
final class FirstLook {

    private final ClassRewriter type;
    private final ClassBytes file;
    private final MethodBytes method;
    private final boolean points;
    private final boolean loops;
    private final boolean stableOrder;

    private boolean hasMonitors;
    private boolean hasHooks;
    private boolean discontinued;

    /**
     * Looks through a method.
     *
     * @param points whether it has scheduling points
     * @param loops whether loops without a scheduling point matter
     */
    FirstLook(ClassRewriter type, MethodBytes method, boolean points, boolean loops) {
        this.type = type;
        this.file = type.file();
        this.method = method;
        this.points = points;
        this.loops = loops;
        this.stableOrder = type.needsStableOrder();
        look();
    }

    /** Whether there is an instruction that enters or leaves a monitor. */
    boolean hasMonitors() {
        return hasMonitors;
    }

    /** Whether there is another instruction that is replaced, or comes with a hook. */
    boolean hasHooks() {
        return hasHooks;
    }

    /** Whether there are subroutines within the method, as very old compilers wrote them. */
    boolean isDiscontinued() {
        return discontinued;
    }

    private void look() {
        int first = method.first();
        int size = method.size();
        int before = 0;
        int next;
        for (int pc = 0; pc < size; pc = next) {
            int opcode = file.u1(first + pc);
            next = pc + Bytecode.length(file, first, pc);
            byte kind = Bytecode.kind(opcode);
            if (kind == Bytecode.MONITOR) {
                hasMonitors = true;
            } else if (kind == Bytecode.DISCONTINUED
                    || (opcode == Bytecode.WIDE && file.u1(first + pc + 1) == Bytecode.RET)) {
                discontinued = true;
            } else if (kind != Bytecode.NOTHING && !hasHooks) {
                hasHooks = isHooked(kind, opcode, pc, before);
            }
            before = opcode;
        }
    }

    private boolean isHooked(byte kind, int opcode, int pc, int before) {
        int at = method.first() + pc;
        return switch (kind) {
            case Bytecode.CALL -> isCallHooked(opcode, file.u2(at + 1));
            case Bytecode.CALL_SITE -> isSiteHooked(file.u2(at + 1));
            case Bytecode.FIELD -> isFieldHooked(opcode, file.u2(at + 1));
            case Bytecode.ARRAY -> points && !type.isProbe(opcode, before);
            case Bytecode.JUMP -> loops && Bytecode.distance(file, method.first(), pc) <= 0;
            case Bytecode.MAKING ->
                    type.initialises(opcode, file.u2(at + 1)) >= 0
                            || (stableOrder && StableOrder.isReplaced(file, file.u2(at + 1)));
            default -> false;
        };
    }

    private boolean isCallHooked(int opcode, int call) {
        boolean isStatic = opcode == Bytecode.INVOKESTATIC;
        Members.Called called = type.members().called(call, isStatic);
        return called.hook() != null
                || called.isNative()
                || called.isNativeOfFiles()
                || (called.asksForHash() && HashCalls.hook(opcode, file.owner(call)) != null)
                || (called.isShared() && points)
                || called.use() != null
                || (isStatic && type.initialises(opcode, call) >= 0)
                || type.ordering().ofCall(call, isStatic) != 0;
    }

    private boolean isSiteHooked(int site) {
        Members.Linked linked = type.members().linked(site);
        return linked.isRedirected() || linked.shared() != null;
    }

    private boolean isFieldHooked(int opcode, int field) {
        Members.Accessed accessed = type.members().accessed(field);
        return (accessed.isPoint() && points)
                || (accessed.mayBeFiltered()
                        && type.level() != Level.PATCH
                        && type.filter(opcode, field, method) != null)
                || type.initialises(opcode, field) >= 0
                || type.ordering().ofField(opcode, field) != 0;
    }
}
