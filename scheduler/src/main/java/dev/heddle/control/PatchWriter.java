package dev.heddle.control;

import dev.heddle.control.HookTable.Patch;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;

/**
 * Puts a hook at the beginning of a method of the JDK, in one of the forms of {@link HookTable}.
 */
final class PatchWriter {

    private static final MethodTypeDesc TEST = MethodTypeDesc.ofDescriptor("()Z");

    private final MethodModel method;
    private final StackMap map;
    private final boolean startsWithFrame;

    /**
     * For one method.
     *
     * @param startsWithFrame whether there is a frame at the method's very first instruction
     */
    PatchWriter(MethodModel method, StackMap map, boolean startsWithFrame) {
        this.method = method;
        this.map = map;
        this.startsWithFrame = startsWithFrame;
    }

    /** Writes what comes before the original code; the code itself is to follow. */
    void write(CodeBuilder builder, Patch hook) {
        MethodTypeDesc hookType = MethodTypeDesc.ofDescriptor(hook.hookDescriptor());
        MethodTypeDesc methodType = method.methodTypeSymbol();
        Label original = builder.newLabel();
        switch (hook.form()) {
            case REPLACE -> {
                builder.invokestatic(HookClasses.HOOKS, "inRun", TEST).ifeq(original);
                loadArguments(builder);
                builder.invokestatic(HookClasses.HOOKS, hook.hook(), hookType);
                if (!hookType.returnType().equals(methodType.returnType())) {
                    builder.checkcast(methodType.returnType());
                }
                builder.return_(TypeKind.from(methodType.returnType()));
                bindOriginal(builder, original, List.of());
            }
            case TRY -> writeTried(builder, hook, original);
            case BEFORE -> {
                loadArguments(builder, hookType.parameterCount());
                builder.invokestatic(HookClasses.HOOKS, hook.hook(), hookType);
            }
            case RECEIVER -> {
                builder.aload(0).invokestatic(HookClasses.HOOKS, hook.hook(), hookType);
                // The hooks know the type by the class that has the method.
                builder.checkcast(receiverType()).astore(0);
            }
            case ARGUMENT -> {
                int last = hookType.parameterCount();
                loadArguments(builder, last);
                builder.invokestatic(HookClasses.HOOKS, hook.hook(), hookType);
                builder.storeLocal(TypeKind.from(hookType.returnType()), slotOf(last - 1));
            }
            case AROUND -> builder.invokestatic(HookClasses.HOOKS, hook.hook(), hookType);
            case AFTER, FILTER -> {}
        }
    }

    private void writeTried(CodeBuilder builder, Patch hook, Label original) {
        MethodTypeDesc hookType = MethodTypeDesc.ofDescriptor(hook.hookDescriptor());
        TypeKind returned = TypeKind.from(method.methodTypeSymbol().returnType());
        loadArguments(builder);
        builder.invokestatic(HookClasses.HOOKS, hook.hook(), hookType);
        if (returned == TypeKind.VOID) {
            builder.ifeq(original).return_();
            bindOriginal(builder, original, List.of());
            return;
        }
        builder.dup().ifnull(original);
        if (returned == TypeKind.BOOLEAN) {
            builder.invokevirtual(ConstantDescs.CD_Boolean, "booleanValue", TEST).ireturn();
        } else {
            if (!hookType.returnType().equals(method.methodTypeSymbol().returnType())) {
                builder.checkcast(method.methodTypeSymbol().returnType());
            }
            builder.areturn();
        }
        ClassDesc answer = hookType.returnType();
        bindOriginal(builder, original, List.of(ObjectVerificationTypeInfo.of(answer)));
        builder.pop();
    }

    /** What is in the first slot as the method is entered. */
    private ClassDesc receiverType() {
        return method.flags().has(AccessFlag.STATIC)
                ? method.methodTypeSymbol().parameterType(0)
                : method.parent().orElseThrow().thisClass().asSymbol();
    }

    private void bindOriginal(
            CodeBuilder builder, Label original, List<VerificationTypeInfo> stack) {
        builder.labelBinding(original);
        map.atEntryState(original, stack);
        if (startsWithFrame) {
            builder.nop(); // Two frames can not be at one place.
        }
    }

    /** Where the receiver (0) or a parameter (from 1 on) of an instance method is. */
    private int slotOf(int argument) {
        int slot = 1;
        for (ClassDesc before :
                method.methodTypeSymbol().parameterList().subList(0, argument - 1)) {
            slot += TypeKind.from(before).slotSize();
        }
        return slot;
    }

    private void loadArguments(CodeBuilder builder) {
        loadArguments(builder, Integer.MAX_VALUE);
    }

    /** Loads the receiver and the parameters, at most so many. */
    private void loadArguments(CodeBuilder builder, int most) {
        int slot = 0;
        int loaded = 0;
        if (!method.flags().has(AccessFlag.STATIC) && loaded++ < most) {
            builder.aload(slot++);
        }
        for (ClassDesc parameter : method.methodTypeSymbol().parameterList()) {
            if (loaded++ >= most) {
                return;
            }
            TypeKind kind = TypeKind.from(parameter);
            builder.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
    }
}
