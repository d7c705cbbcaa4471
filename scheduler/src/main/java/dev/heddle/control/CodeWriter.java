package dev.heddle.control;

import java.util.Arrays;

/**
 * Writes the code of one method: instructions of the original, at their new places, and others
 * between them. A place is a label, which may be used before it is bound.
 *
 * <p>The code may be copied more than once. In each copy every place of the original is a label by
 * itself: its number, and {@link #copy the first one} of that copy.
 */
final class CodeWriter extends Instructions {

    /** The method would be larger than a method may be, or has a jump that would be too far. */
    @SuppressWarnings("serial") // Nobody writes it.
    static final class TooLargeException extends RuntimeException {
        TooLargeException() {
            super("The method would be too large.", null, false, false);
        }
    }

    private static final int MOST = 0xffff;

    private final ClassBytes type;
    private final MethodBytes method;
    private final int first;
    private final int size;

    /** Where the labels are; those of the copies come first. */
    private int[] labels;

    private int labelCount;

    // Jumps: where their distance stands, from where it counts, and how wide it is.
    private int[] jumps = new int[48];
    private int jumpCount;

    /** Exception handlers: first and last label, handler, type. */
    private int[] handlers = new int[32];

    private int handlerCount;

    CodeWriter(ClassBytes type, MethodBytes method, PoolWriter pool, int copies) {
        super(pool, 64 + 3 * method.size() * copies);
        this.type = type;
        this.method = method;
        this.first = method.first();
        this.size = method.size();
        this.labelCount = copies * 2 * (size + 1);
        this.labels = new int[labelCount + 16];
        Arrays.fill(labels, -1);
    }

    // --- labels ---------------------------------------------------------------------------------

    /** The first label of a copy: the place of the first instruction, with the hooks before it. */
    int copy(int number) {
        return number * 2 * (size + 1);
    }

    /** The label of an instruction itself, given that of its place. */
    int itself(int label) {
        return label + size + 1;
    }

    int newLabel() {
        if (labelCount == labels.length) {
            labels = Arrays.copyOf(labels, labelCount * 2);
            Arrays.fill(labels, labelCount, labels.length, -1);
        }
        return labelCount++;
    }

    int newBoundLabel() {
        int label = newLabel();
        bind(label);
        return label;
    }

    void bind(int label) {
        labels[label] = code.size();
    }

    /** Where a label is, when all is written. */
    int position(int label) {
        int position = labels[label];
        if (position < 0) {
            throw new IllegalArgumentException("Something refers to the middle of an instruction.");
        }
        return position;
    }

    // --- instructions ---------------------------------------------------------------------------

    void jump(int opcode, int label) {
        int from = code.size();
        code.u1(opcode);
        jumpTo(from, label, false);
    }

    private void jumpTo(int from, int label, boolean wide) {
        if (jumpCount + 3 > jumps.length) {
            jumps = Arrays.copyOf(jumps, jumps.length * 2);
        }
        jumps[jumpCount++] = wide ? -1 - code.size() : code.size();
        jumps[jumpCount++] = from;
        jumps[jumpCount++] = label;
        if (wide) {
            code.u4(0);
        } else {
            code.u2(0);
        }
    }

    /**
     * Copies an instruction.
     *
     * @param pc its place in the original
     * @param next where it ends
     * @param copy the first label of the copy
     */
    void copy(int pc, int next, int copy) {
        int at = first + pc;
        int opcode = type.u1(at);
        byte kind = Bytecode.kind(opcode);
        if (kind == Bytecode.MAKING) {
            bind(itself(copy + pc));
        }
        if (kind == Bytecode.SWITCH) {
            choice(opcode, pc, copy);
        } else if (kind == Bytecode.JUMP
                || (kind == Bytecode.DISCONTINUED && opcode != Bytecode.RET)) {
            int from = code.size();
            int target = copy + target(pc, Bytecode.distance(type, first, pc));
            code.u1(opcode);
            jumpTo(from, target, opcode == Bytecode.GOTO_W || opcode == Bytecode.JSR_W);
        } else {
            code.bytes(type.bytes(), at, first + next);
        }
    }

    private int target(int pc, int distance) {
        int target = pc + distance;
        if (target < 0 || target > size) {
            throw new IllegalArgumentException("A jump leaves the code.");
        }
        return target;
    }

    private void choice(int opcode, int pc, int copy) {
        int from = code.size();
        int operands = first + pc + Bytecode.operands(pc);
        code.u1(opcode);
        while ((code.size() & 3) != 0) {
            code.u1(0);
        }
        jumpTo(from, copy + target(pc, type.u4(operands)), true);
        code.u4(type.u4(operands + 4));
        if (opcode == Bytecode.TABLESWITCH) {
            code.u4(type.u4(operands + 8));
            int count = type.u4(operands + 8) - type.u4(operands + 4) + 1;
            for (int i = 0; i < count; i++) {
                jumpTo(from, copy + target(pc, type.u4(operands + 12 + 4 * i)), true);
            }
        } else {
            int count = type.u4(operands + 4);
            for (int i = 0; i < count; i++) {
                code.u4(type.u4(operands + 8 + 8 * i));
                jumpTo(from, copy + target(pc, type.u4(operands + 12 + 8 * i)), true);
            }
        }
    }

    // --- exception handlers ---------------------------------------------------------------------

    /**
     * Adds an exception handler, behind those that are there.
     *
     * @param caught the number of the class that is caught, 0 for anything
     */
    void handler(int from, int to, int handler, int caught) {
        if (handlerCount + 4 > handlers.length) {
            handlers = Arrays.copyOf(handlers, handlers.length * 2);
        }
        handlers[handlerCount++] = from;
        handlers[handlerCount++] = to;
        handlers[handlerCount++] = handler;
        handlers[handlerCount++] = caught;
    }

    // --- the end --------------------------------------------------------------------------------

    /**
     * Writes the attribute with the code.
     *
     * @param slots how many locals there are
     * @param copies the first labels of the copies
     * @param withFrames whether the class file may have stack map frames
     */
    void write(ByteWriter out, int slots, int[] copies, boolean withFrames, FrameWriter frames) {
        if (code.size() > MOST) {
            throw new TooLargeException();
        }
        for (int i = 0; i < jumpCount; i += 3) {
            int at = jumps[i];
            int distance = position(jumps[i + 2]) - jumps[i + 1];
            if (at < 0) {
                code.putU4(-1 - at, distance);
            } else if (distance == (short) distance) {
                code.putU2(at, distance);
            } else {
                throw new TooLargeException();
            }
        }
        out.u2(type.u2(method.code()));
        int length = out.size();
        out.u4(0);
        out.u2(maxStack(method.maxStack()));
        out.u2(slots);
        out.u4(code.size());
        out.all(code);
        out.u2(handlerCount / 4);
        for (int i = 0; i < handlerCount; i += 4) {
            out.u2(position(handlers[i]));
            out.u2(position(handlers[i + 1]));
            out.u2(position(handlers[i + 2]));
            out.u2(handlers[i + 3]);
        }
        int count = out.size();
        out.u2(0);
        int attributes = writeAttributes(out, copies);
        if (withFrames && !frames.isEmpty()) {
            frames.write(out);
            attributes++;
        }
        out.putU2(count, attributes);
        out.putU4(length, out.size() - length - 4);
    }

    /** Those that the code has already, but for its frames, with all places moved. */
    private int writeAttributes(ByteWriter out, int[] copies) {
        int written = 0;
        int at = method.attributes() + 2;
        for (int i = type.u2(method.attributes()); i > 0; i--) {
            int name = type.u2(at);
            if (type.isText(name, "LineNumberTable")) {
                writeTable(out, at, 4, copies);
                written++;
            } else if (type.isText(name, "LocalVariableTable")
                    || type.isText(name, "LocalVariableTypeTable")) {
                writeTable(out, at, 10, copies);
                written++;
            }
            // What else there may be, annotations of types for instance, nobody can ask the JVM
            // for, and it would be wrong at the new places.
            at = type.attributeEnd(at);
        }
        return written;
    }

    /**
     * Of lines or of local variables: each row begins with a place; in wide ones a length follows.
     * Rows about places that do not exist, as some tools leave them behind, are left out.
     */
    private void writeTable(ByteWriter out, int at, int width, int[] copies) {
        int last = at + 8 + width * type.u2(at + 6);
        out.u2(type.u2(at));
        int length = out.size();
        out.u4(0);
        out.u2(0);
        int rows = 0;
        for (int copy : copies) {
            for (int row = at + 8; row < last; row += width) {
                int begin = type.u2(row);
                int end = width == 10 ? begin + type.u2(row + 2) : begin;
                if (end > size || labels[copy + begin] < 0 || labels[copy + end] < 0) {
                    continue;
                }
                out.u2(labels[copy + begin]);
                if (width == 10) {
                    out.u2(labels[copy + end] - labels[copy + begin]);
                    out.bytes(type.bytes(), row + 4, row + width);
                } else {
                    out.bytes(type.bytes(), row + 2, row + width);
                }
                rows++;
            }
        }
        if (rows > MOST) {
            throw new TooLargeException();
        }
        out.putU4(length, 2 + width * rows);
        out.putU2(length + 4, rows);
    }
}
