package dev.heddle.control;

import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.UninitializedVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The stack map frames of a method that is being rewritten: those it had, at their new places, and
 * those of the branches that were added. They must be added in the order of the code.
 */
final class StackMap {

    private final List<StackMapFrameInfo> frames = new ArrayList<>();

    /** The locals as the method is entered. */
    private final List<VerificationTypeInfo> parameters;

    StackMap(ClassEntry owner, MethodModel method) {
        parameters = new ArrayList<>();
        if (!method.flags().has(AccessFlag.STATIC)) {
            boolean constructor = method.methodName().equalsString(ConstantDescs.INIT_NAME);
            parameters.add(
                    constructor
                            ? SimpleVerificationTypeInfo.UNINITIALIZED_THIS
                            : ObjectVerificationTypeInfo.of(owner));
        }
        for (ClassDesc parameter : method.methodTypeSymbol().parameterList()) {
            parameters.add(typeOf(parameter));
        }
    }

    private static VerificationTypeInfo typeOf(ClassDesc type) {
        return switch (TypeKind.from(type).asLoadable()) {
            case INT -> SimpleVerificationTypeInfo.INTEGER;
            case LONG -> SimpleVerificationTypeInfo.LONG;
            case FLOAT -> SimpleVerificationTypeInfo.FLOAT;
            case DOUBLE -> SimpleVerificationTypeInfo.DOUBLE;
            default -> ObjectVerificationTypeInfo.of(type);
        };
    }

    /** A place with the locals of the method's entry. */
    void atEntryState(Label place, List<VerificationTypeInfo> stack) {
        frames.add(StackMapFrameInfo.of(place, parameters, stack));
    }

    /** A place where nothing is known of the locals. */
    void withoutLocals(Label place, List<VerificationTypeInfo> stack) {
        frames.add(StackMapFrameInfo.of(place, List.of(), stack));
    }

    /** A place where nothing is known but one local. */
    void withOnlyLocal(
            Label place, int slot, VerificationTypeInfo local, List<VerificationTypeInfo> stack) {
        frames.add(StackMapFrameInfo.of(place, extended(List.of(), slot, local), stack));
    }

    /** The method's own frames, at new places. */
    void addAll(List<StackMapFrameInfo> originals, UnaryOperator<Label> moved) {
        for (StackMapFrameInfo frame : originals) {
            frames.add(
                    StackMapFrameInfo.of(
                            moved.apply(frame.target()),
                            moved(frame.locals(), moved),
                            moved(frame.stack(), moved)));
        }
    }

    /** As above, with one more local. */
    void addAll(
            List<StackMapFrameInfo> originals,
            UnaryOperator<Label> moved,
            int slot,
            VerificationTypeInfo local) {
        for (StackMapFrameInfo frame : originals) {
            frames.add(
                    StackMapFrameInfo.of(
                            moved.apply(frame.target()),
                            extended(moved(frame.locals(), moved), slot, local),
                            moved(frame.stack(), moved)));
        }
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    StackMapTableAttribute attribute() {
        return StackMapTableAttribute.of(frames);
    }

    private static List<VerificationTypeInfo> moved(
            List<VerificationTypeInfo> types, UnaryOperator<Label> moved) {
        List<VerificationTypeInfo> result = new ArrayList<>(types.size());
        for (VerificationTypeInfo type : types) {
            result.add(
                    type instanceof UninitializedVerificationTypeInfo made
                            ? UninitializedVerificationTypeInfo.of(moved.apply(made.newTarget()))
                            : type);
        }
        return result;
    }

    private static List<VerificationTypeInfo> extended(
            List<VerificationTypeInfo> locals, int slot, VerificationTypeInfo local) {
        List<VerificationTypeInfo> result = new ArrayList<>(locals);
        int used = 0;
        for (VerificationTypeInfo type : locals) {
            boolean wide =
                    type == SimpleVerificationTypeInfo.LONG
                            || type == SimpleVerificationTypeInfo.DOUBLE;
            used += wide ? 2 : 1;
        }
        for (; used < slot; used++) {
            result.add(SimpleVerificationTypeInfo.TOP);
        }
        result.add(local);
        return result;
    }
}
