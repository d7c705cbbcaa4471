package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stack map frames of a method that is being rewritten: those it had, at their new places, and
 * those of the branches that were added. They must be added in the order of the code.
 *
 * <p>The original frames say what has changed since the one before, and the first since the method
 * was entered. So each copy of them must begin where the state is that of the entry; then most can
 * be copied as they are.
 */
final class FrameWriter {

    private static final int SAME_WITH_ITEM = 64;
    private static final int RESERVED = 128;
    private static final int SAME_WITH_ITEM_FAR = 247;
    private static final int SAME_FAR = 251;
    private static final int FULL = 255;

    // Types of values as in class files; above that of objects stands their class.
    private static final int TOP = 0;
    private static final int INT = 1;
    private static final int FLOAT = 2;
    private static final int DOUBLE = 3;
    private static final int LONG = 4;
    private static final int UNINITIALIZED_THIS = 6;
    private static final int OBJECT = 7;
    private static final int UNINITIALIZED = 8;

    private static final int[] NONE = {};

    /** Parts of the table: a frame, or all the original ones of a copy of the code. */
    private final List<Part> parts = new ArrayList<>();

    private final ClassBytes type;
    private final MethodBytes method;
    private final CodeWriter code;

    /** The locals as the method is entered; null until somebody asks. */
    private int @Nullable [] parameters;

    // While the table is written: where the last frame is, how many there are.
    private int previous = -1;
    private int count;

    FrameWriter(ClassBytes type, MethodBytes method, CodeWriter code) {
        this.type = type;
        this.method = method;
        this.code = code;
    }

    /** Whether the first frame of a table, which has one, is at the first instruction. */
    static boolean isAtFirstInstruction(ClassBytes type, int table) {
        int kind = type.u1(table + 8);
        return kind < RESERVED ? kind == 0 || kind == SAME_WITH_ITEM : type.u2(table + 9) == 0;
    }

    /** A place with the locals of the method's entry. */
    void atEntryState(int label) {
        parts.add(new Frame(label, parameters(), NONE));
    }

    /** As above, with an object of this class on the stack. */
    void atEntryState(int label, String onStack) {
        parts.add(new Frame(label, parameters(), new int[] {object(onStack)}));
    }

    /** The beginning of a handler of all exceptions, where nothing is known of the locals. */
    void atHandler(int label) {
        parts.add(new Frame(label, NONE, new int[] {object("java/lang/Throwable")}));
    }

    /** As above, but there is a lock in one of them. */
    void atHandler(int label, int lockSlot) {
        int[] locals = new int[lockSlot + 1];
        locals[lockSlot] = object("java/lang/Object");
        parts.add(new Frame(label, locals, new int[] {object("java/lang/Throwable")}));
    }

    /**
     * The method's own frames, at new places.
     *
     * @param copy the first label of the copy of the code
     * @param lockSlot where there is a lock besides, or -1
     */
    void addAll(int copy, int lockSlot) {
        int table = method.frames();
        if (table != 0 && type.u2(table + 6) > 0) {
            parts.add(lockSlot < 0 ? new Moved(copy) : new Extended(copy, lockSlot));
        }
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Writes the table, as an attribute of the code, when all labels are bound. */
    void write(ByteWriter out) {
        int table = method.frames();
        out.u2(table == 0 ? code.pool().text("StackMapTable") : type.u2(table));
        int length = out.size();
        out.u4(0);
        out.u2(0);
        for (Part part : parts) {
            part.write(out);
        }
        out.putU2(length + 4, count);
        out.putU4(length, out.size() - length - 4);
    }

    private int[] parameters() {
        int[] known = parameters;
        if (known == null) {
            known = findParameters();
            parameters = known;
        }
        return known;
    }

    private int[] findParameters() {
        List<String> descriptors = Descriptor.parameters(method.descriptor());
        int first = method.isStatic() ? 0 : 1;
        int[] found = new int[first + descriptors.size()];
        if (first == 1) {
            found[0] =
                    method.isNamed(ConstantDescs.INIT_NAME)
                            ? UNINITIALIZED_THIS
                            : OBJECT | type.self() << 8;
        }
        for (int i = 0; i < descriptors.size(); i++) {
            found[first + i] = typeOf(descriptors.get(i), code.pool());
        }
        return found;
    }

    /** The type of a value with this descriptor, as the methods here take it. */
    static int typeOf(String descriptor, PoolWriter pool) {
        return switch (descriptor.charAt(0)) {
            case 'J' -> LONG;
            case 'F' -> FLOAT;
            case 'D' -> DOUBLE;
            case 'L', '[' -> OBJECT | pool.className(Descriptor.className(descriptor)) << 8;
            default -> INT;
        };
    }

    private int object(String className) {
        return OBJECT | code.pool().className(className) << 8;
    }

    /** How far a frame is from the one before. */
    private int distance(int label) {
        int position = code.position(label);
        int distance = position - previous - 1;
        previous = position;
        count++;
        return distance;
    }

    /** Writes a frame that says all that there is. */
    static void writeFull(ByteWriter out, int distance, int[] locals, int[] stack) {
        out.u1(FULL);
        out.u2(distance);
        writeTypes(out, locals);
        writeTypes(out, stack);
    }

    private static void writeTypes(ByteWriter out, int[] types) {
        out.u2(types.length);
        for (int one : types) {
            out.u1(one & 0xff);
            if ((one & 0xff) >= OBJECT) {
                out.u2(one >>> 8);
            }
        }
    }

    private abstract static class Part {
        abstract void write(ByteWriter out);
    }

    private final class Frame extends Part {
        private final int label;
        private final int[] locals;
        private final int[] stack;

        Frame(int label, int[] locals, int[] stack) {
            this.label = label;
            this.locals = locals;
            this.stack = stack;
        }

        @Override
        void write(ByteWriter out) {
            writeFull(out, distance(label), locals, stack);
        }
    }

    /** Reads the original frames, one after the other. */
    private abstract class Originals extends Part {
        final int copy;
        int at;

        Originals(int copy) {
            this.copy = copy;
        }

        @Override
        final void write(ByteWriter out) {
            int table = method.frames();
            int end = type.attributeEnd(table);
            int pc = -1;
            at = table + 8;
            for (int i = type.u2(table + 6); i > 0; i--) {
                int kind = type.u1(at++);
                if (kind >= RESERVED && kind < SAME_WITH_ITEM_FAR) {
                    throw new IllegalArgumentException("A stack map frame is broken.");
                }
                pc +=
                        1
                                + (kind < SAME_WITH_ITEM
                                        ? kind
                                        : kind < RESERVED ? kind - 64 : type.u2(at));
                at += kind < RESERVED ? 0 : 2;
                if (pc >= method.size()) {
                    throw new IllegalArgumentException("A stack map frame is not in the code.");
                }
                write(out, kind, distance(copy + pc));
                if (at > end) {
                    throw new IllegalArgumentException("The stack map frames have no end.");
                }
            }
        }

        abstract void write(ByteWriter out, int kind, int distance);

        /** The next type of a value. */
        final int next() {
            int tag = type.u1(at++);
            if (tag > UNINITIALIZED) {
                throw new IllegalArgumentException("A stack map frame is broken.");
            }
            if (tag < OBJECT) {
                return tag;
            }
            int more = type.u2(at);
            at += 2;
            return tag | (tag == OBJECT ? more : code.position(code.itself(copy + more))) << 8;
        }

        final int[] next(int number) {
            int[] types = new int[number];
            for (int i = 0; i < number; i++) {
                types[i] = next();
            }
            return types;
        }

        final int[] nextCounted() {
            int number = type.u2(at);
            at += 2;
            return next(number);
        }
    }

    /** The original frames as they are, but for their places. */
    private final class Moved extends Originals {
        Moved(int copy) {
            super(copy);
        }

        @Override
        void write(ByteWriter out, int kind, int distance) {
            if (kind == FULL) {
                writeFull(out, distance, nextCounted(), nextCounted());
            } else if (kind < SAME_WITH_ITEM || kind == SAME_FAR) {
                if (distance < SAME_WITH_ITEM) {
                    out.u1(distance);
                } else {
                    out.u1(SAME_FAR);
                    out.u2(distance);
                }
            } else if (kind <= SAME_WITH_ITEM_FAR) {
                if (distance < SAME_WITH_ITEM) {
                    out.u1(SAME_WITH_ITEM + distance);
                } else {
                    out.u1(SAME_WITH_ITEM_FAR);
                    out.u2(distance);
                }
                write(out, next());
            } else {
                out.u1(kind);
                out.u2(distance);
                for (int i = SAME_FAR; i < kind; i++) {
                    write(out, next());
                }
            }
        }

        private void write(ByteWriter out, int one) {
            out.u1(one & 0xff);
            if ((one & 0xff) >= OBJECT) {
                out.u2(one >>> 8);
            }
        }
    }

    /** The original frames with a lock in one more local. */
    private final class Extended extends Originals {
        private final int lockSlot;
        private int[] locals = parameters();

        Extended(int copy, int lockSlot) {
            super(copy);
            this.lockSlot = lockSlot;
        }

        @Override
        void write(ByteWriter out, int kind, int distance) {
            int[] stack = NONE;
            if (kind == FULL) {
                locals = nextCounted();
                stack = nextCounted();
            } else if (kind > SAME_FAR) {
                int[] more = next(kind - SAME_FAR);
                int before = locals.length;
                locals = Arrays.copyOf(locals, before + more.length);
                System.arraycopy(more, 0, locals, before, more.length);
            } else if (kind > SAME_WITH_ITEM_FAR && kind < SAME_FAR) {
                locals = Arrays.copyOf(locals, locals.length - (SAME_FAR - kind));
            } else if (kind >= SAME_WITH_ITEM && kind != SAME_FAR) {
                stack = next(1);
            }
            writeFull(out, distance, withLock(), stack);
        }

        private int[] withLock() {
            int slots = 0;
            for (int local : locals) {
                slots += local == LONG || local == DOUBLE ? 2 : 1;
            }
            int[] all = Arrays.copyOf(locals, locals.length + lockSlot - slots + 1);
            Arrays.fill(all, locals.length, all.length - 1, TOP);
            all[all.length - 1] = object("java/lang/Object");
            return all;
        }
    }
}
