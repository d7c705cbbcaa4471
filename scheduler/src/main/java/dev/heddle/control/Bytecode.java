package dev.heddle.control;

import java.lang.classfile.Opcode;
import java.util.Arrays;

/** The instructions of the JVM, as bytes: how long they are, and which kinds matter. */
final class Bytecode {

    // By name where they are compared; Opcode's constants are no constants to the compiler.
    static final int ACONST_NULL = 0x01;
    static final int ICONST_0 = 0x03;
    static final int ICONST_1 = 0x04;
    static final int LCONST_0 = 0x09;
    static final int FCONST_0 = 0x0b;
    static final int DCONST_0 = 0x0e;
    static final int BIPUSH = 0x10;
    static final int SIPUSH = 0x11;
    static final int LDC = 0x12;
    static final int LDC_W = 0x13;
    static final int ALOAD = 0x19;
    static final int IALOAD = 0x2e;
    static final int SALOAD = 0x35;
    static final int ASTORE = 0x3a;
    static final int BASTORE = 0x54;
    static final int NOP = 0x00;
    static final int POP = 0x57;
    static final int POP2 = 0x58;
    static final int DUP = 0x59;
    static final int DUP_X2 = 0x5b;
    static final int DUP2 = 0x5c;
    static final int DUP2_X1 = 0x5d;
    static final int DUP2_X2 = 0x5e;
    static final int I2L = 0x85;
    static final int IFEQ = 0x99;
    static final int GOTO = 0xa7;
    static final int JSR = 0xa8;
    static final int RET = 0xa9;
    static final int TABLESWITCH = 0xaa;
    static final int LOOKUPSWITCH = 0xab;
    static final int IRETURN = 0xac;
    static final int LRETURN = 0xad;
    static final int FRETURN = 0xae;
    static final int DRETURN = 0xaf;
    static final int ARETURN = 0xb0;
    static final int RETURN = 0xb1;
    static final int GETSTATIC = 0xb2;
    static final int PUTSTATIC = 0xb3;
    static final int GETFIELD = 0xb4;
    static final int PUTFIELD = 0xb5;
    static final int INVOKEVIRTUAL = 0xb6;
    static final int INVOKESPECIAL = 0xb7;
    static final int INVOKESTATIC = 0xb8;
    static final int INVOKEINTERFACE = 0xb9;
    static final int INVOKEDYNAMIC = 0xba;
    static final int NEW = 0xbb;
    static final int ATHROW = 0xbf;
    static final int CHECKCAST = 0xc0;
    static final int MONITORENTER = 0xc2;
    static final int MONITOREXIT = 0xc3;
    static final int WIDE = 0xc4;
    static final int IFNULL = 0xc6;
    static final int GOTO_W = 0xc8;
    static final int JSR_W = 0xc9;

    private static final int IINC = 0x84;

    /** The kinds of instructions that matter. */
    static final byte NOTHING = 0;

    static final byte CALL = 1;
    static final byte CALL_SITE = 2;
    static final byte FIELD = 3;
    static final byte ARRAY = 4;
    static final byte JUMP = 5;
    static final byte MONITOR = 6;
    static final byte MAKING = 7;
    static final byte DISCONTINUED = 8;
    static final byte SWITCH = 9;
    static final byte LEAVING = 10;

    /** By opcode; -1 if the length varies, or there is none. */
    private static final byte[] LENGTHS = new byte[256];

    private static final byte[] KINDS = new byte[256];

    static {
        Arrays.fill(LENGTHS, (byte) -1);
        for (Opcode opcode : Opcode.values()) {
            if (opcode.bytecode() < LENGTHS.length) {
                LENGTHS[opcode.bytecode()] = (byte) opcode.sizeIfFixed();
            }
        }
        LENGTHS[WIDE] = -1;
        set(ARRAY, IALOAD, SALOAD);
        set(ARRAY, 0x4f, 0x56);
        set(JUMP, IFEQ, GOTO);
        set(JUMP, IFNULL, GOTO_W);
        set(SWITCH, TABLESWITCH, LOOKUPSWITCH);
        set(LEAVING, IRETURN, RETURN);
        set(FIELD, GETSTATIC, PUTFIELD);
        set(CALL, INVOKEVIRTUAL, INVOKEINTERFACE);
        set(CALL_SITE, INVOKEDYNAMIC, INVOKEDYNAMIC);
        set(MAKING, NEW, NEW);
        set(MONITOR, MONITORENTER, MONITOREXIT);
        set(DISCONTINUED, JSR, RET);
        set(DISCONTINUED, JSR_W, JSR_W);
    }

    private Bytecode() {}

    private static void set(byte kind, int first, int last) {
        Arrays.fill(KINDS, first, last + 1, kind);
    }

    static byte kind(int opcode) {
        return KINDS[opcode];
    }

    /**
     * The length of an instruction.
     *
     * @param first where the code begins
     * @param pc the place of the instruction, from there
     */
    static int length(ClassBytes type, int first, int pc) {
        int at = first + pc;
        int opcode = type.u1(at);
        int length = LENGTHS[opcode];
        if (length > 0) {
            return length;
        }
        length = variable(type, opcode, at, pc);
        if (length <= 0) {
            throw new IllegalArgumentException("There is no instruction " + opcode + ".");
        }
        return length;
    }

    private static int variable(ClassBytes type, int opcode, int at, int pc) {
        if (opcode == WIDE) {
            return type.u1(at + 1) == IINC ? 6 : 4;
        }
        int operands = at + operands(pc);
        if (opcode == TABLESWITCH) {
            int count = type.u4(operands + 8) - type.u4(operands + 4) + 1;
            return operands + 12 + 4 * count - at;
        }
        return opcode == LOOKUPSWITCH ? operands + 8 + 8 * type.u4(operands + 4) - at : -1;
    }

    /** How far from its opcode the operands of a switch are: at a multiple of four. */
    static int operands(int pc) {
        return 4 - (pc & 3);
    }

    /** How far a jump goes. */
    static int distance(ClassBytes type, int first, int pc) {
        int opcode = type.u1(first + pc);
        return opcode == GOTO_W || opcode == JSR_W
                ? type.u4(first + pc + 1)
                : type.s2(first + pc + 1);
    }

    /** Marks where an instruction may go. */
    static void markTargets(ClassBytes type, int first, int pc, boolean[] targets) {
        int opcode = type.u1(first + pc);
        byte kind = KINDS[opcode];
        if (kind == JUMP || (kind == DISCONTINUED && opcode != RET)) {
            targets[pc + distance(type, first, pc)] = true;
        } else if (kind == SWITCH) {
            int operands = first + pc + operands(pc);
            targets[pc + type.u4(operands)] = true;
            if (opcode == TABLESWITCH) {
                int count = type.u4(operands + 8) - type.u4(operands + 4) + 1;
                for (int i = 0; i < count; i++) {
                    targets[pc + type.u4(operands + 12 + 4 * i)] = true;
                }
            } else {
                int count = type.u4(operands + 4);
                for (int i = 0; i < count; i++) {
                    targets[pc + type.u4(operands + 12 + 8 * i)] = true;
                }
            }
        }
    }
}
