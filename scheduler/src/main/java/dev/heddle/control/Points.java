package dev.heddle.control;

import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;

/**
 * The scheduling points of one method: before which instructions a fiber can be preempted, and the
 * place that stands for each.
 */
final class Points {

    private static final int FIRST_INSIDE = 1_000_000;

    private final ClassRewriter type;
    private final String method;
    private final String descriptor;
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

    Points(ClassRewriter type, String method, String descriptor, boolean preempts) {
        this.type = type;
        this.method = method;
        this.descriptor = descriptor;
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

    /** Whether a fiber can be preempted before this instruction, given the one before it. */
    boolean isPoint(CodeElement element, @Nullable CodeElement before) {
        if (!any) {
            return false;
        }
        if (element instanceof InvokeInstruction call) {
            return type.members().of(call).isShared();
        }
        if (element instanceof FieldInstruction field) {
            return type.members().of(field).isPoint();
        }
        return element instanceof ArrayLoadInstruction
                || (element instanceof ArrayStoreInstruction store
                        && !(type.hasProbes() && isProbe(store, before)));
    }

    /** Bits of the packages on whose account a class of the JDK has points; else none. */
    int inside() {
        return inside;
    }

    /** The index of the place before this instruction. */
    int site(CodeElement element) {
        int ordinal = inside == 0 ? count++ : FIRST_INSIDE + insideCount++;
        return site(action(element), ordinal);
    }

    /** The index of a place where the given thing is done. */
    int site(String action) {
        return site(action, count++);
    }

    private int site(String action, int ordinal) {
        return Sites.add(
                new Sites.Site(type.typeName(), method, line, type.sourceFile(), action),
                descriptor,
                ordinal);
    }

    /** JaCoCo's agent marks what was executed by {@code probes[n] = true}. */
    private static boolean isProbe(ArrayStoreInstruction store, @Nullable CodeElement before) {
        return store.opcode() == Opcode.BASTORE
                && before instanceof ConstantInstruction constant
                && constant.opcode() == Opcode.ICONST_1;
    }

    private static String action(CodeElement element) {
        if (element instanceof InvokeInstruction call) {
            return "calls ".concat(simpleName(call)).concat(".").concat(call.name().stringValue());
        }
        if (element instanceof FieldInstruction field) {
            boolean reads = field.opcode() == Opcode.GETFIELD || field.opcode() == Opcode.GETSTATIC;
            return (reads ? "reads " : "writes ").concat(field.name().stringValue());
        }
        if (element instanceof ArrayLoadInstruction) {
            return "reads an array";
        }
        return element instanceof ArrayStoreInstruction ? "writes an array" : "";
    }

    private static String simpleName(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        return owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
    }
}
