package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.util.List;

/** Makes a class file from nothing, for classes of very plain methods. */
final class ClassMaker {

    private static final int MAGIC = 0xCAFEBABE;

    private final PoolWriter pool = new PoolWriter();
    private final ByteWriter fields = new ByteWriter(64);
    private final ByteWriter methods = new ByteWriter(16_384);
    private final int flags;
    private final int self;
    private final int superclass;
    private int fieldCount;
    private int methodCount;

    ClassMaker(int flags, String name, String superclass) {
        this.flags = flags;
        this.self = pool.className(name);
        this.superclass = pool.className(superclass);
    }

    PoolWriter pool() {
        return pool;
    }

    void field(int access, String name, String descriptor) {
        fields.u2(access);
        fields.u2(pool.text(name));
        fields.u2(pool.text(descriptor));
        fields.u2(0);
        fieldCount++;
    }

    /**
     * Adds a method.
     *
     * @param code null if it is abstract
     * @param annotation the descriptor of an annotation that marks it, or null
     */
    void method(
            int access,
            String name,
            String descriptor,
            @Nullable Code code,
            @Nullable String annotation) {
        methods.u2(access);
        methods.u2(pool.text(name));
        methods.u2(pool.text(descriptor));
        methods.u2((code == null ? 0 : 1) + (annotation == null ? 0 : 1));
        if (code != null) {
            code.write(methods);
        }
        if (annotation != null) {
            methods.u2(pool.text("RuntimeVisibleAnnotations"));
            methods.u4(6);
            methods.u2(1);
            methods.u2(pool.text(annotation));
            methods.u2(0);
        }
        methodCount++;
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(pool.added().size() + methods.size() + 256);
        out.u4(MAGIC);
        out.u4(ClassFile.latestMajorVersion());
        out.u2(pool.count());
        out.all(pool.added());
        out.u2(flags);
        out.u2(self);
        out.u2(superclass);
        out.u2(0);
        out.u2(fieldCount);
        out.all(fields);
        out.u2(methodCount);
        out.all(methods);
        out.u2(0);
        return out.toBytes();
    }

    /**
     * Code to be.
     *
     * @param descriptor of the method, with the receiver as its first parameter, if there is one
     */
    Code code(String descriptor) {
        return new Code(pool, descriptor);
    }

    /** The code of one method. Where branches end, the stack is empty, as at the beginning. */
    static final class Code extends Instructions {

        private static final int SAME = 251;
        private static final int ONE_LESS = 250;

        private final List<String> parameters;
        private final int slots;
        private final ByteWriter frames = new ByteWriter(32);
        private int frameCount;
        private int lastFrame = -1;

        // The one exception handler; its place is 0 if there is none.
        private int tryBegin;
        private int handler;

        Code(PoolWriter pool, String descriptor) {
            super(pool, 64);
            parameters = Descriptor.parameters(descriptor);
            int all = 0;
            for (String parameter : parameters) {
                all += Descriptor.slots(parameter);
            }
            slots = all;
            needsInAll(all + 3); // As much as calls and what is stored takes, and a little more.
        }

        /** How many slots the parameters take, with the receiver. */
        int slots() {
            return slots;
        }

        int here() {
            return code.size();
        }

        /** Loads the parameters from one on. */
        void loadParameters(int first) {
            int slot = 0;
            for (int i = 0; i < parameters.size(); i++) {
                if (i >= first) {
                    load(parameters.get(i), slot);
                }
                slot += Descriptor.slots(parameters.get(i));
            }
        }

        void callInterface(String owner, String name, String descriptor) {
            naming(Bytecode.INVOKEINTERFACE, pool().interfaceMethod(owner, name, descriptor));
            int count = 1;
            for (String parameter : Descriptor.parameters(descriptor)) {
                count += Descriptor.slots(parameter);
            }
            code.u1(count);
            code.u1(0);
        }

        /** Loads null, or zero. */
        void nothing(String descriptor) {
            switch (descriptor.charAt(0)) {
                case 'V' -> {}
                case 'L', '[' -> op(Bytecode.ACONST_NULL);
                case 'J' -> op(Bytecode.LCONST_0);
                case 'F' -> op(Bytecode.FCONST_0);
                case 'D' -> op(Bytecode.DCONST_0);
                default -> op(Bytecode.ICONST_0);
            }
        }

        /** Jumps forward to where {@link #land} is called with the result. */
        int jump(int opcode) {
            int from = code.size();
            op(opcode);
            code.u2(0);
            return from;
        }

        /** A jump ends here, where another one lands too. */
        void alsoHere(int jump) {
            code.putU2(jump + 1, code.size() - jump);
        }

        /** A jump ends here. */
        void land(int jump) {
            alsoHere(jump);
            frames.u1(handler == 0 ? SAME : ONE_LESS);
            frames.u2(nextFrame());
        }

        /**
         * Here begins the handler of whatever is thrown since a place; a jump must land behind it.
         *
         * @param local the descriptor of what is in the slot after the parameters
         */
        void handler(int begin, String local) {
            tryBegin = begin;
            handler = code.size();
            int[] locals = new int[parameters.size() + 1];
            for (int i = 0; i < parameters.size(); i++) {
                locals[i] = FrameWriter.typeOf(parameters.get(i), pool());
            }
            locals[parameters.size()] = FrameWriter.typeOf(local, pool());
            int thrown = FrameWriter.typeOf("Ljava/lang/Throwable;", pool());
            FrameWriter.writeFull(frames, nextFrame(), locals, new int[] {thrown});
        }

        private int nextFrame() {
            int distance = code.size() - lastFrame - 1;
            lastFrame = code.size();
            frameCount++;
            return distance;
        }

        /** Writes the attribute with the code. */
        void write(ByteWriter out) {
            int table = frameCount == 0 ? 0 : 6 + 2 + frames.size();
            int handlers = handler == 0 ? 0 : 1;
            out.u2(pool().text("Code"));
            out.u4(12 + code.size() + 8 * handlers + table);
            out.u2(maxStack(0));
            out.u2(slots + handlers);
            out.u4(code.size());
            out.all(code);
            out.u2(handlers);
            if (handlers > 0) {
                out.u2(tryBegin);
                out.u2(handler);
                out.u2(handler);
                out.u2(0); // Anything.
            }
            out.u2(frameCount == 0 ? 0 : 1);
            if (frameCount > 0) {
                out.u2(pool().text("StackMapTable"));
                out.u4(2 + frames.size());
                out.u2(frameCount);
                out.all(frames);
            }
        }
    }
}
