package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.BootstrapMethodEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Method references to operations that are replaced by hooks, such as {@code
 * Thread::currentThread}: they are no calls, but constants of the call site that makes the lambda.
 */
final class MethodReferences {

    private static final ConstantDesc HASH =
            MethodHandleDesc.ofMethod(
                    DirectMethodHandleDesc.Kind.STATIC,
                    HookClasses.HOOKS,
                    "hashCodeOf",
                    MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)I"));

    private MethodReferences() {}

    /** Whether a call site is made with a reference to a replaced operation. */
    static boolean areRedirected(BootstrapMethodEntry site) {
        for (LoadableConstantEntry constant : site.arguments()) {
            ConstantDesc argument = constant.constantValue();
            if (hook(argument) != null || isHash(argument)) {
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
            if (isHash(arguments[i])) {
                if (type.parameterCount() > 0) {
                    type = type.changeParameterType(0, ConstantDescs.CD_Object);
                }
                arguments[i] = HASH;
            } else if (hook != null) {
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

    /** Whether this is a reference to {@code hashCode()}. */
    private static boolean isHash(ConstantDesc argument) {
        return argument instanceof DirectMethodHandleDesc reference
                && (reference.kind() == DirectMethodHandleDesc.Kind.VIRTUAL
                        || reference.kind() == DirectMethodHandleDesc.Kind.INTERFACE_VIRTUAL)
                && HashCalls.isMeant(
                        ownerOf(reference), reference.methodName(), reference.lookupDescriptor());
    }

    private static String ownerOf(DirectMethodHandleDesc reference) {
        String owner = reference.owner().descriptorString();
        return owner.substring(1, owner.length() - 1);
    }

    private static HookTable.@Nullable Call hook(ConstantDesc argument) {
        if (!(argument instanceof DirectMethodHandleDesc reference)) {
            return null;
        }
        boolean isStatic = reference.kind() == DirectMethodHandleDesc.Kind.STATIC;
        if (!isStatic
                && reference.kind() != DirectMethodHandleDesc.Kind.VIRTUAL
                && reference.kind() != DirectMethodHandleDesc.Kind.INTERFACE_VIRTUAL) {
            return null;
        }
        return HookTable.call(
                isStatic,
                ownerOf(reference),
                reference.methodName(),
                reference.lookupDescriptor(),
                null);
    }
}
