package dev.heddle.control;

import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Access;

import java.lang.classfile.ClassFile;
import java.util.List;
import java.util.Map;

/**
 * What orders accesses to memory without being a scheduling point: volatile fields of the JDK's
 * concurrent classes and of frameworks, and variable handles and {@code Unsafe} anywhere. Who looks
 * for data races must know, or would find races in all that is ordered by a lock or a queue.
 */
final class Ordering {

    private static final String CONCURRENT = "java/util/concurrent/";

    /** Its {@code head} is not declared volatile: it has a handle to write and fences to read. */
    private static final String SKIP_LIST = CONCURRENT + "ConcurrentSkipListMap";

    private static final String HANDLE = "java/lang/invoke/VarHandle";
    private static final String HOOK = "orders";
    private static final String PLAIN_HOOK = "accessesByHandle";
    private static final String PLAIN_HOOK_TYPE = "(Ljava/lang/Object;Ljava/lang/Object;II)V";
    private static final String HOOK_TYPE = "(Ljava/lang/Object;JI)V";
    private static final String STATIC_HOOK = "ordersByHandle";
    private static final String STATIC_HOOK_TYPE = "(Ljava/lang/Object;I)V";

    /** More slots of arguments than any of these methods has. */
    private static final int SLOTS = 10;

    private static final int NOTHING = 0;

    private final ClassBytes file;

    /** Whether accesses to volatile fields are told. */
    private final boolean fields;

    /** Whether calls of handles and of Unsafe are. */
    private final boolean calls;

    /** Whether accesses are scheduling points, so that plain ones by handles are told. */
    private final boolean points;

    private final Map<String, Boolean> own;

    Ordering(ClassBytes file, Level level) {
        boolean concurrent = file.name().startsWith(CONCURRENT);
        this.file = file;
        this.fields = concurrent || level == Level.MONITORS;
        this.points = level == Level.PREEMPT;
        this.calls = fields || points;
        this.own = fields ? file.volatileFields() : Map.of();
    }

    /** What an access to a field orders, as in {@link Access}. */
    int ofField(int opcode, int field) {
        if (!fields) {
            return NOTHING;
        }
        String owner = file.owner(field);
        Boolean declared = owner.equals(file.name()) ? own.get(file.memberName(field)) : null;
        boolean isVolatile =
                declared != null
                        ? declared
                                || (owner.equals(SKIP_LIST)
                                        && file.memberName(field).equals("head"))
                        // Those of each other are, and those that are inherited, nearly all; to
                        // take one for volatile that is not can hide a race, and never make one up.
                        : owner.startsWith(CONCURRENT);
        if (!isVolatile) {
            return NOTHING;
        }
        return opcode == Bytecode.GETFIELD || opcode == Bytecode.GETSTATIC
                ? Access.READS
                : Access.WRITES;
    }

    /** What a call orders, as in {@link Access}. */
    int ofCall(int method, boolean isStatic) {
        if (!calls || isStatic) {
            return NOTHING;
        }
        String owner = file.owner(method);
        boolean isHandle = owner.equals(HANDLE);
        if (!isHandle && !SharedClasses.isUnsafe(owner)) {
            return NOTHING;
        }
        String type = file.memberType(method);
        if (type.charAt(1) != 'L' && type.charAt(1) != '[' && !isGivenNoObject(method)) {
            return NOTHING; // Memory that is no object.
        }
        return byName(file.memberName(method));
    }

    /** Whether this is a handle that is given values only: that of a static field, say. */
    private boolean isGivenNoObject(int method) {
        if (!file.owner(method).equals(HANDLE)) {
            return false;
        }
        String name = file.memberName(method);
        int values =
                name.contains("ompareAnd")
                        ? 2
                        : name.startsWith("set") || name.startsWith("getAnd") ? 1 : 0;
        return Descriptor.parameters(file.memberType(method)).size() == values;
    }

    /**
     * In the program each mode orders what it says, and nothing else. What the JDK and frameworks
     * do is not taken so exactly: they rely on more than their modes, such as fences.
     */
    private int byName(String name) {
        if (name.startsWith("getAnd") || name.contains("ompareAnd")) {
            if (!fields && name.endsWith("Acquire")) {
                return Access.READS;
            }
            if (!fields && name.endsWith("Release")) {
                return Access.WRITES;
            }
            return name.endsWith("Plain") ? NOTHING : Access.READS | Access.WRITES;
        }
        boolean ordered =
                name.endsWith("Volatile") || name.endsWith("Acquire") || name.endsWith("Release");
        if (ordered) {
            return name.startsWith("get") ? Access.READS : Access.WRITES;
        }
        return name.startsWith("putOrdered") ? Access.WRITES : NOTHING;
    }

    /** What a call does to memory as a plain access would, as in {@link Access}. */
    int ofPlainCall(int method, boolean isStatic) {
        if (!points || isStatic || !file.owner(method).equals(HANDLE)) {
            return NOTHING;
        }
        return switch (file.memberName(method)) {
            case "get" -> Access.READS;
            case "set", "weakCompareAndSetPlain" -> Access.WRITES;
            default -> NOTHING;
        };
    }

    /** Writes the hook before an access to a field. */
    void field(CodeWriter code, int opcode, int field, int access) {
        code.needs(4);
        if (opcode == Bytecode.GETSTATIC || opcode == Bytecode.PUTSTATIC) {
            if (file.majorVersion() < ClassFile.JAVA_5_VERSION) {
                return;
            }
            code.constant(file.u2(file.content(field)));
        } else if (opcode == Bytecode.GETFIELD) {
            code.op(Bytecode.DUP);
        } else {
            Operands.copyReceiver(code, Descriptor.slots(file.memberType(field)));
        }
        code.op(Bytecode.LCONST_0);
        code.push(access);
        code.hook(HOOK, HOOK_TYPE);
    }

    /**
     * Writes the hook before a call.
     *
     * @param free the first local variable that nobody uses
     * @return how many are used from there on
     */
    int call(CodeWriter code, int method, int free, int access) {
        List<String> parameters = Descriptor.parameters(file.memberType(method));
        if (isGivenNoObject(method)) {
            callByHandle(code, parameters, free, access);
            return SLOTS;
        }
        code.needs(4);
        int at = free;
        int second = -1;
        for (int i = parameters.size() - 1; i > 0; i--) {
            code.store(parameters.get(i), at);
            second = i == 1 ? at : second;
            at += Descriptor.slots(parameters.get(i));
        }
        code.op(Bytecode.DUP);
        String type = second < 0 ? "" : parameters.get(1);
        if (type.equals("J")) {
            code.load(type, second);
        } else if (type.equals("I")) {
            code.load(type, second);
            code.op(Bytecode.I2L);
        } else {
            code.op(Bytecode.LCONST_0);
        }
        code.push(access);
        code.hook(HOOK, HOOK_TYPE);
        for (int i = 1; i < parameters.size(); i++) {
            at -= Descriptor.slots(parameters.get(i));
            code.load(parameters.get(i), at);
        }
        return SLOTS;
    }

    /** Writes the hook that is given the handle itself. */
    private static void callByHandle(CodeWriter code, List<String> values, int free, int access) {
        code.needs(2);
        int at = free;
        for (String value : values.reversed()) {
            code.store(value, at);
            at += Descriptor.slots(value);
        }
        code.op(Bytecode.DUP);
        code.push(access);
        code.hook(STATIC_HOOK, STATIC_HOOK_TYPE);
        for (String value : values) {
            at -= Descriptor.slots(value);
            code.load(value, at);
        }
    }

    /** As {@link #call}, before a plain access by a handle. */
    int plainCall(CodeWriter code, int method, int free, int access) {
        List<String> parameters = Descriptor.parameters(file.memberType(method));
        code.needs(5);
        int at = free;
        int[] slots = new int[parameters.size()];
        for (int i = parameters.size() - 1; i >= 0; i--) {
            code.store(parameters.get(i), at);
            slots[i] = at;
            at += Descriptor.slots(parameters.get(i));
        }
        code.op(Bytecode.DUP);
        String first = parameters.isEmpty() ? "" : parameters.getFirst();
        if (!isGivenNoObject(method) && (first.startsWith("L") || first.startsWith("["))) {
            code.load(first, slots[0]);
        } else {
            code.op(Bytecode.ACONST_NULL); // A static field, or memory that is no object.
        }
        if (parameters.size() > 1 && parameters.get(1).equals("I")) {
            code.load("I", slots[1]);
        } else {
            code.push(0);
        }
        code.push(access);
        code.hook(PLAIN_HOOK, PLAIN_HOOK_TYPE);
        for (int i = 0; i < parameters.size(); i++) {
            code.load(parameters.get(i), slots[i]);
        }
        return SLOTS;
    }
}
