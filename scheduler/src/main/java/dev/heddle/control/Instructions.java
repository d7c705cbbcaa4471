package dev.heddle.control;

/** Writes the instructions of a method, one after the other. */
class Instructions {

    final ByteWriter code;
    private final PoolWriter pool;

    /** How much more there is on the stack than in the original. */
    private int more;

    /** The least that the stack must be. */
    private int least;

    Instructions(PoolWriter pool, int capacity) {
        this.pool = pool;
        this.code = new ByteWriter(capacity);
    }

    final PoolWriter pool() {
        return pool;
    }

    /** How large the stack must be, given how large that of the original is. */
    final int maxStack(int original) {
        return Math.max(original + more, least);
    }

    /** What comes next puts so much more on the stack than there is in the original. */
    final void needs(int slots) {
        more = Math.max(more, slots);
    }

    /** What comes next is all that is on the stack. */
    final void needsInAll(int slots) {
        least = Math.max(least, slots);
    }

    final void op(int opcode) {
        code.u1(opcode);
    }

    final void aload(int slot) {
        local(Bytecode.ALOAD, slot);
    }

    final void astore(int slot) {
        local(Bytecode.ASTORE, slot);
    }

    /** Loads a parameter. */
    final void load(String descriptor, int slot) {
        local(Bytecode.ALOAD - 4 + kind(descriptor), slot);
    }

    final void store(String descriptor, int slot) {
        local(Bytecode.ASTORE - 4 + kind(descriptor), slot);
    }

    /** Returns what is on the stack, if anything. */
    final void leave(String descriptor) {
        op(descriptor.equals("V") ? Bytecode.RETURN : Bytecode.IRETURN + kind(descriptor));
    }

    /** In the order in which the instructions for these kinds have their numbers. */
    private static int kind(String descriptor) {
        return switch (descriptor.charAt(0)) {
            case 'J' -> 1;
            case 'F' -> 2;
            case 'D' -> 3;
            case 'L', '[' -> 4;
            default -> 0;
        };
    }

    private void local(int opcode, int slot) {
        if (slot < 4) {
            // There are four short ones for each kind, in the same order.
            int loads = opcode <= Bytecode.ALOAD ? 0x1a : 0x3b;
            int kind = opcode <= Bytecode.ALOAD ? opcode - 0x15 : opcode - 0x36;
            code.u1(loads + 4 * kind + slot);
        } else if (slot < 0x100) {
            code.u1(opcode);
            code.u1(slot);
        } else {
            code.u1(Bytecode.WIDE);
            code.u1(opcode);
            code.u2(slot);
        }
    }

    final void push(int value) {
        if (value >= -1 && value <= 5) {
            code.u1(Bytecode.ICONST_0 + value);
        } else if (value == (byte) value) {
            code.u1(Bytecode.BIPUSH);
            code.u1(value);
        } else if (value == (short) value) {
            code.u1(Bytecode.SIPUSH);
            code.u2(value);
        } else {
            constant(pool.integer(value));
        }
    }

    /** Loads a constant, given its number. */
    final void constant(int number) {
        if (number < 0x100) {
            code.u1(Bytecode.LDC);
            code.u1(number);
        } else {
            code.u1(Bytecode.LDC_W);
            code.u2(number);
        }
    }

    /** An instruction that names a constant. */
    final void naming(int opcode, int constant) {
        code.u1(opcode);
        code.u2(constant);
    }

    final void callStatic(String owner, String name, String descriptor) {
        naming(Bytecode.INVOKESTATIC, pool.method(owner, name, descriptor));
    }

    /** Calls a hook. */
    final void hook(String name, String descriptor) {
        callStatic(HookClasses.HOOKS_NAME, name, descriptor);
    }

    final void callSite(int constant) {
        naming(Bytecode.INVOKEDYNAMIC, constant);
        code.u2(0);
    }
}
