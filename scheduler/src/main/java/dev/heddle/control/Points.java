package dev.heddle.control;

import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Monitors;

import org.jspecify.annotations.Nullable;

/**
 * The scheduling points of one method: before which instructions a fiber can be preempted, and the
 * place that stands for each.
 */
final class Points {

    private static final int FIRST_INSIDE = 1_000_000;

    private final ClassRewriter type;
    private final ClassBytes file;
    private final MethodBytes method;
    private final boolean any;

    /** Bits of the packages on whose account a class of the JDK has points; else none. */
    private final int inside;

    /** The line of the instruction that is looked at. */
    private int line = -1;

    /** Number of places so far: keeps those of one line apart. */
    private int count;

    /**
     * Number of places so far that are there on request only: counted apart, since the others must
     * have the same numbers whether or not it was requested.
     */
    private int insideCount;

    /** The class that was asked about last, and the answer: most methods have but one. */
    private @Nullable String lastMutable;

    private boolean lastIsOwn;

    Points(ClassRewriter type, MethodBytes method, boolean preempts) {
        this.type = type;
        this.file = type.file();
        this.method = method;
        this.inside = type.inside();
        this.any = (type.level() == Level.PREEMPT || inside != 0) && preempts;
    }

    /**
     * Begins to count anew: a second copy of the method has the same places as the first.
     *
     * @param firstLine the line of the method's first instruction, or -1
     */
    void restart(int firstLine) {
        count = 0;
        insideCount = 0;
        line = firstLine;
    }

    void atLine(int number) {
        line = number;
    }

    /** Whether the method has points at all. */
    boolean any() {
        return any;
    }

    /**
     * Whether a fiber can be preempted before an instruction.
     *
     * @param at where it is in the class file
     * @param before the opcode of the one before it
     */
    boolean isPoint(int opcode, byte kind, int at, int before) {
        if (!any) {
            return false;
        }
        return switch (kind) {
            case Bytecode.CALL -> {
                int call = file.u2(at + 1);
                yield called(opcode, call).isShared() && !isOwn(file.owner(call));
            }
            case Bytecode.FIELD -> type.members().accessed(file.u2(at + 1)).isPoint();
            case Bytecode.ARRAY -> !type.isProbe(opcode, before);
            default -> false;
        };
    }

    private Members.Called called(int opcode, int call) {
        return type.members().called(call, opcode == Bytecode.INVOKESTATIC);
    }

    /** Whether this is a class whose objects, in this method, nobody else has. */
    private boolean isOwn(String owner) {
        if (!Uses.isMutable(owner)) {
            return false;
        }
        if (!owner.equals(lastMutable)) {
            lastMutable = owner;
            lastIsOwn = Locals.areOwn(file, method, owner);
        }
        return lastIsOwn;
    }

    /** Bits of the packages on whose account a class of the JDK has points; else none. */
    int inside() {
        return inside;
    }

    /** The index of the place before this instruction. */
    int site(int opcode, byte kind, int at) {
        int ordinal = inside == 0 ? count++ : FIRST_INSIDE + insideCount++;
        Hierarchy.Field field =
                kind == Bytecode.FIELD ? type.members().accessed(file.u2(at + 1)).field() : null;
        int access =
                switch (kind) {
                    case Bytecode.CALL ->
                            opcode == Bytecode.INVOKESTATIC
                                            || called(opcode, file.u2(at + 1)).isGiven()
                                    ? Access.UNKNOWN
                                    : Operands.accessBy(file.memberName(file.u2(at + 1)))
                                            | (called(opcode, file.u2(at + 1)).mayCallBack()
                                                    ? Access.RETURNS
                                                    : 0);
                    case Bytecode.FIELD ->
                            (reads(opcode) ? Access.READS : Access.WRITES)
                                    | (field != null && field.isVolatile() ? Access.ORDERS : 0);
                    default ->
                            Access.ELEMENT
                                    | (opcode <= Bytecode.SALOAD ? Access.READS : Access.WRITES);
                };
        return site(action(opcode, kind, at), ordinal, access, field);
    }

    /** The index of a place where the given thing is done. */
    int site(String action) {
        return site(action, count++, Access.UNKNOWN, null);
    }

    /** The index of the place where such a method reference is called. */
    int site(MethodHandleBytes called) {
        int access = called.isVirtual() ? Operands.accessBy(called.name()) : Access.UNKNOWN;
        return site(ReferencePoints.action(called), count++, access, null);
    }

    /** The index of a place where a monitor is entered. */
    int siteOfMonitor() {
        return site("enters a monitor", count++, Monitors.ENTERING, null);
    }

    private int site(String action, int ordinal, int access, Hierarchy.@Nullable Field field) {
        return Sites.add(
                new Sites.Site(type.typeName(), method.name(), line, file.sourceFile(), action),
                method.descriptor(),
                ordinal,
                access,
                field);
    }

    private static boolean reads(int opcode) {
        return opcode == Bytecode.GETFIELD || opcode == Bytecode.GETSTATIC;
    }

    private String action(int opcode, byte kind, int at) {
        return switch (kind) {
            case Bytecode.CALL -> type.members().action(file.u2(at + 1));
            case Bytecode.FIELD ->
                    (reads(opcode) ? "reads " : "writes ").concat(file.memberName(file.u2(at + 1)));
            default -> opcode <= Bytecode.SALOAD ? "reads an array" : "writes an array";
        };
    }
}
