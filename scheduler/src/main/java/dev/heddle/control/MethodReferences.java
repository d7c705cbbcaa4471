package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Method references to operations that are replaced by hooks, such as {@code
 * Thread::currentThread}: they are no calls, but constants of the call site that makes the lambda.
 */
final class MethodReferences {

    private MethodReferences() {}

    /** Whether a call site is made with a reference to a replaced operation. */
    static boolean areRedirected(InvokeDynamicInstruction site) {
        for (ConstantDesc argument : site.bootstrapArgs()) {
            if (hook(argument) != null) {
                return true;
            }
        }
        return false;
    }

    /** The same call site, with references to the hooks instead. */
    static DynamicCallSiteDesc redirected(InvokeDynamicInstruction site) {
        MethodTypeDesc type = site.typeSymbol();
        ConstantDesc[] arguments = site.bootstrapArgs().toArray(ConstantDesc[]::new);
        for (int i = 0; i < arguments.length; i++) {
            HookTable.Call hook = hook(arguments[i]);
            if (hook != null) {
                if (type.parameterCount() > 0) {
                    // What a lambda captures must be of exactly the type its method takes.
                    ClassDesc taken =
                            MethodTypeDesc.ofDescriptor(hook.hookDescriptor()).parameterType(0);
                    type = type.changeParameterType(0, taken);
                }
                arguments[i] =
                        MethodHandleDesc.ofMethod(
                                DirectMethodHandleDesc.Kind.STATIC,
                                HookClasses.HOOKS,
                                hook.hook(),
                                MethodTypeDesc.ofDescriptor(hook.hookDescriptor()));
            }
        }
        return DynamicCallSiteDesc.of(
                site.bootstrapMethod(), site.name().stringValue(), type, arguments);
    }

    private static HookTable.@Nullable Call hook(ConstantDesc argument) {
        if (!(argument instanceof DirectMethodHandleDesc reference)) {
            return null;
        }
        Opcode opcode =
                switch (reference.kind()) {
                    case STATIC -> Opcode.INVOKESTATIC;
                    case VIRTUAL, INTERFACE_VIRTUAL -> Opcode.INVOKEVIRTUAL;
                    default -> null;
                };
        if (opcode == null) {
            return null;
        }
        String owner = reference.owner().descriptorString();
        return HookTable.call(
                opcode,
                owner.substring(1, owner.length() - 1),
                reference.methodName(),
                reference.lookupDescriptor(),
                null);
    }
}
