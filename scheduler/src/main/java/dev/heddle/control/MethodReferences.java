package dev.heddle.control;

import org.jspecify.annotations.Nullable;

/**
 * Method references to operations that are replaced by hooks, such as {@code
 * Thread::currentThread}: they are no calls, but constants of the call site that makes the lambda.
 */
final class MethodReferences {

    private static final String HASH = "hashCodeOf";
    private static final String HASH_TYPE = "(Ljava/lang/Object;)I";

    private MethodReferences() {}

    /**
     * Whether a call site is made with a reference to a replaced operation.
     *
     * @param bootstrap where its bootstrap method stands
     */
    static boolean areRedirected(ClassBytes file, int bootstrap) {
        for (int i = file.u2(bootstrap + 2); i > 0; i--) {
            MethodHandleBytes argument = MethodHandleBytes.of(file, file.u2(bootstrap + 2 + 2 * i));
            if (argument != null && (hook(argument) != null || isHash(argument))) {
                return true;
            }
        }
        return false;
    }

    /** Adds the same call site, with references to the hooks instead. */
    static int redirected(ClassBytes file, int site, PoolWriter pool) {
        int bootstrap = file.bootstrap(file.u2(file.content(site)));
        String type = file.memberType(site);
        int[] arguments = new int[file.u2(bootstrap + 2)];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = file.u2(bootstrap + 4 + 2 * i);
            MethodHandleBytes argument = MethodHandleBytes.of(file, arguments[i]);
            if (argument == null) {
                continue;
            }
            HookTable.Call hook = hook(argument);
            String taken;
            if (isHash(argument)) {
                taken = "Ljava/lang/Object;";
                arguments[i] = pool.handle(HookClasses.HOOKS_NAME, HASH, HASH_TYPE);
            } else if (hook != null) {
                taken = hook.hookDescriptor();
                taken = taken.startsWith("()") ? "" : Descriptor.parameters(taken).getFirst();
                arguments[i] =
                        pool.handle(HookClasses.HOOKS_NAME, hook.hook(), hook.hookDescriptor());
            } else {
                continue;
            }
            if (!type.startsWith("()")) {
                // What a lambda captures must be of exactly the type its method takes.
                type = Descriptor.withFirst(type, taken);
            }
        }
        return pool.callSite(file.u2(bootstrap), arguments, file.memberName(site), type);
    }

    /** Whether this is a reference to {@code hashCode()}. */
    private static boolean isHash(MethodHandleBytes reference) {
        return reference.isVirtual()
                && HashCalls.isMeant(reference.owner(), reference.name(), reference.descriptor());
    }

    private static HookTable.@Nullable Call hook(MethodHandleBytes reference) {
        boolean isStatic = reference.isStatic() && !reference.isOfInterface();
        return isStatic || reference.isVirtual()
                ? HookTable.call(
                        isStatic, reference.owner(), reference.name(), reference.descriptor(), null)
                : null;
    }
}
