package dev.heddle.control;

import dev.heddle.kernel.Access;

import java.lang.classfile.ClassFile;
import java.util.List;

/**
 * Brings to the top of the stack, before a scheduling point, what the instruction after it is going
 * to access, and calls the hook with it. The instruction finds the stack as it was.
 */
final class Operands {

    private static final String ACCESS = "(Ljava/lang/Object;I)V";
    private static final String STATIC = "(Ljava/lang/Class;I)V";
    private static final String ELEMENT = "(Ljava/lang/Object;II)V";

    private static final int LASTORE = 0x50;
    private static final int DASTORE = 0x52;

    /** More slots of arguments are not moved out of the way, and their receiver stays unknown. */
    static final int MOST_SLOTS = 20;

    /** How methods of collections and atomics are named that change nothing. */
    private static final List<String> READING =
            List.of(
                    "get",
                    "contains",
                    "is",
                    "has",
                    "peek",
                    "size",
                    "first",
                    "last",
                    "element",
                    "keySet",
                    "values",
                    "entrySet",
                    "iterator",
                    "listIterator",
                    "stream",
                    "toArray",
                    "indexOf",
                    "ceiling",
                    "floor",
                    "higher",
                    "lower",
                    "equals",
                    "toString",
                    "cardinality",
                    "length");

    /**
     * How methods of collections and iterators are named that change the whole object; not those
     * that only write an element, such as {@code set}.
     */
    private static final List<String> CHANGING =
            List.of(
                    "add",
                    "append",
                    "apply",
                    "delete",
                    "format",
                    "parse",
                    "put",
                    "remove",
                    "reverse",
                    "clear",
                    "push",
                    "pop",
                    "poll",
                    "offer",
                    "retain",
                    "replaceAll",
                    "compute",
                    "merge",
                    "insert",
                    "sort",
                    "next",
                    "previous",
                    "flip");

    private final ClassBytes file;
    private final CodeWriter code;

    /** The first local variable that neither the method uses, nor what is written around it. */
    private final int free;

    /** How many local variables were used from that one on. */
    private int used;

    Operands(ClassBytes file, MethodBytes method, CodeWriter code) {
        this.file = file;
        this.code = code;
        this.free = method.maxLocals() + 1;
    }

    /** What a call of a shared object does to it, as in {@link Access}, by the method's name. */
    static int accessBy(String method) {
        boolean writes = method.startsWith("getAnd") || !isOneOf(READING, method);
        boolean changes = writes && isOneOf(CHANGING, method);
        return Access.CALL
                | Access.READS
                | (writes ? Access.WRITES : 0)
                | (changes ? Access.CHANGES : 0);
    }

    int free() {
        return free;
    }

    /** So many local variables are used from the first free one on. */
    void uses(int slots) {
        used = Math.max(used, slots);
    }

    /** Without a stream: this is executed for each call in each class that is loaded. */
    private static boolean isOneOf(List<String> beginnings, String method) {
        for (String beginning : beginnings) {
            if (method.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    /** How many local variables are needed besides those of the original. */
    int moreLocals() {
        return used == 0 ? 0 : 1 + used;
    }

    /** Writes the point before an access to an element of an array. */
    void element(int opcode, int site) {
        code.needs(3);
        if (opcode <= Bytecode.SALOAD) {
            code.op(Bytecode.DUP2);
        } else if (opcode == LASTORE || opcode == DASTORE) {
            // array, index, value: of two slots
            code.op(Bytecode.DUP2_X2);
            code.op(Bytecode.POP2);
            code.op(Bytecode.DUP2_X2);
        } else {
            code.op(Bytecode.DUP_X2);
            code.op(Bytecode.POP);
            code.op(Bytecode.DUP2_X1);
        }
        code.push(site);
        code.hook("element", ELEMENT);
    }

    /** Writes the point before an access to a field. */
    void field(int opcode, int field, int site) {
        code.needs(2);
        if (opcode == Bytecode.GETSTATIC || opcode == Bytecode.PUTSTATIC) {
            if (file.majorVersion() >= ClassFile.JAVA_5_VERSION) {
                code.constant(file.u2(file.content(field)));
            } else {
                code.op(Bytecode.ACONST_NULL);
            }
            code.push(site);
            code.hook("accessStatic", STATIC);
            return;
        }
        boolean reads = opcode == Bytecode.GETFIELD;
        copyReceiver(code, reads ? 0 : Descriptor.slots(file.memberType(field)));
        code.push(site);
        code.hook("access", ACCESS);
    }

    /** Writes the point before a call of a method of an object; false if that is not possible. */
    boolean call(int method, int site) {
        List<String> parameters = Descriptor.parameters(file.memberType(method));
        int slots = 0;
        for (String parameter : parameters) {
            slots += Descriptor.slots(parameter);
        }
        if (slots > MOST_SLOTS) {
            return false;
        }
        code.needs(2);
        if (slots <= 2) {
            copyReceiver(code, slots);
            code.push(site);
            code.hook("access", ACCESS);
            return true;
        }
        uses(slots);
        int at = free;
        for (String parameter : parameters.reversed()) {
            code.store(parameter, at);
            at += Descriptor.slots(parameter);
        }
        code.op(Bytecode.DUP);
        code.push(site);
        code.hook("access", ACCESS);
        for (String parameter : parameters) {
            at -= Descriptor.slots(parameter);
            code.load(parameter, at);
        }
        return true;
    }

    /**
     * Tells of what a call uses.
     *
     * @param arguments how it uses each argument; 0 where that need not be told
     * @param receiver how it uses the object whose method it is, or 0
     */
    void uses(List<String> parameters, int[] arguments, int receiver) {
        int slots = 0;
        for (String parameter : parameters) {
            slots += Descriptor.slots(parameter);
        }
        code.needs(2);
        uses(slots);
        int at = free;
        for (int i = parameters.size() - 1; i >= 0; i--) {
            if (arguments[i] != Access.UNKNOWN) {
                code.op(Bytecode.DUP);
                code.push(arguments[i]);
                code.hook("uses", ACCESS);
            }
            code.store(parameters.get(i), at);
            at += Descriptor.slots(parameters.get(i));
        }
        if (receiver != Access.UNKNOWN) {
            code.op(Bytecode.DUP);
            code.push(receiver);
            code.hook("uses", ACCESS);
        }
        for (String parameter : parameters) {
            at -= Descriptor.slots(parameter);
            code.load(parameter, at);
        }
    }

    /** Copies the object that is below so many slots. */
    static void copyReceiver(CodeWriter code, int slots) {
        if (slots == 0) {
            code.op(Bytecode.DUP);
        } else if (slots == 1) {
            code.op(Bytecode.DUP2);
            code.op(Bytecode.POP);
        } else {
            code.op(Bytecode.DUP2_X1);
            code.op(Bytecode.POP2);
            code.op(Bytecode.DUP_X2);
        }
    }

    /**
     * Where, in a constructor, the object is made: the call of another constructor for it. Until
     * then there is no object that a hook could be given. 0 in other methods.
     */
    static int made(ClassBytes file, MethodBytes method) {
        if (!method.isNamed("<init>")) {
            return 0;
        }
        int found = 0;
        int unmade = 0;
        int next;
        for (int pc = 0; pc < method.size(); pc = next) {
            int at = method.first() + pc;
            int opcode = file.u1(at);
            next = pc + Bytecode.length(file, method.first(), pc);
            if (opcode == Bytecode.NEW) {
                unmade++;
            } else if (opcode == Bytecode.INVOKESPECIAL
                    && file.memberName(file.u2(at + 1)).equals("<init>")) {
                if (unmade > 0) {
                    unmade--;
                } else {
                    found = pc; // The last that belongs to no new.
                }
            }
        }
        return found;
    }
}
