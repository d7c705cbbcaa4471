package dev.heddle.control;

import dev.heddle.control.Policy.Level;

import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantPool;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.util.Arrays;

/**
 * Looks through the code of a method for what has to be rewritten. It reads the bytes themselves,
 * without an object for each instruction: the start of a JVM consists of little else, and most
 * methods of the JDK need no rewriting.
 */
final class FirstLook {

    private static final int WIDE = 0xc4;
    private static final int TABLESWITCH = Opcode.TABLESWITCH.bytecode();
    private static final int LOOKUPSWITCH = Opcode.LOOKUPSWITCH.bytecode();
    private static final int RET = 0xa9;
    private static final int JSR = 0xa8;
    private static final int JSR_W = 0xc9;
    private static final int GOTO_W = Opcode.GOTO_W.bytecode();
    private static final int BASTORE = Opcode.BASTORE.bytecode();
    private static final int ICONST_1 = Opcode.ICONST_1.bytecode();

    /** The kinds of instructions that matter. */
    private static final byte NOTHING = 0;

    private static final byte CALL = 1;
    private static final byte CALL_SITE = 2;
    private static final byte FIELD = 3;
    private static final byte ARRAY = 4;
    private static final byte JUMP = 5;
    private static final byte MONITOR = 6;
    private static final byte NEW = 7;
    private static final byte DISCONTINUED = 8;

    /** By opcode; -1 if the length varies. */
    private static final byte[] LENGTHS = new byte[256];

    private static final byte[] KINDS = new byte[256];

    static {
        Arrays.fill(LENGTHS, (byte) -1);
        for (Opcode opcode : Opcode.values()) {
            if (opcode.bytecode() < LENGTHS.length) {
                LENGTHS[opcode.bytecode()] = (byte) opcode.sizeIfFixed();
            }
        }
        set(ARRAY, Opcode.IALOAD, Opcode.SALOAD);
        set(ARRAY, Opcode.IASTORE, Opcode.SASTORE);
        set(JUMP, Opcode.IFEQ, Opcode.GOTO);
        set(JUMP, Opcode.IFNULL, Opcode.GOTO_W);
        set(FIELD, Opcode.GETSTATIC, Opcode.PUTFIELD);
        set(CALL, Opcode.INVOKEVIRTUAL, Opcode.INVOKEINTERFACE);
        set(CALL_SITE, Opcode.INVOKEDYNAMIC, Opcode.INVOKEDYNAMIC);
        set(NEW, Opcode.NEW, Opcode.NEW);
        set(MONITOR, Opcode.MONITORENTER, Opcode.MONITOREXIT);
        for (int opcode : new int[] {JSR, JSR_W, RET}) {
            KINDS[opcode] = DISCONTINUED;
        }
    }

    private final ClassRewriter type;
    private final Points points;
    private final boolean loops;
    private final boolean stableOrder;
    private final ConstantPool pool;
    private final String method;
    private final byte[] code;

    private boolean hasMonitors;
    private boolean hasHooks;
    private boolean discontinued;

    /**
     * Looks through a method.
     *
     * @param loops whether loops without a scheduling point matter
     */
    FirstLook(ClassRewriter type, MethodModel method, Points points, boolean loops) {
        this.type = type;
        this.points = points;
        this.loops = loops;
        this.method = method.methodName().stringValue();
        this.stableOrder = StableOrder.isNeededIn(type.model().thisClass().asInternalName());
        this.pool = type.model().constantPool();
        this.code = ((CodeAttribute) method.code().orElseThrow()).codeArray();
        look();
    }

    private static void set(byte kind, Opcode first, Opcode last) {
        Arrays.fill(KINDS, first.bytecode(), last.bytecode() + 1, kind);
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
        int before = 0;
        int next;
        for (int at = 0; at < code.length; at = next) {
            int opcode = code[at] & 0xff;
            next = at + length(opcode, at);
            if (next <= at) {
                throw new IllegalArgumentException(
                        "There is no instruction " + opcode + ", in method " + method + ".");
            }
            byte kind = KINDS[opcode];
            if (kind == MONITOR) {
                hasMonitors = true;
            } else if (kind == DISCONTINUED || (opcode == WIDE && (code[at + 1] & 0xff) == RET)) {
                discontinued = true;
            } else if (kind != NOTHING && !hasHooks) {
                hasHooks = isHooked(kind, opcode, at, before);
            }
            before = opcode;
        }
    }

    private boolean isHooked(byte kind, int opcode, int at, int before) {
        return switch (kind) {
            case CALL -> isHooked(opcode, pool.entryByIndex(u2(at + 1), MemberRefEntry.class));
            case CALL_SITE -> isHooked(pool.entryByIndex(u2(at + 1), InvokeDynamicEntry.class));
            case FIELD -> isHooked(opcode, pool.entryByIndex(u2(at + 1), FieldRefEntry.class));
            case ARRAY ->
                    points.any() && !(opcode == BASTORE && before == ICONST_1 && type.hasProbes());
            case JUMP -> loops && (opcode == GOTO_W ? s4(at + 1) : s2(at + 1)) <= 0;
            case NEW -> isHooked(pool.entryByIndex(u2(at + 1), ClassEntry.class));
            default -> false;
        };
    }

    private boolean isHooked(int opcode, MemberRefEntry call) {
        boolean isStatic = opcode == Opcode.INVOKESTATIC.bytecode();
        Members.Called called = type.members().of(call, isStatic);
        return called.hook() != null
                || called.isNative()
                || called.isNativeOfFiles()
                || (called.asksForHash()
                        && !isStatic
                        && HashCalls.isOne(opcode, call.owner().asInternalName()))
                || (called.isShared() && points.any())
                || (isStatic && type.initialises(call) != null);
    }

    private boolean isHooked(InvokeDynamicEntry site) {
        Members.Linked linked = type.members().of(site);
        return linked.isRedirected() || linked.shared() != null;
    }

    private boolean isHooked(int opcode, FieldRefEntry field) {
        boolean isStatic =
                opcode == Opcode.GETSTATIC.bytecode() || opcode == Opcode.PUTSTATIC.bytecode();
        boolean reads =
                opcode == Opcode.GETSTATIC.bytecode() || opcode == Opcode.GETFIELD.bytecode();
        Members.Accessed accessed = type.members().of(field);
        return (accessed.isPoint() && points.any())
                || (reads && accessed.mayBeFiltered() && isFiltered(field))
                || (isStatic && type.initialises(field) != null);
    }

    private boolean isFiltered(FieldRefEntry field) {
        return type.level() != Level.PATCH
                && HookTable.read(
                                field.owner().asInternalName(), field.name().stringValue(), method)
                        != null;
    }

    private boolean isHooked(ClassEntry made) {
        return type.initialises(made) != null || (stableOrder && StableOrder.isReplaced(made));
    }

    private int length(int opcode, int at) {
        if (opcode == WIDE) {
            return (code[at + 1] & 0xff) == Opcode.IINC.bytecode() ? 6 : 4;
        }
        int operands = (at & ~3) + 4 - at; // The padding ends at a multiple of four.
        if (opcode == TABLESWITCH) {
            int count = s4(at + operands + 8) - s4(at + operands + 4) + 1;
            return operands + 12 + 4 * count;
        }
        if (opcode == LOOKUPSWITCH) {
            return operands + 8 + 8 * s4(at + operands + 4);
        }
        return LENGTHS[opcode];
    }

    private int u2(int at) {
        return s2(at) & 0xffff;
    }

    private int s2(int at) {
        return code[at] << 8 | (code[at + 1] & 0xff);
    }

    private int s4(int at) {
        return s2(at) << 16 | u2(at + 2);
    }
}
